import { expect, it } from 'vitest';
import { outage } from '../testing/outage.ts';
import { openings } from './openings.ts';

it('tells everybody who still waits, whoever has stopped before, and however often', () => {
  const { watch, opened } = openings();
  const told: string[] = [];
  const stop = watch('a/m', () => told.push('first'));
  stop();
  watch('a/m', () => told.push('second'));
  stop();
  opened('b/m');
  expect(told).toEqual([]);
  opened('a/m');
  expect(told).toEqual(['second']);
});

it.each([
  ['a stream', { whole: false, hungMs: 30_000 }],
  ['a whole answer', { whole: true, hungMs: 120_000 }],
])('whoever waits for %s of one that rests, because all did, is answered by the first that is back', (_, scene) => {
  const { whole, hungMs } = scene;
  const one = outage({ a: {}, b: {} });
  for (const provider of ['a', 'b']) one.turn(provider, { kind: 'hangs' });
  for (let count = 0; count < 6; count += 1) one.ask({ whole });
  one.world.pass(2 * hungMs + 1_000);
  expect(['a/m', 'b/m'].map(one.engine.book.rests)).toEqual([true, true]);

  one.ask({ whole });
  const isFirst = one.seen('a').at(-1)?.what === 'request';
  const back = isFirst ? 'b' : 'a';
  one.turn(back, { kind: 'well', beginsMs: 300 });
  // Nobody has waited for the end of what hangs.
  one.world.pass(0.9 * hungMs);
  expect(one.entries.at(-1)).toMatchObject({ outcome: 'answered', servedBy: `${back}/m` });
});
