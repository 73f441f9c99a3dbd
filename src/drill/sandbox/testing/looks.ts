import { gunzipSync } from 'node:zlib';
import { at, textAt } from '../../../model/json.ts';
import type { DialectId } from '../dialects/dialect.ts';
import type { FaultName } from '../faults.ts';
import { eventsOf, isUtf8, parse, wordsIn, type Look } from './look.ts';

/** How a fault looks at the socket. What is not said: status 200, and the response ends as HTTP wants it. */
export type Appearance = {
  readonly status?: number | ((dialect: DialectId) => number);
  readonly end?: Look['end'];
  readonly type?: RegExp;
  readonly has?: RegExp;
  readonly hasNot?: RegExp;
  readonly and?: (look: Look, dialect: DialectId) => boolean;
};

/** More than a gateway may be told to take at once, bytes. */
const LARGE_BYTES = 4 * 1024 * 1024;
const HTML = /^text\/html/;
const JSON_TYPE = /^application\/json/;
const STREAM = /^(text\/event-stream|application\/x-ndjson)/;
const TERMINAL = /message_stop|\[DONE\]|response\.completed|"finishReason"|"done":true/;
const FINISH =
  /"stop_reason":"end_turn"|"finish_reason":"stop"|"status":"completed"|"finishReason":"STOP"|"done_reason":"stop"/;
