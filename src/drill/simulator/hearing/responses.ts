import { at, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { type Ear, type Hearing, newEar, numberIn, objectIn } from './ear.ts';

/** Responses: numbered events, items one after the other, each done before the next, and a last event that repeats them all. */
export function hearResponses(ear: Ear): Hearing {
  let number = -1;
  const offend = (what: string): void => void ear.offences.push(`openai-responses: ${what}`);
  const items = hearItems(ear, offend);

  const ended = (data: JsonObject): void => {
    if (items.isOpen()) offend('an end while an item is open');
    const again = newEar();
    hearResponsesWhole(at(data, 'response'), again);
    if (again.text !== ear.text) offend('the last event says other words than those before');
    if (namesOf(again) !== namesOf(ear)) offend('the last event names other calls than those before');
    ear.stop = again.stop;
    ear.complete = again.complete;
  };
  const acts: Readonly<Record<string, (data: JsonObject) => void>> = {
    'response.output_item.added': items.added,
    'response.output_item.done': items.done,
    'response.completed': ended,
    'response.incomplete': ended,
    'response.failed': (data) => void (ear.error ??= textAt(data, 'response', 'error', 'message') || 'failed'),
    error: (data) => void (ear.error = textAt(data, 'message') || textAt(data, 'error', 'message') || 'error'),
  };

  return ({ event, data: text }) => {
    if (text === '') return;
    const data = objectIn(text);
    if (data === null) return offend('an event that is no JSON');
    const type = textAt(data, 'type');
    if (type.includes('weather_report')) return;
    if (event !== type) offend(`an event ${event} of type ${type}`);
    const failed = ear.error !== null && type === 'response.failed';
    if (ear.complete || (ear.error !== null && !failed)) return offend(`a ${type} behind the end`);
    const next = numberIn(data, 'sequence_number');
    if (next !== number + 1) offend(`number ${next} behind ${number}`);
    if (number < 0 && type !== 'response.created' && type !== 'error') offend(`it begins with a ${type}`);
    if (number >= 0 && type === 'response.created') offend('a second start');
    number = next;
    if (type.endsWith('.delta')) items.delta(data);
    else acts[type]?.(data);
  };
}

function namesOf({ calls }: Ear): string {
  return JSON.stringify(calls.map(({ id, name, input }) => [id, name, input]));
}

type Items = Readonly<Record<'added' | 'delta' | 'done', (data: JsonObject) => void>> & {
  readonly isOpen: () => boolean;
};

function hearItems(ear: Ear, offend: (what: string) => void): Items {
  let count = 0;
  let open: number | null = null;
  const calls = new Map<number, Ear['calls'][number]>();
  return {
    isOpen: () => open !== null,
    added: (data) => {
      const index = numberIn(data, 'output_index');
      if (open !== null) offend(`item ${index} begins while ${open} is open`);
      if (index !== count) offend(`item ${index} comes where ${count} should`);
      count = index + 1;
      open = index;
      if (!textAt(data, 'item', 'type').endsWith('_call')) return;
      const call = { id: textAt(data, 'item', 'call_id'), name: textAt(data, 'item', 'name'), input: '' };
      calls.set(index, call);
      ear.calls.push(call);
    },
    delta: (data) => {
      const type = textAt(data, 'type');
      const index = numberIn(data, 'output_index');
      if (index !== open) offend(`a ${type} outside its item`);
      const words = textAt(data, 'delta');
      const call = calls.get(index);
      if (type.includes('output_text') || type.includes('refusal')) ear.text += words;
      else if (type.includes('reasoning')) ear.thinking += words;
      else if (call !== undefined) call.input += words;
    },
    done: (data) => {
      if (numberIn(data, 'output_index') !== open) offend('an item is done that was not open');
      open = null;
    },
  };
}

export function hearResponsesWhole(body: Json | undefined, ear: Ear): void {
  for (const item of listAt(body, 'output')) {
    const type = textAt(item, 'type');
    for (const part of type === 'message' ? listAt(item, 'content') : [])
      ear.text += textAt(part, 'text') + textAt(part, 'refusal');
    for (const part of listAt(item, 'summary')) ear.thinking += textAt(part, 'text');
    if (type.endsWith('_call'))
      ear.calls.push({
        id: textAt(item, 'call_id'),
        name: textAt(item, 'name'),
        input: textAt(item, 'arguments') || textAt(item, 'input'),
      });
  }
  ear.stop = textAt(body, 'incomplete_details', 'reason') || textAt(body, 'status');
  ear.complete = ['completed', 'incomplete'].includes(textAt(body, 'status'));
}
