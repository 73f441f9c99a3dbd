import { Fault, type FaultKind } from '../../model/fault.ts';
import { at, isObject, listAt, textAt, type Json } from '../../model/json.ts';
import { kindOfStatus, plainSentence, retryAfterOf } from '../answers.ts';
import type { Headers } from '../protocol.ts';

/** What Microsoft Graph's codes mean where an error has no status of its own, in small letters (learn.microsoft.com/graph/errors). */
const KIND_OF: Readonly<Record<string, FaultKind>> = {
  invalidauthenticationtoken: 'unauthorized',
  unauthenticated: 'unauthorized',
  unauthorized: 'unauthorized',
  forbidden: 'unauthorized',
  accessdenied: 'unauthorized',
  authorization_requestdenied: 'unauthorized',
  toomanyrequests: 'rate-limited',
  activitylimitreached: 'rate-limited',
  applicationthrottled: 'rate-limited',
  quotalimitreached: 'rate-limited',
  servicenotavailable: 'overloaded',
  serviceunavailable: 'overloaded',
  gatewaytimeout: 'timeout',
  badrequest: 'invalid',
  invalidrequest: 'invalid',
};

/** Says what an error answer of Microsoft Graph means: from its status, from one that it hides in its sentence, or from its code. */
export function parseError(status: number, headers: Headers, body: Json): Fault {
  const said = sentenceOf(body);
  const retryAfterMs = retryAfterOf(headers);
  return new Fault(kindOf(status, body), said === '' ? `The provider answered with status ${status}` : said, {
    upstreamStatus: status,
    ...(retryAfterMs !== null && { retryAfterMs }),
  });
}

/** The fault that a frame, or an error in the place of an answer, carries. It has no status: its code has to do. */
export function parseErrorEvent(body: Json): Fault {
  return parseError(200, {}, body);
}

/** Is this an error in the place of a conversation? */
export function isError(body: Json): boolean {
  return isObject(at(body, 'error'));
}

function kindOf(status: number, body: Json): FaultKind {
  const code = textAt(body, 'error', 'code').toLowerCase();
  const spoken = Object.hasOwn(KIND_OF, code) ? KIND_OF[code] : undefined;
  if (status >= 200 && status < 300) return spoken ?? (isError(body) ? 'broken' : 'garbled');
  // What a service behind Graph has answered comes as an error of Graph: `Got Non-2xx response … Status = 403 (Forbidden)`.
  const inner = Number(/\bStatus\s*=\s*(\d{3})\b/.exec(textAt(body, 'error', 'message'))?.[1] ?? Number.NaN);
  if (status >= 500 && inner >= 400 && inner <= 599) return ofStatus(inner);
  if (status === 400 && /\b(too (long|large)|exceeds?\b.{0,40}\b(length|limit|size))/i.test(sentenceOf(body)))
    return 'too-long';
  return ofStatus(status);
}

/** There are no models: what cannot be found is a conversation, or the API itself. */
function ofStatus(status: number): FaultKind {
  return status === 404 || status === 410 ? 'broken' : kindOfStatus(status);
}

/** Graph's own sentence. Some refusals come as a conversation whose last message says why; the first one is the caller's prompt. */
function sentenceOf(body: Json): string {
  const messages = listAt(body, 'messages');
  const words = messages.length > 1 ? textAt(messages.at(-1), 'text') : '';
  return plainSentence(textAt(body, 'error', 'message') || words);
}
