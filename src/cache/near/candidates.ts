import { readingOf, termsOf } from './reading.ts';

/** Questions of one partition, found by their words. */
export type Candidates = {
  readonly add: (text: string) => void;
  readonly find: (text: string, limit: number) => readonly Candidate[];
  /** About what all of it takes. */
  readonly bytes: () => number;
};

/** `share`: of the words of the one that says more, those that the other says, too, 0–1. */
export type Candidate = { readonly text: string; readonly share: number };

/** Questions of one partition; beyond them, the oldest goes. */
export const QUESTIONS_MAX = 5_000;
/** What an entry of a map, a set or a list takes beside its text: measured as about so much with Node 24. */
const PLACE_BYTES = 64;

/** As usual for BM25 (S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009). */
const K1 = 1.2;
const B = 0.75;

/**
 * An index of short questions. A word counts once in each, because a question hardly says one twice. How rare a word is and how long a question,
 * decides as BM25 has it.
 */
export function candidates(questionsMax = QUESTIONS_MAX): Candidates {
  const byText = new Map<string, ReadonlySet<string>>();
  const byTerm = new Map<string, Set<string>>();
  let terms = 0;
  let characters = 0;

  const remove = (text: string): void => {
    const known = byText.get(text);
    if (known === undefined) return;
    byText.delete(text);
    terms -= known.size;
    characters -= text.length;
    for (const term of known) {
      const found = byTerm.get(term);
      found?.delete(text);
      if (found?.size === 0) byTerm.delete(term);
    }
  };

  const rarity = (term: string): number => {
    const count = byTerm.get(term)?.size ?? 0;
    return Math.log(1 + (byText.size - count + 0.5) / (count + 0.5));
  };

  return {
    add: (text) => {
      if (byText.has(text)) return;
      const own = termSet(text);
      byText.set(text, own);
      terms += own.size;
      characters += text.length;
      for (const term of own) {
        const found = byTerm.get(term);
        if (found === undefined) byTerm.set(term, new Set([text]));
        else found.add(text);
      }
      const [oldest] = byText.keys();
      if (byText.size > questionsMax && oldest !== undefined) remove(oldest);
    },
    find: (text, limit) => {
      const wanted = termSet(text);
      const average = byText.size === 0 ? 1 : Math.max(1, terms / byText.size);
      const found = new Map<string, { score: number; common: number }>();
      for (const term of wanted) {
        const weight = rarity(term);
        for (const other of byTerm.get(term) ?? []) {
          const length = byText.get(other)?.size ?? average;
          const score = (weight * (K1 + 1)) / (1 + K1 * (1 - B + (B * length) / average));
          const before = found.get(other) ?? { score: 0, common: 0 };
          found.set(other, { score: before.score + score, common: before.common + 1 });
        }
      }
      found.delete(text);
      return [...found]
        .toSorted(([, a], [, b]) => b.score - a.score)
        .slice(0, limit)
        .map(([other, { common }]) => {
          const most = Math.max(wanted.size, byText.get(other)?.size ?? 0);
          return { text: other, share: common / most };
        });
    },
    bytes: () => 2 * characters + PLACE_BYTES * (2 * terms + 2 * byText.size),
  };
}

function termSet(text: string): ReadonlySet<string> {
  return new Set(termsOf(readingOf(text)));
}
