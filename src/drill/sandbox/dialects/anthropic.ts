import type { JsonObject } from '../../../model/json.ts';
import type { StopReason } from '../../../model/reply.ts';
import { hash } from '../answer/chance.ts';
import { tokens } from '../answer/words.ts';
import { countAnthropic, readAnthropic } from './anthropic-request.ts';
import {
  EVENTS,
  MODEL,
  MODELS,
  NOWHERE,
  plainly,
  renderEvent,
  retryHeaders,
  routeToModels,
  type Asking,
  type Dialect,
  type Frame,
  type Route,
  type Telling,
  type Trouble,
  type TroubleKind,
} from './dialect.ts';
import { signatureOf } from './signature.ts';

/** Anthropic Messages, as the API writes it. */
export const anthropic: Dialect = {
  id: 'anthropic',
  wire: {
    ...EVENTS,
    ping: () => renderEvent({ event: 'ping', data: '{"type": "ping"}' }),
    unheardOf: () => renderEvent({ event: 'weather_report', data: '{"type":"weather_report","sky":"clear"}' }),
  },
  keyOf: ({ headers }) => headers['x-api-key'] ?? (headers.authorization ?? '').replace(/^Bearer /, ''),
  keyless: { kind: 'unauthorized', message: 'x-api-key header is required' },
  route,
  read: readAnthropic,
  whole,
  frames,
  trouble,
  failure: (cause, { requestId }) =>
    renderEvent({ event: 'error', data: JSON.stringify(trouble(cause, requestId).body) }),
  headers: (requestId, nowMs) => ({
    'request-id': requestId,
    'anthropic-organization-id': 'b1e7a2f4-6c1d-4a53-9d40-5a0db0c0ffee',
    ...limits(nowMs),
  }),
  answerId: (letters) => `msg_01${letters}`,
  callId: (letters) => `toolu_01${letters}`,
};

const LIST = {
  data: MODELS.map(({ id, name }) => describe(id, name)),
  has_more: false,
  first_id: MODELS[0].id,
  last_id: MODELS.at(-1)?.id ?? '',
};

function route(asking: Asking): Route {
  const { method, path, body } = asking;
  if (method === 'GET') return routeToModels(path, LIST, (id) => describe(id, nameOf(id)));
  if (path === 'messages') return MODEL;
  if (path !== 'messages/count_tokens') return NOWHERE;
  const count = countAnthropic(body, asking);
  return plainly(typeof count === 'number' ? { input_tokens: count } : count);
}

function trouble(cause: Trouble, requestId: string): ReturnType<Dialect['trouble']> {
  const row: TroubleRow = TROUBLES[cause.kind];
  const details = row.code === undefined ? {} : { details: { error_code: row.code } };
  const error = { type: row.type, message: cause.message === '' ? row.message : cause.message, ...details };
  return { status: row.status, headers: retryHeaders(cause), body: { type: 'error', error, request_id: requestId } };
}

type TroubleRow = {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly code?: string;
};

