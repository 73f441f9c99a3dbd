import { describe, expect, it } from 'vitest';
import { discoverConfig } from '../config/discover.ts';
import { outage, type Outage } from '../engine/testing/outage.ts';
import { LIMITS } from '../model/route.ts';
import type { Status, TargetStatus } from '../model/status.ts';
import { statusOf } from './status.ts';

/** The status of a gateway with one route over providers of the stage. */
function statusAt({ engine }: Outage, providers: readonly string[]): Status {
  const { config } = discoverConfig({ cwd: '/nowhere', env: {}, standby: 'none', localModels: null });
  const ladder = providers.map(
    (provider) => ({ kind: 'model', provider, model: null, tries: 1, limits: LIMITS }) as const,
  );
  return statusOf({
    live: {
      config: { ...config, routes: [{ name: 'r', match: ['*'], ladder, allow: null }] },
      engine,
      clients: new Map(),
      sendsCredentials: false,
    },
    version: '1',
    startedAtMs: 0,
    config: { source: '', generation: 1, appliedAtMs: 0, refused: '' },
    requests: { total: 0, answered: 0, failed: 0, broken: 0, left: 0, byMode: {} },
    journal: null,
    path: null,
    channels: [],
    editions: [],
    deferred: null,
  });
}

const rungAt = (one: Outage, index = 0) => statusAt(one, ['a', 'b']).routes[0]?.rungs[index];
const targetAt = (one: Outage): TargetStatus | undefined => rungAt(one)?.targets[0];

describe('the status', () => {
  it('says that a target rests, why, and when it is looked at next; then that it is back, and how far', () => {
    const one = outage({ a: {}, b: {} });
    one.traffic(300, 100);
    expect(targetAt(one)).toMatchObject({ breaker: 'closed', share: 1, evidence: 0, suspect: false, why: '' });
    one.turn('a', { kind: 'refuses', status: 500 });
    one.traffic(100, 100);
    expect(targetAt(one)).toMatchObject({ breaker: 'closed', suspect: true });
    expect(targetAt(one)?.evidence).toBeCloseTo(0.35);
    one.traffic(200, 100);
    expect(rungAt(one)?.state).toBe('resting');
    expect(targetAt(one)).toMatchObject({ breaker: 'open', share: 0, evidence: 1, why: 'its calls fail', probes: 0 });
    const waitMs = (targetAt(one)?.nextProbeAtMs ?? 0) - one.world.wallMs();
    expect(waitMs).toBeGreaterThan(1_400);
    expect(waitMs).toBeLessThan(2_401);

    one.turn('a', { kind: 'well', beginsMs: 500 });
    while (targetAt(one)?.breaker === 'open') one.world.pass(50);
    expect(targetAt(one)).toMatchObject({ breaker: 'probing', nextProbeAtMs: null });
    while (targetAt(one)?.breaker !== 'ramping') one.world.pass(50);
    expect(rungAt(one)?.state).toBe('ready');
    expect(targetAt(one)).toMatchObject({ share: 0.05, evidence: 0.5, suspect: true, why: '', probes: 3 });
    one.world.pass(15_000);
    expect(targetAt(one)).toMatchObject({ breaker: 'closed', share: 1 });
  });

  it('says that nothing can be reached from here, and keeps no target awake by being asked', () => {
    const one = outage({ a: {}, b: {} });
    expect(statusAt(one, ['a', 'b']).cutOffSinceMs).toBeNull();
    for (const provider of ['a', 'b']) one.turn(provider, { kind: 'unreachable' });
    one.traffic(5_000, 100);
    expect(statusAt(one, ['a', 'b']).cutOffSinceMs).toBeGreaterThan(one.world.wallMs() - 5_000);
    expect(rungAt(one)?.state).toBe('resting');

    const other = outage({ a: {}, b: {} });
    other.turn('a', { kind: 'refuses', status: 500 });
    other.traffic(300, 100);
    for (let minutes = 0; minutes < 180; minutes += 1) {
      other.world.pass(60_000);
      expect(targetAt(other)?.breaker).toBe('open');
    }
    expect(targetAt(other)?.nextProbeAtMs).toBeNull();
    other.ask();
    expect(targetAt(other)?.nextProbeAtMs).not.toBeNull();
    const lastMs = other.seen('a').at(-1)?.atMs ?? 0;
    expect(other.world.nowMs() - lastMs).toBeGreaterThan(1.9 * 3_600_000);
  });
});
