import type { Trial, TrialQuery } from '../model/trial.ts';
import type { MonitorStore } from '../store/monitor/monitor-store.ts';

/** What drills and incidents have come to: on disk, or where there is none the newest in memory. */
export type Trials = {
  /** In the place of one of the same name. */
  readonly keep: (trial: Trial) => void;
  /** The newest first. Rejects with `busy` when the store cannot be read now. */
  readonly find: (query: TrialQuery) => Promise<readonly Trial[]>;
};

/** Trials that are remembered without a disk. */
const TRIALS_MAX = 100;

export function openTrials(store: Pick<MonitorStore, 'keepTrial' | 'trials' | 'trouble'> | null): Trials {
  const lately = new Map<string, Trial>();
  return {
    keep: (trial) => {
      lately.delete(trial.id);
      lately.set(trial.id, trial);
      for (const oldest of lately.keys()) if (lately.size > TRIALS_MAX) lately.delete(oldest);
      store?.keepTrial(trial);
    },
    find: async ({ limit }) =>
      store === null || store.trouble() !== ''
        ? [...lately.values()].toSorted((a, b) => b.startedAtMs - a.startedAtMs).slice(0, limit)
        : store.trials({ limit }),
  };
}
