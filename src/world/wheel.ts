import type { World } from './world.ts';

/** The resolution of every deadline, ms. */
export const TICK_MS = 20;
const SLOTS = 512;

/**
 * Somebody who waits, between those who wait beside it in its slot. A slot is a ring of them that begins at one which waits for nothing:
 * they are put in and taken out far more often than woken, and a Set would have to make up a number for each, to find it again by.
 */
class Entry {
  readonly holds: boolean;
  /** How often the wheel goes round until it is due. */
  rounds: number;
  /** Null when it was woken or is not wanted any more. */
  wake: (() => void) | null;
  before: Entry = this;
  behind: Entry = this;

  constructor(wake: (() => void) | null, rounds: number, holds: boolean) {
    this.wake = wake;
    this.rounds = rounds;
    this.holds = holds;
  }

  /** Puts it at the end of a ring. */
  join(ring: Entry): void {
    this.before = ring.before;
    this.behind = ring;
    ring.before.behind = this;
    ring.before = this;
  }

  leave(): void {
    this.before.behind = this.behind;
    this.behind.before = this.before;
    this.before = this.behind = this;
  }
}

/** What walks the wheel: an interval of Node's, or one of a simulated world. It keeps no process alive until it is told to (`ref`). */
export type Interval = {
  readonly ref: () => unknown;
  readonly unref: () => unknown;
  readonly [Symbol.dispose]: () => void;
};

/** Starts one: the next time is so long after the last time was over, however late that was. */
export type Every = (ms: number, tick: () => void) => Interval;

const everyReal: Every = (ms, tick) => setInterval(tick, ms).unref();

/**
 * Timers for thousands of requests at the price of one: entries wait in the slot of the tick at which they are due, and one
 * interval walks the slots while there is anything to wait for. (One `setTimeout` per deadline would cost more, and a
 * deadline that is mostly cancelled should cost nothing.)
 */
export function timerWheel(
  nowMs: () => number = () => performance.now(),
  every: Every = everyReal,
): {
  readonly after: World['after'];
  readonly close: () => void;
} {
  const slots: Entry[] = [];
  let waiting = 0;
  /** Those for which the process stays alive, and whether it does: let go of at the next tick, as each change of that costs a call. */
  let holding = 0;
  let isHeld = false;
  let ticks = 0;
  let startMs = 0;
  let timer: Interval | null = null;

  const slotAt = (tick: number): Entry => (slots[tick % SLOTS] ??= new Entry(null, 0, false));

  const end = (entry: Entry): void => {
    if (entry.wake === null) return;
    entry.wake = null;
    entry.leave();
    waiting -= 1;
    if (entry.holds) holding -= 1;
  };

  const stop = (): void => {
    timer?.[Symbol.dispose]();
    timer = null;
    isHeld = false;
  };

  const hold = (): void => {
    holding += 1;
    if (!isHeld) timer?.ref();
    isHeld = true;
  };

  const letGo = (): void => {
    if (isHeld) timer?.unref();
    isHeld = false;
  };

  const walk = (): void => {
    // A late tick (a busy process, a machine that slept) makes up for the ones it missed.
    const due = Math.floor((nowMs() - startMs) / TICK_MS);
    while (ticks < due) {
      if (waiting === 0) break;
      ticks += 1;
      // What is added while these are woken is due when the slot comes round again.
      for (const entry of dueIn(slotAt(ticks))) {
        const { wake } = entry;
        end(entry);
        wake?.();
      }
    }
    if (waiting === 0) stop();
    if (holding === 0) letGo();
  };

  return {
    after: (ms, wake, idle) => {
      if (timer === null) {
        timer = every(TICK_MS, walk);
        startMs = nowMs();
        ticks = 0;
      }
      const dueTick = Math.max(ticks + 1, Math.ceil((nowMs() - startMs + ms) / TICK_MS));
      const rounds = Math.floor((dueTick - ticks - 1) / SLOTS);
      const entry = new Entry(wake, rounds, idle === undefined);
      entry.join(slotAt(dueTick));
      waiting += 1;
      if (entry.holds) hold();
      return () => end(entry);
    },
    close: () => {
      slots.forEach((slot) => ringOf(slot).forEach(end));
      stop();
    },
  };
}

/** Those of a slot whose time has come. The others have one round less to wait. */
function dueIn(slot: Entry): readonly Entry[] {
  return ringOf(slot).filter((entry) => {
    entry.rounds -= 1;
    return entry.rounds < 0;
  });
}

function ringOf(slot: Entry): readonly Entry[] {
  const entries: Entry[] = [];
  for (let entry = slot.behind; entry !== slot; entry = entry.behind) entries.push(entry);
  return entries;
}
