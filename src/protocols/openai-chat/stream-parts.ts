import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isObject, listAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { textIn, thinkingIn } from './response.ts';

/** The parts of one answer in a stream, numbered by us. */
export type StreamParts = {
  readonly delta: (delta: Json | undefined) => readonly ReplyEvent[];
  /** Tells what was held back until now. */
  readonly close: () => readonly ReplyEvent[];
  readonly called: () => boolean;
  /** Throws `garbled` when the input of a call is not there as a whole. */
  readonly check: () => void;
};

type Spoken = 'text' | 'thinking' | 'refusal';
type Open = { readonly kind: Spoken | 'tool'; readonly part: number; readonly call: number };

/**
 * Reads the deltas of one answer. Calls are told one after the other, as they come: a call that begins before the one in front
 * of it has all of its input waits until then. `spareId` names a call that has no id, or another's.
 */
export function readParts(spareId: (index: number) => string): StreamParts {
  const calls = collectCalls();
  const ids = new Set<string>();
  /** Calls that were not told yet, in order of appearance. */
  const waiting: number[] = [];
  let nextPart = 0;
  let open: Open | null = null;

  const enter = (kind: Open['kind'], call: number): number => {
    open = { kind, part: nextPart, call };
    nextPart += 1;
    return open.part;
  };

  const tell = (index: number): readonly ReplyEvent[] => {
    const { id: given, name, json } = calls.get(index);
    if (name === '') throw new Fault('garbled', 'A tool call has no name');
    const part = enter('tool', index);
    const id = given === '' || ids.has(given) ? spareId(index) : given;
    ids.add(id);
    return [
      { type: 'tool-call', part, id, name },
      ...(json === '' ? [] : [{ type: 'tool-input', part, json } as const]),
    ];
  };

  const close = (): readonly ReplyEvent[] => waiting.splice(0).flatMap(tell);

  const speak = (kind: Spoken, text: string): readonly ReplyEvent[] => {
    if (text === '') return [];
    const before = open?.kind === 'tool' ? close() : [];
    const part = open?.kind === kind ? open.part : enter(kind, -1);
    return [...before, { type: kind, part, text }];
  };

  /** Tells the next calls, as long as the one before is whole. */
  const goOn = (): readonly ReplyEvent[] => {
    const [next] = waiting;
    // A name may come later than the id.
    if (next === undefined || calls.get(next).name === '') return [];
    if (open?.kind === 'tool' && !isWhole(calls.get(open.call).json)) return [];
    waiting.shift();
    return [...tell(next), ...goOn()];
  };

  const take = (piece: Json): readonly ReplyEvent[] => {
    const { index, json, isNew } = calls.add(piece);
    if (isNew) waiting.push(index);
    if (open?.kind === 'tool' && open.call === index) {
      return json === '' ? [] : [{ type: 'tool-input', part: open.part, json }, ...goOn()];
    }
    if (!waiting.includes(index) && json.trim() !== '') {
      throw new Fault('garbled', 'A tool call goes on after the next part has begun');
    }
    return goOn();
  };

  return {
    delta: (delta) => [
      ...speak('thinking', thinkingIn(delta)),
      ...speak('text', textIn(at(delta, 'content'))),
      ...speak('refusal', textAt(delta, 'refusal')),
      ...piecesOf(delta).flatMap(take),
    ],
    close,
    called: () => calls.count() > 0,
    check: calls.check,
  };
}

/** The pieces of calls in a delta, the only call of the old kind included. */
function piecesOf(delta: Json | undefined): readonly Json[] {
  const legacy = at(delta, 'function_call');
  return [...(isObject(legacy) ? [{ index: 0, function: legacy }] : []), ...listAt(delta, 'tool_calls')];
}

type Call = { readonly id: string; readonly name: string; readonly json: string };

type Calls = {
  /** `index` is ours, in order of appearance; `json` is what the piece adds to the input. */
  readonly add: (piece: Json) => { readonly index: number; readonly json: string; readonly isNew: boolean };
  readonly get: (index: number) => Call;
  readonly count: () => number;
  readonly check: () => void;
};

const NO_CALL: Call = { id: '', name: '', json: '' };

/** Puts calls together from their pieces. */
function collectCalls(): Calls {
  const calls: Call[] = [];
  /** Which of our calls the pieces under a server's index belong to. */
  const numbered = new Map<number, number>();

  /** Some servers number no call, or all of them 0: then an id and a name of its own make a call a new one. */
  const placeOf = (piece: Json, id: string, name: string): number => {
    const index = at(piece, 'index');
    const known = id === '' ? -1 : calls.findIndex((call) => call.id === id);
    if (typeof index !== 'number') {
      if (known >= 0) return known;
      return id === '' && name === '' ? Math.max(0, calls.length - 1) : calls.length;
    }
    const there = numbered.get(index);
    const isAnother =
      there !== undefined && id !== '' && name !== '' && calls[there]?.id !== '' && calls[there]?.id !== id;
    const place = there === undefined || isAnother ? calls.length : there;
    numbered.set(index, place);
    return place;
  };

  return {
    add: (piece) => {
      const id = textAt(piece, 'id');
      const name = textAt(piece, 'function', 'name');
      const written = at(piece, 'function', 'arguments');
      // Ollama and others hand over an object where a text belongs.
      const json = isObject(written) ? JSON.stringify(written) : textAt(piece, 'function', 'arguments');
      const index = placeOf(piece, id, name);
      const before = calls[index] ?? NO_CALL;
      const isNew = index === calls.length;
      calls[index] = { id: before.id || id, name: before.name || name, json: before.json + json };
      return { index, json, isNew };
    },
    get: (index) => calls[index] ?? NO_CALL,
    count: () => calls.length,
    check: () => {
      for (const { json } of calls) parseInput(json);
    },
  };
}

/** Is the input of a call all there? No input at all may still come, so it counts as not yet. */
function isWhole(json: string): boolean {
  if (!json.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
