import { Fault, type FaultKind } from '../../model/fault.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { kindOfStatus, plainSentence, retryAfterOf } from '../answers.ts';
import type { Headers } from '../protocol.ts';

/** Google's own names of statuses (google.rpc.Code), with the HTTP status that each stands for and what it means to us. */
const STATUSES: Readonly<Record<string, { readonly status: number; readonly kind: FaultKind | null }>> = {
  INVALID_ARGUMENT: { status: 400, kind: null },
  FAILED_PRECONDITION: { status: 400, kind: null },
  OUT_OF_RANGE: { status: 400, kind: null },
  UNAUTHENTICATED: { status: 401, kind: 'unauthorized' },
  PERMISSION_DENIED: { status: 403, kind: 'unauthorized' },
  NOT_FOUND: { status: 404, kind: 'no-such-model' },
  ABORTED: { status: 409, kind: 'broken' },
  RESOURCE_EXHAUSTED: { status: 429, kind: 'rate-limited' },
  CANCELLED: { status: 499, kind: 'broken' },
  INTERNAL: { status: 500, kind: 'broken' },
  UNKNOWN: { status: 500, kind: 'broken' },
  DATA_LOSS: { status: 500, kind: 'broken' },
  UNIMPLEMENTED: { status: 501, kind: 'broken' },
  UNAVAILABLE: { status: 503, kind: 'overloaded' },
  DEADLINE_EXCEEDED: { status: 504, kind: 'timeout' },
};

/** What the reason in an ErrorInfo means; it says more than the status beside it. */
const REASONS: Readonly<Record<string, FaultKind>> = {
  API_KEY_INVALID: 'unauthorized',
  API_KEY_SERVICE_BLOCKED: 'unauthorized',
  API_KEY_HTTP_REFERRER_BLOCKED: 'unauthorized',
  API_KEY_IP_ADDRESS_BLOCKED: 'unauthorized',
  ACCESS_TOKEN_EXPIRED: 'unauthorized',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'unauthorized',
  ACCOUNT_STATE_INVALID: 'unauthorized',
  CONSUMER_INVALID: 'unauthorized',
  CONSUMER_SUSPENDED: 'unauthorized',
  SERVICE_DISABLED: 'unauthorized',
  BILLING_DISABLED: 'no-credit',
  RATE_LIMIT_EXCEEDED: 'rate-limited',
};

/** Sentences that say more than reason and status. The first that fits counts. */
const SENTENCES: readonly { readonly pattern: RegExp; readonly kind: FaultKind }[] = [
  { pattern: /api key (not valid|expired|not found)|reported as leaked/i, kind: 'unauthorized' },
  { pattern: /location is not supported|not available in your (country|region)/i, kind: 'region-blocked' },
  {
    pattern: /input token count.*exceeds|exceeds the maximum number of tokens|payload size exceeds/i,
    kind: 'too-long',
  },
  // Signatures belong to the model and the account that gave them; missing or stale ones are refused in several wordings.
  { pattern: /thought[_ ]?signature/i, kind: 'foreign-thought' },
  {
    pattern: /credits? (are|is|have been) (depleted|exhausted)|spend(ing)? (cap|limit)|enable billing/i,
    kind: 'no-credit',
  },
  {
    pattern: /model.*(not found|not supported|no longer available)|is not found for API version/i,
    kind: 'no-such-model',
  },
  { pattern: /overloaded|high demand/i, kind: 'overloaded' },
  { pattern: /prompt (could not be submitted|was blocked)|violat\w+ .*polic/i, kind: 'refused' },
];

/** Files, caches and the like have ids that only one key can read; another model would not find them either. */
const ELSEWHERE = /\b(file|cached ?content|corpus|operation|store)\b/i;

/** Says what a provider's error answer means, from its reason, its sentence and its status. */
export function parseError(status: number, headers: Headers, body: Json): Fault {
  // Streams without server-sent events are lists, and so are their errors.
  const error = isArray(body) ? (body[0] ?? null) : body;
  const said = sentenceOf(error);
  const violation = violationOf(error);
  const kind = kindOf(status, error, said);
  const retryAfterMs = retryDelayOf(error) ?? retryAfterOf(headers);
  const isLimited = kind === 'rate-limited' || kind === 'no-credit';
  return new Fault(kind, said === '' ? `The provider answered with status ${status}` : said, {
    upstreamStatus: status,
    // Where the day's quota is spent, Google still asks to come back in a few seconds.
    ...(retryAfterMs !== null && !/day/i.test(violation) && { retryAfterMs }),
    ...(isLimited && violation !== '' && { limit: violation }),
  });
}

/** Is this an error in the place of an answer, or of a piece of one? */
export function isError(data: Json): boolean {
  const error = at(data, 'error');
  return isObject(error) || (typeof error === 'string' && error !== '');
}

/** The fault that an error in a stream carries. Its status is the one that it names, by number or by name. */
export function parseErrorEvent(data: Json): Fault {
  const code = Number(at(data, 'error', 'code') ?? at(data, 'code'));
  const name = textAt(data, 'error', 'status');
  const named = Object.hasOwn(STATUSES, name) ? STATUSES[name]?.status : undefined;
  return parseError(code >= 400 && code <= 599 ? code : (named ?? 500), {}, data);
}

