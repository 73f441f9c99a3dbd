import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { citationsOf, hasSources } from './citations.ts';
import { readSignature, spareCallId } from './terms.ts';

/** The parts of one answer, numbered by us. */
export type PartReader = {
  /** What a candidate says of its sources; its last word on them counts. */
  readonly sources: (candidate: Json | undefined) => void;
  readonly read: (part: Json, replyId: string) => readonly ReplyEvent[];
  /** Tells what was held back until now. */
  readonly close: () => readonly ReplyEvent[];
  readonly refuse: (text: string) => readonly ReplyEvent[];
  readonly called: () => boolean;
};

type Open = { readonly kind: 'text' | 'thinking' | 'signed' | 'call'; readonly part: number };

/** Words and thoughts go on from chunk to chunk; calls come whole. What the provider's own tools do on the way is passed over. */
export function readParts(): PartReader {
  const ids = new Set<string>();
  let open: Open | null = null;
  let nextPart = 0;
  let before = '';
  let text = '';
  let grounded: Json | undefined;
  let calls = 0;

  const close = (): readonly ReplyEvent[] => {
    if (open?.kind !== 'text') return [];
    const { part } = open;
    open = null;
    const citations = citationsOf(grounded, { before, text });
    before += text;
    text = '';
    return citations.map((citation) => ({ type: 'citation', part, citation }));
  };

  /** Begins a part, or goes on with the one that is open. */
  const enter = (kind: Open['kind']): { readonly part: number; readonly closed: readonly ReplyEvent[] } => {
    if (open?.kind === kind && kind !== 'call' && kind !== 'signed') return { part: open.part, closed: [] };
    const closed = close();
    open = { kind, part: nextPart };
    nextPart += 1;
    return { part: open.part, closed };
  };

  /** A signature belongs to the thought that is open; else it is a thought without words. */
  const sign = (signature: string): readonly ReplyEvent[] => {
    if (signature === '') return [];
    if (open?.kind === 'thinking') {
      const { part } = open;
      open = { kind: 'signed', part };
      return [{ type: 'signature', part, signature }];
    }
    const { part, closed } = enter('signed');
    return [...closed, { type: 'signature', part, signature }];
  };

  const speak = (said: Json, words: string): readonly ReplyEvent[] => {
    const signature = readSignature(said);
    const kind = at(said, 'thought') === true ? 'thinking' : 'text';
    const first = kind === 'text' ? sign(signature) : [];
    if (words === '') return [...first, ...(kind === 'thinking' ? sign(signature) : [])];
    const { part, closed } = enter(kind);
    if (kind === 'text') text += words;
    const spoken: ReplyEvent = { type: kind, part, text: words };
    return [...first, ...closed, spoken, ...(kind === 'thinking' ? sign(signature) : [])];
  };

  const call = (said: Json, replyId: string): readonly ReplyEvent[] => {
    const made = at(said, 'functionCall') ?? null;
    const name = textAt(made, 'name');
    const args = at(made, 'args') ?? {};
    // Pieces of an input come only to those who ask for them.
    if (name === '' || !isObject(args) || isTooDeep(args) || at(made, 'partialArgs') !== undefined) {
      throw new Fault('garbled', 'A tool call has no name or no input');
    }
    const { part, closed } = enter('call');
    const given = textAt(made, 'id');
    const id = given === '' || ids.has(given) ? spareCallId(replyId, calls) : given;
    ids.add(id);
    calls += 1;
    const signature = readSignature(said);
    return [
      ...closed,
      { type: 'tool-call', part, id, name, ...(signature !== '' && { signature }) },
      { type: 'tool-input', part, json: JSON.stringify(args) },
    ];
  };

  return {
    sources: (candidate) => {
      if (hasSources(candidate)) grounded = candidate;
    },
    read: (part, replyId) => {
      if (isObject(at(part, 'functionCall'))) return call(part, replyId);
      if (at(part, 'inlineData') !== undefined || at(part, 'fileData') !== undefined) {
        throw new Fault('garbled', 'The answer holds media, for which there is no place');
      }
      const words = at(part, 'text');
      if (typeof words === 'string') return speak(part, words);
      const others = isObject(part)
        ? Object.keys(part).filter((key) => key !== 'thought' && key !== 'thoughtSignature')
        : [];
      return others.length === 0 ? speak(part, '') : [];
    },
    close,
    refuse: (said) => {
      if (said === '') return [];
      const closed = close();
      nextPart += 1;
      return [...closed, { type: 'refusal', part: nextPart - 1, text: said }];
    },
    called: () => calls > 0,
  };
}
