import type { Tool } from '../../model/conversation.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { joined } from '../lists.ts';
import type { ItemStatus } from './output-items.ts';
import {
  cited,
  closing,
  type Item,
  itemFor,
  opening,
  type PartEvent,
  piece,
  type Said,
  whole,
} from './stream-writer.ts';

/** Writes the items of an answer one after the other, and keeps them for its end. */
export type ItemWriter = {
  readonly say: (event: PartEvent, response: string) => readonly Said[];
  /** Closes the item that is open. */
  readonly close: (status: ItemStatus) => readonly Said[];
  readonly declined: () => boolean;
};

export type Sheet = {
  /** The first free place in the output. */
  readonly first: number;
  /** A message that another attempt has begun, to be gone on with; null for none. */
  readonly going: Item | null;
  readonly tools: readonly Tool[];
  /** Gets every item that is complete. */
  readonly output: JsonObject[];
};

export function writeItems({ first, going, tools, output }: Sheet): ItemWriter {
  let index = first;
  let item = going;
  let part = going === null ? -1 : 0;
  let declined = false;

  const close = (status: ItemStatus): readonly Said[] => {
    if (item === null) return [];
    const said = closing(item, status);
    output.push(whole(item, status));
    item = null;
    return said;
  };

  const enter = (event: PartEvent, response: string): readonly Said[] => {
    if (part === event.part && item !== null) return [];
    const before = close('completed');
    part = event.part;
    item = itemFor(event, { response, index }, tools);
    index += 1;
    return [...before, ...opening(item)];
  };

  const add = (text: string): readonly Said[] => {
    if (item === null || text === '') return [];
    const said = piece(item, text);
    item = { ...item, text: item.text + text };
    return said;
  };

  const say = (event: PartEvent, response: string): readonly Said[] => {
    switch (event.type) {
      case 'text':
      case 'refusal':
      case 'thinking':
        if (event.text === '') return [];
        declined ||= event.type === 'refusal';
        return joined(enter(event, response), add(event.text));
      case 'tool-input':
        return add(event.json);
      case 'tool-call':
        // A call has no place for a seal; the engine keeps it.
        return enter(event, response);
      case 'signature':
      case 'sealed-thinking': {
        const said = enter(event, response);
        if (item !== null) item = { ...item, seal: event.type === 'signature' ? event.signature : event.data };
        // It is the last that is said of a thought.
        return [...said, ...close('completed')];
      }
      case 'citation': {
        if (item?.kind !== 'text') return [];
        const said = cited(item, event.citation);
        item = { ...item, annotations: [...item.annotations, said['annotation']].filter(isObject) };
        return [said];
      }
    }
  };

  return { say, close, declined: () => declined };
}
