import { Fault, type FaultKind } from '../../model/fault.ts';
import { at, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { amountOf, kindOfStatus, plainSentence, retryAfterOf } from '../answers.ts';
import type { Headers } from '../protocol.ts';

/** What an error type means, wherever it is met. `api_error` and unknown types say no more than the status does. */
const KIND_OF: Readonly<Record<string, FaultKind>> = {
  overloaded_error: 'overloaded',
  rate_limit_error: 'rate-limited',
  billing_error: 'no-credit',
  authentication_error: 'unauthorized',
  permission_error: 'unauthorized',
  // The answer to callers from countries where the API is not offered: 403 with this type and `Request not allowed`.
  forbidden: 'region-blocked',
  not_found_error: 'no-such-model',
  request_too_large: 'too-long',
  timeout_error: 'timeout',
};

/** Which status Anthropic gives an error of this type, for errors that come in a stream and so have none. */
const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** Sentences that say more than type and status. The first that fits counts. */
const SENTENCES: readonly { readonly pattern: RegExp; readonly kind: FaultKind }[] = [
  { pattern: /credit balance is too low|reached your specified .*usage limits|spend(ing)? limit/i, kind: 'no-credit' },
  {
    pattern: /(prompt|input|request) is too long|exceeds? (the )?(maximum )?context|context (window|length|limit)/i,
    kind: 'too-long',
  },
  { pattern: /exceed the context limit|too many (total text bytes|tokens in)/i, kind: 'too-long' },
  { pattern: /blocked by (the )?content filter/i, kind: 'refused' },
  // Of another model or account (`model_binding_mismatch` and its kin), changed on the way, or left out.
  {
    pattern: /invalid .?signature.? in .?thinking|thinking.? blocks .*cannot be modified|_binding_mismatch/i,
    kind: 'foreign-thought',
  },
  { pattern: /expected .?thinking.? or .?redacted_thinking/i, kind: 'foreign-thought' },
  {
    pattern: /model identifier is invalid|model .*(does not exist|not found|is not available)/i,
    kind: 'no-such-model',
  },
];

const ELSEWHERE = /\b(file|container|skill|message|thread)\b/i;
const REGION = /(country|countries|region|territory|location).*(not|un)[ -]?(supported|available|allowed)/i;
const REGION_REVERSED =
  /(unsupported|not (supported|available|allowed)).*(country|countries|region|territory|location)/i;

/** Says what a provider's error answer means, from its type, its sentence and its status. */
export function parseError(status: number, headers: Headers, body: Json): Fault {
  const type = textAt(body, 'error', 'type');
  const code = textAt(body, 'error', 'details', 'error_code');
  const said = sentenceOf(body);
  const kind = kindOf(status, type, code, said);
  const retryAfterMs = retryAfterOf(headers);
  const limit = kind === 'rate-limited' ? limitOf(headers, said) : '';
  return new Fault(kind, said === '' ? `The provider answered with status ${status}` : said, {
    upstreamStatus: status,
    ...(retryAfterMs !== null && { retryAfterMs }),
    ...(limit !== '' && { limit }),
  });
}

/** The fault that an `error` event of a stream, or an error in the place of an answer, carries. */
export function parseErrorEvent(data: Json): Fault {
  const type = textAt(data, 'error', 'type');
  return parseError((Object.hasOwn(STATUS_OF, type) ? STATUS_OF[type] : undefined) ?? 500, {}, data);
}

function kindOf(status: number, type: string, code: string, said: string): FaultKind {
  if (/spend_limit|credit/.test(code)) return 'no-credit';
  const sentence = SENTENCES.find(({ pattern }) => pattern.test(said));
  // A broken provider may say anything; only a refusal keeps its meaning, because streams tell it as an `api_error`.
  const spoken = status < 500 || sentence?.kind === 'refused' ? sentence : undefined;
  const typed = Object.hasOwn(KIND_OF, type) ? KIND_OF[type] : undefined;
  if (typed === 'unauthorized' && isRegional(said)) return 'region-blocked';
  // Files, containers and skills have ids that live at one provider; another model would not find them either.
  if (typed === 'no-such-model' && ELSEWHERE.test(said) && !/model/i.test(said)) return 'invalid';
  if (typed === 'rate-limited' && spoken?.kind === 'no-credit') return 'no-credit';
  if (typed !== undefined) return typed;
  if (spoken !== undefined) return spoken.kind;
  return status === 403 && isRegional(said) ? 'region-blocked' : kindOfStatus(status);
}

function isRegional(said: string): boolean {
  return REGION.test(said) || REGION_REVERSED.test(said);
}

/** The provider's own sentence. Compatible servers put it in several places. */
function sentenceOf(body: Json): string {
  const error = at(body, 'error');
  const said = textAt(body, 'error', 'message') || (typeof error === 'string' ? error : '') || textAt(body, 'message');
  return plainSentence(said);
}

/** Which limit was met: the one of which nothing remains, else the one that the sentence names. */
function limitOf(headers: Headers, said: string): string {
  for (const [name, value] of Object.entries(headers)) {
    const limit = /^anthropic-ratelimit-(.+)-remaining$/.exec(name)?.[1];
    if (limit !== undefined && amountOf(value) === 0) return limit;
  }
  if (headers['anthropic-ratelimit-unified-status'] === 'rejected') return 'unified';
  const named = /\b(input|output) tokens\b|\btokens\b|\brequests\b|\bconcurrent\b/i.exec(said)?.[0];
  return named === undefined ? '' : named.toLowerCase().replace(' ', '-');
}

const TYPE_OF = {
  unreachable: 'api_error',
  reset: 'api_error',
  timeout: 'timeout_error',
  broken: 'api_error',
  overloaded: 'overloaded_error',
  'rate-limited': 'rate_limit_error',
  'no-credit': 'billing_error',
  // The caller's own key is fine: it is ours that the provider refused.
  unauthorized: 'api_error',
  'region-blocked': 'api_error',
  'no-such-model': 'not_found_error',
  'foreign-thought': 'invalid_request_error',
  'too-long': 'invalid_request_error',
  invalid: 'invalid_request_error',
  refused: 'invalid_request_error',
  garbled: 'api_error',
  empty: 'api_error',
  cut: 'api_error',
  stalled: 'timeout_error',
  runaway: 'api_error',
  'open-circuit': 'overloaded_error',
  parked: 'rate_limit_error',
  spent: 'rate_limit_error',
  'not-kept': 'timeout_error',
  away: 'overloaded_error',
  full: 'overloaded_error',
  unsayable: 'invalid_request_error',
  forbidden: 'authentication_error',
  'bad-request': 'invalid_request_error',
  'bad-origin': 'permission_error',
  'bad-media': 'invalid_request_error',
  'no-such-path': 'not_found_error',
  'no-such-route': 'not_found_error',
  conflict: 'invalid_request_error',
  'too-large': 'request_too_large',
  'too-slow': 'timeout_error',
  loop: 'api_error',
  busy: 'overloaded_error',
  'too-many': 'rate_limit_error',
  configuration: 'api_error',
  cancelled: 'api_error',
  bug: 'api_error',
} as const satisfies Record<FaultKind, string>;

/** Anthropic clients know an overload by 529. Everything else has the status of the fault table. */
export function statusOf(fault: Fault): number {
  return TYPE_OF[fault.kind] === 'overloaded_error' ? 529 : fault.rule.status;
}

/** The inner part of an error, the same in a whole answer and in a stream. */
export function errorOf(fault: Fault): JsonObject {
  // Clients that compact a conversation when it no longer fits look for these words and no others.
  const message =
    fault.kind === 'too-long' && !/prompt is too long/i.test(fault.message)
      ? `prompt is too long: ${fault.message}`
      : fault.message;
  return { type: TYPE_OF[fault.kind], message };
}

export function renderError(fault: Fault, requestId: string): JsonObject {
  return { type: 'error', error: errorOf(fault), request_id: requestId };
}