function kindOf(status: number, error: Json, said: string): FaultKind {
  const reason = textAt(detailOf(error, 'ErrorInfo'), 'reason');
  const reasoned = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  const name = textAt(error, 'error', 'status');
  const known = Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined;
  const sentence = SENTENCES.find(({ pattern }) => pattern.test(said))?.kind;
  if (status >= 500) return known?.status === status && known.kind !== null ? known.kind : kindOfStatus(status);
  const typed = reasoned ?? known?.kind ?? kindOfStatus(known?.status ?? status);
  if (typed === 'rate-limited') return isSpent(error, said, sentence) ? 'no-credit' : typed;
  if (reasoned !== undefined) return reasoned;
  if ((typed === 'no-such-model' || typed === 'unauthorized') && ELSEWHERE.test(said) && !/model/i.test(said)) {
    return 'invalid';
  }
  return sentence ?? typed;
}

/** What is over for the day, or was never allowed, does not come back in a minute. */
function isSpent(error: Json, said: string, sentence: FaultKind | undefined): boolean {
  return sentence === 'no-credit' || /perday/i.test(violationOf(error)) || /\blimit: 0\b/.test(said);
}

function detailOf(error: Json, type: string): Json | undefined {
  return listAt(error, 'error', 'details').find((detail) => textAt(detail, '@type').endsWith(`google.rpc.${type}`));
}

/** Which quota was met, as Google names it: `GenerateRequestsPerMinutePerProjectPerModel`. */
function violationOf(error: Json): string {
  const violations = listAt(detailOf(error, 'QuotaFailure'), 'violations');
  const [first] = violations.map((one) => textAt(one, 'quotaId') || textAt(one, 'quotaMetric')).filter(Boolean);
  return (first ?? '').slice(0, 100);
}

/** How long to wait, ms, from a RetryInfo (`17s`, `0.5s`); null when it is not said. */
function retryDelayOf(error: Json): number | null {
  const delay = textAt(detailOf(error, 'RetryInfo'), 'retryDelay');
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(delay) ?? [];
  return seconds === undefined ? null : Math.round(Number(seconds) * 1_000);
}

function sentenceOf(error: Json): string {
  const inner = at(error, 'error');
  const said =
    textAt(error, 'error', 'message') || (typeof inner === 'string' ? inner : '') || textAt(error, 'message');
  return plainSentence(said).replaceAll(/\bAIza[\w-]+/g, '[key]');
}

const NAME_OF = {
  unreachable: 'UNAVAILABLE',
  reset: 'UNAVAILABLE',
  timeout: 'DEADLINE_EXCEEDED',
  broken: 'INTERNAL',
  overloaded: 'UNAVAILABLE',
  'rate-limited': 'RESOURCE_EXHAUSTED',
  'no-credit': 'RESOURCE_EXHAUSTED',
  // The caller's own key is fine: it is ours that the provider refused.
  unauthorized: 'INTERNAL',
  'region-blocked': 'INTERNAL',
  'no-such-model': 'NOT_FOUND',
  'too-long': 'INVALID_ARGUMENT',
  invalid: 'INVALID_ARGUMENT',
  'foreign-thought': 'INVALID_ARGUMENT',
  refused: 'INVALID_ARGUMENT',
  garbled: 'INTERNAL',
  empty: 'INTERNAL',
  cut: 'INTERNAL',
  stalled: 'DEADLINE_EXCEEDED',
  runaway: 'INTERNAL',
  'open-circuit': 'UNAVAILABLE',
  parked: 'RESOURCE_EXHAUSTED',
  spent: 'RESOURCE_EXHAUSTED',
  'not-kept': 'UNAVAILABLE',
  away: 'UNAVAILABLE',
  full: 'UNAVAILABLE',
  unsayable: 'INVALID_ARGUMENT',
  forbidden: 'UNAUTHENTICATED',
  'bad-request': 'INVALID_ARGUMENT',
  'bad-origin': 'PERMISSION_DENIED',
  'bad-media': 'INVALID_ARGUMENT',
  'no-such-path': 'NOT_FOUND',
  'no-such-route': 'NOT_FOUND',
  conflict: 'ABORTED',
  'too-large': 'INVALID_ARGUMENT',
  'too-slow': 'DEADLINE_EXCEEDED',
  loop: 'INTERNAL',
  busy: 'UNAVAILABLE',
  'too-many': 'RESOURCE_EXHAUSTED',
  configuration: 'INTERNAL',
  cancelled: 'CANCELLED',
  bug: 'INTERNAL',
} as const satisfies Record<FaultKind, string>;

/** Google says with 429 that the money has run out; everything else has the status of the fault table. */
export function statusOf(fault: Fault): number {
  return fault.kind === 'no-credit' ? 429 : fault.rule.status;
}

/** The fault in Google's words, the same in a whole answer and in a stream. */
export function renderError(fault: Fault, requestId: string): JsonObject {
  const details = [
    ...(fault.retryAfterMs === null
      ? []
      : [{ '@type': `${TYPES}RetryInfo`, retryDelay: `${Math.round(fault.retryAfterMs) / 1_000}s` }]),
    ...(requestId === '' ? [] : [{ '@type': `${TYPES}RequestInfo`, requestId }]),
  ];
  return {
    error: {
      code: statusOf(fault),
      message: messageOf(fault),
      status: NAME_OF[fault.kind],
      ...(details.length > 0 && { details }),
    },
  };
}

const TYPES = 'type.googleapis.com/google.rpc.';
const TOO_LONG = 'The input token count exceeds the maximum number of tokens allowed';

function messageOf({ kind, message }: Fault): string {
  // Clients know by these words alone that the conversation no longer fits.
  return kind === 'too-long' && !/exceeds the maximum number of tokens/i.test(message)
    ? `${TOO_LONG}: ${message}`
    : message;
}
