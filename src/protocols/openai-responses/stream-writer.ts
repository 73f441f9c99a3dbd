import type { Citation, Tool } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import {
  call,
  type CallKind,
  freeText,
  type ItemStatus,
  kindOfCall,
  message,
  outputText,
  refusalPart,
  thought,
} from './output-items.ts';
import { renderAnnotation } from './parse-content.ts';
import { itemId } from './terms.ts';

export type PartEvent = Extract<ReplyEvent, { readonly part: number }>;

/** An event with its type, before it has its number. */
export type Said = { readonly type: string; readonly [key: string]: JsonObject[string] };

const TEXT = 'response.output_text.delta';

/** An event with its number. Nearly all are words of a text, and printing of those only what differs takes half the time. */
export function printed(said: Said, sequence: number): string {
  if (said.type !== TEXT) return JSON.stringify({ ...said, sequence_number: sequence });
  const value = (key: string): string => JSON.stringify(said[key] ?? null);
  const place = `"item_id":${value('item_id')},"output_index":${value('output_index')},"content_index":0`;
  return `{"type":"${TEXT}",${place},"delta":${value('delta')},"logprobs":[],"sequence_number":${sequence}}`;
}

/** An item that is being written. `text` is what it says so far: words, a thought, or the JSON of an input. */
export type Item = {
  readonly index: number;
  readonly id: string;
  readonly text: string;
  readonly annotations: readonly JsonObject[];
  readonly seal: string;
} & (
  | { readonly kind: 'text' | 'refusal' | 'thinking' }
  | { readonly kind: 'call'; readonly callId: string; readonly call: CallKind }
);

/** The item that an event begins. */
export function itemFor(
  event: PartEvent,
  place: { readonly response: string; readonly index: number },
  tools: readonly Tool[],
): Item {
  const { response, index } = place;
  const item = { index, text: '', annotations: [], seal: '' };
  switch (event.type) {
    case 'tool-call': {
      const kind = kindOfCall(event.name, tools);
      return { ...item, kind: 'call', id: itemId(kind.prefix, response, index), callId: event.id, call: kind };
    }
    case 'thinking':
    case 'signature':
    case 'sealed-thinking':
      return { ...item, kind: 'thinking', id: itemId('rs', response, index) };
    case 'refusal':
      return { ...item, kind: 'refusal', id: itemId('msg', response, index) };
    case 'text':
    case 'citation':
    case 'tool-input':
      return { ...item, kind: 'text', id: itemId('msg', response, index) };
  }
}

/** The item as it stands in the answer. */
export function whole(item: Item, status: ItemStatus): JsonObject {
  switch (item.kind) {
    case 'text':
      return message(item.id, outputText(item.text, item.annotations), status);
    case 'refusal':
      return message(item.id, refusalPart(item.text), status);
    case 'thinking':
      return thought(item.id, item.text, item.seal);
    case 'call':
      return call({ id: item.id, callId: item.callId, kind: item.call }, item.text || NO_INPUT, status);
  }
}

const at = (item: Item): JsonObject => ({ item_id: item.id, output_index: item.index });
const inContent = (item: Item): JsonObject => ({ ...at(item), content_index: 0 });
const inSummary = (item: Item): JsonObject => ({ ...at(item), summary_index: 0 });
const NO_INPUT = '{}';
const NO_SUMMARY: JsonObject = { type: 'summary_text', text: '' };

/** How an item begins. */
export function opening(item: Item): readonly Said[] {
  const added = (inside: JsonObject): Said => ({
    type: 'response.output_item.added',
    output_index: item.index,
    item: inside,
  });
  switch (item.kind) {
    case 'text':
    case 'refusal': {
      const part = item.kind === 'text' ? outputText('', []) : refusalPart('');
      return [
        added(message(item.id, null, 'in_progress')),
        { type: 'response.content_part.added', ...inContent(item), part },
      ];
    }
    case 'thinking':
      return [added({ id: item.id, type: 'reasoning', summary: [] })];
    case 'call':
      return [added(call({ id: item.id, callId: item.callId, kind: item.call }, '', 'in_progress'))];
  }
}

/** How words are added to an item. Free text has to wait until the JSON around it is complete. */
export function piece(item: Item, delta: string): readonly Said[] {
  switch (item.kind) {
    case 'text':
      return [{ type: TEXT, ...inContent(item), delta, logprobs: [] }];
    case 'refusal':
      return [{ type: 'response.refusal.delta', ...inContent(item), delta }];
    case 'thinking': {
      const added = { type: 'response.reasoning_summary_part.added', ...inSummary(item), part: NO_SUMMARY };
      const said = { type: 'response.reasoning_summary_text.delta', ...inSummary(item), delta };
      return item.text === '' ? [added, said] : [said];
    }
    case 'call':
      return item.call.prefix === 'ctc' ? [] : [{ type: 'response.function_call_arguments.delta', ...at(item), delta }];
  }
}

export function cited(item: Item, citation: Citation): Said {
  return {
    type: 'response.output_text.annotation.added',
    ...inContent(item),
    annotation_index: item.annotations.length,
    annotation: renderAnnotation(citation),
  };
}

/** How an item ends. */
export function closing(item: Item, status: ItemStatus): readonly Said[] {
  const inside = whole(item, status);
  const done: Said = { type: 'response.output_item.done', output_index: item.index, item: inside };
  switch (item.kind) {
    case 'text':
      return [
        { type: 'response.output_text.done', ...inContent(item), text: item.text, logprobs: [] },
        { type: 'response.content_part.done', ...inContent(item), part: outputText(item.text, item.annotations) },
        done,
      ];
    case 'refusal':
      return [
        { type: 'response.refusal.done', ...inContent(item), refusal: item.text },
        { type: 'response.content_part.done', ...inContent(item), part: refusalPart(item.text) },
        done,
      ];
    case 'thinking':
      if (item.text === '') return [done];
      return [
        { type: 'response.reasoning_summary_text.done', ...inSummary(item), text: item.text },
        {
          type: 'response.reasoning_summary_part.done',
          ...inSummary(item),
          part: { type: 'summary_text', text: item.text },
        },
        done,
      ];
    case 'call': {
      if (item.call.prefix === 'fc') {
        // A call without any input has an empty one, and clients parse it.
        const json = item.text === '' ? NO_INPUT : item.text;
        const missing = { type: 'response.function_call_arguments.delta', ...at(item), delta: NO_INPUT };
        const all = { type: 'response.function_call_arguments.done', ...at(item), arguments: json };
        return item.text === '' ? [missing, all, done] : [all, done];
      }
      const input = freeText(item.text);
      return [
        ...(input === '' ? [] : [{ type: 'response.custom_tool_call_input.delta', ...at(item), delta: input }]),
        { type: 'response.custom_tool_call_input.done', ...at(item), input },
        done,
      ];
    }
  }
}
