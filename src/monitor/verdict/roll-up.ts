import { badOf } from './filter.ts';

/** One model of a surface: how likely it is in trouble, and how much of the use of the surface is its. */
export type Share = {
  readonly family: string;
  readonly degraded: number;
  readonly down: number;
  readonly use: number;
};

/** A surface with so much of its use in trouble is in trouble. */
const USE = 0.6;

/**
 * How likely it is that a surface is in trouble, and not only one of its models: at least two families of them are, or those that have
 * most of the use. Two out of three posted incidents of Claude name a model.
 */
export function rolledUp(parts: readonly Share[]): { readonly degraded: number; readonly down: number } {
  const bad = together(parts, badOf);
  const down = together(parts, (part) => part.down);
  return { degraded: bad - down, down };
}

function together(parts: readonly Share[], of: (part: Share) => number): number {
  const sorted = parts.toSorted((a, b) => of(b) - of(a));
  const [first] = sorted;
  if (first === undefined) return 0;
  const second = sorted.find(({ family }) => family !== first.family);
  const isUsed = sorted.some(({ use }) => use > 0);
  const all = sorted.reduce((sum, { use }) => sum + (isUsed ? use : 1), 0);
  let sum = 0;
  for (const part of sorted) {
    sum += isUsed ? part.use : 1;
    if (sum >= USE * all) return Math.max(of(part), second === undefined ? 0 : of(second));
  }
  return of(first);
}
