import { expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { simulatedWorld } from '../../world/simulated.ts';
import { outage } from '../testing/outage.ts';
import { healthBook } from './health-book.ts';

const TARGET = 'a/m';
const book = () => healthBook(simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} })));
const begin = (one: ReturnType<typeof book>, bucket: number, tookMs: number): void =>
  one.content(TARGET, one.started(TARGET), { tookMs, bucket, prompt: true });

it('what is usual is known after twenty answers of one kind, and of no other kind', () => {
  const one = book();
  for (let count = 0; count < 19; count += 1) begin(one, 3, 1_000 + count);
  expect(one.lateAfterMs(TARGET, 3)).toBeNull();
  expect(one.expected(TARGET, 3)).toEqual({ firstContentMs: null, tokensPerSecond: null });
  begin(one, 3, 1_019);
  expect(one.lateAfterMs(TARGET, 3)).toBeGreaterThan(1_018);
  expect(one.lateAfterMs(TARGET, 3)).toBeLessThan(1_050);
  expect(one.lateAfterMs(TARGET, 4)).toBeNull();
});

it('nothing is late before half a second, however fast a target is', () => {
  const one = book();
  for (let count = 0; count < 100; count += 1) begin(one, 0, 12);
  expect(one.lateAfterMs(TARGET, 0)).toBe(500);
  expect(one.expected(TARGET, 0).firstContentMs).toBeLessThan(13);
});

it('the speed of answers is their median, once there are five', () => {
  const one = book();
  for (const tokensPerSecond of [80, 90, 100, 5]) one.paced(TARGET, tokensPerSecond);
  expect(one.expected(TARGET, 0).tokensPerSecond).toBeNull();
  one.paced(TARGET, 95);
  expect(one.expected(TARGET, 0).tokensPerSecond).toBe(90);
});

it('answers that drip stop a target as failures do, and each is counted when it is seen', () => {
  const one = book();
  const drips = new Fault('stalled', 'The answer drips: about 1 tokens/s');
  const generation = one.started(TARGET);
  for (let count = 0; count < 2; count += 1) one.dripped(TARGET, generation, drips);
  expect(one.admits(TARGET, 0)).toBe(true);
  one.dripped(TARGET, generation, drips);
  expect(one.rests(TARGET)).toBe(true);
  expect(one.of(TARGET).lastFault).toBe(drips);
});

it.each([
  ['left where somebody else could answer', ['a', 'b', 'c'], 'c'],
  ['waited for where nobody else could', ['a', 'b'], 'b'],
])('a target that is later than ever is %s', (_, providers, servedBy) => {
  const one = outage(Object.fromEntries(providers.map((id) => [id, {}])));
  one.turn('a', { kind: 'refuses', status: 500 });
  one.traffic(30_000, 500);
  expect(one.entries.at(-1)?.servedBy).toBe('b/m');
  one.turn('b', { kind: 'well', beginsMs: 6_000 });
  one.ask();
  one.world.pass(10_000);
  expect(one.entries.at(-1)).toMatchObject({ outcome: 'answered', servedBy: `${servedBy}/m` });
});
