import { textAt } from '../../../model/json.ts';
import { EVENT_BYTES_MAX } from '../../../protocols/frame.ts';
import type { FaultName } from '../faults.ts';
import { dataOf, isUtf8, parse, type Look } from './look.ts';

/** How a fault looks at the socket. What is not said: status 200, and the response ends as HTTP wants it. */
export type Appearance = {
  readonly status?: number | { readonly anthropic: number; readonly 'openai-chat': number };
  readonly end?: Look['end'];
  readonly type?: RegExp;
  readonly has?: RegExp;
  readonly hasNot?: RegExp;
  readonly and?: (look: Look) => boolean;
};

const HTML = /^text\/html/;
const JSON_TYPE = /^application\/json/;
const STREAM = /^text\/event-stream/;
const TERMINAL = /message_stop|\[DONE\]/;
const FINISH = /"stop_reason":"end_turn"|"finish_reason":"stop"/;

/** An error in the dialect's own words, with a status. */
function said(status: number, has: RegExp = /./): Appearance {
  return { status, has, type: JSON_TYPE, and: ({ text }) => textAt(parse(text), 'error', 'message') !== '' };
}

function limited(retryAfter: (value: string | undefined) => boolean): Appearance {
  return {
    ...said(429),
    and: ({ headers }) =>
      retryAfter(headers['retry-after']) &&
      (headers['anthropic-ratelimit-requests-remaining'] ?? headers['x-ratelimit-remaining-requests']) === '0',
  };
}

function brokenEvents({ text }: Look): number {
  return dataOf(text).filter((data) => data !== '[DONE]' && parse(data) === null).length;
}

function argumentsIn({ text }: Look): string {
  const pieces = text.matchAll(/"(?:partial_json|arguments)":("(?:[^"\\]|\\.)*")/g);
  return [...pieces]
    .map(([, piece]) => parse(piece ?? ''))
    .filter((piece) => typeof piece === 'string')
    .join('');
}

/** Every fault, as a client sees it. */
export const LOOKS: Readonly<Record<FaultName, Appearance>> = {
  'reset-before-headers': { status: 0, end: 'reset' },
  'closed-before-headers': { status: 0, end: 'closed' },
  // The first request on a connection finds nothing wrong; the second has a test of its own.
  'stale-keep-alive': {},
  'header-hang': { status: 0, end: 'silence' },
  'silent-200': { end: 'silence', and: ({ bytes }) => bytes.length === 0 },
  'slow-drip': { end: 'silence', and: ({ bytes }) => bytes.length === 1 },
  'pings-only': { end: 'going on', and: ({ text }) => text.split(/ping"|keep-alive/).length > 5 },
  'stall-before-content': { end: 'silence', has: /message_start|"role":"assistant"/ },
  'stall-after-content': { end: 'silence' },
  'reset-mid-event': { end: 'reset', and: ({ text }) => !text.endsWith('\n\n') },
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
  'insufficient-quota': said(429, /insufficient_quota|enforced_spend_limit_reached/),
  'credit-balance': said(400, /credit balance is too low|billing_hard_limit_reached/),
  'payment-required': said(402),
  unauthorized: said(401),
  'echoed-key': said(401, /sk-a-key/),
  'permission-denied': said(403, /permission/),
  'region-blocked': said(403, /countr/i),
  'no-such-model': said(404, /not_found/),
  'body-too-large-html': { status: 413, type: HTML },
  'context-too-long': said(400, /prompt is too long|context_length_exceeded/),
  'invalid-request': said(400, /invalid_request_error/),
  'content-filter': said(400, /filter/),
  'internal-error': said(500),
  'bad-gateway-html': { status: 502, type: HTML },
  'gateway-timeout-html': { status: 504, type: HTML },
  'unknown-error-html': { status: 520, type: HTML },
  'unavailable-html': { status: 503, type: HTML },
  unavailable: said(503),
  overloaded: { ...said(0, /overloaded/i), status: { anthropic: 529, 'openai-chat': 503 } },
  redirect: { status: 307, and: ({ headers }) => new URL(headers.location ?? '').hostname !== '127.0.0.1' },
  'html-200': { type: HTML, has: /human/ },
  'error-200': said(200, /overloaded/i),
  'json-for-stream': { type: JSON_TYPE, and: ({ text }) => parse(text) !== null },
  'stream-for-json': { type: STREAM, has: TERMINAL },
  'gzip-garbage': { and: ({ headers }) => headers['content-encoding'] === 'gzip' },
  'no-content': { status: 204 },
  'empty-body': { and: ({ bytes }) => bytes.length === 0 },
  'huge-headers': { status: 0, end: 'HPE_HEADER_OVERFLOW' },
  'wrong-shape': { has: /chat\.completion|"type":"message/ },
  'body-cut': {
    and: ({ text, headers, bytes }) => parse(text) === null && headers['content-length'] === String(bytes.length),
  },
  'trailing-garbage': { has: /^\{.*\}\nTraceback/s },
  'invalid-utf8-body': { and: ({ bytes }) => !isUtf8(bytes) },
  'empty-completion': { has: FINISH },
  'first-event-error': { has: /"error":\{/, and: ({ text }) => dataOf(text).length === 1 },
  'lifecycle-then-error': { has: /(message_start|"role":"assistant").*"error":\{[^\n]*\n\n$/s, hasNot: TERMINAL },
  'error-mid-stream': { has: /"error":\{[^\n]*\n\n$/, hasNot: TERMINAL },
  'malformed-event-before': { has: TERMINAL, and: (look) => brokenEvents(look) === 1 },
  'malformed-event-after': { has: TERMINAL, and: (look) => brokenEvents(look) === 1 },
  'invalid-utf8': { has: TERMINAL, and: ({ bytes }) => !isUtf8(bytes) },
  'giant-event': { and: ({ text }) => text.split('\n').some((line) => line.length > EVENT_BYTES_MAX) },
  'thinking-then-cut': { has: /thinking_delta|reasoning_content/, hasNot: TERMINAL },
  'tool-json-cut': {
    has: TERMINAL,
    and: (look) => argumentsIn(look).startsWith('{"') && parse(argumentsIn(look)) === null,
  },
  'text-after-finish': { has: /("end_turn"|"stop").*("text_delta"|"delta":\{"content").*(message_stop|\[DONE\])/s },
  crlf: { and: ({ text }) => !text.replaceAll('\r\n', '').includes('\n') },
  bom: { and: ({ bytes }) => bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)) },
  'no-space': { hasNot: /(data|event): / },
  'multi-line-data': { has: /data: \{\ndata: / },
  comments: { has: /^: still here\n/ },
  'unknown-events': { has: /weather/ },
  'split-utf8': { has: TERMINAL },
  buffered: { has: TERMINAL },
  'missing-terminal': { has: FINISH, hasNot: TERMINAL },
  'missing-usage': { hasNot: /"usage":\{/ },
  'early-hints': { and: ({ hints }) => hints === 1 },
};
