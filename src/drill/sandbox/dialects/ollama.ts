import { at, isArray, listAt, textAt, type JsonObject } from '../../../model/json.ts';
import type { StopReason } from '../../../model/reply.ts';
import { tokens } from '../answer/words.ts';
import {
  MISSING_MODEL,
  MODEL,
  MODELS,
  NOWHERE,
  plainly,
  retryHeaders,
  type Asking,
  type Dialect,
  type Frame,
  type Route,
  type Telling,
  type Trouble,
  type TroubleKind,
} from './dialect.ts';
import { embedForOllama } from './embeddings.ts';
import { readOllama } from './ollama-request.ts';

/** Ollama's own API: lines of JSON, streamed unless the caller forbids it, and no keys. */
export const ollama: Dialect = {
  id: 'ollama',
  wire: {
    stream: 'application/x-ndjson',
    json: 'application/json; charset=utf-8',
    render: ({ data }) => `${data}\n`,
    ping: (telling) => `${JSON.stringify(line(telling, { content: '' }))}\n`,
    unheardOf: (telling) => `${JSON.stringify({ ...line(telling, { content: '' }), weather_report: 'clear' })}\n`,
    usageFields: ['prompt_eval_count', 'eval_count'],
  },
  keyOf: ({ headers }) => (headers.authorization ?? '').replace(/^Bearer /, ''),
  keyless: null,
  route,
  read: readOllama,
  whole,
  frames,
  trouble,
  failure: (cause) => `${JSON.stringify(trouble(cause).body)}\n`,
  headers: () => ({}),
  answerId: (letters) => letters,
  callId: (letters) => `call_${letters.slice(0, 8).toLowerCase()}`,
};

function trouble(cause: Trouble): ReturnType<Dialect['trouble']> {
  const { status, message } = TROUBLES[cause.kind];
  const error = cause.message === '' ? message : cause.message;
  return { status, headers: retryHeaders(cause), body: { error } };
}

type TroubleRow = { readonly status: number; readonly message: string };

/** Limits, subscriptions and keys are those of its cloud, for which it passes requests on. */
// oxfmt-ignore
const TROUBLES = {
  'rate-limited': { status: 429, message: 'too many concurrent requests' },
  'insufficient-quota': { status: 429, message: 'you (sandbox) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade' },
  'credit-balance': { status: 403, message: 'this model requires a subscription, upgrade for access: https://ollama.com/upgrade' },
  'payment-required': { status: 402, message: 'payment required' },
  unauthorized: { status: 401, message: 'unauthorized' },
  'permission-denied': { status: 403, message: 'you have no permission to use this model' },
  'region-blocked': { status: 403, message: 'not available in your country' },
  'no-such-model': { status: 404, message: 'model "sandbox" not found, try pulling it first' },
  'no-such-path': { status: 404, message: '404 page not found' },
  'too-large': { status: 413, message: 'http: request body too large' },
  'context-too-long': { status: 400, message: 'the input length exceeds the context length' },
  invalid: { status: 400, message: 'invalid request' },
  'content-filter': { status: 400, message: 'blocked' },
  internal: { status: 500, message: 'llama runner process has terminated: exit status 2' },
  unavailable: { status: 503, message: 'Service Temporarily Unavailable' },
  overloaded: { status: 503, message: 'server busy, please try again.  maximum pending requests exceeded' },
} as const satisfies Record<TroubleKind, TroubleRow>;

/** Calls and refusals end as plain answers do. */
const STOPS: Readonly<Record<StopReason, string>> = {
  done: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-call': 'stop',
  refused: 'stop',
  context: 'length',
  pause: 'stop',
};

const VERSION = '0.33.0';
const CONTEXT_TOKENS = 131_072;
const WHEN = '2026-09-01T00:00:00Z';

