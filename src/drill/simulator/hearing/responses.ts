import { at, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { type Ear, type Hearing, newEar, numberIn, objectIn } from './ear.ts';

/** Responses: numbered events, items one after the other, each done before the next, and a last event that repeats them all. */
export function hearResponses(ear: Ear): Hearing {
  let number = -1;
  let items = 0;
  let open: number | null = null;
  const calls = new Map<number, Ear['calls'][number]>();
  const offend = (what: string): void => void ear.offences.push(`openai-responses: ${what}`);

  const added = (data: JsonObject): void => {
    const index = numberIn(data, 'output_index');
    if (open !== null) offend(`item ${index} begins while ${open} is open`);
    if (index !== items) offend(`item ${index} comes where ${items} should`);
    items = index + 1;
    open = index;
    if (!textAt(data, 'item', 'type').endsWith('_call')) return;
    const call = { id: textAt(data, 'item', 'call_id'), name: textAt(data, 'item', 'name'), input: '' };
    calls.set(index, call);
    ear.calls.push(call);
  };
  const delta = (data: JsonObject, type: string): void => {
    const index = numberIn(data, 'output_index');
    if (index !== open) offend(`a ${type} outside its item`);
    const words = textAt(data, 'delta');
    if (type.includes('output_text') || type.includes('refusal')) ear.text += words;
    else if (type.includes('reasoning')) ear.thinking += words;
    else {
      const call = calls.get(index);
      if (call !== undefined) call.input += words;
    }
  };
  const ended = (response: Json | undefined): void => {
    if (open !== null) offend('an end while an item is open');
    const again = newEar();
    hearResponsesWhole(response, again);
    if (again.text !== ear.text) offend('the last event says other words than those before');
    const said = ({ calls: list }: Ear): string => JSON.stringify(list.map(({ id, name, input }) => [id, name, input]));
    if (said(again) !== said(ear)) offend('the last event names other calls than those before');
    ear.stop = again.stop;
    ear.complete = again.complete;
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
    if (type.endsWith('.delta')) return delta(data, type);
    switch (type) {
      case 'response.output_item.added':
        return added(data);
      case 'response.output_item.done':
        if (numberIn(data, 'output_index') !== open) offend('an item is done that was not open');
        open = null;
        return;
      case 'response.completed':
      case 'response.incomplete':
        return ended(at(data, 'response'));
      case 'response.failed':
        ear.error ??= textAt(data, 'response', 'error', 'message') || 'failed';
        return;
      case 'error':
        ear.error = textAt(data, 'message') || textAt(data, 'error', 'message') || 'error';
    }
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
