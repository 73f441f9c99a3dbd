import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import { Secret } from '../model/secret.ts';
import { simulatedWorld } from '../world/simulated.ts';
import { accountOf } from './testing/parts.ts';
import { vault } from './vault.ts';

const secrets = ['one', 'two'].map((name) => new Secret(`the-key-${name}`));
const account = accountOf('a', { keys: { kind: 'own', secrets } });
const [one = null, two = null] = secrets;
const limit = (retryAfterMs: number): Fault => new Fault('rate-limited', 'Too many', { retryAfterMs });

function keys() {
  const world = simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
  const { pick, report } = vault(world);
  return {
    report,
    pickAt: (nowMs: number, model: string | null = 'm') => pick(account, model, null, nowMs)?.key ?? null,
  };
}

describe('a key that has met a limit', () => {
  it('rests for as long as its provider wants, for this model', () => {
    const { report, pickAt } = keys();
    report(one, 'm', limit(30_000), 0);
    expect([pickAt(0), pickAt(0, 'another'), pickAt(29_999)]).toEqual([1, 0, 1]);
    report(two, 'm', limit(30_000), 0);
    expect([pickAt(29_999), pickAt(30_000)]).toEqual([null, 0]);
  });

  it.each([0, 20])(
    'comes behind the others for a second, also where its provider wants it back after %i ms',
    (restMs) => {
      const { report, pickAt } = keys();
      report(one, 'm', limit(restMs), 0);
      expect([pickAt(restMs), pickAt(999), pickAt(1_000)]).toEqual([1, 1, 0]);
      report(one, 'm', limit(restMs), 2_000);
      report(two, 'm', limit(restMs), 2_000);
      // Where there is none but such keys, one of them it is.
      expect(pickAt(2_000 + restMs)).toBe(0);
    },
  );
});

describe('a caller who makes up names of models', () => {
  const unknown = new Fault('no-such-model', 'There is no such model');

  it('makes nobody forget that a key has no credit, or for which model it has met a limit', () => {
    const { report, pickAt } = keys();
    report(one, 'm', new Fault('no-credit', 'Nothing left'), 0);
    report(two, 'm', limit(3_000_000), 0);
    for (let made = 0; made < 3_000; made += 1) report(made % 2 === 0 ? one : two, `made-up-${made >> 1}`, unknown, 0);
    expect([pickAt(1), pickAt(1, 'another')]).toEqual([null, 1]);
    expect(pickAt(1, 'made-up-1499')).toBeNull();
  });

  it('keeps no other model from being asked, whatever the name is', () => {
    const { report, pickAt } = keys();
    for (const secret of [one, two]) report(secret, '*', unknown, 0);
    expect([pickAt(1, '*'), pickAt(1), pickAt(1, null)]).toEqual([null, 0, 0]);
  });
});
