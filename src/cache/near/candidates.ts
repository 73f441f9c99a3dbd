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
/** When so many were found, words that more have find no others. */
const FOUND_MAX = 100;
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

  const countOf = (term: string): number => byTerm.get(term)?.size ?? 0;

  const rarity = (term: string): number => {
    const count = countOf(term);
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
      const score = (other: string, length: number, term: string): void => {
        const more = (rarity(term) * (K1 + 1)) / (1 + K1 * (1 - B + (B * length) / average));
        const before = found.get(other);
        if (before === undefined) found.set(other, { score: more, common: 1 });
        else {
          before.score += more;
          before.common += 1;
        }
      };
      // The rarest words find them; what nearly all have in common only tells those that were found apart.
      for (const term of [...wanted].toSorted((a, b) => countOf(a) - countOf(b))) {
        const among = found.size < FOUND_MAX ? (byTerm.get(term) ?? []) : found.keys();
        for (const other of among) {
          const own = byText.get(other);
          if (own?.has(term) === true) score(other, own.size, term);
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
