import type { Slot } from '../model/slot.ts';
import type { World } from '../world/world.ts';
import { dueMs } from './due.ts';
import type { Kept } from './shelf.ts';

/** A slot whose models all rest is tried again after this, and up to as much again, ms. */
const REST_MS = 15_000;

/** When slots are to be built and their sources to be looked at. Wall times, as schedules are. */
export type Calendar = {
  /** When a slot is built next, with the delay that keeps slots from beginning together; null: when somebody asks for it. */
  readonly nextMs: (slot: Slot, kept: Kept) => number | null;
  /** Nobody could be asked. */
  readonly putOff: (slot: Slot) => void;
  /** Is it time to look at its sources? Says so once each time. */
  readonly isWatched: (slot: Slot, kept: Kept) => boolean;
};

export function calendar(world: Pick<World, 'wallMs' | 'nowMs' | 'random'>): Calendar {
  const planned = new Map<string, { readonly dueMs: number; readonly atMs: number }>();
  /** Monotonic, ms. */
  const watchedMs = new Map<string, number>();
  return {
    nextMs: (slot, { builds, printed }) => {
      const nowMs = world.wallMs();
      const due = dueMs(slot, { nowMs, builds, hasCurrent: printed !== null });
      // The delay is drawn once for each time.
      if (due === null) planned.delete(slot.name);
      else if (planned.get(slot.name)?.dueMs !== due)
        planned.set(slot.name, { dueMs: due, atMs: Math.max(due, nowMs) + world.random() * slot.jitterMs });
      return planned.get(slot.name)?.atMs ?? null;
    },
    putOff: ({ name }) => {
      const now = planned.get(name);
      if (now !== undefined) planned.set(name, { ...now, atMs: world.wallMs() + REST_MS * (1 + world.random()) });
    },
    isWatched: ({ name, watchMs }, { builds }) => {
      // What was never built has a time of its own.
      if (watchMs === null || builds.last === null) return false;
      const atMs = watchedMs.get(name);
      const isTime = atMs !== undefined && world.nowMs() >= atMs;
      if (isTime || atMs === undefined) watchedMs.set(name, world.nowMs() + watchMs);
      return isTime;
    },
  };
}