const ERROR = /"error":[{"]|event: error/;

/** An error in the dialect's own words, with a status. */
function said(status: NonNullable<Appearance['status']>, has: RegExp = /./): Appearance {
  return { status, has, type: JSON_TYPE, and: ({ text }, dialect) => messageIn(text, dialect) !== '' };
}

function messageIn(text: string, dialect: DialectId): string {
  return dialect === 'ollama' ? textAt(parse(text), 'error') : textAt(parse(text), 'error', 'message');
}

/** Gemini has statuses of its own; the others agree. */
function gemini(status: number, others: number): (dialect: DialectId) => number {
  return (dialect) => (dialect === 'gemini' ? status : others);
}

/** A limit that is used up. Gemini says for how long in the body, the others in a header. */
function limited(retryAfter: (value: string | undefined) => boolean): Appearance {
  return {
    ...said(429),
    and: ({ headers, text }, dialect) => {
      const delay = /"retryDelay":"(\d+)s"/.exec(text)?.[1];
      const remaining =
        headers['anthropic-ratelimit-requests-remaining'] ?? headers['x-ratelimit-remaining-requests'] ?? '0';
      const told = dialect === 'gemini' && delay !== undefined ? delay : headers['retry-after'];
      return retryAfter(told) && remaining === '0';
    },
  };
}

function brokenEvents({ text }: Look, dialect: DialectId): number {
  const done = dialect === 'openai-chat' ? 1 : 0;
  return eventsOf(text, dialect, 'stream').filter((event) => event === null).length - done;
}

/** The arguments of the call, as those say it who put the pieces together. */
function argumentsIn({ text }: Look, dialect: DialectId): string {
  return eventsOf(text, dialect, 'stream')
    .map((event) => {
      if (dialect !== 'openai-responses') return PIECES.map((path) => textAt(event, ...path)).join('');
      return textAt(event, 'type') === 'response.function_call_arguments.delta' ? textAt(event, 'delta') : '';
    })
    .join('');
}

const PIECES = [
  ['delta', 'partial_json'],
  ['choices', 0, 'delta', 'tool_calls', 0, 'function', 'arguments'],
] as const;

/** A response that failed says so in its last event, the others end with an error. */
function endsWithError({ text }: Look, dialect: DialectId): boolean {
  const last = eventsOf(text, dialect, 'stream').at(-1);
  return (at(last, 'error') ?? at(last, 'response', 'error') ?? null) !== null;
}

const OPENING = /message_start|"role":"assistant"|response\.in_progress/;
/** The events behind the one that says why the answer ended. */
function behindFinish(text: string): string {
  const rest = text.slice(text.search(REASON));
  return rest.slice(rest.indexOf('\n') + 1);
}

const REASON = /"end_turn"|"finish_reason":"stop"|response\.completed|"finishReason":"STOP"|"done":true/;
const THOUGHT = /thinking_delta|reasoning_content|summary_text|"thought":true|"thinking":"/;

/** The body without its compression; null when it has none. */
function unpacked({ bytes }: Look): Buffer | null {
  try {
    return gunzipSync(bytes);
  } catch {
    return null;
  }
}

/** The arguments of the call of a whole answer. */
function halfArguments(text: string): string {
  return textAt(parse(`[${/"arguments":("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? '""'}]`), 0);
}

/** What stands in the half of the arguments that is lost. */
const LAST_ARGUMENT = 'celsius';

/** Every fault, as a client sees it. */
export const LOOKS: Readonly<Record<FaultName, Appearance>> = {
  'reset-before-headers': { status: 0, end: 'reset' },
  'closed-before-headers': { status: 0, end: 'closed' },
  // The first request on a connection finds nothing wrong; the second has a test of its own.
  'stale-keep-alive': {},
  'http2-goaway': { status: 0, end: 'HPE_INVALID_CONSTANT' },
  'header-hang': { status: 0, end: 'silence' },
  // It is silent for longer than the client waits here.
  'cut-while-waiting': { status: 0, end: 'silence' },
  'silent-200': { end: 'silence', and: ({ bytes }) => bytes.length === 0 },
  'slow-drip': { end: 'silence', and: ({ bytes }) => bytes.length === 1 },
  'pings-only': { end: 'going on', and: ({ text }) => text.split(/ping"|keep-?alive|"content":""/).length > 5 },
  'blank-lines-only': { end: 'going on', and: ({ text }) => text.length > 5 && text.trim() === '' },
  'stall-before-content': {
    end: 'silence',
    // The last two open their streams with the first words.
    and: ({ text }, dialect) => OPENING.test(text) || (['gemini', 'ollama'].includes(dialect) && text === ''),
  },
  'stall-after-content': { end: 'silence' },
  'cut-while-silent': { end: 'closed', hasNot: TERMINAL },
  'stall-mid-body': {
    end: 'silence',
    and: ({ headers, bytes }) => bytes.length > 0 && bytes.length < Number(headers['content-length']),
  },
  'reset-mid-event': { end: 'reset', and: ({ text }) => !text.endsWith('\n') },
  'clean-cut': { hasNot: TERMINAL },
  'truncated-chunk': { end: 'closed', hasNot: TERMINAL },
  'short-content-length': {
    end: 'closed',
    and: ({ headers, bytes }) => bytes.length > 0 && bytes.length < Number(headers['content-length']),
  },
  'reset-mid-body': { end: 'reset' },
  'rate-limited': limited((value) => value === undefined),
  'rate-limited-seconds': limited((value) => value === '7'),
  'rate-limited-date': limited(
    (value = '') => value.endsWith('GMT') && Math.abs(Date.parse(value) - Date.now() - 30_000) < 5_000,
  ),
  'rate-limited-day': limited((value) => value === '86400'),
  'rate-limited-absurd': limited((value) => Number(value) * 1_000 > 2 ** 31),
  'rate-limited-garbage': limited((value = '') => Number.isNaN(Number(value)) && Number.isNaN(Date.parse(value))),
  'insufficient-quota': said(
    429,
    /insufficient_quota|enforced_spend_limit_reached|credits are depleted|weekly usage limit/,
  ),
  'credit-balance': said(gemini(403, 400), /credit balance is too low|billing_hard_limit_reached|BILLING_DISABLED/),
  'payment-required': said(402),
  unauthorized: said(gemini(400, 401)),
  'echoed-key': said(gemini(400, 401), /sk-a-key/),
  'permission-denied': said(403, /permission/),
  'region-blocked': said(gemini(400, 403), /countr|location/i),
  'no-such-model': said(404, /not_?\s?found/i),
  'body-too-large-html': { status: 413, type: HTML },
  'context-too-long': said(400, /prompt is too long|context_length_exceeded|token count|input length exceeds/),
  'invalid-request': said(400, /invalid_request_error|INVALID_ARGUMENT|invalid request/),
  'content-filter': {
    status: gemini(200, 400),
    has: /filter|invalid_prompt|"promptFeedback":\{"blockReason"/,
  },
  'internal-error': said(500),
  'bad-gateway-html': { status: 502, type: HTML },
  'gateway-timeout-html': { status: 504, type: HTML },
  'origin-timeout-html': { status: 524, type: HTML },
  'unknown-error-html': { status: 520, type: HTML },
  'unavailable-html': { status: 503, type: HTML },
  unavailable: said(503),
  overloaded: said((dialect) => (dialect === 'anthropic' ? 529 : 503), /overloaded|busy/i),
  redirect: { status: 307, and: ({ headers }) => new URL(headers.location ?? '').hostname !== '127.0.0.1' },
  'html-200': { type: HTML, has: /human/ },
  'error-200': said(200, /overloaded|busy/i),
  'json-for-stream': { type: JSON_TYPE, and: ({ text }) => parse(text) !== null },
  'stream-for-json': { type: STREAM, has: TERMINAL },
  'stream-as-json': { type: JSON_TYPE, has: TERMINAL },
  'gzip-garbage': { and: ({ headers }) => headers['content-encoding'] === 'gzip' },
  'gzip-cut': { and: (look) => look.headers['content-encoding'] === 'gzip' && unpacked(look) === null },
  'zip-bomb': { and: (look) => look.bytes.length < 20_000 && unpacked(look)?.length === 16 * 1024 * 1024 },
  'no-content': { status: 204 },
  'empty-body': { and: ({ bytes }) => bytes.length === 0 },
  'huge-headers': { status: 0, end: 'HPE_HEADER_OVERFLOW' },
  'folded-header': { status: 0, end: 'HPE_INVALID_HEADER_TOKEN' },
  'wrong-shape': {
    and: ({ text }, dialect) => (dialect === 'anthropic' ? /chat\.completion/ : /"type":"message/).test(text),
  },
  'body-cut': {
    and: ({ text, headers, bytes }) => parse(text) === null && headers['content-length'] === String(bytes.length),
  },
  'trailing-garbage': { has: /^\{.*\}\nTraceback/s },
  'invalid-utf8-body': { and: ({ bytes }) => !isUtf8(bytes) },
  'empty-completion': { has: FINISH },
  'thinking-only': { has: THOUGHT, and: ({ text }) => FINISH.test(text) },
  'tool-json-cut-body': {
    has: /"arguments":"/,
    and: ({ text }) => parse(text) !== null && parse(halfArguments(text)) === null && !text.includes(LAST_ARGUMENT),
  },
  'first-event-error': { has: ERROR, and: ({ text }, dialect) => eventsOf(text, dialect, 'stream').length === 1 },
  'lifecycle-then-error': { has: OPENING, hasNot: TERMINAL, and: endsWithError },
  'error-mid-stream': { hasNot: TERMINAL, and: endsWithError },
  'malformed-event-before': { has: TERMINAL, and: (look, dialect) => brokenEvents(look, dialect) === 1 },
  'malformed-event-after': { has: TERMINAL, and: (look, dialect) => brokenEvents(look, dialect) === 1 },
  'invalid-utf8': { has: TERMINAL, and: ({ bytes }) => !isUtf8(bytes) },
  'giant-event': { and: ({ text }) => text.split('\n').some((line) => line.length > LARGE_BYTES) },
  'endless-data-lines': { and: ({ bytes }) => bytes.includes('data:\n'.repeat(LARGE_BYTES / 6)) },
  'lost-start': { has: TERMINAL, hasNot: /content_block_start/ },
  'thinking-then-cut': {
    has: THOUGHT,
    hasNot: TERMINAL,
  },
  'tool-json-cut': {
    has: TERMINAL,
    and: (look, dialect) => {
      const given = argumentsIn(look, dialect);
      if (dialect === 'gemini') return look.text.includes('"finishReason":"MALFORMED_FUNCTION_CALL"');
      return given.startsWith('{"') && parse(given) === null && !look.text.includes(LAST_ARGUMENT);
    },
  },
  'text-after-finish': { and: ({ text }, dialect) => wordsIn(behindFinish(text), dialect, 'stream') !== '' },
  'begins-again': { has: TERMINAL, and: ({ text }) => text.split(/"message_start"|"response\.created"/).length > 2 },
  'endless-spaces': { end: 'going on', has: /\\n \\n\\n \\n/ },
  'endless-repetition': { end: 'going on', has: /on and on.*on and on.*on and on/s },
  cr: { and: ({ text }) => text.includes('\r\r') && !text.includes('\n') },
  crlf: { and: ({ text }) => !text.replaceAll('\r\n', '').includes('\n') },
  bom: { and: ({ bytes }) => bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)) },
  'no-space': { hasNot: /(data|event): / },
  'multi-line-data': { has: /data: \{\ndata: / },
  comments: { has: /^: still here\n/ },
  'unknown-events': { has: /weather/ },
  'split-utf8': { has: TERMINAL },
  'split-utf8-body': { has: FINISH },
  'blank-lines-first': { has: /^\n\n {2}\r\n\{/ },
  buffered: { has: TERMINAL },
  'missing-terminal': { has: FINISH, hasNot: TERMINAL },
  'skipped-numbers': { has: TERMINAL, hasNot: /output_text\.done|"sequence_number":1,/ },
  'two-finishes': { and: ({ text }) => text.split(FINISH).length > 2 },
  'missing-usage': { hasNot: /"usage":\{|usageMetadata|eval_count/ },
  // Chat Completions counts in streams only when it is asked to.
  'negative-usage': { hasNot: /(tokens|TokenCount|eval_count)":\d/ },
  'other-model': { has: /"a-model-of-another-name"/ },
  'odd-content-type': { type: /^text\/plain/ },
  'repeated-headers': { type: /./, and: ({ repeated }) => repeated > 0 },
  'early-hints': { and: ({ hints }) => hints === 1 },
};
