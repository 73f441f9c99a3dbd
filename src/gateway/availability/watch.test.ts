import { describe, expect, it } from 'vitest';
import { discoverConfig } from '../../config/discover.ts';
import { outage, type Outage } from '../../engine/testing/outage.ts';
import type { Availability } from '../../model/availability.ts';
import { Fault } from '../../model/fault.ts';
import { LIMITS, type Route } from '../../model/route.ts';
import type { Live } from '../gateway.ts';
import { type Asker, openAvailabilities } from './watch.ts';

/** A gateway with one route over a, and b where there is one. */
function liveOf({ engine }: Outage, providers: readonly string[] = ['a', 'b']): Live {
  const { config } = discoverConfig({ cwd: '/nowhere', env: {}, standby: 'none', localModels: null });
  const rung = (provider: string) => ({ kind: 'model', provider, model: null, tries: 1, limits: LIMITS }) as const;
  const route: Route = { name: 'r', match: ['*'], ladder: providers.map(rung), allow: null };
  return { config: { ...config, routes: [route] }, engine, clients: new Map(), sendsCredentials: false };
}

const anybody: Asker = () => null;

function hearing() {
  const heard: (readonly Availability[])[] = [];
  let beats = 0;
  let over = false;
  return {
    heard,
    beats: () => beats,
    isOver: () => over,
    listener: {
      changed: (routes: readonly Availability[]) => void heard.push(routes),
      beat: () => void (beats += 1),
      over: () => void (over = true),
    },
  };
}

const FAILS = { kind: 'refuses', status: 500 } as const;

describe('whoever wants to know what an app should show', () => {
  it('hears at once, of every change within a second, and that we are still here', () => {
    const one = outage({ a: {}, b: {} });
    const live = liveOf(one);
    const all = openAvailabilities(one.world, () => live);
    const { heard, listener, beats } = hearing();
    const stop = all.watch({ model: 'm' }, anybody, listener);
    expect(heard).toEqual([[expect.objectContaining({ mode: 'primary', servedBy: 'a/m', sinceMs: null })]]);
    one.traffic(60_000, 100);
    expect(heard).toHaveLength(1);
    expect(beats()).toBeGreaterThanOrEqual(5);

    one.turn('a', FAILS);
    while (one.engine.book.of('a/m').breaker.state !== 'open') one.traffic(10, 10);
    const openedAtMs = one.world.wallMs();
    one.world.pass(1_000);
    const [shown] = heard.at(-1) ?? [];
    expect(shown).toMatchObject({ mode: 'standby', level: 1, servedBy: 'b/m' });
    expect(Math.abs((shown?.sinceMs ?? 0) - openedAtMs)).toBeLessThan(100);
    expect(shown?.nextTryAtMs).toBeGreaterThan(openedAtMs);

    one.turn('a', { kind: 'well', beginsMs: 100 });
    one.world.pass(60_000);
    expect(heard.at(-1)).toEqual([expect.objectContaining({ mode: 'primary', why: '', nextTryAtMs: null })]);
    expect(heard.at(-1)?.[0]?.sinceMs).toBeGreaterThan(openedAtMs);
    expect(all.now({ route: 'r', model: 'm' }, anybody)).toEqual(heard.at(-1));
    const said = heard.length;
    stop();
    one.turn('a', FAILS);
    one.traffic(5_000, 100);
    expect(heard).toHaveLength(said);
  });

  it('costs nothing when nobody listens', () => {
    const one = outage({ a: {} });
    const live = liveOf(one, ['a']);
    const before = one.world.timers();
    const all = openAvailabilities(one.world, () => live);
    const stops = [1, 2, 3].map(() => all.watch({}, anybody, hearing().listener));
    expect(one.world.timers()).toBe(before + 1);
    for (const stop of stops) stop();
    one.world.pass(1_000);
    expect(one.world.timers()).toBe(before);
    all.watch({}, anybody, hearing().listener);
    all.close();
    expect(one.world.timers()).toBe(before);
  });

  it('has to come later when 500 do already', () => {
    const one = outage({ a: {} });
    const live = liveOf(one, ['a']);
    const all = openAvailabilities(one.world, () => live);
    const stops = Array.from({ length: 500 }, () => all.watch({}, anybody, hearing().listener));
    const late = hearing();
    expect(() => all.watch({}, anybody, late.listener)).toThrow(expect.objectContaining({ kind: 'busy' }));
    expect(late.heard).toEqual([]);
    stops[0]?.();
    all.watch({}, anybody, late.listener);
    expect(late.heard).toHaveLength(1);
  });

  it('hears no more once a new configuration does not know its key or its route', () => {
    const one = outage({ a: {} });
    let live = liveOf(one, ['a']);
    let known = true;
    const keyed: Asker = () => {
      if (!known) throw new Fault('forbidden', 'This key is not known here');
      return null;
    };
    const all = openAvailabilities(one.world, () => live);
    const [byKey, byRoute, by] = [hearing(), hearing(), hearing()];
    all.watch({}, keyed, byKey.listener);
    all.watch({ route: 'r' }, anybody, byRoute.listener);
    all.watch({}, anybody, by.listener);
    known = false;
    live = { ...live, config: { ...live.config, routes: live.config.routes.map((r) => ({ ...r, name: 'other' })) } };
    one.world.pass(1_000);
    expect([byKey.isOver(), byRoute.isOver(), by.isOver()]).toEqual([true, true, false]);
    expect(by.heard.at(-1)).toEqual([expect.objectContaining({ route: 'other' })]);
    expect(() => all.now({ route: 'r' }, anybody)).toThrow(expect.objectContaining({ kind: 'no-such-route' }));
  });

  it('keeps nobody from hearing by failing itself', () => {
    const one = outage({ a: {}, b: {} });
    const live = liveOf(one);
    const all = openAvailabilities(one.world, () => live);
    let isFirst = true;
    const bad = () => {
      if (!isFirst) throw new Error('A mistake of an app');
      isFirst = false;
    };
    all.watch({}, anybody, { ...hearing().listener, changed: bad });
    const good = hearing();
    all.watch({}, anybody, good.listener);
    one.turn('a', FAILS);
    expect(() => one.traffic(5_000, 100)).toThrow('A mistake of an app');
    one.world.pass(1_000);
    expect(good.heard.at(-1)).toEqual([expect.objectContaining({ mode: 'standby' })]);
  });
});
