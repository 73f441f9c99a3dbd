import type { CallerProtocol, Protocol } from '../protocol.ts';
import { adapt } from './adapt.ts';
import { answersIn } from './answers-in.ts';
import { parseError, renderError, statusOf } from './error.ts';
import { parseRequest } from './parse-request.ts';
import { parseStream } from './parse-stream.ts';
import { renderRequest } from './render-request.ts';
import { renderArray, renderStream } from './render-stream.ts';
import { parseResponse, renderResponse } from './response.ts';
import { forget, rename, scrub } from './scrub.ts';
import { shown, shownList } from './shown.ts';
import { MINT_MARK_BASE64, validName } from './terms.ts';
import { watch, weigh } from './watch.ts';

/** Google's generateContent, of the Gemini API and of Vertex AI. */
export const gemini: Protocol = {
  id: 'gemini',
  framing: 'sse',
  paths: [],
  askPath: (model, stream) => `/${pathOf(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  streaming: {},
  streamsUnlessTold: false,
  // Not all that begins with `x-goog-`: one of them is the key.
  requestHeaders: ['x-goog-api-client', 'x-goog-request-params', 'x-gemini-', 'x-server-timeout'],
  responseHeaders: ['x-gemini-', 'retry-after'],
  defaultHeaders: {},
  parseRequest,
  renderRequest,
  toolName: validName,
  parseResponse,
  renderResponse,
  parseStream,
  renderStream,
  // Nothing but a piece without a word: Google's older JavaScript client loses everything behind a comment.
  ping: (model) =>
    `data: ${JSON.stringify({
      candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, index: 0 }],
      modelVersion: model,
    })}\n\n`,
  parseError,
  renderError,
  statusOf,
  shown,
  watch,
  answersIn,
  weigh,
  rename,
  adapt,
  mintMark: MINT_MARK_BASE64,
  scrub,
  forget,
};

/** Callers who stream without `alt=sse` get one JSON list, piece by piece. Space between the pieces means nothing. */
export const geminiArray: CallerProtocol = {
  id: gemini.id,
  framing: 'raw',
  paths: [],
  streamsUnlessTold: true,
  parseRequest,
  renderResponse,
  renderStream: renderArray,
  ping: () => '\n',
  shown: shownList,
  renderError,
  statusOf,
  responseHeaders: gemini.responseHeaders,
};

/** A model's place below the base address: `models/` unless it says where it lies itself. */
function pathOf(model: string): string {
  const isPath = /^(models|tunedModels|publishers|projects|endpoints)\//.test(model);
  return isPath ? model.split('/').map(encodeURIComponent).join('/') : `models/${encodeURIComponent(model)}`;
}
