import type { Json, JsonObject } from '../../../model/json.ts';
import type { CanonicalAnswer } from '../answer/answer.ts';
import type { Asked } from '../answer/asked.ts';

/** The protocols that a sandbox speaks, in the words of the product. */
export type DialectId = 'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini' | 'ollama';

/**
 * The simulated provider's half of a dialect: it reads requests as strictly as the real one and writes answers as the real
 * one does. It shares no code with `src/protocols/`, so that each can be checked against the other.
 */
export type Dialect = {
  readonly id: DialectId;
  readonly wire: Wire;
  /** The caller's key, or the empty text. */
  readonly keyOf: (from: Sender) => string;
  /** What it says to a caller without a key; null where none is needed. */
  readonly keyless: Trouble | null;
  /** What lives at a path. */
  readonly route: (asking: Asking) => Route;
  readonly read: (body: JsonObject, from: Sender) => Read;
  readonly whole: (telling: Telling) => Json;
  /** The same answer as events, in order. */
  readonly frames: (telling: Telling) => readonly Frame[];
  readonly trouble: (trouble: Trouble, requestId: string) => TroubleAnswer;
  /** An error in the middle of a stream, behind so many events, as it goes over the wire. */
  readonly failure: (trouble: Trouble, after: Interruption) => string;
  /** A whole answer that says of itself that it failed, in dialects that have such a thing. */
  readonly failed?: (trouble: Trouble, telling: Telling) => JsonObject;
  /** How a stream ends whose tool call came out broken, in dialects that hand calls over whole and can say so. */
  readonly miscalled?: (telling: Telling) => readonly Frame[];
  /** Is the answer made whether somebody listens or not, and kept for a while? */
  readonly isInBackground?: (telling: Telling) => boolean;
  /** Request ids and rate limits, as they come with every answer. */
  readonly headers: (requestId: string, nowMs: number) => ResponseHeaders;
  readonly answerId: (letters: string) => string;
  readonly callId: (letters: string) => string;
};

/** How the bytes of a dialect travel. */
export type Wire = {
  /** Content types. */
  readonly stream: string;
  readonly json: string;
  readonly render: (frame: Pick<Frame, 'event' | 'data'>) => string;
  /** What keeps a silent stream alive, and an event that nobody has heard of; both as they go over the wire. */
  readonly ping: (telling: Telling) => string;
  readonly unheardOf: (telling: Telling) => string;
  /** The fields that count tokens. */
  readonly usageFields: readonly string[];
};

export type RequestHeaders = Readonly<Record<string, string>>;
export type ResponseHeaders = Readonly<Record<string, string>>;

/** Who sent a request, and where to. Signatures of thinking are good only at the provider that made them. */
export type Sender = {
  readonly headers: RequestHeaders;
  readonly provider: string;
  /** Behind the provider's name and the version: `messages`, `models/x:generateContent`, `api/chat`. */
  readonly path: string;
  /** `v1`, `v1beta` or nothing. */
  readonly version: string;
  readonly query: URLSearchParams;
  /** What was said up to an earlier answer that the provider has kept; null when it knows none with this id. */
  readonly recall: (id: string) => readonly Json[] | null;
  /** Absent: all answers end with their lines. */
  readonly background?: Background;
};

/** Answers that are made whether somebody listens or not. */
export type Background = {
  /** ms since 1970. */
  readonly nowMs: () => number;
  readonly begin: (telling: Telling) => void;
  /** Null when there is none with this id. */
  readonly find: (id: string) => BackgroundAnswer | null;
  /** Nobody wants it any more. */
  readonly end: (id: string) => void;
};

export type BackgroundAnswer = { readonly telling: Telling; readonly ended: boolean };

export type Asking = Sender & { readonly method: string; readonly body: JsonObject };

/** Where a request leads: to the model, to what it has said meanwhile, to JSON that no model said, to a complaint, or nowhere. */
export type Route =
  | { readonly to: 'model' }
  | { readonly to: 'plain'; readonly body: JsonObject; readonly needsNoBody?: boolean }
  /** The events of an answer behind the one with this number. */
  | { readonly to: 'rest'; readonly telling: Telling; readonly after: number }
  | { readonly to: 'trouble'; readonly trouble: Trouble; readonly needsNoBody?: boolean }
  | { readonly to: 'nowhere' };

export const MODEL: Route = { to: 'model' };
export const NOWHERE: Route = { to: 'nowhere' };

export type Read = { readonly ok: true; readonly asked: Asked } | { readonly ok: false; readonly trouble: Trouble };

/** One answer and the circumstances that stand in it. */
export type Telling = {
  readonly id: string;
  readonly atMs: number;
  readonly provider: string;
  readonly asked: Asked;
  readonly answer: CanonicalAnswer;
  /** The body that was answered: some dialects repeat much of it. */
  readonly request: JsonObject;
};

/** Where a stream breaks off. */
export type Interruption = { readonly telling: Telling; readonly events: number; readonly requestId: string };

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

/** `message` empty: the provider's usual words. `retryAfter`: what a header of that name says. */
export type Trouble = { readonly kind: TroubleKind; readonly message: string; readonly retryAfter?: string };

type TroubleAnswer = { readonly status: number; readonly headers: ResponseHeaders; readonly body: JsonObject };

export function refuse(kind: TroubleKind, message = ''): Read {
  return { ok: false, trouble: { kind, message } };
}

/** JSON that no model said; a text is a complaint about the request. */
export function plainly(answer: JsonObject | string): Route {
  return typeof answer === 'string'
    ? { to: 'trouble', trouble: { kind: 'invalid', message: answer } }
    : { to: 'plain', body: answer };
}

/** The list of models, one of them, or nowhere. */
export function routeToModels(path: string, list: JsonObject, one: (id: string) => JsonObject): Route {
  if (path === 'models') return plainly(list);
  if (!path.startsWith('models/')) return NOWHERE;
  const id = path.slice('models/'.length);
  return id.includes(MISSING_MODEL)
    ? { to: 'trouble', trouble: { kind: 'no-such-model', message: `model: ${id}` } }
    : plainly(one(id));
}

/** The headers of trouble that says with a header when to come back. */
export function retryHeaders({ retryAfter }: Trouble): ResponseHeaders {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}

/** A server-sent event. */
export function renderEvent({ event, data }: Pick<Frame, 'event' | 'data'>): string {
  return event === '' ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`;
}

/** How server-sent events travel. */
export const EVENTS = {
  stream: 'text/event-stream; charset=utf-8',
  json: 'application/json',
  render: renderEvent,
  usageFields: ['usage'],
} as const;

/** The models that the sandbox lists. It answers under any other name, too. */
export const MODELS = [
  { id: 'claude-opus-5-5', name: 'Claude Opus 5.5', maker: 'anthropic' },
  { id: 'claude-sonnet-5-5', name: 'Claude Sonnet 5.5', maker: 'anthropic' },
  { id: 'claude-haiku-5-5', name: 'Claude Haiku 5.5', maker: 'anthropic' },
  { id: 'gpt-5.6', name: 'GPT-5.6', maker: 'openai' },
  { id: 'gpt-5.6-mini', name: 'GPT-5.6 mini', maker: 'openai' },
  { id: 'gemini-3.8-flash', name: 'Gemini 3.8 Flash', maker: 'google' },
  { id: 'llama3.2', name: 'Llama 3.2', maker: 'meta' },
  { id: 'sandbox-1', name: 'Sandbox 1', maker: 'failsoft' },
] as const;

/** Names with this in them do not exist, so that a missing model needs no fault. */
export const MISSING_MODEL = 'no-such';
