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
  const offend = (what: string): void => void ear.offences.push(`anthropic: ${what}`);
  const blocks = hearBlocks(ear, offend);

  const begun = (): void => {
    if (started) offend('a second start');
    started = true;
  };
  const stopped = (data: JsonObject): void => {
    if (blocks.isOpen()) offend('a stop reason while a block is open');
    ear.stop = textAt(data, 'delta', 'stop_reason');
  };
  const ended = (): void => {
    if (ear.stop === '') offend('an end without a reason');
    if (blocks.isOpen()) offend('an end while a block is open');
    ear.complete = true;
  };
  const acts: Readonly<Record<string, (data: JsonObject) => void>> = {
    message_start: begun,
    content_block_start: blocks.start,
    content_block_delta: blocks.delta,
    content_block_stop: blocks.stop,
    message_delta: stopped,
    message_stop: ended,
    error: (data) => void (ear.error = textAt(data, 'error', 'message')),
  };

  return ({ event, data: text }) => {
    if (text === '') return;
    const data = objectIn(text);
    if (data === null) return offend('an event that is no JSON');
    const type = textAt(data, 'type');
    if (event !== type) offend(`an event ${event} of type ${type}`);
    if (type === 'weather_report') return;
    if (ear.complete || ear.error !== null) return offend(`a ${type} behind the end`);
    if (!started && !['ping', 'error', 'message_start'].includes(type)) offend(`a ${type} before the start`);
    acts[type]?.(data);
  };
}

type Blocks = Readonly<Record<'start' | 'delta' | 'stop', (data: JsonObject) => void>> & {
  readonly isOpen: () => boolean;
};

function hearBlocks(ear: Ear, offend: (what: string) => void): Blocks {
  let open: { readonly index: number; readonly type: string } | null = null;
  let count = 0;
  return {
    isOpen: () => open !== null,
    start: (data) => {
      const type = textAt(data, 'content_block', 'type');
      const index = numberIn(data, 'index');
      if (open !== null) offend(`block ${index} begins while ${open.index} is open`);
      if (index !== count) offend(`block ${index} comes where ${count} should`);
      count = index + 1;
      open = { index, type };
      if (type !== 'tool_use') return;
      ear.calls.push({
        id: textAt(data, 'content_block', 'id'),
        name: textAt(data, 'content_block', 'name'),
        input: '',
      });
    },
    delta: (data) => {
      const type = textAt(data, 'delta', 'type');
      if (open === null || numberIn(data, 'index') !== open.index) return offend(`a ${type} outside its block`);
      const fitting = DELTA_OF[open.type];
      if (fitting !== undefined && !fitting.includes(type)) offend(`a ${type} in a block of ${open.type}`);
      ear.text += textAt(data, 'delta', 'text');
      ear.thinking += textAt(data, 'delta', 'thinking');
      ear.signature += textAt(data, 'delta', 'signature');
      const call = ear.calls.at(-1);
      if (type === 'input_json_delta' && call !== undefined) call.input += textAt(data, 'delta', 'partial_json');
    },
    stop: (data) => {
      if (open === null || numberIn(data, 'index') !== open.index) offend('a block is closed that was not open');
      open = null;
    },
  };
}

/** A whole answer. */
export function hearAnthropicWhole(body: JsonObject, ear: Ear): void {
  for (const block of listAt(body, 'content')) {
    if (textAt(block, 'type') === 'text') ear.text += textAt(block, 'text');
    ear.thinking += textAt(block, 'thinking');
    ear.signature += textAt(block, 'signature');
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
