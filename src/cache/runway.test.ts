import { expect, it } from 'vitest';
import { runway } from './runway.ts';

const HOUR = 3_600_000;
const NOW = 1e12;

it('says of the requests of the last hour how many would be answered after so many hours without any model', () => {
  const one = runway();
  for (let count = 0; count < 4; count += 1) one.asked('a', 'long', NOW);
  one.asked('a', 'short', NOW + 60_000);
  one.asked('a', 'never kept', NOW + 60_000);
  one.asked('a', null, NOW + 120_000);
  one.asked('a', null, NOW + 120_000);
  one.asked('b', 'short', NOW);
  one.answerable('long', NOW + 30 * HOUR);
  one.answerable('short', NOW + 2 * HOUR);
  expect(one.shares(NOW + 120_000)).toEqual([
    { route: 'a', requests: 8, hours: { 1: 5 / 8, 6: 4 / 8, 24: 4 / 8 } },
    { route: 'b', requests: 1, hours: { 1: 1, 6: 0, 24: 0 } },
  ]);
  // In the middle of an outage, what is left of it shrinks; what was asked an hour ago is forgotten.
  expect(one.shares(NOW + 50 * 60_000)[1]?.hours[1]).toBe(1);
  expect(one.shares(NOW + 59 * 60_000 + 30_000)).toEqual([
    { route: 'a', requests: 4, hours: { 1: 1 / 4, 6: 0, 24: 0 } },
  ]);
});

it('looks at no more of a minute than it has room for', () => {
  const one = runway();
  for (let count = 0; count < 5_000; count += 1) one.asked('a', `${count}`, NOW);
  expect(one.shares(NOW)[0]?.requests).toBe(1_000);
});
