import type { JsonObject } from '../../../model/json.ts';
import type { CanonicalAnswer } from '../answer/answer.ts';
import type { Asked } from '../answer/asked.ts';

/**
 * The simulated provider's half of a dialect: it reads requests as strictly as the real one and writes answers as the real
 * one does. It shares no code with `src/protocols/`, so that each can be checked against the other.
 */
export type Dialect = {
  readonly id: 'anthropic' | 'openai-chat';
  /** The caller's key, or the empty text. */
  readonly keyOf: (headers: RequestHeaders) => string;
  readonly read: (body: JsonObject, from: Sender) => Read;
  readonly whole: (telling: Telling) => JsonObject;
  /** The same answer as events, in order. */
  readonly frames: (telling: Telling) => readonly Frame[];
  /** What keeps a silent stream alive. */
  readonly ping: string;
  readonly trouble: (trouble: Trouble, requestId: string) => TroubleAnswer;
  /** Request ids and rate limits, as they come with every answer. */
  readonly headers: (requestId: string, nowMs: number) => ResponseHeaders;
  readonly models: JsonObject;
  readonly model: (id: string) => JsonObject;
  readonly answerId: (letters: string) => string;
  readonly callId: (letters: string) => string;
};

export type RequestHeaders = Readonly<Record<string, string>>;
export type ResponseHeaders = Readonly<Record<string, string>>;

/** Who sent a request: signatures of thinking are good only at the provider that made them. */
export type Sender = { readonly headers: RequestHeaders; readonly provider: string };

export type Read = { readonly ok: true; readonly asked: Asked } | { readonly ok: false; readonly trouble: Trouble };

/** One answer and the circumstances that stand in it. */
export type Telling = {
  readonly id: string;
  readonly atMs: number;
  readonly provider: string;
  readonly asked: Asked;
  readonly answer: CanonicalAnswer;
};

/**
 * One event of a stream. `opening` and `between` carry nothing that a reader would see, `finish` says why the answer ended,
 * `terminal` ends the stream.
 */
export type Frame = {
  readonly kind: 'opening' | 'thinking' | 'content' | 'between' | 'finish' | 'usage' | 'terminal';
  readonly event: string;
  readonly data: string;
};

/** Everything that a provider refuses or fails with in its own words. */
export type TroubleKind =
  | 'rate-limited'
  | 'insufficient-quota'
  | 'credit-balance'
  | 'payment-required'
  | 'unauthorized'
  | 'permission-denied'
  | 'region-blocked'
  | 'no-such-model'
  | 'no-such-path'
  | 'too-large'
  | 'context-too-long'
  | 'invalid'
  | 'content-filter'
  | 'internal'
  | 'unavailable'
  | 'overloaded';

/** `message` empty: the provider's usual words. */
export type Trouble = { readonly kind: TroubleKind; readonly message: string };

type TroubleAnswer = { readonly status: number; readonly body: JsonObject };

export function refuse(kind: TroubleKind, message = ''): Read {
  return { ok: false, trouble: { kind, message } };
}

/** An event as it goes over the wire. */
export function renderFrame({ event, data }: Pick<Frame, 'event' | 'data'>): string {
  return event === '' ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`;
}

/** The models that the sandbox lists. It answers under any other name, too. */
export const MODELS = [
  { id: 'claude-opus-5-5', name: 'Claude Opus 5.5', maker: 'anthropic' },
  { id: 'claude-sonnet-5-5', name: 'Claude Sonnet 5.5', maker: 'anthropic' },
  { id: 'claude-haiku-5-5', name: 'Claude Haiku 5.5', maker: 'anthropic' },
  { id: 'gpt-5.6', name: 'GPT-5.6', maker: 'openai' },
  { id: 'gpt-5.6-mini', name: 'GPT-5.6 mini', maker: 'openai' },
  { id: 'sandbox-1', name: 'Sandbox 1', maker: 'failsoft' },
] as const;

/** Names with this in them do not exist, so that a missing model needs no fault. */
export const MISSING_MODEL = 'no-such';
