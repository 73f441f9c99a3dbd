import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, listAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';
import { plainSentence } from '../answers.ts';
import { flattened, joined } from '../lists.ts';
import { isError, parseErrorEvent } from './error.ts';
import { readParts } from './read-parts.ts';
import { isBlocked, parseStop, parseUsage } from './terms.ts';

/** Reads the pieces of one answer, each of which looks like a whole one. */
export type ChunkReader = {
  /** Throws the error that the piece carries, or `garbled` when it is no piece of an answer. */
  readonly read: (data: Json) => readonly ReplyEvent[];
  /** Has the answer said why it ended? */
  readonly hasEnded: () => boolean;
  /** Has it also been said what it cost? Then nothing follows, unless STOP was all that it has said. */
  readonly isComplete: () => boolean;
  readonly end: () => readonly ReplyEvent[];
};

export function readChunks(): ChunkReader {
  const parts = readParts();
  let id: string | null = null;
  let stop: StopReason | null = null;
  let usage: Usage | null = null;
  let counted = false;
  let refusal = '';
  /** Has it said anything? */
  let begun = false;

  const start = (data: Json): readonly ReplyEvent[] => {
    if (id !== null) return [];
    id = textAt(data, 'responseId');
    return [{ type: 'start', id, model: textAt(data, 'modelVersion') }];
  };

  const said = (candidate: Json | undefined): readonly ReplyEvent[] => {
    const events = flattened(listAt(candidate, 'content', 'parts'), (part) => parts.read(part, id ?? ''));
    if (events.length === 0) return events;
    // Some servers say STOP with every piece.
    if (stop !== null && stop !== 'done') throw new Fault('garbled', 'The answer goes on after its end');
    stop = null;
    begun = true;
    return events;
  };

  return {
    read: (data) => {
      if (isError(data)) throw parseErrorEvent(data);
      if (!isChunk(data)) {
        if (id !== null && isObject(data)) return [];
        throw new Fault('garbled', 'An event of the stream is no piece of an answer');
      }
      const candidate = candidateOf(data);
      parts.sources(candidate);
      const events = joined(start(data), said(candidate));
      const reason = isBlocked(data) ? 'refused' : parseStop(candidate);
      if (reason === 'refused') refusal ||= refusalOf(data, candidate);
      if (stop === null || !begun) stop = reason ?? stop;
      const found = parseUsage(at(data, 'usageMetadata'));
      usage = found ?? usage;
      counted = stop !== null && (found !== null || counted);
      return events;
    },
    hasEnded: () => stop !== null,
    isComplete: () => counted && (begun || stop !== 'done'),
    end: () => [
      ...parts.close(),
      ...parts.refuse(refusal),
      ...(usage === null ? [] : [{ type: 'usage', usage } as const]),
      {
        type: 'end',
        stop: stop === null || stop === 'done' ? (parts.called() ? 'tool-call' : 'done') : stop,
        stopSequence: '',
      },
    ],
  };
}

/** Is it a piece of an answer, be it one without a word? */
export function isChunk(data: Json): boolean {
  if (!isObject(data)) return false;
  return ['candidates', 'promptFeedback', 'usageMetadata', 'modelVersion', 'responseId'].some((key) => key in data);
}

/** The first of several answers: others than that are for callers who asked for them, and they get them as they came. */
export function candidateOf(data: Json): Json | undefined {
  const candidates = at(data, 'candidates');
  if (!isArray(candidates)) return undefined;
  return candidates.find((candidate) => (at(candidate, 'index') ?? 0) === 0);
}

/** What the provider says about why it did not answer; empty when it does not. */
function refusalOf(data: Json, candidate: Json | undefined): string {
  return plainSentence(textAt(data, 'promptFeedback', 'blockReasonMessage') || textAt(candidate, 'finishMessage'));
}
