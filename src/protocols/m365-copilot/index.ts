import { textAt } from '../../model/json.ts';
import type { Opening, ProviderProtocol } from '../protocol.ts';
import { parseError } from './error.ts';
import { parseStream } from './parse-stream.ts';
import { renderRequest } from './render-request.ts';
import { parseResponse } from './response.ts';

/** Stands in the path of a question until the conversation is there that it belongs to. */
const CONVERSATION = '~';

/**
 * A conversation for every question: it lives at Microsoft, and nothing that was said in it before may get into an answer. That of
 * the caller comes along in the question itself.
 */
const opening: Opening = {
  path: '/conversations',
  body: {},
  placed: (path, answer) => {
    const id = textAt(answer, 'id');
    return id === '' ? null : path.replace(`/${CONVERSATION}/`, () => `/${encodeURIComponent(id.toWellFormed())}/`);
  },
};

/**
 * The Chat API of Microsoft 365 Copilot in Microsoft Graph (beta), which providers are asked in and callers never speak. It takes
 * plain text and gives plain text, knows no models and counts no tokens. Microsoft's reference of June 2026, read 2026-11-25:
 * learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/chat/overview.
 */
export const m365Copilot: ProviderProtocol = {
  id: 'm365-copilot',
  framing: 'sse',
  askPath: (_, stream) => `/conversations/${CONVERSATION}/${stream ? 'chatOverStream' : 'chat'}`,
  requestHeaders: [],
  defaultHeaders: {},
  opening,
  renderRequest,
  toolName: (name) => name,
  parseResponse,
  parseStream,
  parseError,
};
