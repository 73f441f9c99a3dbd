import type { JobStore, Run } from '../store/deferred/job-store.ts';
import type { Cancel, World } from '../world/world.ts';
import type { DeferredLimits } from './limits.ts';

export type PulseParts = {
  readonly world: Pick<World, 'nowMs' | 'after'>;
  readonly store: Pick<JobStore, 'beat' | 'takeBack'>;
  readonly runner: string;
  readonly limits: Pick<DeferredLimits, 'beatMs' | 'ownMs' | 'deadMs'>;
  /** What is run here now. */
  readonly running: () => readonly Run[];
  /** These are somebody else's by now, or may soon be. */
  readonly lost: (runs: readonly Run[]) => void;
  /** The store says that these are run here. */
  readonly mine: (runs: readonly Run[]) => Promise<void>;
};

/**
 * Sees to it that a job has one runner: says that this one is alive, and takes back what those had who are not. Who is dead is seen by a
 * number that stands still, on one's own monotonic clock: no clock that is set, and no two that differ, have a part in it.
 */
export function pulse({ world, store, runner, limits, running, lost, mine: own }: PulseParts): Cancel {
  const seen = new Map<string, { readonly beat: number; readonly sinceMs: number }>();
  let saidMs = world.nowMs();
  let isOver = false;
  let timer: Cancel | null = null;

  const look = async (): Promise<void> => {
    const before = running();
    try {
      const { mine, others } = await store.beat({ runner, isRunning: before.length > 0 });
      saidMs = world.nowMs();
      lost(before.filter((one) => !mine.some(({ id, generation }) => id === one.id && generation === one.generation)));
      await own(mine);
      for (const other of others) await judge(other);
      const names = new Set(others.map((other) => other.runner));
      for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
    } catch {
      // The store has said what is wrong.
      if (world.nowMs() - saidMs > limits.ownMs) lost(running());
    }
    if (!isOver) timer = world.after(limits.beatMs, () => void look(), 'idle');
  };

  const judge = async (other: { readonly runner: string; readonly beat: number }): Promise<void> => {
    const before = seen.get(other.runner);
    const nowMs = world.nowMs();
    if (before === undefined || before.beat !== other.beat)
      return void seen.set(other.runner, { beat: other.beat, sinceMs: nowMs });
    if (nowMs - before.sinceMs < limits.deadMs) return;
    seen.delete(other.runner);
    await store.takeBack(other);
  };

  void look();
  return () => {
    isOver = true;
    timer?.();
  };
}
