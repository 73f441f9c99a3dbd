import { isMeant, newestFirst, withoutWords } from '../../model/kept-answer.ts';
import type { StoredAnswer } from '../../model/stored-answer.ts';
import type { DeepAnswers } from '../answers.ts';

export type Shelf = DeepAnswers & { readonly held: Map<string, StoredAnswer> };

/** Answers behind memory that several gateways may share, as they do with a file. */
export function shelf(...answers: readonly StoredAnswer[]): Shelf {
  const held = new Map(answers.map((one) => [one.id, one]));
  const leases = new Set<string>();
  const meant: DeepAnswers['list'] = async (query) =>
    [...held.values()]
      .map((one) => withoutWords(one, one.id))
      .filter((one) => isMeant(one, query))
      .toSorted(newestFirst);
  return {
    held,
    read: (id) => held.get(id) ?? null,
    write: (answer) => void held.set(answer.id, answer),
    keyOf: (id) => id,
    show: (key) => held.get(key) ?? null,
    list: meant,
    purge: async (query) => {
      const gone = await meant(query, Number.POSITIVE_INFINITY);
      for (const { key } of gone) held.delete(key);
      return gone.length;
    },
    onPurged: () => {},
    lease: async (name) => {
      const isFree = !leases.has(name);
      leases.add(name);
      return isFree;
    },
    counts: () => ({ errors: 0, evicted: 0, expired: 0 }),
  };
}
