import type { Protocol } from '../protocol.ts';
import { adapt } from './adapt.ts';
import { parseError, renderError, statusOf } from './error.ts';
import { keeping } from './keeping.ts';
import { parseRequest } from './parse-request.ts';
import { parseStream } from './parse-stream.ts';
import { renderRequest } from './render-request.ts';
import { renderStream } from './render-stream.ts';
import { parseResponse, renderResponse, weigh } from './response.ts';
import { forget, rename, scrub } from './scrub.ts';
import { shown, toldBy } from './shown.ts';
import { validName } from './terms.ts';
import { watch } from './watch.ts';

/** OpenAI's Responses API, which Codex and the newer clients of OpenAI speak. */
export const openaiResponses: Protocol = {
  id: 'openai-responses',
  framing: 'sse',
  paths: ['/responses'],
  askPath: () => '/responses',
  streaming: { stream: true },
  streamsUnlessTold: false,
  // oxfmt-ignore
  requestHeaders: [
    'openai-', 'x-openai-', 'x-codex-', 'idempotency-key', 'x-client-request-id', 'originator',
    'session-id', 'session_id', 'thread-id', 'conversation-id', 'conversation_id',
  ],
  responseHeaders: [
    'x-request-id',
    'x-ratelimit-',
    'openai-',
    'x-codex-',
    'x-models-etag',
    'retry-after',
    'retry-after-ms',
  ],
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
  toldBy,
  watch,
  weigh,
  rename,
  adapt,
  scrub,
  forget,
  keeping,
};
