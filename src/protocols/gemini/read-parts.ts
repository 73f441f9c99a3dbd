import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { joined } from '../lists.ts';
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

type Open = { readonly kind: 'text' | 'thinking' | 'other'; readonly part: number };

/** The place of what is read among the parts. */
type Places = {
  readonly sources: (candidate: Json | undefined) => void;
  /** Begins a part, or goes on with the one that is open. */
  readonly enter: (kind: Open['kind']) => { readonly part: number; readonly closed: readonly ReplyEvent[] };
  /** A signature belongs to the thought that is open; else it is a thought without words. */
  readonly sign: (signature: string) => readonly ReplyEvent[];
  readonly add: (words: string) => void;
  readonly close: () => readonly ReplyEvent[];
};

function countParts(): Places {
  let open: Open | null = null;
  let nextPart = 0;
  let before = '';
  let text = '';
  let grounded: Json | undefined;

  const close = (): readonly ReplyEvent[] => {
    if (open?.kind !== 'text') return [];
    const { part } = open;
    open = null;
    const citations = citationsOf(grounded, { before, text });
    before += text;
    text = '';
    return citations.map((citation) => ({ type: 'citation', part, citation }));
  };

  const enter: Places['enter'] = (kind) => {
    if (open?.kind === kind && (kind === 'text' || kind === 'thinking')) return { part: open.part, closed: [] };
    const closed = close();
    open = { kind, part: nextPart };
    nextPart += 1;
    return { part: open.part, closed };
  };

  return {
    sources: (candidate) => {
      if (hasSources(candidate)) grounded = candidate;
    },
    enter,
    sign: (signature) => {
      if (signature === '') return [];
      if (open?.kind === 'thinking') {
        const { part } = open;
        open = { kind: 'other', part };
        return [{ type: 'signature', part, signature }];
      }
      const { part, closed } = enter('other');
      return [...closed, { type: 'signature', part, signature }];
    },
    add: (words) => {
      text += words;
    },
    close,
  };
}

/** Words and thoughts go on from chunk to chunk; calls come whole. What the provider's own tools do on the way is passed over. */
export function readParts(): PartReader {
  const ids = new Set<string>();
  const { sources, enter, sign, add, close } = countParts();

  const speak = (said: Json, words: string): readonly ReplyEvent[] => {
    const signature = readSignature(said);
    const kind = at(said, 'thought') === true ? 'thinking' : 'text';
    const first = kind === 'text' ? sign(signature) : [];
    if (words === '') return [...first, ...(kind === 'thinking' ? sign(signature) : [])];
    const { part, closed } = enter(kind);
    if (kind === 'text') add(words);
    const spoken: ReplyEvent = { type: kind, part, text: words };
    const before = joined(first, closed);
    if (kind === 'text' || signature === '') return before.length === 0 ? [spoken] : [...before, spoken];
    return [...before, spoken, ...sign(signature)];
  };

  const call = (said: Json, replyId: string): readonly ReplyEvent[] => {
    const { name, given, json } = callIn(said);
    const { part, closed } = enter('other');
    const id = given === '' || ids.has(given) ? spareCallId(replyId, ids.size) : given;
    ids.add(id);
    const signature = readSignature(said);
    return [
      ...closed,
      { type: 'tool-call', part, id, name, ...(signature !== '' && { signature }) },
      { type: 'tool-input', part, json },
    ];
  };

  return {
    sources,
    read: (part, replyId) => {
      switch (kindOf(part)) {
        case 'call':
          return call(part, replyId);
        case 'words':
          return speak(part, textAt(part, 'text'));
        case 'media':
          throw new Fault('garbled', 'The answer holds media, for which there is no place');
        case 'other':
          return [];
      }
    },
    close,
    refuse: (said) => {
      if (said === '') return [];
      const { part, closed } = enter('other');
      return [...closed, { type: 'refusal', part, text: said }];
    },
    called: () => ids.size > 0,
  };
}

/** What a part is; `other` is the work of the provider's own tools. */
function kindOf(part: Json): 'call' | 'words' | 'media' | 'other' {
  if (isObject(at(part, 'functionCall'))) return 'call';
  if (at(part, 'inlineData') !== undefined || at(part, 'fileData') !== undefined) return 'media';
  if (typeof at(part, 'text') === 'string') return 'words';
  const isBare = isObject(part) && Object.keys(part).every((key) => key === 'thought' || key === 'thoughtSignature');
  return isBare ? 'words' : 'other';
}

function callIn(part: Json): { readonly name: string; readonly given: string; readonly json: string } {
  const made = at(part, 'functionCall');
  const name = textAt(made, 'name');
  const args = at(made, 'args') ?? {};
  // Pieces of an input come only to those who ask for them.
  if (name === '' || !isObject(args) || isTooDeep(args) || at(made, 'partialArgs') !== undefined) {
    throw new Fault('garbled', 'A tool call has no name or no input');
  }
  return { name, given: textAt(made, 'id'), json: JSON.stringify(args) };
}
