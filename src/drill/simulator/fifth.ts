import { DIALECTS, PLAIN } from './asking.ts';
import { dice } from './dice.ts';
import type { Question, Scenario } from './scenario.ts';
import { FIFTH_FROM } from './second.ts';

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
  const first: Question = {
    ...PLAIN,
    tag: 'p',
    asks: 'p',
    atMs: calmFromMs,
    route: 'main',
    caller: luck.pick(DIALECTS),
    client: 'x',
    tenant: 'acme',
  };
  const followers = Array.from({ length: FOLLOWERS }, (_, number) => ({
    ...first,
    tag: `pr${number}`,
    atMs: calmFromMs + number * 2_000 + luck.between(0, 1_000),
  }));
  return [...questions, first, ...followers].toSorted((one, other) => one.atMs - other.atMs);
}
