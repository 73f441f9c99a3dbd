import type { Cancel, Exchange, WireHandlers, WireRequest, World } from './world.ts';

/** How the simulated network answers: it may use the world's own `arrive`, so that a provider can be slow. */
export type Network = (request: WireRequest, on: WireHandlers, world: SimulatedWorld) => Exchange;

export type SimulatedWorld = World & {
  /** Lets time pass, waking everything that becomes due on the way, in order. */
  readonly pass: (ms: number) => void;
  /** Lets time pass until nothing waits any more, at most `limitMs`. */
  readonly settle: (limitMs?: number) => void;
  /** Something comes from outside after exactly `ms`, where `after` is as late as timers are. */
  readonly arrive: (ms: number, what: () => void) => Cancel;
  /** How many timers are running; what is to arrive from outside is not counted. */
  readonly timers: () => number;
  /**
   * The process stands still for so long, as in a long garbage collection. Then the timers that are due wake before anything
   * that came meanwhile is read, which is the order that Node has.
   */
  readonly freeze: (ms: number) => void;
  /** The wall clock jumps, forwards or backwards. */
  readonly stepWall: (ms: number) => void;
};

/** What real worlds do and simple tests do not want. */
export type Habits = {
  /** Timers wake at multiples of this only, ms; 0 wakes them to the moment. */
  readonly tickMs: number;
  /** What is due at the same moment happens in any order. */
  readonly shuffled: boolean;
};

const PLAIN: Habits = { tickMs: 0, shuffled: false };
const START_WALL_MS = 1_700_000_000_000;

/** Nobody is there: nothing ever answers. */
export const noNetwork: Network = () => ({ pause: () => {}, resume: () => {}, abort: () => {} });

type Entry = { readonly dueMs: number; readonly order: number; readonly timer: boolean; wake: (() => void) | null };

/** A world where time passes only when someone says so, and chance repeats itself. Same seed, same trace. */
export function simulatedWorld(seed: number, network: Network, habits: Habits = PLAIN): SimulatedWorld {
  let nowMs = 0;
  let wallStepMs = 0;
  const agenda = agendaOf(seed, habits);

  const wakeUntil = (untilMs: number): void => {
    for (let entry = agenda.next(untilMs); entry !== null; entry = agenda.next(untilMs)) {
      nowMs = Math.max(nowMs, entry.dueMs);
      agenda.wake(entry);
    }
  };

  const world: SimulatedWorld = {
    nowMs: () => nowMs,
    wallMs: () => START_WALL_MS + wallStepMs + nowMs,
    after: (ms, what) => {
      const dueMs = nowMs + Math.max(0, ms);
      const { tickMs } = habits;
      return agenda.add(tickMs === 0 ? dueMs : Math.ceil(dueMs / tickMs) * tickMs, true, what);
    },
    arrive: (ms, what) => agenda.add(nowMs + Math.max(0, ms), false, what),
    timers: agenda.timers,
    random: lottery(seed),
    open: (request, on) => network(request, on, world),
    close: async () => agenda.clear(),
    pass: (ms) => {
      const untilMs = nowMs + ms;
      wakeUntil(untilMs);
      nowMs = Math.max(nowMs, untilMs);
    },
    settle: (limitMs = 3_600_000) => wakeUntil(nowMs + limitMs),
    freeze: (ms) => {
      nowMs += ms;
      for (const entry of agenda.takeTimers(nowMs)) agenda.wake(entry);
    },
    stepWall: (ms) => void (wallStepMs += ms),
  };
  return world;
}

type Agenda = {
  readonly add: (dueMs: number, timer: boolean, wake: () => void) => Cancel;
  /** Takes out what is due first, null when nothing is until then. */
  readonly next: (untilMs: number) => Entry | null;
  readonly wake: (entry: Entry) => void;
  readonly takeTimers: (untilMs: number) => readonly Entry[];
  readonly timers: () => number;
  readonly clear: () => void;
};

/** All that is still to happen. */
function agendaOf(seed: number, { shuffled }: Habits): Agenda {
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

/** Numerical Recipes' linear congruential generator: small, and the same on every machine. */
function lottery(seed: number): () => number {
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
