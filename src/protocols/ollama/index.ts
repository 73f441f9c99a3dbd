import type { JsonObject } from '../../model/json.ts';
import type { Protocol } from '../protocol.ts';
import { adapt, forget } from './adapt.ts';
import { parseError, renderError, statusOf } from './error.ts';
import { parseRequest } from './parse-request.ts';
import { parseStream } from './parse-stream.ts';
import { renderRequest } from './render-request.ts';
import { renderStream } from './render-stream.ts';
import { inMessage, parseResponse, renderResponse, weigh } from './response.ts';
import { shown } from './shown.ts';
import { CREATED_AT, plainName } from './terms.ts';
import { watch } from './watch.ts';

/** Ollama's own dialect, `/api/chat`: what local models are asked in, with the window that they need. */
export const ollama: Protocol = {
  id: 'ollama',
  framing: 'ndjson',
  paths: ['/api/chat'],
  askPath: () => '/api/chat',
  streaming: { stream: true },
  streamsUnlessTold: true,
  requestHeaders: [],
  responseHeaders: ['retry-after'],
  defaultHeaders: {},
  parseRequest,
  renderRequest,
  toolName: plainName,
  parseResponse,
  renderResponse,
  parseStream,
  renderStream,
  // Blank lines are nothing to some clients and an error to others; a line without words is a line.
  ping: (model) =>
    `${JSON.stringify({ model, created_at: CREATED_AT, ...inMessage({ thinking: '', text: '', calls: [] }), done: false })}\n`,
  parseError,
  renderError,
  statusOf,
  shown,
  watch,
  weigh,
  rename,
  adapt,
  // Nothing is minted in this dialect: it has no place for signatures, and our ids are like anybody's.
  scrub: (body) => body,
  forget,
};

function rename(data: JsonObject, model: string): JsonObject {
  return 'model' in data ? { ...data, model } : data;
}
