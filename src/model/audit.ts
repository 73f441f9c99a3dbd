/** Where something stands. Lines count from 1; the path is relative to what was looked at, with `/`. */
export type Place = { readonly file: string; readonly line: number };

/**
 * Something that was found out, and what it was found out from. `unknown` is an answer: it never becomes "no" and never counts as fine.
 */
export type Known<T> = {
  readonly value: T | 'unknown';
  readonly by: KnownBy;
  readonly at: Place | null;
  readonly because: string;
};

/** `code`: it stands there. `default`: what the SDK does when nobody says anything. `inferred`: it follows from several things. */
export type KnownBy = 'code' | 'default' | 'config' | 'dependency' | 'inferred' | 'nothing';

export type Api = 'chat' | 'embed' | 'image' | 'audio' | 'rerank' | 'moderation' | 'agent' | 'batch';

/** What becomes of an error of a call. */
export type OnError =
  | 'nothing'
  | 'rethrown'
  | 'status-to-caller'
  | 'message-to-caller'
  | 'next-provider'
  | 'static'
  | 'empty'
  | 'fabricated'
  | 'error-as-output'
  | 'allowed'
  | 'ended'
  | 'ignored';

export type Fallback = {
  readonly kind: 'none' | 'same-provider' | 'other-provider' | 'static';
  /** What it is used for: statuses or types of errors; empty: any error. */
  readonly when: readonly string[];
  readonly to: readonly string[];
};

/** A place in code from which a model is asked. */
export type CallSite = Place & {
  /** Stays the same when lines move. */
  readonly id: string;
  readonly end: number;
  /** The function that it stands in; empty at the top of a file. */
  readonly symbol: string;
  readonly language: string;
  /** Id of the signature; `http` without an SDK. */
  readonly sdk: string;
  readonly written: string;
  readonly api: Api;
  /** Tests, examples and documents are told apart, and never counted as production. */
  readonly use: 'production' | 'test' | 'example';
  /** Every provider that it may go to. */
  readonly providers: Known<readonly string[]>;
  readonly model: Known<string>;
  readonly address: Known<string>;
  readonly streaming: Known<boolean>;
  /** Null: it waits for ever. */
  readonly timeoutMs: Known<number | null>;
  /** How often it is sent at most, the first time included. */
  readonly attempts: Known<number>;
  /** Until it fails for good; null: never. */
  readonly worstMs: Known<number | null>;
  readonly fallback: Known<Fallback>;
  readonly onError: Known<OnError>;
  /** Can it be pointed elsewhere without changing the code? */
  readonly redirectable: Known<'environment' | 'setting' | 'no'>;
};

/** A rule that a place breaks. */
export type Finding = Place & {
  readonly rule: string;
  /** Of the call site; of the place where it is about none. Stays the same when lines move. */
  readonly id: string;
  readonly site: string | null;
  readonly message: string;
  readonly severity: Severity;
  readonly use: CallSite['use'];
  /** Why it is not counted: somebody said so, or it was there before. */
  readonly silenced: Silence | null;
};

export type Severity = 'high' | 'medium' | 'low';

export type Silence =
  | { readonly by: 'suppression'; readonly reason: string; readonly owner: string; readonly until: string }
  | { readonly by: 'baseline'; readonly reason: string; readonly owner: string; readonly until: string | null };

/** Something that shows a dependency on AI without being a call. */
export type Trace = Place & {
  readonly kind:
    | 'client'
    | 'dependency'
    | 'key'
    | 'address'
    | 'model'
    | 'setting'
    | 'ci'
    | 'image'
    | 'infrastructure'
    | 'wrapper-use'
    | 'tool';
  readonly name: string;
  readonly providers: readonly string[];
  readonly use: CallSite['use'];
};

/** What was not read, and why. Anything here makes a scan partial. */
export type NotRead = { readonly file: string; readonly why: string };

/** What a scan found. */
export type Scan = {
  readonly filesSeen: number;
  readonly filesWithAi: number;
  readonly sites: readonly CallSite[];
  readonly traces: readonly Trace[];
  readonly findings: readonly Finding[];
  readonly notRead: readonly NotRead[];
  /** More was not read than is listed. */
  readonly notReadCount: number;
};
