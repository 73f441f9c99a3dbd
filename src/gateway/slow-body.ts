import type { Cancel, World } from '../world/world.ts';

/** How long the head of a request may take, ms. A connection on which nothing was ever asked counts, too. */
export const HEAD_MS = 10_000;
/** How often heads are looked at, ms. */
export const HEAD_LOOK_MS = 1_000;
/** A body may take this long, ms, and longer by one for each byte that came: whoever is slower than 1 KB/s has nothing to ask. */
export const BODY_MS = 10_000;

type Clock = Pick<World, 'nowMs' | 'after'>;

/** Calls `tooSlow` once when a body comes too slowly. `received`: how much of it is there, bytes. */
export function watchBody(clock: Clock, received: () => number, tooSlow: () => void): Cancel {
  const startMs = clock.nowMs();
  const look = (): void => {
    const leftMs = startMs + BODY_MS + received() - clock.nowMs();
    if (leftMs <= 0) tooSlow();
    else cancel = clock.after(leftMs, look);
  };
  let cancel = clock.after(BODY_MS, look);
  return () => cancel();
}
