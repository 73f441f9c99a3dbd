import { at, isObject, listAt, textAt, type JsonObject } from '../../../model/json.ts';
import { type Ear, type Hearing, objectIn } from './ear.ts';

/** Ollama: lines of JSON, of which only the last one is done. */
export function hearOllama(ear: Ear): Hearing {
  return ({ data: text }) => {
    if (text === '') return;
    const data = objectIn(text);
    if (data === null) return void ear.offences.push('ollama: a line that is no JSON');
    if (ear.complete || ear.error !== null) return void ear.offences.push('ollama: a line behind the end');
    if (at(data, 'error') !== undefined) ear.error = textAt(data, 'error') || 'error';
    else hearOllamaWhole(data, ear);
  };
}

export function hearOllamaWhole(line: JsonObject, ear: Ear): void {
  const message = at(line, 'message');
  if (!isObject(message)) ear.offences.push('ollama: a line without a message');
  ear.text += textAt(message, 'content');
  ear.thinking += textAt(message, 'thinking');
  for (const call of listAt(message, 'tool_calls'))
    ear.calls.push({
      id: textAt(call, 'id'),
      name: textAt(call, 'function', 'name'),
      input: JSON.stringify(at(call, 'function', 'arguments') ?? {}),
    });
  if (at(line, 'done') !== true) return;
  ear.stop = textAt(line, 'done_reason');
  ear.complete = true;
}
