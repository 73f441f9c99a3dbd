import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { joined } from '../lists.ts';
import { untilOver } from '../until-over.ts';
import { isFailure, parseErrorEvent } from './error.ts';
import { readItems } from './stream-items.ts';
import { isForeign, parseStop, parseUsage, typeOf } from './terms.ts';

/**
 * Reads the events of the Responses API. The end is said at `response.completed` or `response.incomplete`; a stream that ends
 * without one of them was cut. Items of the provider's own tools, and events that are newer than this code, are passed over.
 */
export function parseStream(): Feed<Frame, ReplyEvent> {
  return untilOver(readEvents());
}

function readEvents(): Feed<Frame, ReplyEvent> {
  const items = readItems();
  let started = false;
  let begun = false;
  let id = '';

  /** Some servers leave out the first event. */
  const start = (response: Json | undefined): readonly ReplyEvent[] => {
    if (started) return [];
    started = true;
    id = textAt(response, 'id');
    return [{ type: 'start', id, model: textAt(response, 'model') }];
  };

  const end = (response: Json): readonly ReplyEvent[] => {
    const first = start(response);
    const rest = items.close(listAt(response, 'output'), id);
    const stop = parseStop(response, { called: items.called(), declined: items.declined() });
    // Half a call must not pass for one. Where a limit or a refusal ended the answer it is to be expected, and the reason says so.
    if (stop === 'done' || stop === 'tool-call') items.check();
    const usage = parseUsage(at(response, 'usage'));
    return [
      ...first,
      ...rest,
      ...(usage === null ? [] : [{ type: 'usage', usage } as const]),
      { type: 'end', stop, stopSequence: '' },
    ];
  };

  return (frame) => {
    if (frame === null) return [{ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') }];
    if (frame.data === '' || frame.data.trim() === '[DONE]') return [];
    const data = parseData(frame);
    const type = typeOf(data);
    if (type === 'error' || type === 'response.failed' || frame.event === 'error') throw parseErrorEvent(data);
    if (!isObject(data) || isForeign(type)) throw isFailure(data) ? parseErrorEvent(data) : strange();
    switch (type) {
      case 'response.created':
        // Some servers repeat the first event. Behind an item it is another answer, or the same again.
        if (begun) throw new Fault('garbled', 'A second answer begins in the middle of the stream');
        return start(data['response']);
      case 'response.queued':
      case 'response.in_progress':
        return start(data['response']);
      case 'response.completed':
      case 'response.incomplete':
        return end(responseIn(data));
      case 'response.output_item.added':
        begun = true;
        return joined(start(undefined), items.read(data, id));
      default:
        return /^response\.(output_|content_part|refusal|function_call_arguments|custom_tool_call|reasoning_)/.test(
          type,
        )
          ? joined(start(undefined), items.read(data, id))
          : [];
    }
  };
}

/** The answer in the last event. Some servers say `completed` although it failed, or ended too early. */
function responseIn(data: Json): Json {
  const response = at(data, 'response');
  if (!isObject(response)) throw strange();
  if (isFailure(response)) throw parseErrorEvent(response);
  return typeOf(data) === 'response.incomplete' ? { ...response, status: 'incomplete' } : response;
}

const strange = (): Fault => new Fault('garbled', 'An event of the stream is no part of an answer');
