import type { World } from '../world/world.ts';

/** `00` to `zz`. */
const PAIRS: readonly string[] = Array.from({ length: 36 ** 2 }, (_, index) => index.toString(36).padStart(2, '0'));

/**
 * An id that nobody guesses, and that sorts by time: `req_`, 9 digits for the ms since 1970 and 12 by chance, in base 36. What
 * comes last stands last in every index of a store, so that writing it touches one page and not any.
 */
export function newId({ random, wallMs }: Pick<World, 'random' | 'wallMs'>): string {
  const nowMs = wallMs();
  if (nowMs !== stamp.ms) stamp = { ms: nowMs, text: `req_${nowMs.toString(36).padStart(9, '0')}` };
  let id = stamp.text;
  for (let pair = 0; pair < 6; pair += 1) id += PAIRS[Math.floor(random() * PAIRS.length)] ?? '';
  return id;
}

/** Printing a time costs more than all the rest, and many requests share a millisecond. */
let stamp = { ms: -1, text: '' };
