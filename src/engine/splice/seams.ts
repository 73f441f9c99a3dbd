import { LRUCache } from 'lru-cache';

/** How well targets go on with the answers of others, from what they did when they were asked to. */
export type Seams = {
  /** Did it go on where the answer broke off? */
  readonly report: (target: string, fits: boolean) => void;
  /** Was anybody ever asked? */
  readonly hasAny: () => boolean;
  /** Was it asked often enough, and did it nearly always? */
  readonly isGood: (target: string) => boolean;
};

const TARGETS_MAX = 1_000;
/** The last continuations of a target that count, the fewest that prove something, and the share of them that has to be right. */
const SAMPLES_MAX = 100;
const SAMPLES_MIN = 10;
const GOOD = 0.95;

export function seams(): Seams {
  const known = new LRUCache<string, readonly boolean[]>({ max: TARGETS_MAX });
  return {
    report: (target, fits) => void known.set(target, [...(known.get(target) ?? []), fits].slice(-SAMPLES_MAX)),
    hasAny: () => known.size > 0,
    isGood: (target) => {
      const samples = known.get(target) ?? [];
      return samples.length >= SAMPLES_MIN && samples.filter(Boolean).length >= GOOD * samples.length;
    },
  };
}
