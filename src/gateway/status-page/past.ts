import type { Monitor } from '../../model/monitor.ts';
import type { World } from '../../world/world.ts';
import { type History, historyOf } from './outlook.ts';

/** What is known of the past, gathered again only when that is worth it: counting it takes longer than all the rest. */
export type Past = {
  readonly known: () => Promise<History>;
  /** There is something new. */
  readonly changed: () => void;
};

/** It changes by incidents, and by the time that they go on, ms. */
const FRESH_MS = 60_000;

export function openPast(monitor: Monitor, { nowMs }: Pick<World, 'nowMs'>): Past {
  let last: { readonly atMs: number; readonly history: History } | null = null;
  let isStale = true;
  return {
    known: async () => {
      const isFresh = last !== null && nowMs() - last.atMs < FRESH_MS && last.history.trouble === '';
      if (last !== null && isFresh && !isStale) return last.history;
      // Before it is gathered: what changes meanwhile may not be in it.
      isStale = false;
      const atMs = nowMs();
      const history = await historyOf(monitor);
      last = { atMs, history };
      return history;
    },
    changed: () => void (isStale = true),
  };
}
