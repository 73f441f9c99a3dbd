import type { Trouble } from '../dialects/dialect.ts';
import { anthropic } from '../dialects/anthropic.ts';
import { openai } from '../dialects/openai.ts';
import type { FaultNameFor } from '../faults.ts';
import { gzipCut, gzipGarbage, zipBomb } from './compressed.ts';
import { slowDrip } from './endless.ts';
import { CHALLENGE_PAGE, errorPage } from './pages.ts';
import { foldedHeader, HTTP2_GOAWAY, repeatedHeaders } from './raw-answers.ts';
import { emptyCompletion, missingUsage, negativeUsage, otherModel, thinkingOnly } from './retold.ts';
import { streamScript, successHead, wellScript, type Draft, type Script } from './script.ts';

type Misbehaviour = (draft: Draft) => Script | null;

const DAY_SECONDS = 86_400;
/** More milliseconds than a timer of JavaScript can hold. */
const ABSURD_SECONDS = 4_294_967_296;
const HUGE_HEADER_BYTES = 128 * 1024;
/** How long a load balancer is patient here. Real ones are so for a minute, and a test cannot be. */
export const PATIENCE_MS = 700;

/** Faults that need no content: they strike whole answers, streams and plain JSON alike. */
export const ANY_FAULTS = {
  'reset-before-headers': () => [{ do: 'reset' }],
  'closed-before-headers': () => [{ do: 'close' }],
  'stale-keep-alive': ({ reused }) => (reused ? [{ do: 'reset' }] : null),
  'http2-goaway': () => HTTP2_GOAWAY,
  'header-hang': () => [{ do: 'hang' }],
  'cut-while-waiting': () => [{ do: 'wait', ms: PATIENCE_MS }, { do: 'close' }],
  'silent-200': (draft) => [successHead(draft), { do: 'hang' }],
  'slow-drip': slowDrip,

  'rate-limited': (draft) => limited(draft),
  'rate-limited-seconds': (draft) => limited(draft, '7'),
  'rate-limited-date': (draft) => limited(draft, new Date(draft.nowMs + 30_000).toUTCString()),
  'rate-limited-day': (draft) => limited(draft, String(DAY_SECONDS)),
  'rate-limited-absurd': (draft) => limited(draft, String(ABSURD_SECONDS)),
  'rate-limited-garbage': (draft) => limited(draft, 'soon, we hope'),
  'insufficient-quota': (draft) => trouble(draft, 'insufficient-quota'),
  'credit-balance': (draft) => trouble(draft, 'credit-balance'),
  'payment-required': (draft) => trouble(draft, 'payment-required'),
  unauthorized: (draft) => trouble(draft, 'unauthorized'),
  'echoed-key': (draft) => trouble(draft, 'unauthorized', { message: `Incorrect API key provided: ${draft.key}.` }),
  'permission-denied': (draft) => trouble(draft, 'permission-denied'),
  'region-blocked': (draft) => trouble(draft, 'region-blocked'),
  'no-such-model': (draft) => trouble(draft, 'no-such-model'),
  'body-too-large-html': () => page(413, errorPage('413 Request Entity Too Large', 'cloudflare')),
  'context-too-long': (draft) => trouble(draft, 'context-too-long'),
  'invalid-request': (draft) => trouble(draft, 'invalid'),
  'content-filter': (draft) => trouble(draft, 'content-filter'),

  'internal-error': (draft) => trouble(draft, 'internal'),
  'bad-gateway-html': () => page(502, errorPage('502 Bad Gateway', 'nginx')),
  'gateway-timeout-html': () => page(504, errorPage('504 Gateway Time-out', 'nginx')),
  'origin-timeout-html': () => page(524, errorPage('524: A timeout occurred', 'cloudflare')),
  'unknown-error-html': () => page(520, errorPage('520: Web server is returning an unknown error', 'cloudflare')),
  'unavailable-html': () => page(503, errorPage('503 Service Temporarily Unavailable', 'nginx')),
  unavailable: (draft) => trouble(draft, 'unavailable'),
  overloaded: (draft) => trouble(draft, 'overloaded'),

  redirect: ({ elsewhere }) => respond(307, { location: elsewhere }, ''),
  'html-200': () => page(200, CHALLENGE_PAGE),
  'error-200': lyingSuccess,
  'gzip-garbage': gzipGarbage,
  'gzip-cut': gzipCut,
  'zip-bomb': zipBomb,
  'no-content': ({ headers }) => [{ do: 'head', status: 204, headers }, { do: 'end' }],
  'empty-body': (draft) => [successHead(draft, { 'content-length': '0' }), { do: 'end' }],
  'huge-headers': (draft) => [
    successHead(draft, { 'x-debug-trace': 'a'.repeat(HUGE_HEADER_BYTES) }),
    { do: 'write', bytes: '{}' },
    { do: 'end' },
  ],
  'folded-header': foldedHeader,
  'wrong-shape': (draft) =>
    draft.subject.form === 'plain'
      ? null
      : wellScript({ ...draft, dialect: draft.dialect.id === 'anthropic' ? openai : anthropic }),
  'empty-completion': emptyCompletion,
  'thinking-only': thinkingOnly,
  'missing-usage': missingUsage,
  'negative-usage': negativeUsage,
  'other-model': otherModel,
  'odd-content-type': (draft) => wellScript(calledPlainText(draft)),
  'repeated-headers': repeatedHeaders,
  'early-hints': function* (draft) {
    yield { do: 'hint' };
    yield* wellScript(draft);
  },
} as const satisfies Record<FaultNameFor<'both'>, Misbehaviour>;

