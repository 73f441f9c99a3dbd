import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { together, availability } from './failover.ts';
import { clipped, heaviest, lengthMs, overlap, union, type Weighted, weightMs, without } from './spans.ts';

const span = fc
  .record({ fromMs: fc.nat({ max: 60 }), lengthMs: fc.nat({ max: 20 }), weight: fc.constantFrom(0.05, 0.3, 0.95, 1) })
  .map(({ fromMs, lengthMs: ms, weight }) => ({ fromMs, toMs: fromMs + ms, weight }));
const spans = fc.array(span, { maxLength: 12 });
const WINDOW = { fromMs: 0, toMs: 80 };

/** The heaviest at every millisecond, the slow way. */
function slowly(all: readonly Weighted[]): readonly number[] {
  return Array.from({ length: 80 }, (_, atMs) =>
    Math.max(0, ...all.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs).map(({ weight }) => weight)),
  );
}

describe('stretches of time', () => {
  it('count once however many there are at once, as the heaviest', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const weights = slowly(all);
        expect(weightMs(heaviest(all))).toBeCloseTo(
          weights.reduce((sum, weight) => sum + weight, 0),
          9,
        );
        expect(lengthMs(union(all))).toBe(weights.filter((weight) => weight > 0).length);
      }),
    );
  });

  it('are left outside of windows as long as they are there and not in one', () => {
    fc.assert(
      fc.property(spans, spans, (all, windows) => {
        const rest = without(all, windows);
        for (const one of rest) expect(windows.flatMap((window) => clipped([one], window))).toEqual([]);
        const inside = all.flatMap((one) => clipped(union(windows), one));
        expect(lengthMs(rest) + lengthMs(inside)).toBe(lengthMs(all));
      }),
    );
  });

  it('do not depend on their order', () => {
    fc.assert(
      fc.property(spans, fc.gen(), (all, gen) => {
        const shuffled = gen(fc.shuffledSubarray, all, { minLength: all.length });
        expect(weightMs(heaviest(shuffled))).toBeCloseTo(weightMs(heaviest(all)), 9);
        expect(union(shuffled)).toEqual(union(all));
      }),
    );
  });

  it('overlap as they do the slow way, and the same both ways round', () => {
    fc.assert(
      fc.property(spans, spans, (some, others) => {
        const [one, other] = [heaviest(some), heaviest(others)];
        const expected = slowly(some).map((weight, at) => weight * (slowly(others)[at] ?? 0));
        const product = overlap(one, other, (a, b) => a * b);
        expect(weightMs(product)).toBeCloseTo(
          expected.reduce((sum, weight) => sum + weight, 0),
          9,
        );
        expect(weightMs(overlap(other, one, (a, b) => a * b))).toBeCloseTo(weightMs(product), 9);
      }),
    );
  });

  it('keep what is within the window', () => {
    expect(
      clipped(
        [
          { fromMs: -5, toMs: 3 },
          { fromMs: 90, toMs: 95 },
        ],
        WINDOW,
      ),
    ).toEqual([{ fromMs: 0, toMs: 3 }]);
  });
});

describe('a standby', () => {
  it('never makes it worse, and the sooner trouble is noticed the better', () => {
    fc.assert(
      fc.property(spans, spans, fc.nat({ max: 20 }), fc.nat({ max: 20 }), (first, standby, some, more) => {
        const soon = availability(first, standby, { window: WINDOW, noticedMs: some });
        const late = availability(first, standby, { window: WINDOW, noticedMs: some + more });
        expect(soon.routed).toBeGreaterThanOrEqual(late.routed - 1e-12);
        expect(late.routed).toBeGreaterThanOrEqual(late.alone - 1e-12);
        expect(soon.retried).toBeGreaterThanOrEqual(soon.alone - 1e-12);
      }),
    );
  });

  it('is one only as far as it is well while the other is not', () => {
    const down = [{ fromMs: 10, toMs: 20 }];
    expect(together(down, [{ fromMs: 15, toMs: 25 }], WINDOW)).toMatchObject({
      both: 5 / 80,
      overlaps: 1,
      eitherWell: 75 / 80,
    });
    expect(together(down, [], WINDOW)).toMatchObject({ both: 0, lift: null, eitherWell: 1 });
  });
});
