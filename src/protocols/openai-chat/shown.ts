import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import { parseData } from '../frame.ts';
import type { Shown } from '../protocol.ts';
import { eventsIn } from '../shown.ts';
import { textIn } from './response.ts';

/** What a caller has got of a stream: the rest goes on in chunks that look like those before. */
export function shown(bytes: Uint8Array): Shown {
  let text = '';
  let id = '';
  let created = 0;
  let free = true;
  for (const frame of eventsIn(bytes, 'sse')) {
    if (frame.data === '[DONE]') return { text, resumed: null };
    const data = parseData(frame);
    const [choice, ...others] = listAt(data, 'choices');
    id ||= textAt(data, 'id');
    created ||= numberAt(data, 'created');
    free &&= !isObject(at(data, 'error')) && others.length === 0;
    if (choice === undefined) continue;
    const delta = at(choice, 'delta');
    text += textIn(at(delta, 'content'));
    free &&= numberAt(choice, 'index') === 0 && textAt(choice, 'finish_reason') === '' && areOnlyWords(delta);
  }
  if (!free || id === '') return { text, resumed: null };
  return { text, resumed: { nextPart: 0, openPart: 0, openText: true, told: { id, created, length: text.length } } };
}

function areOnlyWords(delta: Json | undefined): boolean {
  return (
    textAt(delta, 'refusal') === '' &&
    listAt(delta, 'tool_calls').length === 0 &&
    !isObject(at(delta, 'function_call')) &&
    !isObject(at(delta, 'audio'))
  );
}
