/** How likely it is that a standby fails when it is needed. */
export type Chance =
  /** As somebody says, 0–1. */
  | { readonly by: 'assumption'; readonly failing: number }
  /** As trials have shown: drills, and incidents in which it was needed. Without any it is anything from never to always. */
  | { readonly by: 'trials'; readonly passed: number; readonly failed: number };

/** It works whenever it is asked. */
export const SURE: Chance = { by: 'assumption', failing: 0 };

/** What is believed before the first trial: as much as half a trial either way (Jeffreys), so that one trial says more than the belief. */
const PRIOR = 0.5;

/** The mean of what is believed, 0–1. No trial at all: a half. */
export function meanOf(chance: Chance): number {
  if (chance.by === 'assumption') return chance.failing;
  return (chance.failed + PRIOR) / (chance.passed + chance.failed + 2 * PRIOR);
}

/** What it may be in one year that is played: always the same where it is assumed, else as uncertain as the trials leave it. */
export function drawn(chance: Chance, random: () => number): number {
  if (chance.by === 'assumption') return chance.failing;
  const failing = gamma(chance.failed + PRIOR, random);
  const working = gamma(chance.passed + PRIOR, random);
  return failing + working === 0 ? 0.5 : failing / (failing + working);
}

/** Numbers from 0 to 1 that look like chance and are the same for the same seed (mulberry32, by Tommy Ettinger, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One draw of the gamma distribution of this shape (Marsaglia and Tsang, 2000). */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * Math.max(random(), Number.MIN_VALUE) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(Math.max(random(), Number.MIN_VALUE)) < (x * x) / 2 + d - d * v + d * Math.log(v))
      return d * v;
  }
}

function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(Math.max(random(), Number.MIN_VALUE)));
  return radius * Math.cos(2 * Math.PI * random());
}
