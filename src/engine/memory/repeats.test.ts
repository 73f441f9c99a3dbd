import { describe, expect, it } from 'vitest';
import { crowd, type Doing } from '../testing/crowd.ts';

const fails: Doing = { status: 503 };

describe('a client that asks again what has just failed everywhere', () => {
  it('was told when to come back, and may hope ten times; then it has to wait a moment', () => {
    const { ask, world, calls, entries } = crowd({ a: { does: () => fails } });
    const first = ask({}, 'The same.');
    world.pass(20);
    expect(first.status()).toBe(503);
    expect(first.headers()).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
    for (let count = 1; count <= 10; count += 1) {
      ask({}, 'The same.');
      world.pass(20);
      expect(calls('a')).toBe(1 + count);
    }
    for (let count = 1; count <= 5; count += 1) {
      ask({}, 'The same.');
      world.pass(900);
      expect(calls('a')).toBe(10 + count);
      world.pass(120);
      expect(calls('a')).toBe(11 + count);
    }
    expect(entries.every(({ attempts }) => attempts.length === 1)).toBe(true);
    world.pass(60_000);
    ask({}, 'The same.');
    expect(calls('a')).toBe(17);
  });

  it('and counts its retries has to wait until it may come, though not for long', () => {
    const { ask, world, calls } = crowd({ a: { does: () => fails } });
    ask({ headers: { 'x-stainless-retry-count': '0' } }, 'The same.');
    world.pass(500);
    ask({ headers: { 'x-stainless-retry-count': '1' } }, 'The same.');
    expect(calls('a')).toBe(1);
    world.pass(600);
    expect(calls('a')).toBe(2);
    world.pass(1_100);
    ask({ headers: { 'x-stainless-retry-count': '2' } }, 'The same.');
    expect(calls('a')).toBe(3);
  });

  it('is answered when somebody can, however early it comes', () => {
    let ill = true;
    const { ask, world } = crowd({ a: { does: () => (ill ? fails : { beginsMs: 50 }) } });
    for (let count = 0; count < 12; count += 1) {
      ask({}, 'The same.');
      world.pass(1_100);
    }
    ill = false;
    const again = ask({}, 'The same.');
    world.pass(1_100);
    expect(again.status()).toBe(200);
  });

  it.each([
    ['another client', { client: 'another' }, 'The same.'],
    ['a request that may not go to others', { standby: false }, 'The same.'],
    [
      'a request that may not go to one',
      { headers: { 'x-stainless-retry-count': '1', 'x-failsoft-not': 'c/m' } },
      'The same.',
    ],
    ['another question', {}, 'Another question.'],
  ])('is not taken for %s', (_, other, text) => {
    const headers = { 'x-stainless-retry-count': '1' };
    const { ask, world, calls } = crowd({ a: { does: () => fails } });
    ask({ headers }, 'The same.');
    world.pass(400);
    ask({ headers, ...other }, text);
    expect(calls('a')).toBe(2);
  });

  it('is let in at once when somebody was answered meanwhile', () => {
    const headers = { 'x-stainless-retry-count': '1' };
    let ill = true;
    const { ask, world } = crowd({ a: { does: () => (ill ? fails : { beginsMs: 50 }) } });
    ask({ headers }, 'The same.');
    world.pass(400);
    ill = false;
    ask({}, 'Another question.');
    world.pass(400);
    const again = ask({ headers }, 'The same.');
    world.pass(100);
    expect(again.status()).toBe(200);
  });

  it('is not helped by second tries of ours, because it makes its own', () => {
    const { ask, world, calls } = crowd({ a: { does: () => fails, rung: { tries: 2 } } });
    ask({ headers: { 'x-stainless-retry-count': '0' } });
    world.pass(1_000);
    expect(calls('a')).toBe(2);
    ask({ headers: { 'x-stainless-retry-count': '1' } });
    world.pass(1_000);
    expect(calls('a')).toBe(3);
  });

  it('and heeds nothing climbs one ladder a second, however often it asks', () => {
    const { ask, world, calls } = crowd({ a: { does: () => fails }, b: { does: () => fails } });
    let asked = 0;
    let last = ask({}, 'The same.');
    for (let ms = 0; ms < 20_000; ms += 10) {
      if (last.status() !== 0) {
        asked += 1;
        last = ask({}, 'The same.');
      }
      world.pass(10);
    }
    // Ten in hope, and one for each second that is left.
    expect(asked).toBeLessThanOrEqual(31);
    expect(calls('a') + calls('b')).toBeLessThanOrEqual(2 * 31);
  });
});
