import type { Message, Part } from '../../model/conversation.ts';
import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import {
  bad,
  checkDepth,
  collectLosses,
  fieldOf,
  flagField,
  listField,
  type Losses,
  requiredText,
  textField,
} from '../fields.ts';
import type { CallerProtocol, Parsed } from '../protocol.ts';
import { renderError, statusOf } from './error.ts';
import { parseImages } from './parse-messages.ts';
import { loseUnsaid, parseOutput, parseSettings, parseStream, parseThinking } from './parse-settings.ts';
import { renderLines } from './render-stream.ts';
import { renderCall, renderWhole, type Shape } from './response.ts';
import { shown } from './shown.ts';
import { CREATED_AT } from './terms.ts';

/** How `/api/generate` says it. The tokens of the conversation (`context`) are only known to the server that made them. */
const beside: Shape = ({ thinking, text, calls }) => ({
  response: text,
  ...(thinking !== '' && { thinking }),
  ...(calls.length > 0 && { tool_calls: calls.map(renderCall) }),
});

/** Ollama's older way to ask: one prompt and one answer. */
export const ollamaGenerate: CallerProtocol = {
  id: 'ollama-generate',
  framing: 'ndjson',
  paths: ['/api/generate'],
  streamsUnlessTold: true,
  parseRequest,
  renderResponse: (reply) => renderWhole(reply, beside),
  renderStream: (options) => renderLines(options, beside),
  ping: (model) => `${JSON.stringify({ model, created_at: CREATED_AT, response: '', done: false })}\n`,
  shown,
  renderError,
  statusOf,
  responseHeaders: ['retry-after'],
};

// oxfmt-ignore
const SAID: ReadonlySet<string> = new Set(['prompt', 'system', 'images', 'raw', 'suffix', 'template', 'context', 'width', 'height', 'steps']);

function parseRequest(body: Json): Parsed {
  if (!isObject(body)) throw bad('body', 'an object was expected');
  checkDepth(body);
  const losses = collectLosses();
  const model = requiredText(body, 'model', '');
  loseUnsaid(body, SAID, losses);
  loseTemplates(body, losses);
  return {
    conversation: {
      messages: parseMessages(body),
      tools: [],
      toolChoice: { kind: 'auto' },
      parallelTools: true,
      output: parseOutput(body),
      thinking: parseThinking(body),
      settings: parseSettings(body, losses),
      unsaid: losses.list(),
    },
    model,
    stream: parseStream(body),
    usage: true,
  };
}

/** What is written in a model's own template or tokens has a meaning for that model on its own server only. */
function loseTemplates(body: JsonObject, losses: Losses): void {
  for (const key of ['suffix', 'template']) if ((textField(body, key, '') ?? '') !== '') losses.lose(key, 'blocking');
  if (flagField(body, 'raw', '')) losses.lose('raw', 'blocking');
  if (listField(body, 'context', '').length > 0) losses.lose('context', 'blocking');
  // A picture is to be made, and no words.
  for (const key of ['width', 'height', 'steps']) if (fieldOf(body, key) !== undefined) losses.lose(key, 'blocking');
}

function parseMessages(body: JsonObject): readonly Message[] {
  const prompt = textField(body, 'prompt', '') ?? '';
  // Without a prompt it only loads the model; whoever answers that has looked before.
  if (prompt === '') throw bad('prompt', 'this field is required');
  const system = textField(body, 'system', '') ?? '';
  const text: Part = { type: 'text', text: prompt };
  return [
    ...(system === '' ? [] : [{ role: 'system', parts: [{ type: 'text', text: system }] } as const]),
    { role: 'user', parts: [...parseImages(body, ''), text] },
  ];
}

/** Is this a body, of either endpoint, without anything to answer? It asks only that the model be loaded, or unloaded. */
export function isLoadRequest(body: Json): boolean {
  const prompt = at(body, 'prompt') ?? '';
  const messages = at(body, 'messages') ?? [];
  return isObject(body) && prompt === '' && isArray(messages) && messages.length === 0;
}

/** The answer to such a request. Nothing is loaded here; whoever asked wants to hear that it may go on. */
export function renderLoaded(body: JsonObject, endpoint: 'chat' | 'generate'): JsonObject {
  return {
    model: textAt(body, 'model'),
    created_at: CREATED_AT,
    ...(endpoint === 'chat' ? { message: { role: 'assistant', content: '' } } : { response: '' }),
    done: true,
    done_reason: isZero(at(body, 'keep_alive')) ? 'unload' : 'load',
  };
}

/** A duration of nothing: as seconds, or in words such as `0s`. */
function isZero(keepAlive: Json | undefined): boolean {
  return keepAlive === 0 || (typeof keepAlive === 'string' && /^[+-]?0+(\.0*)?(ns|us|µs|ms|s|m|h)?$/.test(keepAlive));
}
