import type { JsonObject } from '../../model/json.ts';
import type { Protocol } from '../protocol.ts';
import { adapt } from './adapt.ts';
import { answersIn } from './answers-in.ts';
import { parseError, renderError, statusOf } from './error.ts';
import { parseRequest } from './parse-request.ts';
import { parseStream } from './parse-stream.ts';
import { renderRequest } from './render-request.ts';
import { renderStream } from './render-stream.ts';
import { parseResponse, renderResponse, weigh } from './response.ts';
import { forget, scrub } from './scrub.ts';
import { shown } from './shown.ts';
import { validName } from './terms.ts';
import { watch } from './watch.ts';

/** OpenAI's Chat Completions, which most of the world speaks. */
export const openaiChat: Protocol = {
  id: 'openai-chat',
  framing: 'sse',
  paths: ['/chat/completions'],
  askPath: () => '/chat/completions',
  streaming: { stream: true, stream_options: { include_usage: true } },
  streamsUnlessTold: false,
  requestHeaders: ['openai-', 'idempotency-key', 'x-client-request-id'],
  responseHeaders: ['x-request-id', 'x-ratelimit-', 'openai-', 'retry-after', 'retry-after-ms'],
  defaultHeaders: {},
  parseRequest,
  renderRequest,
  toolName: validName,
  parseResponse,
  renderResponse,
  parseStream,
  renderStream,
  ping: () => ': ping\n\n',
  parseError,
  renderError,
  statusOf,
  shown,
  watch,
  answersIn,
  weigh,
  rename,
  adapt,
  scrub,
  forget,
};

function rename(data: JsonObject, model: string): JsonObject {
  return 'model' in data ? { ...data, model } : data;
}
