import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { joined } from '../lists.ts';
import { type Numbering, readItem, type StreamItem } from './stream-item.ts';
import { kindOf, type Word, wordsOf } from './stream-words.ts';
import { spareCallId } from './terms.ts';

export type StreamItems = {
  /** An event about an item; `response` is the id of the answer. */
  readonly read: (data: Json, response: string) => readonly ReplyEvent[];
  /** The items of the whole answer, for servers that tell them nowhere else; then all that was held back is said. */
  readonly close: (output: readonly Json[], response: string) => readonly ReplyEvent[];
  readonly called: () => boolean;
  readonly declined: () => boolean;
  /** Throws `garbled` when the input of a call is not there as a whole. */
  readonly check: () => void;
};

/**
 * Reads the events of items. Items may come all at once, but parts of a reply come one after the other: what is said of a later item
 * waits until the one before is done. Items are known by their place in the output, because some servers change ids on the way.
 */
export function readItems(): StreamItems {
  const items: StreamItem[] = [];
  const numbering = numberParts();
  let current = 0;
  let called = false;

  const add = (data: Json, place: number, response: string): void => {
    const known = items.find((item) => item.place === place);
    const item = known ?? readItem(place, numbering);
    if (known === undefined) items.push(item);
    if (item.isDone()) return;
    item.become(kindOf(data));
    for (const word of wordsOf(data, { response, place })) if (isSaying(word)) item.waiting.push(word);
  };

  /** Some servers close a thought long after the next item has begun. It loses nothing when it is told in two parts. */
  const letPass = (front: StreamItem): void => {
    const next = items.findIndex(({ waiting }, index) => index > current && waiting.length > 0);
    const later = items[next];
    if (later === undefined || (front.kind() !== 'thought' && front.kind() !== 'other')) return;
    front.interrupt();
    items.splice(next, 1);
    items.splice(current, 0, later);
  };

  /** Tells what the item in front has to say, and when it is done, that of the next. */
  const goOn = (): readonly ReplyEvent[] => {
    let events: readonly ReplyEvent[] = [];
    for (let item = items[current]; item !== undefined; item = items[current]) {
      for (const word of item.waiting) events = joined(events, item.tell(word));
      item.waiting.length = 0;
      if (item.isDone()) current += 1;
      else if (items.length > current + 1) letPass(item);
      if (items[current] === item) break;
    }
    called ||= events.some(({ type }) => type === 'tool-call');
    return events;
  };

  return {
    read: (data, response) => {
      add(data, placeOf(data, items.at(-1)?.place ?? 0), response);
      return goOn();
    },
    close: (output, response) => {
      if (items.length === 0)
        for (const [place, item] of output.entries()) add({ type: 'response.output_item.done', item }, place, response);
      for (const { waiting } of items) waiting.push({ say: 'done' });
      return goOn();
    },
    called: () => called,
    declined: () => items.some((item) => item.declined()),
    check: () => {
      for (const item of items) checkInput(item.input() ?? '');
    },
  };
}

/** Empty pieces are sent to keep a connection alive. */
function isSaying(word: Word): boolean {
  return !('text' in word) || word.whole || word.text !== '';
}

function numberParts(): Numbering {
  const ids = new Set<string>();
  let next = 0;
  return {
    nextPart: () => {
      next += 1;
      return next - 1;
    },
    callId: (wanted, place) => {
      const id = ids.has(wanted) ? spareCallId(wanted, place) : wanted;
      ids.add(id);
      return id;
    },
  };
}

function checkInput(json: string): void {
  if (isTooDeep(parseInput(json))) throw new Fault('garbled', 'The input of a tool call is nested too deeply');
}

function placeOf(data: Json, last: number): number {
  const index = at(data, 'output_index');
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : last;
}
