import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent, StopReason } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { untilOver } from '../until-over.ts';
import { parseErrorEvent } from './error.ts';
import { readBlocks } from './parse-blocks.ts';
import { blockType, NO_COUNTS, parseCounts, parseStop, usageOf, validId } from './terms.ts';
import { followInputs } from './tool-input.ts';

/**
 * Reads Anthropic's server-sent events. The end is said when `message_stop` comes, or when the stream ends after the reason
 * to stop was told; a stream that ends otherwise was cut. Blocks of the provider's own tools are passed over.
 */
export function parseStream(): Feed<Frame, ReplyEvent> {
  return untilOver(readMessages());
}

function readMessages(): Feed<Frame, ReplyEvent> {
  const blocks = readBlocks();
  const inputs = followInputs();
  let started: string | null = null;
  let called = false;
  let counts = NO_COUNTS;
  let stop: Stop | null = null;

  const start = (data: Json): readonly ReplyEvent[] => {
    const id = textAt(data, 'message', 'id');
    // Some adapters repeat the first event.
    if (id === started) return [];
    if (started !== null) throw new Fault('garbled', 'A second answer begins in the middle of the stream');
    started = id;
    const usage = at(data, 'message', 'usage');
    counts = parseCounts(usage, counts);
    return [
      { type: 'start', id, model: textAt(data, 'message', 'model') },
      ...(isObject(usage) ? [{ type: 'usage', usage: usageOf(counts) } as const] : []),
    ];
  };

  const end = ({ reason, sequence, explanation }: Stop): readonly ReplyEvent[] => {
    inputs.check(reason);
    return [
      ...blocks.close(),
      ...blocks.refuse(explanation),
      { type: 'usage', usage: usageOf(counts) },
      // Some compatible servers say `end_turn` although they call a tool.
      { type: 'end', stop: reason === 'done' && called ? 'tool-call' : reason, stopSequence: sequence },
    ];
  };

  return (frame) => {
    if (frame === null) return stop === null ? [cut()] : end(stop);
    if (frame.data === '' || frame.data === '[DONE]' || frame.event === 'ping') return [];
    const data = parseData(frame);
    const type = textAt(data, 'type') || frame.event;
    if (started === null && KNOWN.has(type)) throw new Fault('garbled', 'The stream does not begin with its start');
    switch (type) {
      case 'error':
        throw parseErrorEvent(data);
      case '':
        throw isObject(at(data, 'error')) ? parseErrorEvent(data) : strange();
      case 'message_start':
        return start(data);
      case 'content_block_start':
      case 'content_block_delta':
        if (stop !== null) throw new Fault('garbled', 'The answer goes on after its end');
        if (type === 'content_block_delta') inputs.delta(data);
        else inputs.start(data);
        called ||= blockType(at(data, 'content_block')) === 'tool_use';
        return blocks.read(type, data, validId(started ?? ''));
      case 'content_block_stop':
        return blocks.read(type, data, '');
      case 'message_delta':
        counts = parseCounts(at(data, 'usage'), counts);
        stop = stopOf(data) ?? stop;
        return [];
      case 'message_stop':
        return end(stop ?? ORDINARY);
      default:
        return [];
    }
  };
}

const strange = (): Fault => new Fault('garbled', 'An event of the stream is no part of an answer');
const cut = (): ReplyEvent => ({ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') });

type Stop = { readonly reason: StopReason; readonly sequence: string; readonly explanation: string };

const ORDINARY: Stop = { reason: 'done', sequence: '', explanation: '' };

function stopOf(data: Json): Stop | null {
  const reason = textAt(data, 'delta', 'stop_reason');
  if (reason === '') return null;
  return {
    reason: parseStop(reason),
    sequence: textAt(data, 'delta', 'stop_sequence'),
    explanation: reason === 'refusal' ? textAt(data, 'delta', 'stop_details', 'explanation') : '',
  };
}

const KNOWN = new Set([
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);
