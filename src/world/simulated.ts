import type { Exchange, WireHandlers, WireRequest, World } from './world.ts';

/** How the simulated network answers: it may use the world's own `after`, so that a provider can be slow. */
export type Network = (request: WireRequest, on: WireHandlers, world: SimulatedWorld) => Exchange;

export type SimulatedWorld = World & {
  /** Lets time pass, waking everything that becomes due on the way, in order. */
  readonly pass: (ms: number) => void;
  /** Lets time pass until nothing waits any more, at most `limitMs`. */
  readonly settle: (limitMs?: number) => void;
};

type Entry = { readonly dueMs: number; readonly order: number; readonly wake: () => void };

/** A world where time passes only when someone says so, and chance repeats itself. Same seed, same trace. */
export function simulatedWorld(seed: number, network: Network): SimulatedWorld {
  let nowMs = 0;
  let order = 0;
  let state = seed >>> 0;
  const waiting = new Set<Entry>();

  const next = (untilMs: number): Entry | null => {
    let first: Entry | null = null;
    for (const entry of waiting) {
      if (entry.dueMs > untilMs) continue;
      if (first === null || entry.dueMs < first.dueMs || (entry.dueMs === first.dueMs && entry.order < first.order)) {
        first = entry;
      }
    }
    return first;
  };
  const wakeUntil = (untilMs: number): void => {
    for (let entry = next(untilMs); entry !== null; entry = next(untilMs)) {
      waiting.delete(entry);
      nowMs = Math.max(nowMs, entry.dueMs);
      entry.wake();
    }
  };

  const world: SimulatedWorld = {
    nowMs: () => nowMs,
    wallMs: () => 1_700_000_000_000 + nowMs,
    after: (ms, wake) => {
      const entry: Entry = { dueMs: nowMs + Math.max(0, ms), order: order++, wake };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    random: () => {
      // Numerical Recipes' linear congruential generator: small, and the same on every machine.
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    },
    open: (request, on) => network(request, on, world),
    close: async () => waiting.clear(),
    pass: (ms) => {
      const untilMs = nowMs + ms;
      wakeUntil(untilMs);
      nowMs = untilMs;
    },
    settle: (limitMs = 3_600_000) => wakeUntil(nowMs + limitMs),
  };
  return world;
}