function calledPlainText(draft: Draft): Draft {
  const { dialect } = draft;
  const type = 'text/plain; charset=utf-8';
  return { ...draft, dialect: { ...dialect, wire: { ...dialect.wire, stream: type, json: type } } };
}

/** A rate limit that is used up, which the headers say, too. */
function limited(draft: Draft, retryAfter?: string): Script {
  const headers = Object.entries(draft.headers).map(([name, value]): [string, string] => [
    name,
    /requests-remaining|remaining-requests/.test(name) ? '0' : value,
  ]);
  return trouble({ ...draft, headers: Object.fromEntries(headers) }, 'rate-limited', {
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function trouble(draft: Draft, kind: Trouble['kind'], more: Partial<Trouble> = {}): Script {
  const { dialect, requestId, subject } = draft;
  const { status, headers, body } = dialect.trouble({ message: '', ...more, kind }, requestId);
  // A refusal that is a success comes in the form that was asked for.
  if (status === 200 && subject.form === 'stream') {
    return streamScript(draft, [{ kind: 'finish', event: '', data: JSON.stringify(body) }]);
  }
  return json(draft, status, body, headers);
}

/** A success whose body says the opposite. */
function lyingSuccess(draft: Draft): Script {
  const { dialect, requestId, subject } = draft;
  const cause = { kind: 'overloaded', message: '' } as const;
  const failed = subject.form === 'whole' ? dialect.failed?.(cause, subject.telling) : undefined;
  return json(draft, 200, failed ?? dialect.trouble(cause, requestId).body);
}

function json({ dialect, headers }: Draft, status: number, body: object, more: Headers = {}): Script {
  return respond(status, { ...headers, ...more, 'content-type': dialect.wire.json }, JSON.stringify(body));
}

type Headers = Readonly<Record<string, string>>;

function page(status: number, html: string): Script {
  return respond(status, { server: 'cloudflare', 'content-type': 'text/html; charset=UTF-8' }, html);
}

/** A whole response, as one script. */
export function respond(status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array): Script {
  const length = String(Buffer.byteLength(body));
  return [
    { do: 'head', status, headers: { ...headers, 'content-length': length } },
    { do: 'write', bytes: body },
    { do: 'end' },
  ];
}
