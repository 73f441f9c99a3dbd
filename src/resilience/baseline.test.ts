import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseline, bucketOf, BUCKETS } from './baseline.ts';

const HOUR = 3_600_000;

/** The nth of some numbers that look random: a log-normal distribution with a median of 1,000. */
const typical = (index: number): number => {
  const uniform = ((index * 0.618_033_988_7) % 1) * 0.98 + 0.01;
  return 1_000 * (uniform / (1 - uniform)) ** 0.5;
};
const learned = (samples: readonly number[], nowMs = 0) => {
  const one = baseline();
  for (const ms of samples) one.add(ms, nowMs);
  return one;
};
const many = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => typical(index));

describe('a baseline', () => {
  it('says nothing before it has seen twenty answers', () => {
    expect(learned(many(19)).quantileMs(0.95)).toBeNull();
    expect(learned(many(20)).quantileMs(0.95)).not.toBeNull();
  });

  it('has the quantiles of what it has seen, to some percent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 20, maxLength: 900 }),
        fc.constantFrom(0.5, 0.95, 0.99),
        (samples, share) => {
          const sorted = samples.toSorted((a, b) => a - b);
          const one = baseline();
          // In ascending order by small steps nothing is ever strange.
          let largest = 0;
          const taken = sorted.filter((ms) =>
            largest === 0 || ms <= largest * 1.4 + 1 ? ((largest = ms), true) : false,
          );
          for (const ms of taken) one.add(ms, 0);
          if (taken.length < 20) return;
          const exact = taken[Math.min(taken.length, Math.ceil(share * (taken.length + 1))) - 1] ?? 0;
          expect(one.quantileMs(share)).toBeGreaterThanOrEqual(exact);
          expect(one.quantileMs(share)).toBeLessThanOrEqual(exact * 1.026);
        },
      ),
    );
  });

  it('is not moved by an outage, however many slow answers there are', () => {
    const one = learned(many(500));
    const before = one.quantileMs(0.95);
    for (let count = 0; count < 5_000; count += 1) one.add(12_000 + count, 1_000 + count);
    expect(one.quantileMs(0.95)).toBe(before);
  });

  it('is not moved by a brown-out that lets every other answer pass', () => {
    const one = learned(many(1_000));
    const before = one.quantileMs(0.95) ?? 0;
    for (let count = 0; count < 5_000; count += 1) one.add(count % 2 === 0 ? typical(count) : 15_000, count * 10_000);
    expect(one.quantileMs(0.95)).toBeGreaterThan(before * 0.8);
    expect(one.quantileMs(0.95)).toBeLessThan(before * 1.2);
  });

  it('follows what changes slowly', () => {
    const one = learned(many(1_000));
    for (let count = 0; count < 5_000; count += 1) one.add(typical(count) * (1 + count / 2_500), count);
    expect(one.quantileMs(0.5)).toBeGreaterThan(2_500);
  });

  it('takes what has come without a break for two hours as the norm', () => {
    const one = learned(many(500));
    for (let count = 0; count < 100; count += 1) one.add(20_000, (count * 2 * HOUR) / 100);
    expect(one.quantileMs(0.5)).toBeLessThan(2_000);
    for (let count = 0; count < 30; count += 1) one.add(20_000, 2 * HOUR + count);
    expect(one.quantileMs(0.5)).toBeGreaterThan(19_000);
  });

  it('forgets the oldest of more than a thousand', () => {
    const one = learned(Array.from({ length: 1_000 }, () => 1_000));
    for (let count = 0; count < 1_000; count += 1) one.add(500, 0);
    expect(one.quantileMs(0.99)).toBeLessThan(520);
  });
});

it('kinds of requests are told apart by size and by the wish to think', () => {
  expect(bucketOf({ bytes: 0, thinks: false })).toBe(0);
  expect(bucketOf({ bytes: 4_096, thinks: false })).toBe(0);
  expect(bucketOf({ bytes: 4_097, thinks: false })).toBe(1);
  expect(bucketOf({ bytes: 1e9, thinks: true })).toBe(BUCKETS - 1);
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (bytes, thinks) => {
      const bucket = bucketOf({ bytes, thinks });
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS).toBe(true);
    }),
  );
});
