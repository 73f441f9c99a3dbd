import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import { NO_USAGE, type StopReason, type Usage } from '../../model/reply.ts';
import { calmUntil, parseData } from '../frame.ts';
import type { Frame, Resumed, Sighting, Watch, Weighed, Weight } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import { candidateOf, isChunk } from './read-chunks.ts';
import { isBlocked, parseStop, parseUsage } from './terms.ts';

const NONE: Sighting = { weight: 'none', end: false, fault: null };
const EARLY: Sighting = { ...NONE, early: true };
const HARD: Sighting = { weight: 'hard', end: false, fault: null };

/**
 * Words that make it worth parsing a piece. A quoted word without a backslash cannot stand inside a JSON text, so looking for it
 * needs no parser.
 */
const TELLING = /"(?:finish_?[rR]eason|error|prompt_?[fF]eedback|will_?[cC]ontinue)"\s*:|"index"\s*:\s*[1-9]/;
const WORDS = /"text"\s*:\s*"[^"]/;

/** Looks at the pieces of a stream that is passed on as it is. Once something was said, those that only go on are not parsed. */
export function watch(_after: Resumed | null = null, answers: () => number = () => 1): Watch {
  let usage: Usage | null = null;
  let unread: string | null = null;
  let hard = false;
  let begun = false;
  /** Words, calls or thoughts have come. */
  let said = false;
  let progress: 'running' | 'stopped' | 'ended' = 'running';
  let why: StopReason | null = null;
  /** Answers side by side, by their number, and whether each is at its end; and how many were asked for, once that has to be known. */
  const ends = new Map<number, boolean>();
  let wanted = 1;
  /** A call that comes in pieces, as some ask for, and is not whole yet. */
  let calling = false;

  const haveEnded = (): boolean => ![...ends.values()].includes(false);
  const isEarly = (): boolean => why === 'done' && !said;
  const idle = (): Sighting => (isEarly() ? EARLY : NONE);

  const read = (data: Json): Sighting => {
    if (isError(data)) throw parseErrorEvent(data);
    if (!isChunk(data)) {
      if (begun && isObject(data)) return idle();
      throw new Fault('garbled', 'An event of the stream is no piece of an answer');
    }
    begun = true;
    for (const one of listAt(data, 'candidates')) {
      const number = numberAt(one, 'index');
      ends.set(number, parseStop(one) !== null || (ends.get(number) === true && weightOf(one) === 'none'));
    }
    const candidate = candidateOf(data);
    const weight = weightOf(candidate);
    if (weight !== 'none' && progress !== 'running') {
      // Some servers say STOP with every piece.
      if (progress === 'ended' || why !== 'done') throw new Fault('garbled', 'The answer goes on after its end');
      progress = 'running';
    }
    said ||= weight !== 'none';
    const stop = isBlocked(data) ? 'refused' : parseStop(candidate);
    if (stop !== null && (progress === 'running' || isEarly())) {
      progress = 'stopped';
      why = stop;
      wanted = isBlocked(data) ? 1 : answers();
    }
    const found = parseUsage(at(data, 'usageMetadata'));
    usage = found ?? usage;
    const isComplete = progress === 'stopped' && found !== null && !isEarly();
    if (isComplete && ends.size >= wanted && haveEnded()) progress = 'ended';
    const isHard = weight === 'hard' || (stop !== null && stop !== 'done');
    hard ||= isHard;
    calling = isCalling(candidate, calling);
    if (calling && stop === null) return { weight: 'hard', end: false, fault: null, call: 'open' };
    if (calling && stop === 'done') throw new Fault('garbled', 'A tool call has no end');
    if (calling) return { weight: 'hard', end: progress === 'ended', fault: null, call: 'dropped' };
    if (isEarly()) return EARLY;
    return { weight: isHard ? 'hard' : weight, end: progress === 'ended', fault: null };
  };

  return {
    calmUntil: (events) => {
      if (!hard || calling || progress !== 'running') return 0;
      const until = calmUntil(events, 'data: {', TELLING);
      if (until > 0) unread = events.slice(events.lastIndexOf('data: {', until - 1) + 'data: '.length, until);
      return until;
    },
    see: (frame: Frame) => {
      const { data } = frame;
      if (data === '' || data === '[DONE]') return calling ? { ...NONE, call: 'open' } : idle();
      if (
        hard &&
        !calling &&
        progress === 'running' &&
        data.startsWith('{') &&
        data.endsWith('}') &&
        !TELLING.test(data)
      ) {
        unread = data;
        return WORDS.test(data) ? HARD : NONE;
      }
      unread = null;
      try {
        const parsed = parseData(frame);
        if (!isArray(parsed)) return read(parsed);
        throw new Fault('garbled', 'An event of the stream is no piece of an answer');
      } catch (error) {
        return { ...NONE, fault: Fault.from(error) };
      }
    },
    // What comes behind the reason is said beside it already, so that nothing has to be added.
    close: () => (progress !== 'running' && haveEnded() ? '' : null),
    usage: () => (unread === null ? usage : (usageIn(unread) ?? usage)),
    // Parts have no numbers here, and nothing has to be closed.
    resumed: () => ({ nextPart: 0, openPart: -1 }),
  };
}

/** The counts in a piece that nobody has read. */
function usageIn(data: string): Usage | null {
  try {
    return parseUsage(at(parseData({ event: '', data }), 'usageMetadata'));
  } catch {
    return null;
  }
}

/** Whatever is neither a thought nor empty was shown and cannot be taken back. */
function weightOf(candidate: Json | undefined): Weight {
  let weight: Weight = 'none';
  for (const part of listAt(candidate, 'content', 'parts')) {
    const isEmpty = at(part, 'text') === '' || (isObject(part) && Object.keys(part).length === 0);
    const isSigned = textAt(part, 'thoughtSignature') !== '';
    if (isEmpty && !isSigned) continue;
    if (!isEmpty && at(part, 'thought') !== true) return 'hard';
    weight = 'soft';
  }
  return weight;
}

/** Is a call still on its way? Its pieces say that more will come; the last one does not. */
function isCalling(candidate: Json | undefined, before: boolean): boolean {
  let calling = before;
  for (const part of listAt(candidate, 'content', 'parts')) {
    const call = at(part, 'functionCall');
    if (isObject(call)) calling = (at(call, 'willContinue') ?? at(call, 'will_continue')) === true;
  }
  return calling;
}

/** Weighs a whole answer. Throws the error that it carries, or `garbled` when it is no answer. */
export function weigh(body: Json): Weighed {
  const pieces = isArray(body) ? body : [body];
  let weight: Weight = 'none';
  let usage: Usage = NO_USAGE;
  for (const piece of pieces) {
    if (isError(piece)) throw parseErrorEvent(piece);
    if (!isChunk(piece)) throw new Fault('garbled', 'The answer has no content');
    const candidate = candidateOf(piece);
    const stop = isBlocked(piece) ? 'refused' : parseStop(candidate);
    if (weightOf(candidate) === 'hard' || (stop !== null && stop !== 'done')) weight = 'hard';
    usage = parseUsage(at(piece, 'usageMetadata')) ?? usage;
  }
  if (pieces.length === 0) throw new Fault('garbled', 'The answer has no content');
  return { weight, usage };
}
