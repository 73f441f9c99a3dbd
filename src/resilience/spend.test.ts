import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTRA_SPEND, extraMost, isExtra, isUsedUp, NOTHING_SPENT, spentIn, withSpent } from './spend.ts';

const MINUTE = 60_000;

describe('an hour', () => {
  it('forgets what is older', () => {
    const hour = withSpent(withSpent(NOTHING_SPENT, 1, 30_000), 2, 30 * MINUTE);
    expect(spentIn(hour, 30 * MINUTE)).toBe(3);
    expect(spentIn(hour, 60 * MINUTE + 29_000)).toBe(3);
    expect(spentIn(hour, 61 * MINUTE)).toBe(2);
    expect(spentIn(hour, 91 * MINUTE)).toBe(0);
    expect(spentIn(hour, 10_000 * MINUTE)).toBe(0);
  });

  it('has all of the last 60 minutes in it, and nothing older than 61, whenever something was spent', () => {
    const spending = fc.record({
      afterMs: fc.integer({ min: 0, max: 20 * MINUTE }),
      cents: fc.integer({ min: 0, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(spending, { maxLength: 60 }), fc.integer({ min: 0, max: 90 * MINUTE }), (list, laterMs) => {
        let nowMs = 0;
        let hour = NOTHING_SPENT;
        const spent: { readonly atMs: number; readonly usd: number }[] = [];
        for (const { afterMs, cents } of list) {
          nowMs += afterMs;
          hour = withSpent(hour, cents / 100, nowMs);
          spent.push({ atMs: nowMs, usd: cents / 100 });
        }
        nowMs += laterMs;
        const since = (ms: number): number =>
          spent.filter(({ atMs }) => nowMs - atMs <= ms).reduce((sum, { usd }) => sum + usd, 0);
        expect(spentIn(hour, nowMs)).toBeGreaterThanOrEqual(since(60 * MINUTE) - 1e-9);
        expect(spentIn(hour, nowMs)).toBeLessThanOrEqual(since(61 * MINUTE) + 1e-9);
        expect(hour.before.length).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe('calls in addition', () => {
  it('are those beside or behind one that might have done, and no failover', () => {
    const all = ['first', 'next', 'mend', 'again', 'hedge', 'rescue', 'continue'] as const;
    expect(all.filter(isExtra)).toEqual(['again', 'hedge', 'rescue', 'continue']);
  });

  it('may cost a share of everything, and half a dollar to begin with', () => {
    expect(extraMost(EXTRA_SPEND, 0)).toBe(0.5);
    expect(extraMost(EXTRA_SPEND, 100)).toBe(5.5);
    expect(extraMost({ share: 0, perHour: 0 }, 100)).toBe(0);
  });
});

describe('an account with a limit', () => {
  it.each([
    ['nothing was spent', { spentUsd: 0, calls: 0, underWay: 100 }, false],
    ['there is something left', { spentUsd: 19, calls: 100, underWay: 0 }, false],
    ['what is under way will need what is left', { spentUsd: 19, calls: 100, underWay: 6 }, true],
    ['all is spent', { spentUsd: 20, calls: 100, underWay: 0 }, true],
  ])('%s', (_, account, usedUp) => {
    expect(isUsedUp(account, 20)).toBe(usedUp);
  });
});
