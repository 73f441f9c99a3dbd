import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begun,
  beganToDrain,
  type Capacity,
  mayBegin,
  MINUTE_MS,
  passed,
  pauseAfter,
  PAUSE_MS_MAX,
  SHARE,
} from './pace.ts';

/** Works off for a while as fast as it may, with jobs of one length. Says how much was used. */
function drained(capacity: Capacity, jobMs: number, forMs: number, chances: () => number) {
  let pace = beganToDrain(0, chances() * 5_000);
  const ends: number[] = [];
  let begins = 0;
  let usedMs = 0;
  let most = 0;
  for (let nowMs = 0; nowMs < forMs; nowMs += 10) {
    const running = ends.filter((end) => end > nowMs).length;
    pace = passed(pace, { running, nowMs }, capacity);
    usedMs += running * 10;
    most = Math.max(most, running);
    if (!mayBegin(pace, { running, nowMs }, capacity)) continue;
    pace = begun(pace, nowMs, capacity, chances());
    ends.push(nowMs + jobMs);
    begins += 1;
  }
  return { begins, usedMs, most };
}

describe('working off', () => {
  it('takes no more than a tenth of the places and of the requests, whatever they are and however long jobs take', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 10, max: 6_000 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.integer({ min: 50, max: 20_000 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (places, perMinute, recovered, jobMs, chances) => {
          const forMs = 120_000;
          const next = (): number => chances.next().value;
          const { usedMs, begins, most } = drained({ places, perMinute, recovered }, jobMs, forMs, next);
          const share = SHARE * recovered;
          expect(most).toBeLessThanOrEqual(Math.max(1, share * places));
          // One job that has begun is not interrupted.
          expect(usedMs).toBeLessThanOrEqual(share * places * forMs + jobMs);
          // By chance all pauses can be short ones, and half as long as the mean.
          expect(begins).toBeLessThanOrEqual((2 * share * perMinute * forMs) / MINUTE_MS + 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('uses its tenth where jobs are there to use it', () => {
    const half = (): number => 0.5;
    expect(drained({ places: 100, perMinute: 60_000, recovered: 1 }, 1_000, 60_000, half).most).toBe(10);
    const { begins } = drained({ places: 1_000, perMinute: 600, recovered: 1 }, 100, 600_000, half);
    expect(begins).toBeGreaterThan(580);
    expect(begins).toBeLessThanOrEqual(600);
  });

  it('uses a place for a tenth of the time where there is one', () => {
    const { usedMs, most } = drained({ places: 1, perMinute: 6_000, recovered: 1 }, 1_000, 600_000, () => 0.5);
    expect(most).toBe(1);
    expect(usedMs / 600_000).toBeCloseTo(0.1, 1);
  });

  it('does not begin at one moment everywhere, and not at all while nobody is trusted', () => {
    const capacity = { places: 100, perMinute: 600, recovered: 1 };
    const pace = beganToDrain(0, 4_500);
    expect(mayBegin(pace, { running: 0, nowMs: 4_000 }, capacity)).toBe(false);
    expect(mayBegin(pace, { running: 0, nowMs: 5_000 }, capacity)).toBe(true);
    expect(mayBegin(pace, { running: 0, nowMs: 5_000 }, { ...capacity, recovered: 0 })).toBe(false);
  });

  it('waits longer after each try, up to a limit', () => {
    const pauses = [1, 2, 3, 50].map((tries) => pauseAfter(tries, 0.999));
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
    expect(pauses.at(-1)).toBeLessThanOrEqual(PAUSE_MS_MAX);
    expect(pauseAfter(1, 0)).toBe(2_500);
  });
});
