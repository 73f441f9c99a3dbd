import { describe, expect, it } from 'vitest';
import { LIMITS, type Route } from '../../model/route.ts';
import type { Rules } from '../../resilience/next-probe.ts';
import { type Condition, type Outage, outage } from '../testing/outage.ts';
import { watchOver } from './scheduler.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DOWN: Condition = { kind: 'refuses', status: 500 };
const HANGS: Condition = { kind: 'hangs' };
const UNREACHABLE: Condition = { kind: 'unreachable' };
const WATCH = { everyMs: 5 * MINUTE, perHour: 100, usdPerDay: 1 };

type Used = Outage & { readonly suspect: (provider: string | null) => void };

/** A gateway that is used, over these providers, with a route of all of them. */
function used(
  providers: readonly string[],
  rules: Rules,
  models: readonly [string | null, ...(string | null)[]] = ['m'],
): Used {
  const routes = models.map((model): Route => {
    const ladder = providers.map((provider) => ({ kind: 'model', provider, model, tries: 1, limits: LIMITS }) as const);
    return { name: `r-${model}`, match: ['*'], ladder, allow: null };
  });
  const one = outage(Object.fromEntries(providers.map((id) => [id, {}])), { rounds: { routes, ...rules } });
  let suspected: string | null = null;
  const { nowMs } = one.world;
  one.heardBy({ note: () => {}, probed: () => {}, usedMs: nowMs, suspects: ({ provider }) => provider === suspected });
  return { ...one, suspect: (provider) => (suspected = provider) };
}

const probesOf = (one: Outage, provider: string) => one.seen(provider).filter(({ what }) => what === 'probe');
const stateOf = ({ engine }: Outage, provider: string) => engine.book.of(`${provider}/m`).breaker.state;

describe('a target that does not rest', () => {
  it('is probed where nobody has asked it and nobody has seen it at work', () => {
    const one = used(['a', 'b'], { warmMs: 5 * MINUTE, watch: WATCH });
    one.traffic(HOUR, 30 * SECOND);
    expect(probesOf(one, 'a')).toHaveLength(0);
    expect(probesOf(one, 'b').length).toBeGreaterThanOrEqual(10);
    expect(probesOf(one, 'b').length).toBeLessThanOrEqual(15);
    expect(one.engine.probes.lately(one.world.nowMs())).toHaveLength(probesOf(one, 'b').length);
  });

  it('is that of a caller where a rung names none, and not one more time that of another rung', () => {
    const one = used(['a', 'b'], { warmMs: 5 * MINUTE, watch: null }, [null, 'n']);
    one.turn('a', DOWN);
    one.traffic(5 * SECOND, SECOND);
    one.turn('a', { kind: 'well', beginsMs: 100 });
    one.engine.book.started('b/n');
    one.world.pass(HOUR);
    expect(probesOf(one, 'b').length).toBeGreaterThanOrEqual(20);
  });

  it('is asked every twenty seconds while somebody suspects it, and opens no breaker by that', () => {
    const one = used(['a', 'b'], { warmMs: 0, watch: WATCH });
    one.turn('b', DOWN);
    one.suspect('b');
    one.traffic(2 * MINUTE, 10 * SECOND);
    expect(probesOf(one, 'b').length).toBeGreaterThanOrEqual(4);
    expect(probesOf(one, 'b').length).toBeLessThanOrEqual(7);
    expect(stateOf(one, 'b')).toBe('closed');
    one.suspect(null);
    one.traffic(2 * MINUTE, 10 * SECOND);
    expect(probesOf(one, 'b').length).toBeLessThanOrEqual(7);
  });

  it('is asked when it was not seen at work for long, whatever the budget of doubt has come to', () => {
    const one = used(['a', 'b'], { warmMs: HOUR, watch: { ...WATCH, perHour: 1 } });
    one.suspect('b');
    one.traffic(4 * HOUR, MINUTE);
    // One in each hour by its own budget; by that alone it is seen at work often enough.
    expect(probesOf(one, 'b').length).toBeGreaterThanOrEqual(3);
    expect(probesOf(one, 'b').length).toBeLessThanOrEqual(8);
  });

  it('is not asked while our own network is down', () => {
    const one = used(['a', 'b'], { warmMs: MINUTE, watch: { ...WATCH, everyMs: MINUTE } });
    one.traffic(3 * MINUTE, 10 * SECOND);
    for (const provider of ['a', 'b']) one.turn(provider, UNREACHABLE);
    one.traffic(MINUTE, SECOND);
    expect(one.engine.book.cutOffMs()).not.toBeNull();
    const before = probesOf(one, 'b').length;
    one.traffic(10 * MINUTE, 10 * SECOND);
    expect(probesOf(one, 'b')).toHaveLength(before);
  });

  it('is asked no sooner because of a reload', () => {
    const one = used(['a', 'b'], { warmMs: 0, watch: WATCH });
    one.traffic(20 * MINUTE, 30 * SECOND);
    const before = probesOf(one, 'b').length;
    for (let count = 0; count < 100; count += 1) watchOver(one.engine);
    one.traffic(MINUTE, 30 * SECOND);
    expect(probesOf(one, 'b').length).toBeLessThanOrEqual(before + 1);
  });
});

describe('a target that is being asked and comes to rest', () => {
  const restsMs = (isOnRounds: boolean): number => {
    const one = used(['a', 'b'], { warmMs: 0, watch: isOnRounds ? { ...WATCH, everyMs: 10 * SECOND } : null });
    one.traffic(MINUTE, SECOND);
    one.turn('a', HANGS);
    one.suspect('a');
    one.world.pass(25 * SECOND);
    expect(probesOf(one, 'a')).toHaveLength(isOnRounds ? 1 : 0);
    one.turn('a', DOWN);
    for (let count = 0; count < 20 && stateOf(one, 'a') !== 'open'; count += 1) one.traffic(100, 100);
    const openedMs = one.world.nowMs();
    one.turn('a', { kind: 'well', beginsMs: 100 });
    while (stateOf(one, 'a') === 'open') one.world.pass(100);
    const underWay = probesOf(one, 'a').filter(({ isAborted }) => !isAborted());
    expect(probesOf(one, 'a')).toHaveLength(underWay.length + (isOnRounds ? 1 : 0));
    return one.world.nowMs() - openedMs;
  };

  it('is probed once at a time, and is back as soon as ever', () => {
    // 2 s, and two times 2 s more, each ± 20 %; and three answers.
    for (const isOnRounds of [false, true]) {
      expect(restsMs(isOnRounds)).toBeGreaterThan(4_800);
      expect(restsMs(isOnRounds)).toBeLessThan(7_700);
    }
  });
});
