import type { Json } from '../model/json.ts';
import { listAt, textAt } from './reading.ts';
import type { Dialect, Request } from './request.ts';

const GO_ON = 'You were cut off there. Go on exactly behind your last word, and repeat nothing.';

/** Where each dialect has its turns. */
const TURNS: Readonly<Record<Dialect, string>> = {
  anthropic: 'messages',
  'openai-chat': 'messages',
  'openai-responses': 'input',
  gemini: 'contents',
  ollama: 'messages',
};

/** The same question to whoever goes on behind `begun`, which has come of an answer. */
export function goingOn<R extends Pick<Request, 'protocol' | 'body'>>(request: R, begun: string): R {
  if (begun === '') return request;
  const { protocol, body } = request;
  const key = TURNS[protocol];
  const turn = (role: string, text: string): Json =>
    protocol === 'gemini' ? { role, parts: [{ text }] } : { role, content: text };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- A body is JSON, for it is sent as that.
  const json = body as Json;
  // Responses take a question of one turn as a text.
  const asText = textAt(json, key);
  const turns = asText === '' ? listAt(json, key) : [turn('user', asText)];
  const own = protocol === 'gemini' ? 'model' : 'assistant';
  return { ...request, body: { ...body, [key]: [...turns, turn(own, begun), turn('user', GO_ON)] } };
}
