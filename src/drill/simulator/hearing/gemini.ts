import { at, isObject, listAt, textAt, type JsonObject } from '../../../model/json.ts';
import { type Ear, type Hearing, objectIn } from './ear.ts';

/** Gemini: every event is a piece that looks like a whole answer, and one of them says why it ended. */
export function hearGemini(ear: Ear): Hearing {
  return ({ data: text }) => {
    if (text === '') return;
    const data = objectIn(text);
    if (data === null) return void ear.offences.push('gemini: an event that is no JSON');
    if (ear.error !== null) ear.offences.push('gemini: something behind the error');
    if (isObject(at(data, 'error'))) ear.error = textAt(data, 'error', 'message') || 'error';
    else hearGeminiWhole(data, ear);
  };
}

export function hearGeminiWhole(piece: JsonObject, ear: Ear): void {
  const candidate = listAt(piece, 'candidates')[0];
  const parts = listAt(candidate, 'content', 'parts');
  const speaks = parts.some((part) => textAt(part, 'text') !== '' || at(part, 'functionCall') !== undefined);
  if (ear.complete && speaks) ear.offences.push('gemini: the answer goes on after its end');
  for (const part of parts) {
    const words = textAt(part, 'text');
    if (at(part, 'thought') === true) ear.thinking += words;
    else ear.text += words;
    const call = at(part, 'functionCall');
    if (isObject(call))
      ear.calls.push({
        id: textAt(call, 'id'),
        name: textAt(call, 'name'),
        input: JSON.stringify(at(call, 'args') ?? {}),
      });
  }
  const stop = textAt(candidate, 'finishReason') || textAt(piece, 'promptFeedback', 'blockReason');
  if (stop === '') return;
  if (ear.complete) ear.offences.push('gemini: a second reason to stop');
  ear.stop = stop;
  ear.complete = true;
}
