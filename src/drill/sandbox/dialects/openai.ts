import type { JsonObject } from '../../../model/json.ts';
import type { StopReason } from '../../../model/reply.ts';
import { hash } from '../answer/chance.ts';
import { tokens } from '../answer/words.ts';
import { MODELS, type Dialect, type Frame, type Telling, type TroubleKind } from './dialect.ts';
import { readOpenai } from './openai-request.ts';

/** OpenAI Chat Completions, as the API writes it. Thinking is `reasoning_content`, as most servers of this dialect say it. */
export const openai: Dialect = {
  id: 'openai-chat',
  keyOf: (headers) => (headers.authorization ?? '').replace(/^Bearer /, ''),
  read: readOpenai,
  whole,
  frames,
  ping: ': keep-alive\n\n',
  trouble: ({ kind, message }) => {
    const { status, type, code, ...row } = TROUBLES[kind];
    return { status, body: { error: { message: message === '' ? row.message : message, type, param: null, code } } };
  },
  headers: (requestId) => ({
    'x-request-id': requestId,
    'openai-organization': 'sandbox',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '5000',
    'x-ratelimit-remaining-requests': '4999',
    'x-ratelimit-reset-requests': '12ms',
    'x-ratelimit-limit-tokens': '800000',
    'x-ratelimit-remaining-tokens': '799000',
    'x-ratelimit-reset-tokens': '75ms',
  }),
  models: { object: 'list', data: MODELS.map(({ id, maker }) => describe(id, maker)) },
  model: (id) => describe(id, MODELS.find((model) => model.id === id)?.maker ?? 'sandbox'),
  answerId: (letters) => `chatcmpl-${letters}`,
  callId: (letters) => `call_${letters}`,
};

type TroubleRow = {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
};

// oxfmt-ignore
const TROUBLES = {
  'rate-limited': { status: 429, type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached for requests. Limit: 3 / min.' },
  'insufficient-quota': { status: 429, type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded your current quota, please check your plan and billing details.' },
  'credit-balance': { status: 400, type: 'billing_limit_user_error', code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' },
  'payment-required': { status: 402, type: 'billing_error', code: 'insufficient_balance', message: 'Insufficient Balance' },
  unauthorized: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided. You can find your API key in your account settings.' },
  'permission-denied': { status: 403, type: 'invalid_request_error', code: 'insufficient_permissions', message: 'You have insufficient permissions for this operation.' },
  'region-blocked': { status: 403, type: 'request_forbidden', code: 'unsupported_country_region_territory', message: 'Country, region, or territory not supported' },
  'no-such-model': { status: 404, type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist or you do not have access to it.' },
  'no-such-path': { status: 404, type: 'invalid_request_error', code: null, message: 'Invalid URL' },
  'too-large': { status: 413, type: 'invalid_request_error', code: null, message: 'Request body is too large' },
  'context-too-long': { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message: 'This model’s maximum context length is 128000 tokens. However, your messages resulted in 208310 tokens.' },
  invalid: { status: 400, type: 'invalid_request_error', code: 'invalid_value', message: 'Invalid value for ‘messages’.' },
  'content-filter': { status: 400, type: 'invalid_request_error', code: 'content_filter', message: 'The response was filtered due to the prompt triggering the content management policy.' },
  internal: { status: 500, type: 'server_error', code: null, message: 'The server had an error while processing your request. Sorry about that!' },
  unavailable: { status: 503, type: 'server_error', code: null, message: 'Service Unavailable.' },
  overloaded: { status: 503, type: 'server_error', code: 'server_is_overloaded', message: 'The engine is currently overloaded, please try again later' },
} as const satisfies Record<TroubleKind, TroubleRow>;

const STOPS: Readonly<Record<StopReason, string>> = {
  done: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-call': 'tool_calls',
  // A model that declines has finished; that it declined stands in `refusal`.
  refused: 'stop',
  context: 'length',
  pause: 'stop',
};

function whole(telling: Telling): JsonObject {
  const { answer } = telling;
  const { refusal, content } = words(answer);
  const calls = answer.toolCalls.map(({ id, name, input }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = {
    role: 'assistant',
    content: content === '' ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...(answer.thinking !== '' && { reasoning_content: answer.thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
    annotations: [],
  };
  return {
    ...envelope(telling, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: STOPS[answer.stop] }],
    usage: usage(answer),
  };
}

function frames(telling: Telling): readonly Frame[] {
  const { answer, asked } = telling;
  const { refusal, content } = words(answer);
  const chunk = (kind: Frame['kind'], delta: JsonObject, finish: string | null = null): Frame => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    return frame(kind, { ...envelope(telling, 'chat.completion.chunk'), choices, ...(asked.usage && { usage: null }) });
  };
  return [
    chunk('opening', { role: 'assistant', content: '', refusal: null }),
    ...tokens(answer.thinking).map((piece) => chunk('thinking', { reasoning_content: piece })),
    ...tokens(content).map((piece) => chunk('content', { content: piece })),
    ...tokens(refusal).map((piece) => chunk('content', { refusal: piece })),
    ...answer.toolCalls.flatMap(({ id, name, input }, index) => [
      chunk('content', { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...tokens(JSON.stringify(input)).map((piece) =>
        chunk('content', { tool_calls: [{ index, function: { arguments: piece } }] }),
      ),
    ]),
    chunk('finish', {}, STOPS[answer.stop]),
    ...(asked.usage
      ? [frame('usage', { ...envelope(telling, 'chat.completion.chunk'), choices: [], usage: usage(answer) })]
      : []),
    { kind: 'terminal', event: '', data: '[DONE]' },
  ];
}

function words(answer: Telling['answer']): { readonly refusal: string; readonly content: string } {
  return answer.stop === 'refused' ? { refusal: answer.text, content: '' } : { refusal: '', content: answer.text };
}

function envelope({ id, atMs, asked }: Telling, object: string): JsonObject {
  return {
    id,
    object,
    created: Math.floor(atMs / 1_000),
    model: asked.model,
    service_tier: 'default',
    system_fingerprint: null,
  };
}

function usage({
  usage: { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, thinkingTokens },
}: Telling['answer']): JsonObject {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: thinkingTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The API hides the length of its tokens behind padding. */
function frame(kind: Frame['kind'], data: JsonObject): Frame {
  const length = hash(JSON.stringify(data)) % 12;
  return { kind, event: '', data: JSON.stringify({ ...data, obfuscation: 'x7Kq0ZbTmWcd'.slice(0, length) }) };
}

function describe(id: string, maker: string): JsonObject {
  return { id, object: 'model', created: 1_788_220_800, owned_by: maker };
}
