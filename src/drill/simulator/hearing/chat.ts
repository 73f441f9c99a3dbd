import { at, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { type Ear, type Hearing, numberIn, objectIn } from './ear.ts';

/** Chat Completions: pieces of one answer with one id, a reason to stop, perhaps the token counts, and `[DONE]`. */
export function hearChat(ear: Ear): Hearing {
  let id: string | null = null;
  const offend = (what: string): void => void ear.offences.push(`openai-chat: ${what}`);

  const call = (piece: Json): void => {
    const index = numberIn(piece, 'index');
    const known = ear.calls[index];
    if (known !== undefined) {
      known.input += textAt(piece, 'function', 'arguments');
      return;
    }
    if (index !== ear.calls.length) offend(`call ${index} comes where ${ear.calls.length} should`);
    const name = textAt(piece, 'function', 'name');
    if (textAt(piece, 'id') === '' || name === '') offend('a call without id or name');
    ear.calls.push({ id: textAt(piece, 'id'), name, input: textAt(piece, 'function', 'arguments') });
  };
  const choice = (data: JsonObject, one: Json): void => {
    const delta = at(one, 'delta');
    const said = textAt(delta, 'content') + textAt(delta, 'refusal');
    if (ear.stop !== '' && (said !== '' || listAt(delta, 'tool_calls').length > 0))
      offend('words behind the reason to stop');
    ear.text += said;
    ear.thinking += textAt(delta, 'reasoning_content');
    for (const piece of listAt(delta, 'tool_calls')) call(piece);
    const stop = textAt(one, 'finish_reason');
    if (stop !== '' && ear.stop !== '') offend('a second reason to stop');
    if (stop !== '') ear.stop = stop;
    if (id !== null && textAt(data, 'id') !== id) offend('another id in the middle');
    id ??= textAt(data, 'id');
  };

  return ({ data: text }) => {
    if (text === '') return;
    if (ear.complete || ear.error !== null) return offend('something behind the end');
    if (text === '[DONE]') {
      if (ear.stop === '') offend('an end without a reason');
      ear.complete = true;
      return;
    }
    const data = objectIn(text);
    if (data === null) return offend('an event that is no JSON');
    if (isObject(at(data, 'error'))) {
      ear.error = textAt(data, 'error', 'message');
      return;
    }
    for (const one of listAt(data, 'choices')) choice(data, one);
  };
}

export function hearChatWhole(body: JsonObject, ear: Ear): void {
  const choice = listAt(body, 'choices')[0];
  const message = at(choice, 'message');
  ear.text = textAt(message, 'content') + textAt(message, 'refusal');
  ear.thinking = textAt(message, 'reasoning_content');
  for (const call of listAt(message, 'tool_calls'))
    ear.calls.push({
      id: textAt(call, 'id'),
      name: textAt(call, 'function', 'name'),
      input: textAt(call, 'function', 'arguments'),
    });
  ear.stop = textAt(choice, 'finish_reason');
  ear.complete = ear.stop !== '';
}
