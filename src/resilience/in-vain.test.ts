import { expect, it } from 'vitest';
import { LATE_AT } from './breaker.ts';
import { shareInVain } from './in-vain.ts';

const times = (count: number, ms: number): readonly number[] => Array.from({ length: count }, () => ms);

it.each<readonly [string, number, readonly number[], number]>([
  ['a short one says nothing', 2_900, [], 0],
  ['nor does it of one that was ever so quick', 2_900, times(19, 100), 0],
  ['of one that is not known it is the time', 6_000, [], 0.6],
  ['and no more than that of one that is', 6_000, times(19, 100), 0.6],
  ['as long as the only answer: every other one takes as long', 6_000, [6_000], 0],
  ['twice as long: one in four', 6_000, [3_000], Math.log10(2)],
  ['longer than 19: one in twenty', 9_900, times(19, 9_000), 0.99],
  ['two of 19 took as long: three in twenty', 6_000, [...times(17, 1_000), 7_000, 20_000], Math.log10(0.5 / 0.15)],
  ['half of them took as long', 6_000, [1_000, 7_000], 0],
  ['one that is not short, either', 30_000, times(3, 1_000), 1],
])('%s', (_, silentMs, knownMs, share) => {
  expect(shareInVain(silentMs, knownMs)).toBeCloseTo(share, 2);
});

it('the more answers are known and the quicker they were, the more it says', () => {
  for (const silentMs of [3_500, 5_000, 8_000]) {
    for (const longestMs of [500, 2_000, 4_000]) {
      for (let count = 1; count < 40; count += 1) {
        const share = shareInVain(silentMs, times(count, longestMs));
        expect(share).toBeGreaterThanOrEqual(shareInVain(silentMs, times(count, 2 * longestMs)));
        expect(share).toBeLessThanOrEqual(shareInVain(silentMs, times(count + 1, longestMs)));
      }
    }
  }
});

it('no single wait, however surprising, is more than one answer that is late', () => {
  expect(Math.log(10) * shareInVain(9_999, times(50, 1))).toBeLessThan(LATE_AT / 6);
});
