import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { StopReason, Usage } from '../../model/reply.ts';
import { calmUntil, parseData } from '../frame.ts';
import type { Frame, Resumed, Sighting, Watch, Weight } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import { checkChoice, textIn, thinkingIn } from './response.ts';
import { parseStop, parseUsage } from './terms.ts';
import { type Called, watchCalls, withoutCalls } from './watch-calls.ts';

const NONE: Sighting = { weight: 'none', end: false, fault: null };
const SOFT: Sighting = { weight: 'soft', end: false, fault: null };
const HARD: Sighting = { weight: 'hard', end: false, fault: null };
const END: Sighting = { weight: 'none', end: true, fault: null };

/**
 * Words that make it worth parsing a chunk: finish_reason, usage, error, tool_calls, function_call and refusal. A word before a
 * quote without a backslash ends a JSON text, so looking for it needs no parser. (The quote before the word would make this
 * look at every quote, which takes three times as long, to parse a little less.)
 */
const TELLING = /_reason"\s*:\s*"|usage"\s*:\s*\{|error"\s*:|_calls?"|refusal"\s*:\s*"/;
const CONTENT = /"content"\s*:\s*"[^"]/;
const THOUGHT = /"reasoning(?:_content)?"\s*:\s*"[^"]/;

/** Looks at the chunks of a stream that is passed on as it is. Nearly all of them carry a few words and are not parsed. */
export function watch(after: Resumed | null = null, answers: () => number = () => 1): Watch {
  let id = textAt(after?.told, 'id');
  let usage: Usage | null = null;
  let progress: 'before' | 'running' | 'stopped' | 'ended' = 'before';
  let hard = false;
  const calls = watchCalls();
  /** The answers side by side, by their number, and whether each is at its end: those whose chunks were parsed. */
  const ends = new Map<number, boolean>();

  /** What means nothing. Behind a call that is not whole it waits with it. */
  const idle = (): Sighting => (calls.isOpen() ? { ...NONE, call: 'open' } : NONE);

  const read = (data: Json): Sighting => {
    if (isError(data)) return faulty(parseErrorEvent(data));
    usage = parseUsage(at(data, 'usage')) ?? parseUsage(at(data, 'x_groq', 'usage')) ?? usage;
    if (id === '') id = textAt(data, 'id');
    const choices = at(data, 'choices');
    if (!isArray(choices)) {
      if (progress === 'before' && !('object' in (isObject(data) ? data : {}))) {
        return faulty(new Fault('garbled', 'An event of the stream is no chunk of an answer'));
      }
      return idle();
    }
    let weight: Weight = 'none';
    let isHard = false;
    let called: Called = 'none';
    let stop: StopReason | null = null;
    for (const choice of choices) {
      checkChoice(choice);
      const number = numberAt(choice, 'index');
      const delta = at(choice, 'delta');
      const says = isContent(delta);
      if (says && ends.get(number) === true) return faulty(new Fault('garbled', 'The answer goes on after its end'));
      isHard ||= says;
      const reason = textAt(choice, 'finish_reason');
      const why = reason === '' ? null : parseStop(reason);
      stop = why ?? stop;
      ends.set(number, why !== null || ends.get(number) === true);
      const more = calls.add(delta, number);
      if (called === 'none' || more === 'next') called = more;
      if (says || (why !== null && why !== 'done')) weight = 'hard';
      else if (weight === 'none' && thinkingIn(delta) !== '') weight = 'soft';
    }
    hard ||= isHard;
    const isOver = ends.size > 0 && ![...ends.values()].includes(false);
    progress = isOver ? 'stopped' : 'running';
    const seen = weight === 'hard' ? HARD : weight === 'soft' ? SOFT : NONE;
    if (!calls.isOpen()) return seen;
    if (stop !== null && isOver) return ended(data, stop, called !== 'none');
    if (called !== 'none') return { ...seen, call: called === 'next' ? 'next' : 'open' };
    // Words end a call; half of one still waits for its rest behind them.
    if (!isHard || !calls.areWhole()) return { ...seen, call: 'open' };
    calls.settle();
    return seen;
  };

  /** The answer ends behind calls. Where a limit or a refusal ended it, half a call is to be expected, and the reason says so. */
  const ended = (data: Json, stop: StopReason, calling: boolean): Sighting => {
    calls.settle();
    if (!calls.isHalf()) return HARD;
    // With half a call of one answer, what another one says would be dropped as well.
    if (stop === 'done' || stop === 'tool-call' || ends.size > 1) return faulty(halfCall());
    return { ...HARD, call: 'dropped', ...(calling && { data: JSON.stringify(withoutCalls(data)) }) };
  };

  const end = (): Sighting => {
    if (progress === 'before') return faulty(new Fault('cut', 'The answer ends without having begun'));
    // Without a reason to stop, nothing has looked at the calls yet.
    if (progress === 'running' && calls.isHalf()) return faulty(halfCall());
    progress = 'ended';
    return END;
  };

  return {
    calmUntil: (events) =>
      hard && !calls.isOpen() && progress === 'running' ? calmUntil(events, 'data: {', TELLING) : 0,
    see: (frame: Frame) => {
      const { data } = frame;
      if (data === '') return idle();
      if (data.startsWith('[DONE]')) return end();
      if (
        hard &&
        !calls.isOpen() &&
        progress === 'running' &&
        frame.event === '' &&
        isClosed(data) &&
        !TELLING.test(data)
      ) {
        if (CONTENT.test(data)) return HARD;
        return THOUGHT.test(data) ? SOFT : NONE;
      }
      try {
        return read(parseData(frame));
      } catch (error) {
        return faulty(Fault.from(error));
      }
    },
    close: () => {
      if (progress === 'ended') return '';
      // One that ended may not be the only one.
      return progress === 'stopped' && ends.size >= answers() ? 'data: [DONE]\n\n' : null;
    },
    usage: () => usage,
    // Thinking is no part with a number here, and nothing has to be closed; but all chunks of an answer have one id.
    resumed: () => ({ nextPart: 0, openPart: -1, ...(id !== '' && { told: { id } }) }),
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

function isClosed(data: string): boolean {
  return data.startsWith('{') && data.endsWith('}');
}
