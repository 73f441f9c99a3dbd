import type { Tool } from '../model/conversation.ts';
import type { Fault, FaultKind } from '../model/fault.ts';
import { tell } from '../model/gather.ts';
import type { JsonObject } from '../model/json.ts';
import { type Loss, renderLosses } from '../model/loss.ts';
import { NO_USAGE, type Reply } from '../model/reply.ts';
import type { Mode } from '../model/route.ts';
import { redact, type Secret } from '../model/secret.ts';
import { renderComment, renderFrames } from '../protocols/frame.ts';
import type { Framing, Resumed } from '../protocols/protocol.ts';
import type { Asked } from './asked.ts';
import type { ErrorAnswer } from './call/error-answer.ts';
import { says } from './memory/keep-reply.ts';
import { isNamed } from './prepare/headers.ts';

export type HeadersOut = Readonly<Record<string, string>>;

/** What is said of every answer in its head. */
export type Served = {
  readonly mode: Mode | null;
  readonly servedBy: string;
  readonly attempts: number;
  readonly losses: readonly Loss[];
  readonly tookMs: number;
  /** The provider's own head, when it speaks the caller's protocol. */
  readonly upstream: HeadersOut;
};

/** Clients sleep for as long as they are told: longer than this is no help to anybody. */
const RETRY_AFTER_S_MAX = 60;

/** The head of an answer: who answered, how, and what the provider itself had to say that belongs to the dialect. */
export function headersOf(asked: Asked, served: Served): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in served.upstream) {
    const value = served.upstream[name];
    // When to ask again is said by retryHeaders alone: clients sleep for as long as any of them says.
    if (name === 'retry-after' || name === 'retry-after-ms') continue;
    if (value !== undefined && isNamed(asked.caller.responseHeaders, name)) headers[name] = value;
  }
  if (served.mode !== null) headers['x-failsoft-mode'] = served.mode;
  if (served.servedBy !== '') headers['x-failsoft-served-by'] = printable(served.servedBy);
  headers['x-failsoft-attempts'] = String(served.attempts);
  headers['x-failsoft-request'] = asked.id;
  if (served.losses.length > 0) headers['x-failsoft-lost'] = printable(renderLosses(served.losses));
  headers['server-timing'] = `failsoft;dur=${Math.round(served.tookMs * 10) / 10}`;
  return headers;
}

/** Names from callers and providers may hold what no header can. */
export function printable(text: string): string {
  return /^[\x20-\x7e]{0,1000}$/.test(text) ? text : text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 1_000);
}

/** What the head of a stream says that it is. */
export const STREAM_TYPE: Readonly<Record<Framing, string>> = {
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson',
  raw: 'application/json',
};
export const JSON_TYPE = 'application/json';

/** A fault as the caller's protocol says it. */
export function faultAnswer(
  asked: Asked,
  fault: Fault,
): { readonly status: number; readonly headers: Record<string, string>; readonly body: Uint8Array } {
  const headers = { 'content-type': JSON_TYPE, ...retryHeaders(fault) };
  const body = Buffer.from(JSON.stringify(asked.caller.renderError(fault, asked.id)));
  return { status: asked.caller.statusOf(fault), headers, body };
}

/**
 * Failures that the same request meets again: it is wrong, or somebody has to do something first. The official SDKs ask again
 * on every 5xx, and each time a whole ladder is climbed.
 */
const LASTING: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'no-credit',
  'unauthorized',
  'region-blocked',
  'no-such-model',
  'foreign-thought',
  'too-long',
  'invalid',
  'refused',
  'unsayable',
  'forbidden',
  'bad-request',
  'bad-origin',
  'bad-media',
  'no-such-path',
  'no-such-route',
  'conflict',
  'too-large',
  'loop',
  'configuration',
]);

/** When a client may ask again, and whether that is of any use, in the words that the official SDKs obey. */
export function retryHeaders({ kind, retryAfterMs, isPassing }: Fault): Record<string, string> {
  if (LASTING.has(kind) && !isPassing) return { 'x-should-retry': 'false' };
  if (retryAfterMs === null) return {};
  const seconds = Math.min(Math.max(1, Math.ceil(retryAfterMs / 1_000)), RETRY_AFTER_S_MAX);
  return { 'retry-after': String(seconds), 'x-should-retry': 'true' };
}

/**
 * May the provider's own error answer be passed on? Yes, when it is about the request, or about a credential of the caller's
 * own. What it says of our keys is for the operator alone.
 */
export function isForCaller(fault: Fault, ownKey: boolean): boolean {
  return fault.rule.against === 'nobody' || (!ownKey && fault.rule.against === 'key');
}

/** The provider's own words without any key in them. */
export function relayedError({ body }: ErrorAnswer, secret: Secret | null): Uint8Array {
  if (secret === null) return body;
  const text = Buffer.from(body).toString('utf8');
  const clean = redact(text, [secret]);
  return clean === text ? body : Buffer.from(clean);
}

/** The head of a provider's own error without any key in it. */
export function relayedHead(head: HeadersOut, secret: Secret | null): Record<string, string> {
  const clean = Object.entries(head).map(([name, value]) => [name, secret === null ? value : redact(value, [secret])]);
  return Object.fromEntries(clean);
}

/** A reply that no model gives now, as an answer of the caller's protocol: whole JSON, or a stream that may go on behind what was shown. */
export function spoken(
  { caller, id, scan, body }: Asked,
  said: Reply,
  { after, tools, note = null }: Saying,
): Uint8Array {
  const reply: Reply = { ...said, id, model: scan.model };
  if (!scan.stream) {
    const whole = caller.renderResponse(reply, tools);
    return Buffer.from(JSON.stringify(note === null ? whole : { ...whole, failsoft: note }));
  }
  const render = caller.renderStream({ model: scan.model, after, usage: says(body, 'include_usage', true), tools });
  const frames = renderFrames([...tell(reply), null].flatMap(render), caller.framing);
  if (note === null) return frames;
  return Buffer.concat([Buffer.from(renderComment(`failsoft ${JSON.stringify(note)}`, caller.framing)), frames]);
}

type Saying = {
  /** Where a stream has to go on behind what was shown. */
  readonly after: Resumed | null;
  /** The tools that were offered, where it calls one. */
  readonly tools: readonly Tool[];
  /** What is said of it in the body: a member of its own, or a comment that every client skips. */
  readonly note?: JsonObject | null;
};

/** A fixed sentence as a reply. */
export function noticeReply(text: string): Reply {
  return { id: '', model: '', parts: [{ type: 'text', text }], stop: 'done', stopSequence: '', usage: NO_USAGE };
}
