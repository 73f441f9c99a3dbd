import type { JobStore } from '../store/deferred/job-store.ts';
import type { Cancel, World } from '../world/world.ts';
import type { DeferredLimits } from './limits.ts';
import type { Queue } from './queue.ts';

export type SweepParts = {
  readonly world: Pick<World, 'nowMs' | 'wallMs' | 'after'>;
  readonly store: Pick<JobStore, 'expire' | 'prune'>;
  readonly queue: Pick<Queue, 'count'>;
  readonly limits: Pick<DeferredLimits, 'sweepMs' | 'sweepRows' | 'countMs'>;
  readonly keepMs: () => number;
  readonly expired: (count: number) => void;
};

/** Where counting takes long, it is done for no more than a part of the time: one of so many. It is not left for longer than this, ms. */
const COUNTING_PART = 20;
const COUNT_MS_MAX = 60_000;

/** Ends what has waited too long, deletes what was kept long enough, and counts. */
export function sweep({ world, store, queue, limits, keepMs, expired }: SweepParts): Cancel {
  const startMs = { wall: world.wallMs(), now: world.nowMs() };
  const timers = new Map<string, Cancel>();
  let isOver = false;

  /** A clock that is set forward ends nothing early: a promise is for as long as it says. */
  const steadyMs = (): number => Math.floor(Math.min(world.wallMs(), startMs.wall + world.nowMs() - startMs.now));

  const every = (name: string, work: () => Promise<number>): void => {
    const again = async (): Promise<void> => {
      let ms: number;
      try {
        ms = await work();
      } catch {
        // The store has said what is wrong.
        ms = limits.sweepMs;
      }
      if (!isOver)
        timers.set(
          name,
          world.after(ms, () => void again(), 'idle'),
        );
    };
    void again();
  };

  every('sweep', async () => {
    const limit = limits.sweepRows;
    const late = await store.expire({ nowMs: steadyMs(), keepMs: keepMs(), limit });
    if (late > 0) expired(late);
    const gone = await store.prune({ nowMs: steadyMs(), limit });
    // One chunk at a time, so that others get in between.
    return late === limit || gone === limit ? 0 : limits.sweepMs;
  });
  every('count', async () => {
    const beganMs = world.nowMs();
    await queue.count();
    return Math.max(limits.countMs, Math.min(COUNT_MS_MAX, (world.nowMs() - beganMs) * COUNTING_PART));
  });

  return () => {
    isOver = true;
    for (const cancel of timers.values()) cancel();
  };
}
