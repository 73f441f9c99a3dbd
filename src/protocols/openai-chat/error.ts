import { Fault, type FaultKind } from '../../model/fault.ts';
import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { amountOf, kindOfStatus, plainSentence, retryAfterOf } from '../answers.ts';
import type { Headers } from '../protocol.ts';

/** What a code or type means, wherever it is met; codes come first. Those that are not here say no more than the status does. */
const KIND_OF: Readonly<Record<string, FaultKind>> = {
  insufficient_quota: 'no-credit',
  billing_not_active: 'no-credit',
  billing_hard_limit_reached: 'no-credit',
  credit_balance_exhausted: 'no-credit',
  organization_spend_limit_exceeded: 'no-credit',
  project_spend_limit_exceeded: 'no-credit',
  organization_usage_limit_exceeded: 'no-credit',
  insufficient_balance: 'no-credit',
  context_length_exceeded: 'too-long',
  string_above_max_length: 'too-long',
  request_too_large: 'too-long',
  model_not_found: 'no-such-model',
  model_not_available: 'no-such-model',
  model_decommissioned: 'no-such-model',
  unsupported_model: 'no-such-model',
  invalid_api_key: 'unauthorized',
  incorrect_api_key: 'unauthorized',
  account_deactivated: 'unauthorized',
  authentication_error: 'unauthorized',
  permission_error: 'unauthorized',
  unsupported_country_region_territory: 'region-blocked',
  content_filter: 'refused',
  content_policy_violation: 'refused',
  ResponsibleAIPolicyViolation: 'refused',
  server_is_overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  engine_overloaded: 'overloaded',
  slow_down: 'overloaded',
  rate_limit_exceeded: 'rate-limited',
  rate_limit_error: 'rate-limited',
  server_error: 'broken',
  api_error: 'broken',
  timeout_error: 'timeout',
  // Groq: the model called a tool in a way that nobody can read.
  tool_use_failed: 'garbled',
};

/** Sentences that say more than code and status. The first that fits counts. */
const SENTENCES: readonly { readonly pattern: RegExp; readonly kind: FaultKind }[] = [
  {
    pattern:
      /(exceeded your current quota|insufficient (balance|credits?|quota)|credit balance|requires more credits|spend(ing)? limit)/i,
    kind: 'no-credit',
  },
  {
    pattern: /(maximum context|context (length|window|size)|prompt is too long|too many tokens|reduce the length)/i,
    kind: 'too-long',
  },
  {
    pattern:
      /(country|countries|region|territory|location)\b.*\bnot (supported|available|allowed)|not (supported|available|allowed) in your (country|region)/i,
    kind: 'region-blocked',
  },
  { pattern: /(content (management )?(policy|filter)|\bflagged\b|safety system)/i, kind: 'refused' },
  {
    pattern: /model\b.*\b(does not exist|not found|decommissioned|deprecated|no longer available)/i,
    kind: 'no-such-model',
  },
  { pattern: /(overloaded|at capacity|no capacity)/i, kind: 'overloaded' },
  // What Claude and Gemini say of thoughts that somebody else had, behind servers of this dialect.
  {
    pattern: /invalid .?signature.? in .?thinking|(corrupted|invalid|missing a) thought.?signature|_binding_mismatch/i,
    kind: 'foreign-thought',
  },
];

/** Says what a provider's error answer means, from its code, its sentence and its status. */
export function parseError(status: number, headers: Headers, body: Json): Fault {
  const said = sentenceOf(body);
  const kind = kindOf(status, body, said);
  const retryAfterMs = waitOf(headers);
  const limit = kind === 'rate-limited' ? limitOf(headers, said) : '';
  return new Fault(kind, said === '' ? `The provider answered with status ${status}` : said, {
    upstreamStatus: status,
    ...(retryAfterMs !== null && { retryAfterMs }),
    ...(limit !== '' && { limit }),
  });
}

/** The fault that an error in a stream, or in the place of an answer, carries. It has no status but the one that it names. */
export function parseErrorEvent(data: Json): Fault {
  const places = [at(data, 'error', 'status'), at(data, 'error', 'code'), at(data, 'status'), at(data, 'code')];
  const named = places.map(Number).find((status) => Number.isInteger(status) && status >= 400 && status <= 599);
  // Where none is named, a sentence about the request counts as much as a status that blames it.
  const blames = textAt(data, 'error', 'type') === 'invalid_request_error' || spoken(sentenceOf(data), null) !== null;
  return parseError(named ?? (blames ? 400 : 500), {}, data);
}

/** Is this an error in the place of an answer? */
export function isError(body: Json): boolean {
  const error = at(body, 'error');
  return isObject(error) || (typeof error === 'string' && error !== '') || textAt(body, 'object') === 'error';
}

function kindOf(status: number, body: Json, said: string): FaultKind {
  const error = at(body, 'error');
  for (const name of [textAt(error, 'code'), textAt(error, 'type'), textAt(body, 'code'), textAt(body, 'type')]) {
    const kind = Object.hasOwn(KIND_OF, name) ? KIND_OF[name] : undefined;
    // Many servers call everything a server error; then the sentence knows better.
    if (kind !== undefined && kind !== 'broken')
      return kind === 'unauthorized' ? (spoken(said, ['region-blocked']) ?? kind) : kind;
  }
  if (status < 500) {
    const kind = spoken(said, status === 429 ? ['no-credit', 'overloaded'] : null);
    if (kind !== null) return kind;
  } else if (/overloaded|at capacity/i.test(said)) return 'overloaded';
  return kindOfStatus(status);
}

