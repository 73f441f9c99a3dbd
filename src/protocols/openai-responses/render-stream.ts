import { at, isObject, listAt, numberAt, textAt, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent, type Usage } from '../../model/reply.ts';
import type { Feed, Frame, Resumed, StreamOptions } from '../protocol.ts';
import { errorEvent, failureOf } from './error.ts';
import { MINTED_THOUGHT, responseOf } from './output-items.ts';
import type { Said } from './stream-writer.ts';
import { itemId, renderStop, renderUsage, responseId } from './terms.ts';
import { writeItems } from './write-items.ts';

/**
 * Writes the events of the Responses API in their strict order: each item is opened, filled and closed before the next, and the last
 * event holds the whole answer once more, because clients read it there. Behind a beginning that another attempt wrote, its open
 * item is closed first, and ids and numbers go on. A fault ends the stream with an error and an answer that failed.
 */
export function renderStream({ model, after, tools = [] }: StreamOptions): Feed<ReplyEvent, Frame> {
  const told = after?.told;
  const output: JsonObject[] = listAt(told, 'output').filter(isObject);
  const items = writeItems({ first: after?.nextPart ?? 0, tools, output });
  let id = textAt(told, 'id');
  let sequence = numberAt(told, 'sequence');
  let left = after;
  let usage: Usage | null = null;
  let over = false;

  const frames = (said: readonly Said[]): readonly Frame[] =>
    said.map((one) => {
      const data = JSON.stringify({ ...one, sequence_number: sequence });
      sequence += 1;
      return { event: one.type, data };
    });
  const response = (state: JsonObject): JsonObject => responseOf({ id, model, output }, state);

  /** Closes what an earlier attempt left open. */
  const closeLeft = (): readonly Said[] => {
    const open = left === null ? null : leftOpen(left, id);
    left = null;
    if (open === null) return [];
    output.push(open.item);
    return [{ type: 'response.output_item.done', output_index: open.index, item: open.item }];
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
        return [...closeLeft(), ...items.say(event, id)];
    }
  };

  return (event) => (event === null || over ? [] : frames(render(event)));
}

/** The item that an earlier attempt left open, as it has to be closed. Its maker did not live to seal it. */
function leftOpen(
  { openPart, told }: Resumed,
  response: string,
): { readonly index: number; readonly item: JsonObject } | null {
  if (openPart < 0) return null;
  const known = at(told, 'open');
  if (isObject(known)) return { index: openPart, item: known };
  const id = itemId('rs', response, openPart);
  return { index: openPart, item: { id, type: 'reasoning', summary: [], ...MINTED_THOUGHT } };
}
