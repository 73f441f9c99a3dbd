import { at, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent, type Usage } from '../../model/reply.ts';
import type { Feed, Frame, Resumed, StreamOptions } from '../protocol.ts';
import { joined } from '../lists.ts';
import { errorEvent, failureOf } from './error.ts';
import { MINTED_THOUGHT, responseOf } from './output-items.ts';
import { type Item, printed, type Said } from './stream-writer.ts';
import { itemId, renderStop, renderUsage, responseId } from './terms.ts';
import { writeItems } from './write-items.ts';

/**
 * Writes the events of the Responses API in their strict order: each item is opened, filled and closed before the next, and the last
 * event holds the whole answer once more, because clients read it there. Behind a beginning that another attempt wrote, its open
 * item is closed first, and ids and numbers go on. A fault ends the stream with an error and an answer that failed.
 */
export function renderStream({ model, after, tools = [] }: StreamOptions): Feed<ReplyEvent, Frame> {
  const beginning = beginningOf(after);
  const output: JsonObject[] = [...beginning.output];
  const items = writeItems({ first: beginning.next, tools, output, going: beginning.going });
  let { id, sequence } = beginning;
  let left = beginning.open;
  let usage: Usage | null = null;
  let over = false;

  const frames = (said: readonly Said[]): readonly Frame[] =>
    said.map((one) => {
      const data = printed(one, sequence);
      sequence += 1;
      return { event: one.type, data };
    });
  const response = (state: JsonObject): JsonObject =>
    responseOf({ id, model, output }, { ...beginning.response, ...state });

  /** Closes what an earlier attempt left open. */
  const closeLeft = (): readonly Said[] => {
    if (left === null) return [];
    const said = closed(left);
    output.push(left.item);
    left = null;
    return said;
  };

  const begin = (): readonly Said[] => [
    { type: 'response.created', response: response({}) },
    { type: 'response.in_progress', response: response({}) },
  ];

  const render = (event: ReplyEvent): readonly Said[] => {
    switch (event.type) {
      case 'start':
        if (id === '') id = responseId(event.id);
        return after === null ? begin() : closeLeft();
      case 'usage':
        ({ usage } = event);
        return [];
      case 'end': {
        over = true;
        const state = renderStop(event.stop, items.declined());
        const isWhole = state['status'] === 'completed';
        const rest = [...closeLeft(), ...items.close(isWhole ? 'completed' : 'incomplete')];
        const last = response({ ...state, usage: renderUsage(usage ?? NO_USAGE) });
        return [...rest, { type: isWhole ? 'response.completed' : 'response.incomplete', response: last }];
      }
      case 'fault': {
        over = true;
        if (id === '') id = responseId('');
        const failed = response({ status: 'failed', error: failureOf(event.fault) });
        return [
          { type: 'error', ...errorEvent(event.fault) },
          { type: 'response.failed', response: failed },
        ];
      }
      case 'text':
      case 'refusal':
      case 'thinking':
      case 'signature':
      case 'sealed-thinking':
      case 'citation':
      case 'tool-call':
      case 'tool-input':
        return joined(closeLeft(), items.say(event, id));
    }
  };

  return (event) => (event === null || over ? [] : frames(render(event)));
}

type Beginning = {
  readonly id: string;
  readonly sequence: number;
  /** The first free place in the output. */
  readonly next: number;
  /** Items that are complete. */
  readonly output: readonly JsonObject[];
  /** What the answer repeats of its request. */
  readonly response: JsonObject;
  /** The message that is in the middle of its words. */
  readonly going: Item | null;
  /** An item that is not complete, as it has to be closed; with its part where that has to be closed first. */
  readonly open: { readonly place: number; readonly item: JsonObject; readonly part: Json } | null;
};

const NOTHING: Beginning = { id: '', sequence: 0, next: 0, output: [], response: {}, going: null, open: null };

function closed({ place, item, part }: NonNullable<Beginning['open']>): readonly Said[] {
  const done = { type: 'response.output_item.done', output_index: place, item };
  if (part === null) return [done];
  const where = { item_id: textAt(item, 'id'), output_index: place, content_index: 0 };
  return [{ type: 'response.content_part.done', ...where, part }, done];
}

/** What an earlier attempt has written, as the watch remembers it. Where nobody looked, there are only its numbers. */
function beginningOf(after: Resumed | null): Beginning {
  if (after === null) return NOTHING;
  const { told, nextPart, openPart } = after;
  if (told === undefined) {
    const item = { id: itemId('rs', '', openPart), type: 'reasoning', summary: [], ...MINTED_THOUGHT };
    return { ...NOTHING, next: nextPart, open: openPart < 0 ? null : { place: openPart, item, part: null } };
  }
  const items = listAt(told, 'items').flatMap((one) => {
    const item = at(one, 'item');
    if (!isObject(item)) return [];
    const part = at(one, 'part') === true ? (at(item, 'content', 0) ?? null) : null;
    return [{ place: numberAt(one, 'place'), item, done: at(one, 'done') === true, part }];
  });
  const open = items.findLast(({ done }) => !done) ?? null;
  return {
    id: textAt(told, 'id'),
    sequence: numberAt(told, 'sequence'),
    next: numberAt(told, 'next'),
    output: items.filter((one) => one !== open).map(({ item }) => item),
    response: objectAt(told, 'response'),
    going: goingIn(told),
    open,
  };
}

function goingIn(told: JsonObject): Item | null {
  const going = at(told, 'going');
  if (!isObject(going)) return null;
  const annotations = listAt(going, 'annotations').filter(isObject);
  const words = { id: textAt(going, 'id'), text: textAt(going, 'text'), annotations };
  return { kind: 'text', index: numberAt(going, 'place'), seal: '', ...words };
}

function objectAt(told: JsonObject, key: string): JsonObject {
  const found = at(told, key);
  return isObject(found) ? found : {};
}
