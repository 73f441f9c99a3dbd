import { describe, expect, it } from 'vitest';
import { withSetup } from './new-setup.ts';
import { outage } from './testing/outage.ts';
import { accountOf, setupOf } from './testing/parts.ts';

const SECOND = 1_000;
const BUSY = { kind: 'refuses', status: 503, headers: { 'retry-after': '600' } } as const;

/** The setup of a scene with these providers, some of them at another address. */
const setupWith = (addresses: Readonly<Record<string, string>>) =>
  setupOf(
    Object.entries(addresses).map(([id, host]) =>
      accountOf(id, { provider: { baseUrl: `https://${host}.example/v1`, failureDomains: [id] } }),
    ),
  );

describe('an account that is asked at another address from now on', () => {
  it('does not rest for what was met at the one before, and has not answered', () => {
    const { engine, turn, traffic } = outage({ a: {}, b: {} });
    traffic(SECOND, 100);
    turn('a', BUSY);
    traffic(3 * SECOND, 100);
    expect([engine.book.rests('a/m'), engine.proofs.provenMs('b/m') === null]).toEqual([true, false]);

    withSetup(engine, setupWith({ a: 'a', b: 'b' }));
    expect([engine.book.rests('a/m'), engine.proofs.provenMs('b/m') === null]).toEqual([true, false]);

    const moved = withSetup(engine, setupWith({ a: 'elsewhere', b: 'b' }));
    expect(engine.book.of('a/m')).toMatchObject({ breaker: { state: 'closed' }, answered: 0, lastFault: null });
    expect([engine.proofs.provenMs('a/m'), engine.proofs.provenMs('b/m') === null]).toEqual([null, false]);
    expect([...moved.proofs.seen('a/m'), moved.proofs.spoke('a/m'), moved.proofs.spoke('b/m')]).toEqual([false, true]);
  });

  it('is not blamed, or praised, for calls that began at the one before', () => {
    for (const then of [BUSY, { kind: 'well', beginsMs: 5 * SECOND }] as const) {
      const { engine, turn, ask, world, entries } = outage({ a: {} });
      turn('a', then);
      for (let count = 0; count < 5; count += 1) ask();
      world.pass(3);
      withSetup(engine, setupWith({ a: 'elsewhere' }));
      world.pass(60 * SECOND);
      expect(entries.length).toBe(5);
      expect(engine.book.of('a/m')).toMatchObject({
        breaker: { state: 'closed' },
        answered: 0,
        failed: 0,
        wholeMs: [],
      });
      expect(engine.book.of('a/m').firstContentMs).toEqual([]);
    }
  });
});
