import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { areClosed, parseData } from '../frame.ts';
import type { Frame, Sighting, Watch } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import { textIn, thinkingIn } from './response.ts';
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

/** Looks at the chunks of a stream that is passed on as it is. Nearly all of them carry a few words and are not parsed. */
export function watch(): Watch {
  let usage: Usage | null = null;
  let progress: 'before' | 'running' | 'stopped' | 'ended' = 'before';
  let hard = false;
  /** The inputs of calls, by index: half of one must not pass for a call. */
  const inputs = new Map<number, string>();

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
    const delta = at(choice, 'delta');
    const isHard = isContent(delta);
    if (isHard && progress === 'stopped') return faulty(new Fault('garbled', 'The answer goes on after its end'));
    if (progress === 'before') progress = 'running';
    hard ||= isHard;
    const reason = textAt(choice, 'finish_reason');
    if (reason === 'error') return faulty(new Fault('broken', 'The provider broke off its answer'));
    for (const call of listAt(delta, 'tool_calls')) {
      const index = numberAt(call, 'index');
      inputs.set(index, (inputs.get(index) ?? '') + textAt(call, 'function', 'arguments'));
    }
    if (reason !== '') progress = 'stopped';
    // Only where the limit of tokens ended the answer is half a call to be expected.
    if (reason !== '' && parseStop(reason) !== 'length' && ![...inputs.values()].every(isInput)) {
      return faulty(new Fault('garbled', 'The input of a tool call is not a JSON object'));
    }
    if (isHard || (reason !== '' && parseStop(reason) !== 'done')) return HARD;
    return thinkingIn(delta) === '' ? NONE : SOFT;
  };

  return {
    isCalm: (events) => hard && progress === 'running' && areClosed(events, 'data: {') && !TELLING.test(events),
    see: (frame: Frame) => {
      const { data } = frame;
      if (data === '') return NONE;
      if (data.startsWith('[DONE]')) {
        if (progress === 'before') return faulty(new Fault('empty', 'The answer ends without having begun'));
        progress = 'ended';
        return END;
      }
      if (hard && progress === 'running' && frame.event === '' && isClosed(data) && !TELLING.test(data)) {
        return CONTENT.test(data) ? HARD : NONE;
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

function faulty(fault: Fault): Sighting {
  return { weight: 'none', end: false, fault };
}

function isContent(delta: Json | undefined): boolean {
  return (
    textIn(at(delta, 'content')) !== '' ||
    textAt(delta, 'refusal') !== '' ||
    listAt(delta, 'tool_calls').length > 0 ||
    isObject(at(delta, 'function_call'))
  );
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
