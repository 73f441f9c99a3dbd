import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { calmUntil, parseData } from '../frame.ts';
import type { Frame, Resumed, Sighting, Watch } from '../protocol.ts';
import { isFailure, parseErrorEvent } from './error.ts';
import { isContent } from './response.ts';
import { isForeign, parseUsage, typeOf } from './terms.ts';
import { followBeginning } from './watch-beginning.ts';
import { isWholeCall, watchCalls, withoutHalf } from './watch-calls.ts';

const NONE: Sighting = { weight: 'none', end: false, fault: null };
const SOFT: Sighting = { weight: 'soft', end: false, fault: null };
const HARD: Sighting = { weight: 'hard', end: false, fault: null };

const TEXT = 'response.output_text.delta';
const DELTA = `event: ${TEXT}\ndata: {`;
/** Anything but a piece of text. A type cannot stand inside a JSON text without backslashes. */
const TELLING = /"type"\s*:\s*"(?!response\.output_text\.delta")/;

/**
 * Looks at the events of a stream that is passed on as it is. Once words have come, pieces of text, nearly all there is, are not
 * parsed any more.
 */
export function watch(after: Resumed | null = null): Watch {
  const beginning = followBeginning(after);
  const calls = watchCalls();
  let usage: Usage | null = null;
  let progress: 'before' | 'running' | 'ended' = 'before';
  let hard = false;

  const end = (data: Json): Sighting => {
    const response = at(data, 'response') ?? null;
    if (!isObject(response)) throw new Fault('garbled', 'An event of the stream is no part of an answer');
    if (isFailure(response)) throw parseErrorEvent(response);
    usage = parseUsage(response['usage']) ?? usage;
    const isWhole = typeOf(data) === 'response.completed' && response['status'] !== 'incomplete';
    const output = listAt(response, 'output');
    // Where a limit or a filter ended the answer, half a call is to be expected, and the reason says so.
    if (isWhole) calls.check(output);
    progress = 'ended';
    const isHard = !isWhole || output.some(isContent);
    const seen: Sighting = { weight: isHard ? 'hard' : 'none', end: true, fault: null };
    if (isWhole || (!calls.isOpen() && output.every(isWholeCall))) return seen;
    return { ...seen, call: 'dropped', data: JSON.stringify(withoutHalf(data)) };
  };

  const read = (data: Json, event: string): Sighting => {
    const type = typeOf(data);
    if (type === 'error' || type === 'response.failed' || event === 'error') throw parseErrorEvent(data);
    if (isForeign(type)) throw isFailure(data) ? parseErrorEvent(data) : strange();
    // Some servers repeat the first event. Behind content it is another answer, or the same again.
    if (type === 'response.created' && hard) throw again();
    if (progress === 'before' && type.startsWith('response.')) progress = 'running';
    if (type === 'response.completed' || type === 'response.incomplete') return end(data);
    calls.follow(data);
    if (!hard && !calls.isOpen()) beginning.follow(data);
    if (!calls.isOpen()) return weigh(data);
    return { ...weigh(data), call: 'open' };
  };

  return {
    calmUntil: (events) => (hard && !calls.isOpen() && progress === 'running' ? calmUntil(events, DELTA, TELLING) : 0),
    see: (frame) => {
      if (frame.data === '' || frame.data.trim() === '[DONE]') return calls.isOpen() ? { ...NONE, call: 'open' } : NONE;
      if (hard && !calls.isOpen() && progress === 'running' && isWholeText(frame)) return HARD;
      try {
        const sighting = read(parseData(frame), frame.event);
        hard ||= sighting.weight === 'hard';
        return sighting;
      } catch (error) {
        return { ...NONE, fault: Fault.from(error) };
      }
    },
    close: () => (progress === 'ended' ? '' : null),
    usage: () => usage,
    resumed: beginning.resumed,
  };
}

const again = (): Fault => new Fault('garbled', 'A second answer begins in the middle of the stream');
const strange = (): Fault => new Fault('garbled', 'An event of the stream is no part of an answer');

function isWholeText({ event, data }: Frame): boolean {
  return event === TEXT && data.startsWith('{') && data.endsWith('}') && !TELLING.test(data);
}

function weigh(data: Json): Sighting {
  switch (typeOf(data)) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return textAt(data, 'delta') === '' ? NONE : HARD;
    case 'response.output_text.done':
      return textAt(data, 'text') === '' ? NONE : HARD;
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return textAt(data, 'delta') === '' ? NONE : SOFT;
    case 'response.output_item.added':
      return weighItem(at(data, 'item') ?? null, NONE);
    case 'response.output_item.done':
      return weighItem(at(data, 'item') ?? null, SOFT);
    case 'response.refusal.done':
    case 'response.function_call_arguments.delta':
    case 'response.function_call_arguments.done':
    case 'response.custom_tool_call_input.delta':
    case 'response.custom_tool_call_input.done':
      return HARD;
    default:
      return NONE;
  }
}

/** Calls, and what the provider's own tools do: shown once, it cannot be taken back. */
function weighItem(item: Json, thought: Sighting): Sighting {
  if (typeOf(item) === 'reasoning') return thought;
  return isContent(item) ? HARD : NONE;
}
