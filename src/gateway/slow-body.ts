import { bag } from '../world/bag.ts';
import type { Cancel, World } from '../world/world.ts';

/** How long the head of a request may take, ms. A connection on which nothing was ever asked counts, too. */
export const HEAD_MS = 10_000;
/** How often heads and bodies are looked at, ms. */
export const LOOK_MS = 1_000;
/** A body may take this long, ms, and longer by one for each byte that came: whoever is slower than 1 KB/s has nothing to ask. */
export const BODY_MS = 10_000;

/** `received`: how much of the body is there, bytes. */
type Body = { readonly sinceMs: number; readonly received: () => number; readonly tooSlow: () => void; over: boolean };

/** Calls `tooSlow` once when a body comes too slowly. To be cancelled when it is whole. */
export type BodyWatch = (received: () => number, tooSlow: () => void) => Cancel;

/** One look at all bodies that are under way, because nearly all are whole before anybody looks. */
export function watchBodies(clock: Pick<World, 'nowMs' | 'after'>): BodyWatch {
  const coming = bag<Body>();
  let looking = false;

  const look = (): void => {
    const nowMs = clock.nowMs();
    for (const body of coming.all()) {
      if (body.over || nowMs - body.sinceMs < BODY_MS + body.received()) continue;
      body.over = true;
      body.tooSlow();
    }
    looking = coming.size() > 0;
    if (looking) clock.after(LOOK_MS, look, 'idle');
  };

  return (received, tooSlow) => {
    const leave = coming.add({ sinceMs: clock.nowMs(), received, tooSlow, over: false });
    if (!looking) clock.after(LOOK_MS, look, 'idle');
    looking = true;
    return leave;
  };
}
