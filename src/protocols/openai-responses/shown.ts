import { at, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { parseData } from '../frame.ts';
import type { Resumed, Shown } from '../protocol.ts';
import { eventsIn } from '../shown.ts';
import { message, outputText } from './output-items.ts';
import { typeOf } from './terms.ts';
import { followBeginning } from './watch-beginning.ts';

/** A message as far as it was shown. Its only part is not begun yet, open, has said all its words, or is over. */
type Words = {
  readonly text: string;
  readonly part: 'none' | 'open' | 'said' | 'over';
  readonly annotations: readonly JsonObject[];
};

const SILENT: Words = { text: '', part: 'none', annotations: [] };

/**
 * What a caller has got of a stream. The rest goes on under its ids and numbers, in the message that is open, and the last event
 * has to hold all of it once more.
 */
export function shown(bytes: Uint8Array): Shown {
  const beginning = followBeginning(null);
  const messages = new Map<number, Words>();
  let free = true;
  let text = '';
  let response: Json = null;

  for (const frame of eventsIn(bytes, 'sse')) {
    if (frame.data === '[DONE]') return { text, resumed: null };
    const data = parseData(frame);
    const type = typeOf(data);
    beginning.follow(data);
    free &&= isFree(data, type);
    response ??= at(data, 'response') ?? null;
    if (type === 'response.output_text.delta') text += textAt(data, 'delta');
    const place = numberAt(data, 'output_index');
    const words = grown(messages.get(place) ?? SILENT, data, type);
    if (words !== null) messages.set(place, words);
  }
  const { told, ...numbers } = beginning.resumed();
  if (!free || told === undefined || textAt(told, 'id') === '') return { text, resumed: null };
  return { text, resumed: resumedIn(messages, { ...numbers, told: { ...told, response: repeated(response) } }) };
}

/** The number that the next event has. Such a name in quotes cannot stand inside a text, where quotes have a backslash. */
export function toldBy(last: Uint8Array): JsonObject {
  const text = Buffer.from(last.buffer, last.byteOffset, last.byteLength).toString('latin1');
  const [, number] = /"sequence_number"\s*:\s*(\d+)/.exec(text.slice(text.lastIndexOf('"sequence_number"'))) ?? [];
  return number === undefined ? {} : { sequence: Number(number) + 1 };
}

/** Is there nothing in it that only who began the answer can end? */
function isFree(data: Json, type: string): boolean {
  switch (type) {
    case 'response.output_item.added':
    case 'response.output_item.done':
      return ['message', 'reasoning'].includes(typeOf(at(data, 'item')));
    case 'response.content_part.added':
      return typeOf(at(data, 'part')) === 'output_text' && numberAt(data, 'content_index') === 0;
    case 'error':
    case 'response.failed':
    case 'response.completed':
    case 'response.incomplete':
    case 'response.refusal.delta':
      return false;
    default:
      return true;
  }
}

/** A message with what an event says of its words; null when it says nothing. */
function grown(words: Words, data: Json, type: string): Words | null {
  switch (type) {
    case 'response.content_part.added':
      return { ...words, part: 'open' };
    case 'response.output_text.delta':
      return { ...words, part: 'open', text: words.text + textAt(data, 'delta') };
    case 'response.output_text.annotation.added': {
      const annotation = at(data, 'annotation');
      return isObject(annotation) ? { ...words, annotations: [...words.annotations, annotation] } : null;
    }
    case 'response.output_text.done':
      return { ...words, part: 'said' };
    case 'response.content_part.done':
      return { ...words, part: 'over' };
    default:
      return null;
  }
}

/** Where to go on: in the open part of the message that is open, else behind it. */
function resumedIn(messages: ReadonlyMap<number, Words>, resumed: Resumed): Resumed {
  const words = messages.get(resumed.openPart);
  if (words === undefined || words.part === 'none') return resumed;
  const items = listAt(resumed.told, 'items');
  const open = items.find((one) => numberAt(one, 'place') === resumed.openPart);
  const id = textAt(open, 'item', 'id');
  const { text, annotations } = words;
  if (words.part !== 'open') {
    const item = message(id, outputText(text, annotations), 'completed');
    const left = { place: resumed.openPart, item, done: false, ...(words.part === 'said' && { part: true }) };
    const whole = items.map((one) => (one === open ? left : one));
    return { ...resumed, told: { ...resumed.told, items: whole } };
  }
  const others = items.filter((one) => one !== open);
  const going = { place: resumed.openPart, id, text, annotations };
  return { ...resumed, nextPart: resumed.openPart, openText: true, told: { ...resumed.told, items: others, going } };
}

/** What an answer repeats of its request, and nothing of the answer itself. */
function repeated(response: Json): JsonObject {
  if (!isObject(response)) return {};
  const { output: _output, status: _status, usage: _usage, error: _error, ...rest } = response;
  return rest;
}