// oxfmt-ignore
const TROUBLES = {
  'rate-limited': { status: 429, type: 'rate_limit_error', message: 'This request would exceed your organization’s rate limit of 50 requests per minute.' },
  'insufficient-quota': { status: 429, type: 'rate_limit_error', message: 'Your organization has reached its enforced spend limit.', code: 'enforced_spend_limit_reached' },
  'credit-balance': { status: 400, type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.' },
  'payment-required': { status: 402, type: 'billing_error', message: 'There is a problem with your billing or payment information.' },
  unauthorized: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  'permission-denied': { status: 403, type: 'permission_error', message: 'Your API key does not have permission to use the specified resource.' },
  'region-blocked': { status: 403, type: 'forbidden', message: 'Access to Anthropic models is not allowed from unsupported countries, regions, or territories.' },
  'no-such-model': { status: 404, type: 'not_found_error', message: 'model: not found' },
  'no-such-path': { status: 404, type: 'not_found_error', message: 'Not Found' },
  'too-large': { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
  'context-too-long': { status: 400, type: 'invalid_request_error', message: 'prompt is too long: 208310 tokens > 200000 maximum' },
  invalid: { status: 400, type: 'invalid_request_error', message: 'messages.0.content: Input should be a valid string' },
  'content-filter': { status: 400, type: 'invalid_request_error', message: 'Output blocked by content filtering policy' },
  internal: { status: 500, type: 'api_error', message: 'Internal server error' },
  unavailable: { status: 503, type: 'api_error', message: 'Service temporarily unavailable' },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
} as const satisfies Record<TroubleKind, TroubleRow>;

const STOPS: Readonly<Record<StopReason, string>> = {
  done: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-call': 'tool_use',
  refused: 'refusal',
  context: 'model_context_window_exceeded',
  pause: 'pause_turn',
};

function whole(telling: Telling): JsonObject {
  const { answer } = telling;
  return {
    ...envelope(telling),
    content: blocks(telling).map(({ block }) => block),
    ...ending(answer),
    usage: { ...inputUsage(answer), ...lifetimes(answer), ...outputUsage(answer) },
  };
}

function frames(telling: Telling): readonly Frame[] {
  const { answer } = telling;
  const start = {
    type: 'message_start',
    message: {
      ...envelope(telling),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...inputUsage(answer), ...lifetimes(answer), output_tokens: 1, service_tier: 'standard' },
    },
  };
  return [
    frame('opening', start),
    ...blocks(telling).flatMap(({ opened, deltas, kind }, index) => [
      // The name of a tool is content: whoever has read it may act on it.
      frame(opened.type === 'tool_use' ? 'content' : 'between', {
        type: 'content_block_start',
        index,
        content_block: opened,
      }),
      ...(index === 0 ? [frame('between', { type: 'ping' })] : []),
      ...deltas.map((delta) => frame(kind, { type: 'content_block_delta', index, delta })),
      frame('between', { type: 'content_block_stop', index }),
    ]),
    frame('finish', {
      type: 'message_delta',
      delta: ending(answer),
      usage: { ...inputUsage(answer), ...outputUsage(answer) },
    }),
    frame('terminal', { type: 'message_stop' }),
  ];
}

type Block = {
  readonly kind: 'thinking' | 'content';
  readonly block: JsonObject;
  /** The block as it stands in its first event, without what the deltas bring. */
  readonly opened: JsonObject;
  readonly deltas: readonly JsonObject[];
};

function blocks({ answer, asked, provider }: Telling): readonly Block[] {
  const found: Block[] = [];
  if (asked.thinking !== 'off' && answer.usage.thinkingTokens > 0) {
    const signature = signatureOf(answer.thinking, provider);
    found.push({
      kind: 'thinking',
      block: { type: 'thinking', thinking: answer.thinking, signature },
      opened: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...tokens(answer.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature },
      ],
    });
  }
  if (answer.text !== '') {
    found.push({
      kind: 'content',
      block: { type: 'text', text: answer.text },
      opened: { type: 'text', text: '' },
      deltas: tokens(answer.text).map((text) => ({ type: 'text_delta', text })),
    });
  }
  for (const { id, name, input } of answer.toolCalls) {
    found.push({
      kind: 'content',
      block: { type: 'tool_use', id, name, input },
      opened: { type: 'tool_use', id, name, input: {} },
      deltas: inputDeltas(input),
    });
  }
  return found;
}

/** The first piece is empty, and a call without arguments has no other. */
function inputDeltas(input: JsonObject): readonly JsonObject[] {
  const json = Object.keys(input).length === 0 ? [] : tokens(JSON.stringify(input));
  return ['', ...json].map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
}

function envelope({ id, asked }: Telling): JsonObject {
  return { id, type: 'message', role: 'assistant', model: asked.model };
}

function ending(answer: Telling['answer']): JsonObject {
  const refusal =
    answer.stop === 'refused' ? { stop_details: { type: 'refusal', category: null, explanation: null } } : {};
  return {
    stop_reason: STOPS[answer.stop],
    stop_sequence: answer.stopSequence === '' ? null : answer.stopSequence,
    ...refusal,
  };
}

/** What is read from and written to the cache stands beside `input_tokens`, not in it. */
function inputUsage({ usage }: Telling['answer']): JsonObject {
  return {
    input_tokens: usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
  };
}

/** For how long what was written is kept, which is not said again at the end of a stream. */
function lifetimes({ usage }: Telling['answer']): JsonObject {
  return {
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
  };
}

function outputUsage({ usage }: Telling['answer']): JsonObject {
  return {
    output_tokens: usage.outputTokens,
    output_tokens_details: { thinking_tokens: usage.thinkingTokens },
  };
}

/** The API pads its events with spaces in front of the last brace. */
function frame(kind: Frame['kind'], data: JsonObject & { readonly type: string }): Frame {
  const json = JSON.stringify(data);
  return { kind, event: data.type, data: `${json.slice(0, -1)}${' '.repeat(hash(json) % 12)}}` };
}

function limits(nowMs: number): Readonly<Record<string, string>> {
  const reset = new Date(nowMs + 1_000).toISOString().replace(/\.\d+/, '');
  const rows = { requests: 4_000, tokens: 2_400_000, 'input-tokens': 2_000_000, 'output-tokens': 400_000 };
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, limit]) => [
      [`anthropic-ratelimit-${name}-limit`, String(limit)],
      [`anthropic-ratelimit-${name}-remaining`, String(limit - 1)],
      [`anthropic-ratelimit-${name}-reset`, reset],
    ]),
  );
}

function nameOf(id: string): string {
  return MODELS.find((model) => model.id === id)?.name ?? id;
}

function describe(id: string, name: string): JsonObject {
  return {
    type: 'model',
    id,
    display_name: name,
    created_at: '2026-09-01T00:00:00Z',
    max_input_tokens: 200_000,
    max_tokens: 128_000,
    lifecycle: 'active',
    capabilities: null,
  };
}
