import type { World } from './world.ts';

/** The resolution of every deadline, ms. */
export const TICK_MS = 20;
const SLOTS = 512;

/** `sinceTick`: the last tick that was over, or under way, when it was added. */
type Entry = { rounds: number; wake: (() => void) | null; readonly holds: boolean; readonly sinceTick: number };

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
  const slots: Set<Entry>[] = Array.from({ length: SLOTS }, () => new Set());
  let waiting = 0;
  /** Those for which the process stays alive, and whether it does: let go of at the next tick, as each change of that costs a call. */
  let holding = 0;
  let isHeld = false;
  let ticks = 0;
  let startMs = 0;
  let timer: Interval | null = null;

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
    while (ticks < due && waiting > 0) {
      ticks += 1;
      const slot = slots[ticks % SLOTS];
      for (const entry of slot ?? []) {
        // What is added while this slot is looked at is due when it comes round again.
        if (entry.sinceTick === ticks) continue;
        if (entry.rounds > 0) {
          entry.rounds -= 1;
          continue;
        }
        slot?.delete(entry);
        waiting -= 1;
        if (entry.holds) holding -= 1;
        const { wake } = entry;
        entry.wake = null;
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
      const slot = slots[dueTick % SLOTS];
      const rounds = Math.floor((dueTick - ticks - 1) / SLOTS);
      const entry: Entry = { rounds, wake, holds: idle === undefined, sinceTick: ticks };
      slot?.add(entry);
      waiting += 1;
      if (entry.holds) hold();
      return () => {
        if (entry.wake === null) return;
        entry.wake = null;
        if (slot?.delete(entry) !== true) return;
        waiting -= 1;
        if (entry.holds) holding -= 1;
      };
    },
    close: () => {
      for (const slot of slots) slot.clear();
      waiting = 0;
      holding = 0;
      stop();
    },
  };
}
