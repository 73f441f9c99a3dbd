import type { Cancel } from './world.ts';

/** Something that is still to happen. */
export type Entry = {
  readonly dueMs: number;
  readonly order: number;
  readonly timer: boolean;
  wake: (() => void) | null;
};

/** All that is still to happen in a simulated world. */
export type Agenda = {
  readonly add: (dueMs: number, timer: boolean, wake: () => void) => Cancel;
  /** Takes out what is due first, null when nothing is until then. */
  readonly next: (untilMs: number) => Entry | null;
  readonly wake: (entry: Entry) => void;
  readonly takeTimers: (untilMs: number) => readonly Entry[];
  readonly timers: () => number;
  readonly clear: () => void;
};

/** `shuffled`: what is due at the same moment happens in any order. */
export function agendaOf(seed: number, shuffled: boolean): Agenda {
  const queue = heap();
  // Its own, so that the order of things takes no numbers away from those who ask for chance.
  const lot = lottery(seed ^ 0x5bd1e995);
  let count = 0;
  let timers = 0;

  const done = (entry: Entry): void => {
    if (entry.wake !== null && entry.timer) timers -= 1;
    entry.wake = null;
  };
  return {
    add: (dueMs, timer, wake) => {
      count += 1;
      const entry: Entry = { dueMs, order: shuffled ? lot() + count * 1e-12 : count, timer, wake };
      queue.push(entry);
      if (timer) timers += 1;
      return () => done(entry);
    },
    next: (untilMs) => {
      for (let entry = queue.first(); entry !== undefined && entry.dueMs <= untilMs; entry = queue.first()) {
        queue.shift();
        if (entry.wake !== null) return entry;
      }
      return null;
    },
    wake: (entry) => {
      const { wake } = entry;
      done(entry);
      wake?.();
    },
    takeTimers: queue.takeTimers,
    timers: () => timers,
    clear: () => {
      queue.clear();
      timers = 0;
    },
  };
}

/** Chance that repeats itself. Numerical Recipes' linear congruential generator: small, and the same on every machine. */
export function lottery(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Heap = {
  readonly push: (entry: Entry) => void;
  readonly first: () => Entry | undefined;
  readonly shift: () => void;
  /** Takes out all timers that are due, in their order. */
  readonly takeTimers: (untilMs: number) => readonly Entry[];
  readonly clear: () => void;
};

/** A binary heap: whatever is due first is on top. */
function heap(): Heap {
  let entries: Entry[] = [];

  const sinkFrom = (start: number, entry: Entry): void => {
    let at = start;
    for (let child = 2 * at + 1; child < entries.length; child = 2 * at + 1) {
      const [left, right] = [entries[child], entries[child + 1]];
      if (left !== undefined && right !== undefined && isBefore(right, left)) child += 1;
      const least = entries[child];
      if (least === undefined || !isBefore(least, entry)) break;
      entries[at] = least;
      at = child;
    }
    entries[at] = entry;
  };
  const push = (entry: Entry): void => {
    let at = entries.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      entries[at] = parent;
      at = above;
    }
    entries[at] = entry;
  };

  return {
    push,
    first: () => entries[0],
    shift: () => {
      const last = entries.pop();
      if (last !== undefined && entries.length > 0) sinkFrom(0, last);
    },
    takeTimers: (untilMs) => {
      const due = entries.filter(({ timer, dueMs }) => timer && dueMs <= untilMs);
      if (due.length === 0) return [];
      const rest = entries.filter(({ timer, dueMs }) => !timer || dueMs > untilMs);
      entries = [];
      for (const entry of rest) push(entry);
      return due.sort((one, other) => (isBefore(one, other) ? -1 : 1));
    },
    clear: () => void (entries = []),
  };
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}
