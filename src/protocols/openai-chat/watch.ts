import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { areClosed, parseData } from '../frame.ts';
import type { Frame, Sighting, Watch } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import { checkChoice, textIn, thinkingIn } from './response.ts';
import { parseStop, parseUsage } from './terms.ts';

const NONE: Sighting = { weight: 'none', end: false, fault: null };
const SOFT: Sighting = { weight: 'soft', end: false, fault: null };
const HARD: Sighting = { weight: 'hard', end: false, fault: null };
const END: Sighting = { weight: 'none', end: true, fault: null };

/**
 * Words that make it worth parsing a chunk. A quoted word without a backslash cannot stand inside a JSON text, so looking for
 * it needs no parser.
 */
const TELLING = /"finish_reason"\s*:\s*"|"usage"\s*:\s*\{|"error"\s*:|"tool_calls"|"function_call"|"refusal"\s*:\s*"/;
const CONTENT = /"content"\s*:\s*"[^"]/;
const THOUGHT = /"reasoning(?:_content)?"\s*:\s*"[^"]/;

/** Looks at the chunks of a stream that is passed on as it is. Nearly all of them carry a few words and are not parsed. */
export function watch(): Watch {
  let usage: Usage | null = null;
  let progress: 'before' | 'running' | 'stopped' | 'ended' = 'before';
  let hard = false;
  const inputs = followInputs();

  const read = (data: Json): Sighting => {
    if (isError(data)) return faulty(parseErrorEvent(data));
    usage = parseUsage(at(data, 'usage')) ?? parseUsage(at(data, 'x_groq', 'usage')) ?? usage;
    const choices = at(data, 'choices');
    if (!Array.isArray(choices)) {
      if (progress === 'before' && !('object' in (isObject(data) ? data : {}))) {
        return faulty(new Fault('garbled', 'An event of the stream is no chunk of an answer'));
      }
      return NONE;
    }
    const choice = at(data, 'choices', 0);
    checkChoice(choice);
    const delta = at(choice, 'delta');
    const isHard = isContent(delta);
    if (isHard && progress === 'stopped') return faulty(new Fault('garbled', 'The answer goes on after its end'));
    if (progress === 'before') progress = 'running';
    hard ||= isHard;
    const reason = textAt(choice, 'finish_reason');
    const stop = reason === '' ? null : parseStop(reason);
    inputs.add(delta);
    if (stop !== null) progress = 'stopped';
    // Where a limit or a refusal ended the answer, half a call is to be expected, and the reason says so.
    if ((stop === 'done' || stop === 'tool-call') && inputs.isHalf()) return faulty(halfCall());
    if (isHard || (stop !== null && stop !== 'done')) return HARD;
    return thinkingIn(delta) === '' ? NONE : SOFT;
  };

  const end = (): Sighting => {
    if (progress === 'before') return faulty(new Fault('empty', 'The answer ends without having begun'));
    // Without a reason to stop, nothing has looked at the calls yet.
    if (progress === 'running' && inputs.isHalf()) return faulty(halfCall());
    progress = 'ended';
    return END;
  };

  return {
    isCalm: (events) => hard && progress === 'running' && areClosed(events, 'data: {') && !TELLING.test(events),
    see: (frame: Frame) => {
      const { data } = frame;
      if (data === '') return NONE;
      if (data.startsWith('[DONE]')) return end();
      if (hard && progress === 'running' && frame.event === '' && isClosed(data) && !TELLING.test(data)) {
        if (CONTENT.test(data)) return HARD;
        return THOUGHT.test(data) ? SOFT : NONE;
      }
      try {
        return read(parseData(frame));
      } catch (error) {
        return faulty(Fault.from(error));
      }
    },
    close: () => (progress === 'stopped' ? 'data: [DONE]\n\n' : progress === 'ended' ? '' : null),
    usage: () => usage,
    // Thinking is no part with a number here, and nothing has to be closed.
    resumed: () => ({ nextPart: 0, openPart: -1 }),
  };
}

const halfCall = (): Fault => new Fault('garbled', 'The input of a tool call is not a JSON object');

function faulty(fault: Fault): Sighting {
  return { weight: 'none', end: false, fault };
}

function isContent(delta: Json | undefined): boolean {
  return (
    textIn(at(delta, 'content')) !== '' ||
    textAt(delta, 'refusal') !== '' ||
    listAt(delta, 'tool_calls').length > 0 ||
    isObject(at(delta, 'function_call')) ||
    isObject(at(delta, 'audio'))
  );
}

type Inputs = {
  readonly add: (delta: Json | undefined) => void;
  /** Half of an input must not pass for a call that somebody then carries out. */
  readonly isHalf: () => boolean;
};

/** Follows the inputs of calls, by their index. */
function followInputs(): Inputs {
  const inputs = new Map<number, string>();
  return {
    add: (delta) => {
      for (const call of listAt(delta, 'tool_calls')) {
        const index = numberAt(call, 'index');
        inputs.set(index, (inputs.get(index) ?? '') + textAt(call, 'function', 'arguments'));
      }
    },
    isHalf: () => ![...inputs.values()].every(isInput),
  };
}

/** Some servers send several calls under one index; then their inputs stand behind one another and say nothing. */
function isInput(json: string): boolean {
  if (json.trim() === '' || json.includes('}{')) return true;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

function isClosed(data: string): boolean {
  return data.startsWith('{') && data.endsWith('}');
}