function route({ method, path, body }: Asking): Route {
  switch (`${method} ${path}`) {
    case 'POST api/chat':
      return loads(body) ?? MODEL;
    case 'POST api/embed':
      return missing(body) ?? plainly(embedForOllama(body));
    case 'POST api/show':
      return missing(body) ?? plainly(textAt(body, 'model') === '' ? 'model is required' : SHOWN);
    case 'GET api/tags':
      return plainly({ models: MODELS.map(({ id }) => described(id)) });
    case 'GET api/ps':
      return plainly({
        models: MODELS.slice(-2).map(({ id }) => ({
          ...described(id),
          expires_at: WHEN,
          size_vram: 2_019_393_189,
          context_length: CONTEXT_TOKENS,
        })),
      });
    case 'GET api/version':
      return plainly({ version: VERSION });
    default:
      return NOWHERE;
  }
}

/** Without messages the server only loads the model. */
function loads(body: JsonObject): Route | null {
  const model = textAt(body, 'model');
  if (model === '' || !isArray(at(body, 'messages') ?? []) || listAt(body, 'messages').length > 0) return null;
  const message = { role: 'assistant', content: '' };
  return missing(body) ?? plainly({ model, created_at: WHEN, message, done_reason: 'load', done: true });
}

function missing(body: JsonObject): Route | null {
  const model = textAt(body, 'model');
  if (!model.includes(MISSING_MODEL)) return null;
  return { to: 'trouble', trouble: { kind: 'no-such-model', message: `model '${model}' not found` } };
}

const DETAILS = {
  parent_model: '',
  format: 'gguf',
  family: 'llama',
  families: ['llama'],
  parameter_size: '3.2B',
  quantization_level: 'Q4_K_M',
};

const SHOWN = {
  modelfile: 'FROM sandbox',
  parameters: 'stop "<|eot_id|>"',
  template: '{{ .Prompt }}',
  details: DETAILS,
  model_info: {
    'general.architecture': 'llama',
    'general.parameter_count': 3_212_749_888,
    'llama.context_length': CONTEXT_TOKENS,
    'llama.embedding_length': 3_072,
  },
  capabilities: ['completion', 'tools', 'thinking', 'vision', 'embedding'],
  modified_at: WHEN,
};

function described(id: string): JsonObject {
  const name = id.includes(':') ? id : `${id}:latest`;
  return {
    name,
    model: name,
    modified_at: WHEN,
    size: 2_019_393_189,
    digest: 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72',
    details: DETAILS,
  };
}

function whole(telling: Telling): JsonObject {
  const { text, thinking, toolCalls } = telling.answer;
  const calls = toolCalls.map((call, index) => called(call, index));
  return ended(telling, {
    content: text,
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
  });
}

function frames(telling: Telling): readonly Frame[] {
  const { text, thinking, toolCalls } = telling.answer;
  return [
    ...tokens(thinking).map((piece) => frame('thinking', line(telling, { content: '', thinking: piece }))),
    ...tokens(text).map((piece) => frame('content', line(telling, { content: piece }))),
    ...toolCalls.map((call, index) =>
      frame('content', line(telling, { content: '', tool_calls: [called(call, index)] })),
    ),
    frame('finish', ended(telling, { content: '' })),
  ];
}

function frame(kind: Frame['kind'], data: JsonObject): Frame {
  return { kind, event: '', data: JSON.stringify(data) };
}

function called({ id, name, input }: Telling['answer']['toolCalls'][number], index: number): JsonObject {
  return { id, function: { index, name, arguments: input } };
}

function line({ asked, atMs }: Telling, message: JsonObject): JsonObject {
  return {
    model: asked.model,
    created_at: new Date(atMs).toISOString().replace('Z', '123456Z'),
    message: { role: 'assistant', ...message },
    done: false,
  };
}

/** The last line, with durations in ns. What was read from the cache is not counted. */
function ended(telling: Telling, message: JsonObject): JsonObject {
  const { stop, usage } = telling.answer;
  const read = usage.inputTokens - usage.cacheReadTokens;
  return {
    ...line(telling, message),
    done: true,
    done_reason: STOPS[stop],
    total_duration: 20_000_000 * usage.outputTokens + 178_000_000,
    load_duration: 28_126_292,
    ...(read > 0 && { prompt_eval_count: read }),
    prompt_eval_duration: 149_512_000,
    eval_count: usage.outputTokens,
    eval_duration: 20_000_000 * usage.outputTokens,
  };
}
