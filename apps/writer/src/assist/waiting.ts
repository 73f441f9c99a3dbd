import type { Kept, Question as Asked } from 'failsoft/client';
import type { Anchor } from '../editor/anchor.ts';
import { type Question, requestFor } from './question.ts';

/** A passage, and what is asked about it. */
export type Item = {
  readonly question: Question;
  readonly anchor: Anchor;
  /** The words that it is about, as they were. */
  readonly words: string;
};

/** What the client keeps of it, where it cannot be answered now. */
export function askedFrom({ question, anchor, words }: Item, document: string, model: string): Asked {
  return { request: requestFor(question, model), place: document, about: words, note: { question, anchor } };
}

export function itemFrom({ note, about }: Kept): Item {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It was put there above.
  return { ...(note as unknown as Pick<Item, 'question' | 'anchor'>), words: about };
}
