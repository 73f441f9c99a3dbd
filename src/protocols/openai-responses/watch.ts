import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { areClosed, parseData } from '../frame.ts';
import type { Frame, Resumed, Sighting, Watch } from '../protocol.ts';
import { isFailure, parseErrorEvent } from './error.ts';
import { isContent } from './response.ts';
import { parseUsage, typeOf } from './terms.ts';
import { followBeginning } from './watch-beginning.ts';

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
  const calls = followCalls();
  let usage: Usage | null = null;
  let progress: 'before' | 'running' | 'ended' = 'before';
  let hard = false;

  const end = (data: Json): Sighting => {
    const response = at(data, 'response') ?? null;
    if (!isObject(response)) throw new Fault('garbled', 'An event of the stream is no part of an answer');
    if (isFailure(response)) throw parseErrorEvent(response);
    usage = parseUsage(response['usage']) ?? usage;
    const isWhole = typeOf(data) === 'response.completed' && response['status'] !== 'incomplete';
    // Where a limit or a filter ended the answer, half a call is to be expected, and the reason says so.
    if (isWhole) calls.check(listAt(response, 'output'));
    progress = 'ended';
    const isHard = !isWhole || listAt(response, 'output').some(isContent);
    return { weight: isHard ? 'hard' : 'none', end: true, fault: null };
  };

  const read = (data: Json, event: string): Sighting => {
    const type = typeOf(data);
    if (type === 'error' || type === 'response.failed' || event === 'error') throw parseErrorEvent(data);
    if (type === '') throw isFailure(data) ? parseErrorEvent(data) : strange();
    if (progress === 'before' && type.startsWith('response.')) progress = 'running';
    if (type === 'response.completed' || type === 'response.incomplete') return end(data);
    calls.follow(data);
    if (!hard) beginning.follow(data);
    return weigh(data);
  };

  return {
    isCalm: (events) => hard && progress === 'running' && areClosed(events, DELTA) && !TELLING.test(events),
    see: (frame) => {
      if (frame.data === '' || frame.data.trim() === '[DONE]') return NONE;
      if (hard && progress === 'running' && isWholeText(frame)) return HARD;
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

type Calls = {
  readonly follow: (data: Json) => void;
  /** Throws `garbled` when a call stayed half although the answer claims to be complete. */
  readonly check: (output: readonly Json[]) => void;
};

/** Follows calls by their places. Half an input must not pass for a call that somebody then carries out. */
function followCalls(): Calls {
  const open = new Set<number>();
  const settle = (place: number, json: Json | undefined): void => {
    if (typeof json === 'string' && isInput(json)) open.delete(place);
    else if (typeof json === 'string') open.add(place);
  };
  return {
    follow: (data) => {
      const place = numberAt(data, 'output_index');
      switch (typeOf(data)) {
        case 'response.output_item.added':
          if (typeOf(at(data, 'item')) === 'function_call') open.add(place);
          return;
        case 'response.function_call_arguments.done':
          settle(place, at(data, 'arguments'));
          return;
        case 'response.output_item.done':
          if (typeOf(at(data, 'item')) === 'function_call') settle(place, at(data, 'item', 'arguments'));
      }
    },
    check: (output) => {
      const all = output.filter((item) => typeOf(item) === 'function_call').map((item) => at(item, 'arguments'));
      const isCovered = open.size === 0 || all.length >= open.size;
      if (isCovered && all.every((json) => typeof json !== 'string' || isInput(json))) return;
      throw new Fault('garbled', 'The input of a tool call is not a JSON object');
    },
  };
}

function isInput(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    const input: Json = JSON.parse(text);
    return isObject(input);
  } catch {
    return false;
  }
}
