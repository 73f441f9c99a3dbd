import { at, listAt, textAt, type JsonObject } from '../../../model/json.ts';
import { type Ear, type Hearing, numberIn, objectIn } from './ear.ts';

const DELTA_OF: Readonly<Record<string, readonly string[]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
  redacted_thinking: [],
};

/** Messages: a start, blocks one after the other, each closed before the next, a stop reason, and a last event. */
export function hearAnthropic(ear: Ear): Hearing {
  let started = false;
  let open: { readonly index: number; readonly type: string } | null = null;
  let blocks = 0;
  const offend = (what: string): void => void ear.offences.push(`anthropic: ${what}`);

  const block = (data: JsonObject): void => {
    const type = textAt(data, 'content_block', 'type');
    const index = numberIn(data, 'index');
    if (open !== null) offend(`block ${index} begins while ${open.index} is open`);
    if (index !== blocks) offend(`block ${index} comes where ${blocks} should`);
    blocks = index + 1;
    open = { index, type };
    if (type === 'tool_use')
      ear.calls.push({
        id: textAt(data, 'content_block', 'id'),
        name: textAt(data, 'content_block', 'name'),
        input: '',
      });
  };
  const delta = (data: JsonObject): void => {
    const type = textAt(data, 'delta', 'type');
    if (open === null || numberIn(data, 'index') !== open.index) return offend(`a ${type} outside its block`);
    const fitting = DELTA_OF[open.type];
    if (fitting !== undefined && !fitting.includes(type)) offend(`a ${type} in a block of ${open.type}`);
    ear.text += textAt(data, 'delta', 'text');
    ear.thinking += textAt(data, 'delta', 'thinking');
    const call = ear.calls.at(-1);
    if (type === 'input_json_delta' && call !== undefined) call.input += textAt(data, 'delta', 'partial_json');
  };

  return ({ event, data: text }) => {
    if (text === '') return;
    const data = objectIn(text);
    if (data === null) return offend('an event that is no JSON');
    const type = textAt(data, 'type');
    if (event !== type) offend(`an event ${event} of type ${type}`);
    if (ear.complete || ear.error !== null)
      return type === 'weather_report' ? undefined : offend(`a ${type} behind the end`);
    const known = ['ping', 'error', 'weather_report', 'message_start'];
    if (!started && !known.includes(type)) offend(`a ${type} before the start`);
    switch (type) {
      case 'message_start':
        if (started) offend('a second start');
        started = true;
        return;
      case 'content_block_start':
        return block(data);
      case 'content_block_delta':
        return delta(data);
      case 'content_block_stop':
        if (open === null || numberIn(data, 'index') !== open.index) offend('a block is closed that was not open');
        open = null;
        return;
      case 'message_delta':
        if (open !== null) offend('a stop reason while a block is open');
        ear.stop = textAt(data, 'delta', 'stop_reason');
        return;
      case 'message_stop':
        if (ear.stop === '') offend('an end without a reason');
        if (open !== null) offend('an end while a block is open');
        ear.complete = true;
        return;
      case 'error':
        ear.error = textAt(data, 'error', 'message');
    }
  };
}

/** A whole answer. */
export function hearAnthropicWhole(body: JsonObject, ear: Ear): void {
  for (const block of listAt(body, 'content')) {
    if (textAt(block, 'type') === 'text') ear.text += textAt(block, 'text');
    ear.thinking += textAt(block, 'thinking');
    if (textAt(block, 'type') === 'tool_use')
      ear.calls.push({
        id: textAt(block, 'id'),
        name: textAt(block, 'name'),
        input: JSON.stringify(at(block, 'input') ?? null),
      });
  }
  ear.stop = textAt(body, 'stop_reason');
  ear.complete = ear.stop !== '';
}
