import { describe, expect, it } from 'vitest';
import { crowd, type Doing } from './testing/crowd.ts';

const fails: Doing = { status: 503 };

describe('a client that asks again what has just failed everywhere', () => {
  it('was told when to come back, and may hope ten times; then it is told so once more and nobody is asked', () => {
    const { ask, world, calls, entries } = crowd({ a: { does: () => fails } });
    const first = ask({}, 'The same.');
    world.pass(500);
    expect(first.status()).toBe(503);
    expect(first.headers()).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
    expect(calls('a')).toBe(1);
    for (let count = 0; count < 40; count += 1) {
      const again = ask({}, 'The same.');
      world.pass(20);
      expect(again.status()).toBe(503);
      expect(again.headers()['retry-after']).toMatch(/^[1-3]$/);
    }
    expect(calls('a')).toBe(11);
    expect(entries.at(-1)).toMatchObject({ outcome: 'failed', fault: 'overloaded', attempts: [] });
    world.pass(10_000);
    ask({}, 'The same.');
    expect(calls('a')).toBe(12);
  });

  it('and counts its retries is told so at once', () => {
    const { ask, world, calls } = crowd({ a: { does: () => fails } });
    ask({ headers: { 'x-stainless-retry-count': '0' } }, 'The same.');
    world.pass(500);
    const again = ask({ headers: { 'x-stainless-retry-count': '1' } }, 'The same.');
    expect(again.status()).toBe(503);
    expect(again.headers()).toMatchObject({ 'retry-after': '1' });
    expect(calls('a')).toBe(1);
    world.pass(1_000);
    ask({ headers: { 'x-stainless-retry-count': '2' } }, 'The same.');
    expect(calls('a')).toBe(2);
  });

  it.each([
    ['another client', { client: 'another' }, 'The same.'],
    ['a request that may not go to others', { standby: false }, 'The same.'],
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

  it('asks at most what it would have without its retries, and one more each', () => {
    const { ask, world, calls } = crowd({ a: { does: () => fails }, b: { does: () => fails } });
    // Ten clients, each of which asks three times in a second and a half and heeds nothing.
    for (let client = 0; client < 10; client += 1) {
      for (let retry = 0; retry < 3; retry += 1) {
        world.arrive(client * 5_000 + retry * 500, () =>
          ask({ headers: { 'x-stainless-retry-count': String(retry) } }, `Question of ${client}`),
        );
      }
    }
    world.pass(60_000);
    expect(calls('a') + calls('b')).toBeLessThanOrEqual(30);
  });
});
