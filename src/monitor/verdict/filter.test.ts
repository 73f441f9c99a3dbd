import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badOf, type Belief, later, oddsOf, prior, seen, weighed } from './filter.ts';

const HOUR_MS = 3_600_000;

type Call = { readonly failed: boolean; readonly afterMs: number };

const calls = fc.array(fc.record({ failed: fc.boolean(), afterMs: fc.nat({ max: 3 * HOUR_MS }) }), { maxLength: 60 });

function told(all: readonly Call[]): Belief {
  return all.reduce((belief, { failed, afterMs }) => seen(belief, failed, belief.atMs + afterMs), prior(0));
}

/** So many calls, all of which fail, or none, one every so many ms. */
function run(belief: Belief, count: number, { failed, everyMs }: { failed: boolean; everyMs: number }): Belief {
  let last = belief;
  for (let call = 0; call < count; call += 1) last = seen(last, failed, last.atMs + everyMs);
  return last;
}

describe('what is believed of a cell', () => {
  it('is a probability, whatever it is told', () => {
    fc.assert(
      fc.property(calls, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (all, factor) => {
        for (const belief of [told(all), weighed(told(all), factor)]) {
          expect(belief.degraded).toBeGreaterThanOrEqual(0);
          expect(belief.down).toBeGreaterThanOrEqual(0);
          expect(badOf(belief)).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it('is never better after a failure, nor worse after an answer, nor better for a failure in the place of an answer', () => {
    fc.assert(
      fc.property(calls, fc.nat({ max: HOUR_MS }), (all, afterMs) => {
        const before = told(all);
        const atMs = before.atMs + afterMs;
        const now = badOf(later(before, atMs));
        const [failed, answered] = [badOf(seen(before, true, atMs)), badOf(seen(before, false, atMs))];
        expect(failed).toBeGreaterThanOrEqual(now - 1e-12);
        expect(answered).toBeLessThanOrEqual(now + 1e-12);
      }),
    );
  });

  it('is the same after one step of time as after several of the same length', () => {
    fc.assert(
      fc.property(calls, fc.array(fc.nat({ max: HOUR_MS }), { maxLength: 20 }), (all, steps) => {
        const start = told(all);
        const end = steps.reduce((sum, ms) => sum + ms, start.atMs);
        const slowly = steps.reduce((belief, ms) => later(belief, belief.atMs + ms), start);
        const atOnce = later(start, end);
        expect(slowly.degraded).toBeCloseTo(atOnce.degraded, 9);
        expect(slowly.down).toBeCloseTo(atOnce.down, 9);
        expect(slowly.credit).toBeCloseTo(atOnce.credit, 9);
      }),
    );
  });

  it('is forgotten within a day, and holds over years', () => {
    const sure = run(prior(0), 50, { failed: true, everyMs: 1_000 });
    expect(badOf(sure)).toBeGreaterThan(0.999);
    for (const hours of [24, 24 * 365 * 10]) {
      const belief = later(sure, sure.atMs + hours * HOUR_MS);
      expect(badOf(belief)).toBeCloseTo(badOf(prior(0)), 6);
    }
  });

  it('does not go back in time for what is told late', () => {
    const now = seen(prior(1_000), true, 5_000);
    expect(seen(now, true, 2_000).atMs).toBe(5_000);
  });

  it.each([
    ['a call that fails proves nothing', 1, true, [0.1, 0.4]],
    ['two are suspicious', 2, true, [0.7, 0.9]],
    ['three are enough', 3, true, [0.95, 1]],
    ['ten answers are good news', 10, false, [0, 0.012]],
  ] as const)('%s', (_, count, failed, [least, most]) => {
    const bad = badOf(run(prior(0), count, { failed, everyMs: 2_000 }));
    expect(bad).toBeGreaterThan(least);
    expect(bad).toBeLessThan(most);
  });

  it('knows some failures from a breakdown', () => {
    const broken = run(prior(0), 20, { failed: true, everyMs: 2_000 });
    expect(broken.down).toBeGreaterThan(broken.degraded);
    let some = prior(0);
    for (let call = 1; call <= 100; call += 1) some = seen(some, call % 6 === 0, call * 2_000);
    expect(some.degraded).toBeGreaterThan(0.9);
  });

  it('learns from one moment no more than two calls say, however many there were', () => {
    const burst = run(prior(0), 100, { failed: true, everyMs: 0 });
    expect(badOf(burst)).toBe(badOf(run(prior(0), 2, { failed: true, everyMs: 0 })));
    expect(badOf(burst)).toBeLessThan(0.9);
  });

  it('learns the same share of failures from a thousand calls a second as from two', () => {
    let fast = prior(0);
    let slow = prior(0);
    for (let call = 1; call <= 20_000; call += 1) fast = seen(fast, call % 4 === 0, call);
    for (let call = 1; call <= 40; call += 1) slow = seen(slow, call % 4 === 0, call * 500);
    expect(oddsOf(badOf(fast))).toBeGreaterThan(1e3);
    expect(oddsOf(badOf(slow))).toBeGreaterThan(1e3);
    expect(fast.degraded > fast.down).toBe(slow.degraded > slow.down);
  });
});

describe('a factor', () => {
  it('multiplies the odds, and leaves alone which kind of trouble is likelier', () => {
    fc.assert(
      fc.property(calls, fc.double({ min: 0.5, max: 30, noNaN: true }), (all, factor) => {
        const before = told(all);
        const after = weighed(before, factor);
        const expected = oddsOf(badOf(before)) * factor;
        if (expected < 1e6) expect(oddsOf(badOf(after)) / expected).toBeCloseTo(1, 6);
        expect(after.down / after.degraded).toBeCloseTo(before.down / before.degraded, 6);
      }),
    );
  });
});
