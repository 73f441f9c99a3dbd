import { describe, expect, it } from 'vitest';
import { crowd, type Doing } from './testing/crowd.ts';

const fails: Doing = { status: 503 };

describe('a client that asks again what has just failed everywhere', () => {
  it('was told when to come back, and before that it is told so once more and nobody is asked', () => {
    const { ask, world, calls, entries } = crowd({ a: { does: () => fails }, b: { does: () => fails } });
    const first = ask({}, 'The same.');
    world.pass(500);
    expect(first.status()).toBe(503);
    expect(first.headers()).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
    const before = calls('a') + calls('b');
    for (let count = 0; count < 20; count += 1) {
      const again = ask({}, 'The same.');
      expect(again.status()).toBe(503);
      expect(again.headers()).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
      world.pass(10);
    }
    expect(calls('a') + calls('b')).toBe(before);
    expect(entries.at(-1)).toMatchObject({ outcome: 'failed', fault: 'overloaded', attempts: [] });
    world.pass(1_000);
    ask({}, 'The same.');
    expect(calls('a') + calls('b')).toBeGreaterThan(before);
  });

  it('is let in at once when another asks something else, or somebody was answered meanwhile', () => {
    let ill = true;
    const { ask, world, calls } = crowd({ a: { does: () => (ill ? fails : { beginsMs: 50 }) } });
    ask({}, 'The same.');
    world.pass(400);
    const before = calls('a');
    ask({ client: 'another' }, 'The same.');
    expect(calls('a')).toBe(before + 1);
    // Now it may go to others, too.
    ask({ standby: false }, 'The same.');
    expect(calls('a')).toBe(before + 2);
    world.pass(400);
    ill = false;
    ask({}, 'Another question.');
    world.pass(400);
    const again = ask({}, 'The same.');
    world.pass(400);
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
