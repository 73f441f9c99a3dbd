import { chance, type Chance } from '../sandbox/answer/chance.ts';

/** Chance with the shapes that outages have. The same seed gives the same numbers. */
export type Dice = Chance & {
  /** True in this share of the cases. */
  readonly hits: (share: number) => boolean;
  /** A time between two things that happen so often per second, ms. */
  readonly gapMs: (perSecond: number) => number;
  /** Log-normal, by its median and how wide it is. */
  readonly logNormal: (median: number, sigma: number) => number;
  /** Some of the list, at least one, in any order. */
  readonly some: <T>(list: readonly T[], most: number) => readonly T[];
  readonly shuffled: <T>(list: readonly T[]) => readonly T[];
};

export function dice(seed: string): Dice {
  const luck = chance(seed);
  const { next } = luck;
  const shuffled = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  return {
    ...luck,
    hits: (share) => next() < share,
    gapMs: (perSecond) => (-Math.log(1 - next()) / perSecond) * 1_000,
    logNormal: (median, sigma) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(sigma * normal);
    },
    some: (list, most) => shuffled(list).slice(0, luck.between(1, Math.min(most, list.length))),
    shuffled,
  };
}
