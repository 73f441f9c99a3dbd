import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { parseAnnotation } from './parse-content.ts';
import type { ItemKind, Word } from './stream-words.ts';

/** What all items of one answer share: the numbers of its parts, and ids that may not come twice. */
export type Numbering = { readonly nextPart: () => number; readonly callId: (wanted: string, place: number) => string };

/** One item on its way. */
export type StreamItem = {
  readonly place: number;
  /** Words that wait for the item in front. */
  readonly waiting: Word[];
  readonly become: (kind: ItemKind | null) => void;
  readonly tell: (word: Word) => readonly ReplyEvent[];
  /** What comes next of it is a part of its own. */
  readonly interrupt: () => void;
  readonly kind: () => ItemKind;
  readonly isDone: () => boolean;
  /** The JSON of its input, if it is a call. */
  readonly input: () => string | null;
  readonly declined: () => boolean;
};

type Spoken = Extract<Word, { readonly say: 'text' | 'thinking' | 'refusal' }>;

/** Tells an item as parts of a reply. What was told already is not told again, however often a server repeats it. */
export function readItem(place: number, numbering: Numbering): StreamItem {
  const told = new Map<string, string>();
  const cited = new Map<string, number>();
  let kind: ItemKind = 'other';
  /** Of the part that is open: which it is, and its number. */
  let key = '';
  let part = -1;
  let name = '';
  /** Was anything of a call's input handed on? */
  let isPassed = false;
  let done = false;

  const enter = (wanted: string): void => {
    if (key === wanted) return;
    key = wanted;
    part = numbering.nextPart();
  };

  /** Adds to what was told, and returns what of it is new. A whole text that contradicts what was told comes too late. */
  const take = (of: string, { text, whole }: { readonly text: string; readonly whole: boolean }): string => {
    const before = told.get(of) ?? '';
    const added = whole ? (text.startsWith(before) ? text.slice(before.length) : '') : text;
    if (added !== '') told.set(of, before + added);
    return added;
  };

  const speak = (word: Spoken): readonly ReplyEvent[] => {
    // Some tell a thought twice, as it is and as a summary.
    if (word.say === 'thinking' && told.has(word.key === 'summary' ? 'content' : 'summary')) return [];
    const text = take(word.key, word);
    if (text === '') return [];
    enter(word.say === 'thinking' ? 'thinking' : word.key);
    return [{ type: word.say, part, text }];
  };

  const cite = (of: string, all: readonly Json[], whole: boolean): readonly ReplyEvent[] => {
    // Without a word of its text there is nothing that could be cited.
    if (key !== of) return [];
    const before = cited.get(of) ?? 0;
    const found = whole ? all.slice(before) : all;
    cited.set(of, before + found.length);
    return found.flatMap(parseAnnotation).map((citation) => ({ type: 'citation', part, citation }));
  };

  /** Hands on a piece of an input, as soon as the call has a name. Free text becomes the only field of a JSON object. */
  const pass = (text: string): readonly ReplyEvent[] => {
    if (name === '' || text === '') return [];
    const opening = isPassed ? '' : '{"input":"';
    isPassed = true;
    return [{ type: 'tool-input', part, json: kind === 'json' ? text : opening + JSON.stringify(text).slice(1, -1) }];
  };

  const call = (id: string, called: string): readonly ReplyEvent[] => {
    if (name !== '') return [];
    name = called;
    enter('call');
    const before = pass(told.get('input') ?? '');
    return [{ type: 'tool-call', part, id: numbering.callId(id, place), name }, ...before];
  };

  const finish = (): readonly ReplyEvent[] => {
    done = true;
    if ((kind === 'json' || kind === 'text') && name === '') throw new Fault('garbled', 'A tool call has no name');
    return kind === 'text' ? [{ type: 'tool-input', part, json: isPassed ? '"}' : '{"input":""}' }] : [];
  };

  const tell = (word: Word): readonly ReplyEvent[] => {
    switch (word.say) {
      case 'text':
      case 'thinking':
      case 'refusal':
        return speak(word);
      case 'citations':
        return cite(word.key, word.all, word.whole);
      case 'name':
        return call(word.id, word.name);
      case 'input':
        return pass(take('input', word));
      case 'seal':
        enter('thinking');
        return [{ type: 'signature', part, signature: word.seal }];
      case 'done':
        return done ? [] : finish();
    }
  };

  return {
    place,
    waiting: [],
    become: (found) => {
      kind = found ?? kind;
    },
    tell,
    interrupt: () => {
      key = '';
    },
    kind: () => kind,
    isDone: () => done,
    input: () => (name === '' || kind !== 'json' ? null : (told.get('input') ?? '')),
    declined: () => [...told.keys()].some((of) => of.startsWith('refusal')),
  };
}
