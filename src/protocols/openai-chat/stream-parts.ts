import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { parseAnnotations, type Source } from './annotations.ts';
import { flattened, joined } from '../lists.ts';
import { parseDetail, wordsOf } from './details.ts';
import { textIn, thinkingIn } from './response.ts';
import { collectCalls, isWhole, jsonOf } from './stream-calls.ts';
import { followOpenPart, type Kind, type OpenPart } from './stream-open.ts';
import { splitThinking } from './think-tag.ts';

/** The parts of one answer in a stream, numbered by us. */
export type StreamParts = {
  readonly delta: (delta: Json | undefined) => readonly ReplyEvent[];
  /** Tells what was held back until now. `sources` are those of the whole answer. */
  readonly close: (sources: readonly Source[]) => readonly ReplyEvent[];
  readonly called: () => boolean;
  /** Throws `garbled` when the input of a call is not there as a whole. */
  readonly check: () => void;
};

/** Reads the deltas of one answer. `spareId` names a call that has no id, or another's. */
export function readParts(spareId: (index: number) => string): StreamParts {
  const open = followOpenPart();
  const calls = readCalls(open, spareId);
  const split = splitThinking();

  const speak = (kind: Kind, text: string): readonly ReplyEvent[] =>
    text === '' ? [] : joined(calls.settle(), open.speak(kind, text));
  const speakRest = (): readonly ReplyEvent[] => split.rest().flatMap((piece) => speak(piece.kind, piece.text));
  const thoughts = readThoughts(open, speak);

  return {
    delta: (delta) => {
      const words = onlyWords(delta);
      if (words !== null) return flattened(split.feed(words), (piece) => speak(piece.kind, piece.text));
      const thinking = thinkingIn(delta);
      const details = listAt(delta, 'reasoning_details');
      const refusal = textAt(delta, 'refusal');
      const pieces = piecesOf(delta);
      const isOther = thinking !== '' || details.length > 0;
      const said = [
        ...(isOther ? speakRest() : []),
        ...thoughts.named(thinking),
        ...details.flatMap(thoughts.detail),
        ...split.feed(textIn(at(delta, 'content'))).flatMap((piece) => speak(piece.kind, piece.text)),
        ...(refusal !== '' || pieces.length > 0 ? speakRest() : []),
        ...speak('refusal', refusal),
        ...pieces.flatMap(calls.take),
      ];
      open.cite(parseAnnotations(delta));
      return said;
    },
    close: (sources) => {
      const rest = [...speakRest(), ...calls.tellAll()];
      open.useSources(sources);
      return [...rest, ...open.leave()];
    },
    called: calls.called,
    check: calls.check,
  };
}

/** The words of a delta that says nothing else, as nearly all do; null for every other. */
function onlyWords(delta: Json | undefined): string | null {
  if (!isObject(delta)) return null;
  let words: string | null = null;
  for (const key in delta) {
    const value = delta[key];
    if (key === 'content' && typeof value === 'string') words = value;
    else if (key !== 'role' && value !== null) return null;
  }
  return words;
}

type Thoughts = {
  readonly named: (text: string) => readonly ReplyEvent[];
  readonly detail: (said: Json) => readonly ReplyEvent[];
};

/** Thinking under a name of its own, and in details. */
function readThoughts(open: OpenPart, speak: (kind: Kind, text: string) => readonly ReplyEvent[]): Thoughts {
  /** Does thinking stand beside its details, so that theirs is the same once more? */
  let isNamed = false;
  return {
    named: (text) => {
      isNamed ||= text !== '';
      return speak('thinking', text);
    },
    detail: (said) => {
      const thought = parseDetail(said);
      if (thought === null) return [];
      if (thought.type === 'sealed-thinking') {
        const { before, part } = open.enter('sealed');
        return [...before, { type: 'sealed-thinking', part, data: thought.data }];
      }
      const words = isNamed ? [] : speak('thinking', wordsOf(said));
      const isSigned = textAt(said, 'signature') !== '';
      const now = open.now()?.kind;
      // Some say once more, around the thought and without a word, what kind of thought it is.
      if (now !== 'thinking' && !isSigned) return words;
      const before = now === 'thinking' ? [] : open.enter('thinking').before;
      open.sign(thought.signature);
      // What is signed is over: what comes behind it is another thought.
      return [...words, ...before, ...(isSigned ? open.leave() : [])];
    },
  };
}

type ReadCalls = {
  readonly take: (piece: Json) => readonly ReplyEvent[];
  /** Tells all that wait, when something else begins: then they are whole. */
  readonly settle: () => readonly ReplyEvent[];
  readonly tellAll: () => readonly ReplyEvent[];
  readonly called: () => boolean;
  readonly check: () => void;
};

/**
 * Calls, told one after the other as they come: a call that begins before the one in front of it has all of its input waits until
 * then, and so does one with free text, which is told as a whole.
 */
function readCalls(open: OpenPart, spareId: (index: number) => string): ReadCalls {
  const calls = collectCalls();
  const ids = new Set<string>();
  /** Calls that were not told yet, in order of appearance. */
  const waiting: number[] = [];

  const tell = (index: number): readonly ReplyEvent[] => {
    const call = calls.get(index);
    if (call.name === '') throw new Fault('garbled', 'A tool call has no name');
    const { before, part } = open.enter('tool', index);
    const id = call.id === '' || ids.has(call.id) ? spareId(index) : call.id;
    ids.add(id);
    const json = jsonOf(call);
    const signed = call.signature === '' ? {} : { signature: call.signature };
    return [
      ...before,
      { type: 'tool-call', part, id, name: call.name, ...signed },
      ...(json === '' ? [] : [{ type: 'tool-input', part, json } as const]),
    ];
  };

  const tellAll = (): readonly ReplyEvent[] => waiting.splice(0).flatMap(tell);

  /** Tells the next calls, as long as the one before is whole. */
  const goOn = (): readonly ReplyEvent[] => {
    const [next] = waiting;
    // A name may come later than the id.
    if (next === undefined || calls.get(next).name === '') return [];
    if (calls.get(next).isFree && next === calls.count() - 1) return [];
    const now = open.now();
    if (now?.kind === 'tool' && !isWhole(calls.get(now.call))) return [];
    waiting.shift();
    return [...tell(next), ...goOn()];
  };

  return {
    take: (piece) => {
      const { index, json, isNew } = calls.add(piece);
      if (isNew) waiting.push(index);
      const now = open.now();
      if (now?.kind === 'tool' && now.call === index && !calls.get(index).isFree) {
        return json === '' ? [] : [{ type: 'tool-input', part: now.part, json }, ...goOn()];
      }
      if (!waiting.includes(index) && json.trim() !== '') {
        throw new Fault('garbled', 'A tool call goes on after the next part has begun');
      }
      return goOn();
    },
    settle: () => (open.now()?.kind === 'tool' || waiting.some((index) => calls.get(index).isFree) ? tellAll() : []),
    tellAll,
    called: () => calls.count() > 0,
    check: calls.check,
  };
}

/** The pieces of calls in a delta, the only call of the old kind included. */
function piecesOf(delta: Json | undefined): readonly Json[] {
  const legacy = at(delta, 'function_call');
  return [...(isObject(legacy) ? [{ index: 0, function: legacy }] : []), ...listAt(delta, 'tool_calls')];
}
