import { dice } from '../dice.ts';
import { among, oneMore } from './more.ts';
import type { Question, Scenario } from './scenario.ts';
import { FIFTH_FROM, FOURTH_FROM, SECOND_FROM } from './worlds.ts';

/** Many callers, so that budgets are used up; null: as few as usual. */
export function crowdAt(seed: number): { readonly perSecond: number; readonly most: number } | null {
  return seed >= SECOND_FROM && dice(`crowd ${seed}`).hits(0.05) ? { perSecond: 4, most: 80 } : null;
}

/** Is everything that is kept asked for anew whenever it is given? */
export function isEagerAt(seed: number): boolean {
  return seed >= FOURTH_FROM && dice(`eager ${seed}`).hits(0.1);
}

/** How many ask the same again, and within which time, ms; null: as usual. */
export function queueAt(seed: number): { readonly most: number; readonly withinMs: number } | null {
  return seed >= FOURTH_FROM && (isEagerAt(seed) || dice(`queue ${seed}`).hits(0.5))
    ? { most: 5, withinMs: 9_000 }
    : null;
}

/** Is there something that everybody asks, on a route that asks anew for whatever it gives? */
export function isPopularAt(seed: number): boolean {
  return seed >= FIFTH_FROM && dice(`popular ${seed}`).hits(0.1);
}

/** More than may be asked for anew of one answer, even while models answer many others. */
const FOLLOWERS = 40;

/** The same questions, and between them one that comes every other second from the moment on in which all is well again. */
export function withFollowers(
  questions: readonly Question[],
  { seed, calmFromMs }: Pick<Scenario, 'seed' | 'calmFromMs'>,
): readonly Question[] {
  if (!isPopularAt(seed)) return questions;
  const luck = dice(`followers ${seed}`);
  const first = oneMore('p', calmFromMs, luck);
  const followers = Array.from({ length: FOLLOWERS }, (_, number) => ({
    ...first,
    tag: `pr${number}`,
    atMs: calmFromMs + number * 2_000 + luck.between(0, 1_000),
  }));
  return among(questions, [first, ...followers]);
}
