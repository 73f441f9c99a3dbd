import type { Protocol } from '../protocol.ts';
import { adapt } from './adapt.ts';
import { parseError, renderError, statusOf } from './error.ts';
import { forget } from './forget.ts';
import { parseRequest } from './parse-request.ts';
import { parseStream } from './parse-stream.ts';
import { renderRequest } from './render-request.ts';
import { renderStream } from './render-stream.ts';
import { parseResponse, renderResponse } from './response.ts';
import { rename, scrub } from './scrub.ts';
import { shown } from './shown.ts';
import { validName } from './terms.ts';
import { watch, weigh } from './watch.ts';

/** The Anthropic Messages API. */
export const anthropic: Protocol = {
  id: 'anthropic',
  framing: 'sse',
  paths: ['/messages'],
  askPath: () => '/messages',
  streaming: { stream: true },
  streamsUnlessTold: false,
  requestHeaders: ['anthropic-', 'x-app', 'x-claude-code-', 'x-stainless-'],
  responseHeaders: ['anthropic-ratelimit-', 'request-id', 'retry-after', 'retry-after-ms'],
  // Every model takes this version; the later one refuses sampling settings even where a model would take them.
  defaultHeaders: { 'anthropic-version': '2023-06-01' },
  parseRequest,
  renderRequest,
  toolName: validName,
  parseResponse,
  renderResponse,
  parseStream,
  renderStream,
  ping: () => 'event: ping\ndata: {"type": "ping"}\n\n',
  parseError,
  renderError,
  statusOf,
  shown,
  watch,
  weigh,
  rename,
  adapt,
  scrub,
  forget,
};
