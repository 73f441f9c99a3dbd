import { describe, expect, it } from 'vitest';
import { falseRate, isSuspended } from './evidence.ts';

describe('how many answers may be wrong', () => {
  // As in tables of the Clopper-Pearson bound: 1 − 0.05^(1/n) where none was wrong.
  it.each([
    [0, 0, 1],
    [1, 0, 0.95],
    [10, 0, 1 - 0.05 ** 0.1],
    [149, 0, 0.0199],
    [10, 1, 0.3942],
    [100, 2, 0.0616],
    [10, 10, 1],
  ])('of %s that were checked, %s wrong: at most %s', (checked, wrong, upTo) => {
    expect(falseRate(checked, wrong).upTo).toBeCloseTo(upTo, 4);
  });

  it('the first wrong one suspends, until enough right ones prove that they are rare', () => {
    expect(isSuspended(falseRate(3, 0))).toBe(false);
    expect(isSuspended(falseRate(3, 1))).toBe(true);
    expect(isSuspended(falseRate(235, 1))).toBe(true);
    expect(isSuspended(falseRate(236, 1))).toBe(false);
  });
});