function spoken(said: string, among: readonly FaultKind[] | null): FaultKind | null {
  return (
    SENTENCES.find(({ pattern, kind }) => (among === null || among.includes(kind)) && pattern.test(said))?.kind ?? null
  );
}

/** The provider's own sentence. Compatible servers put it in many places. */
function sentenceOf(body: Json): string {
  const first = isArray(body) ? (body[0] ?? null) : body;
  const error = at(first, 'error');
  const detail = at(first, 'detail');
  const candidates = [
    textAt(error, 'message'),
    typeof error === 'string' ? error : '',
    textAt(first, 'message'),
    typeof detail === 'string' ? detail : textAt(detail, 0, 'msg'),
    textAt(first, 'error_message'),
  ];
  return plainSentence(candidates.find((text) => text !== '') ?? '');
}

/** How long to wait: what is said of it, else the reset of the limit of which nothing remains. */
function waitOf(headers: Headers): number | null {
  const said = retryAfterOf(headers);
  if (said !== null) return said;
  const spent = ['requests', 'tokens'].find((limit) => amountOf(headers[`x-ratelimit-remaining-${limit}`]) === 0);
  return spent === undefined ? null : durationOf(headers[`x-ratelimit-reset-${spent}`]);
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration as Go writes it, `6m0s` or `120ms`, in ms; null for anything else. */
function durationOf(value: string | undefined): number | null {
  if (value === undefined || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(value)) return null;
  let ms = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g))
    ms += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return ms;
}

/** Which limit was met: the one of which nothing remains, else the one that the sentence names. */
function limitOf(headers: Headers, said: string): string {
  const spent = ['requests', 'tokens'].find((limit) => amountOf(headers[`x-ratelimit-remaining-${limit}`]) === 0);
  if (spent !== undefined) return spent;
  const named = /\b(tokens|requests|images)\b(?= per)|\b(TPM|RPM|TPD|RPD)\b|\bconcurren/i.exec(said)?.[0];
  return named === undefined ? '' : named.toLowerCase();
}

type Said = { readonly type: string; readonly code: string | null };

const SAID = {
  unreachable: { type: 'server_error', code: null },
  reset: { type: 'server_error', code: null },
  timeout: { type: 'server_error', code: 'timeout' },
  broken: { type: 'server_error', code: null },
  overloaded: { type: 'server_error', code: 'server_is_overloaded' },
  'rate-limited': { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  'no-credit': { type: 'insufficient_quota', code: 'insufficient_quota' },
  // The caller's own key is fine: it is ours that the provider refused.
  unauthorized: { type: 'server_error', code: null },
  'region-blocked': { type: 'server_error', code: null },
  'no-such-model': { type: 'invalid_request_error', code: 'model_not_found' },
  'foreign-thought': { type: 'invalid_request_error', code: null },
  'too-long': { type: 'invalid_request_error', code: 'context_length_exceeded' },
  invalid: { type: 'invalid_request_error', code: null },
  refused: { type: 'invalid_request_error', code: 'content_filter' },
  garbled: { type: 'server_error', code: null },
  empty: { type: 'server_error', code: null },
  cut: { type: 'server_error', code: null },
  stalled: { type: 'server_error', code: 'timeout' },
  runaway: { type: 'server_error', code: null },
  'open-circuit': { type: 'server_error', code: 'server_is_overloaded' },
  parked: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  spent: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  'not-kept': { type: 'server_error', code: 'timeout' },
  away: { type: 'server_error', code: 'server_is_overloaded' },
  full: { type: 'server_error', code: 'server_is_overloaded' },
  unsayable: { type: 'invalid_request_error', code: 'unsupported_parameter' },
  forbidden: { type: 'invalid_request_error', code: 'invalid_api_key' },
  'bad-request': { type: 'invalid_request_error', code: null },
  'bad-origin': { type: 'invalid_request_error', code: null },
  'bad-media': { type: 'invalid_request_error', code: null },
  'no-such-path': { type: 'invalid_request_error', code: 'unknown_url' },
  'no-such-route': { type: 'invalid_request_error', code: 'model_not_found' },
  conflict: { type: 'invalid_request_error', code: 'conflict' },
  'too-large': { type: 'invalid_request_error', code: 'request_too_large' },
  'too-slow': { type: 'server_error', code: 'timeout' },
  loop: { type: 'server_error', code: null },
  busy: { type: 'server_error', code: 'server_is_overloaded' },
  'too-many': { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  configuration: { type: 'server_error', code: null },
  cancelled: { type: 'server_error', code: null },
  bug: { type: 'server_error', code: null },
} as const satisfies Record<FaultKind, Said>;

/** OpenAI says with 429 that the money has run out; everything else has the status of the fault table. */
export function statusOf(fault: Fault): number {
  return fault.kind === 'no-credit' ? 429 : fault.rule.status;
}

/** The fault in OpenAI's words. */
export function renderError(fault: Fault): JsonObject {
  return { error: { message: fault.message, ...SAID[fault.kind], param: null } };
}
