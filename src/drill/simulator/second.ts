import { dice } from './dice.ts';

/**
 * From this seed on more can happen. Those before are kept as they are: with more to choose from, a seed would mean another outage. What
 * came later has dice of its own for the same reason.
 */
export const SECOND_FROM = 1_000_000;
/** From this one on routes keep answers, callers are in a hurry and let themselves be told to begin anew, and providers keep streams. */
export const THIRD_FROM = 2_000_000;
/** From this one on more answers break in the middle, more callers let them begin anew, and more wait for the same one. */
export const FOURTH_FROM = 3_000_000;
/** From this one on some questions are asked by everybody, thoughts break off while the best model comes back, and two models say nothing. */
export const FIFTH_FROM = 4_000_000;
/** From this one on timers are those of the real wheel, the process is busy now and then, and some questions are our own. */
export const SIXTH_FROM = 5_000_000;

/** How many requests a provider takes at once; null: as many as there are. */
export function placesAt(provider: string, seed: number): number | null {
  const luck = dice(`places ${seed}|${provider}`);
  return seed >= SECOND_FROM && luck.hits(0.2) ? luck.between(1, 3) : null;
}

/** Many callers, so that budgets are used up; null: as few as usual. */
export function crowdAt(seed: number): { readonly perSecond: number; readonly most: number } | null {
  return seed >= SECOND_FROM && dice(`crowd ${seed}`).hits(0.05) ? { perSecond: 4, most: 80 } : null;
}
