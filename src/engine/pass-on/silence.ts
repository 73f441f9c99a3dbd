import type { Cancel, World } from '../../world/world.ts';
import { SLEPT_MS } from '../call/time-watch.ts';

/** A line on which something should come. */
export type Silence = {
  readonly heard: () => void;
  /** From now on the limit is another one. */
  readonly limit: (ms: number) => void;
  /** Nothing is read from it now. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly end: Cancel;
};

/** Calls `silent` once when nothing has come for `limitMs`. Whoever does not read is no silence of the other end. */
export function watchSilence(world: Pick<World, 'nowMs' | 'after'>, limitMs: number, silent: () => void): Silence {
  let mostMs = limitMs;
  let heardMs = world.nowMs();
  let isPaused = false;
  const heard = (): void => void (heardMs = world.nowMs());
  const wait = (ms: number): Cancel => {
    const dueMs = world.nowMs() + ms;
    return world.after(ms, () => {
      if (isPaused || world.nowMs() - dueMs > SLEPT_MS) heard();
      const restMs = heardMs + mostMs - world.nowMs();
      if (restMs > 0) timer = wait(restMs);
      else silent();
    });
  };
  let timer = wait(limitMs);
  return {
    heard,
    limit: (ms) => {
      mostMs = ms;
      heard();
      timer();
      timer = wait(ms);
    },
    pause: () => void (isPaused = true),
    resume: () => {
      isPaused = false;
      heard();
    },
    end: () => timer(),
  };
}
