import { dice } from '../dice.ts';
import { FOURTH_FROM, SECOND_FROM, THIRD_FROM } from './worlds.ts';

/** How many requests a provider takes at once; null: as many as there are. */
export function placesAt(provider: string, seed: number): number | null {
  const luck = dice(`places ${seed}|${provider}`);
  return seed >= SECOND_FROM && luck.hits(0.2) ? luck.between(1, 3) : null;
}

/** What the operator gives a request of a route in all, ms; null: what is usual. */
export function timeAt(route: string, seed: number): number | null {
  const luck = dice(`time ${seed}|${route}`);
  return seed >= THIRD_FROM && luck.hits(0.15) ? luck.pick([4_000, 15_000, 60_000]) : null;
}

/** What is published for a route; empty for nothing. Null: nobody publishes anything for it. */
export function editionAt(route: string, seed: number): string | null {
  const luck = dice(`edition ${seed}|${route}`);
  if (seed < THIRD_FROM || !luck.hits(0.15)) return null;
  return luck.hits(0.7) ? `What was published for ${route}, ahead of time.` : '';
}

/** May a provider keep its streams? Only one dialect can. */
export function resumesAt(provider: string, seed: number): boolean {
  return seed >= THIRD_FROM && dice(`resume ${seed}|${provider}`).hits(0.6);
}

/** How many events that somebody has had a provider says once more, in front of the rest of an answer. */
export function repeatedAt(provider: string, seed: number): number {
  const luck = dice(`repeated ${seed}|${provider}`);
  return seed >= FOURTH_FROM && luck.hits(0.5) ? luck.between(1, 3) : 0;
}
