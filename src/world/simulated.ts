import { type Agenda, agendaOf, lottery } from './agenda.ts';
import { type Every, TICK_MS, timerWheel } from './wheel.ts';
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
  /** When more happened at one moment than ever does unless it goes round for ever; nothing happens from then on. Null: never. */
  readonly stoodStillMs: () => number | null;
};

/** What real worlds do and simple tests do not want. */
export type Habits = {
  /** They wake to the moment, at the ticks of the real world, or when its wheel comes to them, which is late when the process was. */
  readonly timers: 'exact' | 'ticks' | 'wheel';
  /** What is due at the same moment happens in any order. */
  readonly shuffled: boolean;
};

const PLAIN: Habits = { timers: 'exact', shuffled: false };
const START_WALL_MS = 1_700_000_000_000;

/** Nobody is there: nothing ever answers. */
export const noNetwork: Network = () => ({ pause: () => {}, resume: () => {}, abort: () => {} });

/** More than this happens at no moment that has an end: an event of 8 MiB may come byte by byte, and timers are those of some callers. */
const AT_ONCE_MAX = 10_000_000;
const TIMERS_AT_ONCE_MAX = 10_000;

/** A world where time passes only when someone says so, and chance repeats itself. Same seed, same trace. */
export function simulatedWorld(seed: number, network: Network, habits: Habits = PLAIN): SimulatedWorld {
  let nowMs = 0;
  let wallStepMs = 0;
  const agenda = agendaOf(seed, habits.shuffled);
  const moment = momentOf(() => nowMs);
  const timers = habits.timers === 'wheel' ? onWheel(agenda, moment) : onAgenda(agenda, moment, habits.timers);

  const wakeUntil = (untilMs: number): void => {
    for (let entry = agenda.next(untilMs); entry !== null; entry = agenda.next(untilMs)) {
      nowMs = Math.max(nowMs, entry.dueMs);
      if (moment.goesOn(entry.timer)) agenda.wake(entry);
    }
  };

  const world: SimulatedWorld = {
    nowMs: () => nowMs,
    wallMs: () => START_WALL_MS + wallStepMs + nowMs,
    after: timers.after,
    arrive: (ms, what) => agenda.add(nowMs + Math.max(0, ms), false, what),
    timers: timers.count,
    random: lottery(seed),
    open: (request, on) => network(request, on, world),
    close: async () => {
      timers.clear();
      agenda.clear();
    },
    pass: (ms) => {
      const untilMs = nowMs + ms;
      wakeUntil(untilMs);
      nowMs = Math.max(nowMs, untilMs);
    },
    settle: (limitMs = 3_600_000) => wakeUntil(nowMs + limitMs),
    freeze: (ms) => {
      nowMs += ms;
      // What it stood still in goes on first, and asks for its timers while the wheel is late.
      const first = habits.timers === 'wheel' ? agenda.next(nowMs) : null;
      if (first !== null) agenda.wake(first);
      for (const entry of agenda.takeTimers(nowMs)) agenda.wake(entry);
    },
    stepWall: (ms) => void (wallStepMs += ms),
    stoodStillMs: moment.stoodStillMs,
  };
  return world;
}

/** The moment that it is, and all that happens in it. */
type Moment = {
  readonly nowMs: () => number;
  /** Something happens, maybe a timer. False: it must not, there would be no end of it. */
  readonly goesOn: (isTimer: boolean) => boolean;
  readonly stoodStillMs: () => number | null;
};

function momentOf(nowMs: () => number): Moment {
  let sinceMs = 0;
  let count = 0;
  let timers = 0;
  let stoodStillMs: number | null = null;
  return {
    nowMs,
    goesOn: (isTimer) => {
      if (nowMs() !== sinceMs) count = timers = 0;
      sinceMs = nowMs();
      count += 1;
      if (isTimer) timers += 1;
      if (count > AT_ONCE_MAX || timers > TIMERS_AT_ONCE_MAX) stoodStillMs ??= sinceMs;
      return stoodStillMs === null;
    },
    stoodStillMs: () => stoodStillMs,
  };
}

type Timers = {
  readonly after: World['after'];
  /** How many are running. */
  readonly count: () => number;
  readonly clear: () => void;
};

function onAgenda(agenda: Agenda, { nowMs }: Moment, when: 'exact' | 'ticks'): Timers {
  return {
    after: (ms, what) => {
      const dueMs = nowMs() + Math.max(0, ms);
      return agenda.add(when === 'exact' ? dueMs : Math.ceil(dueMs / TICK_MS) * TICK_MS, true, what);
    },
    count: agenda.timers,
    clear: () => {},
  };
}

/** The wheel of the real world. Only the interval that walks it stands in the agenda. */
function onWheel(agenda: Agenda, { nowMs, goesOn }: Moment): Timers {
  const every: Every = (ms, tick) => {
    let isOver = false;
    let cancel: Cancel | null = null;
    const next = (): void => {
      cancel = agenda.add(nowMs() + ms, true, () => {
        tick();
        if (!isOver) next();
      });
    };
    next();
    return {
      ref: () => {},
      unref: () => {},
      [Symbol.dispose]: () => {
        isOver = true;
        cancel?.();
      },
    };
  };
  const wheel = timerWheel(nowMs, every);
  let count = 0;
  return {
    after: (ms, what) => {
      let isOver = false;
      const over = (): void => {
        if (!isOver) count -= 1;
        isOver = true;
      };
      count += 1;
      const cancel = wheel.after(ms, () => {
        over();
        if (goesOn(true)) what();
      });
      return () => {
        over();
        cancel();
      };
    },
    count: () => count,
    clear: wheel.close,
  };
}
