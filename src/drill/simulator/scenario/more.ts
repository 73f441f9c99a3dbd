import type { Dice } from '../dice.ts';
import { DIALECTS, PLAIN } from './asking.ts';
import type { Question, RoutePlan } from './scenario.ts';

/** One more question of a caller like any other, on the route that every scenario has. */
export function oneMore(tag: string, atMs: number, luck: Dice): Question {
  return {
    ...PLAIN,
    tag,
    asks: tag,
    atMs,
    route: 'main',
    caller: luck.pick(DIALECTS),
    client: 'x',
    tenant: 'acme',
  };
}

/** All of them, in the order in which they are asked. */
export function among(questions: readonly Question[], more: readonly Question[]): readonly Question[] {
  return [...questions, ...more].toSorted((one, other) => one.atMs - other.atMs);
}

/** The rungs of that route, best first. */
export function mainLadder(routes: readonly RoutePlan[]): RoutePlan['ladder'] {
  return routes.find(({ name }) => name === 'main')?.ladder ?? [];
}
