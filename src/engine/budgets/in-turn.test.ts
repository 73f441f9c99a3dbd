import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { accessOf } from '../access.ts';
import { crowd, type Doing } from '../testing/crowd.ts';

const well: Doing = { beginsMs: 200, lastsMs: 300 };
const times = (count: number, what: () => void): void => Array.from({ length: count }).forEach(() => what());
const servedBy = (entries: ReturnType<typeof crowd>['entries']): readonly string[] =>
  entries.map(({ servedBy: target }) => target.split('/')[0] ?? '');

describe('an account that takes only so many requests at once', () => {
  it('gets no more, and the next one when one has ended', () => {
    const { ask, world, entries, most } = crowd({ a: { does: () => well, concurrency: 2 } });
    times(6, ask);
    world.pass(450);
    expect(most('a')).toBe(2);
    world.pass(10_000);
    expect(most('a')).toBe(2);
    expect(servedBy(entries)).toEqual(['a', 'a', 'a', 'a', 'a', 'a']);
    expect(world.timers()).toBe(0);
  });

  it('is waited for a second, and then the next rung is asked, which stands in the trail', () => {
    const { ask, world, entries } = crowd({
      a: { does: () => ({ beginsMs: 200, lastsMs: 60_000 }), concurrency: 1 },
      b: { does: () => well },
    });
    times(2, ask);
    world.pass(2_000);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ outcome: 'answered', servedBy: 'b/claude-sonnet-5', mode: 'standby' });
    expect(entries[0]?.attempts).toMatchObject([
      {
        rung: 0,
        fault: 'full',
        key: -1,
        startedMs: 0,
        tookMs: 1_000,
        detail: 'a has 1 request under way, which is as many as it may have',
      },
      { rung: 1, fault: null },
    ]);
  });

  it('is waited for no longer when its target comes to rest, as long as somebody else may answer', () => {
    const { ask, world, entries, calls } = crowd({
      a: { does: () => ({ status: 503 }), concurrency: 1 },
      b: { does: () => well },
    });
    times(5, ask);
    world.pass(2_000);
    expect(servedBy(entries)).toEqual(['b', 'b', 'b', 'b', 'b']);
    expect(calls('a')).toBe(3);
    expect(entries.filter(({ attempts }) => attempts[0]?.fault === 'full')).toHaveLength(2);
    expect(world.timers()).toBe(0);
  });

  it('is waited for as long as for an answer when nobody else is left', () => {
    const { ask, world, entries } = crowd({
      a: { does: () => ({ beginsMs: 200, lastsMs: 20_000 }), concurrency: 1 },
      b: { does: () => ({ status: 503 }) },
    });
    times(2, ask);
    world.pass(60_000);
    expect(entries.map(({ outcome, servedBy: target }) => [outcome, target.slice(0, 1)])).toEqual([
      ['answered', 'a'],
      ['answered', 'a'],
    ]);
    expect(entries[1]?.attempts.map(({ target, fault }) => [target.slice(0, 1), fault])).toEqual([
      ['a', 'full'],
      ['b', 'overloaded'],
      ['a', null],
    ]);
  });

  it('is waited for no longer when somebody else is back', () => {
    const { ask, world, entries, calls } = crowd(
      {
        a: { does: (number) => (number < 3 ? { status: 503 } : well), rung: { tries: 2 } },
        b: { does: () => ({ beginsMs: 200, lastsMs: 28_000 }), concurrency: 1 },
      },
      { probesPerMinute: 60 },
    );
    times(5, ask);
    world.pass(60_000);
    // Two of them were not yet refused by a, and two wait where the third is answered.
    expect(servedBy(entries)).toEqual(['a', 'a', 'a', 'a', 'b']);
    expect(calls('b')).toBe(1);
    expect(calls('a')).toBe(7);
    const [one, other] = entries.slice(2, 4);
    // After three probes, of two seconds between them or a little more.
    for (const { tookMs = 0 } of [one, other].flatMap((entry) => entry ?? [])) expect(tookMs).toBeLessThan(9_000);
    const [left] = one?.attempts.filter(({ target }) => target.startsWith('b/')) ?? [];
    expect(left).toMatchObject({ fault: 'full', key: -1, detail: 'Somebody else had one first' });
    expect(world.timers()).toBe(0);
  });

  it('is waited for no longer when the key of somebody else rests no more', () => {
    const limited: Doing = { status: 429, headers: { 'retry-after': '10' } };
    const { ask, world, entries, calls } = crowd({
      a: { does: (number) => (number === 0 ? limited : well) },
      b: { does: () => ({ beginsMs: 200, lastsMs: 60_000 }), concurrency: 1 },
    });
    ask();
    world.pass(100);
    ask();
    world.pass(9_800);
    expect([calls('a'), calls('b'), entries.length]).toEqual([1, 1, 0]);
    world.pass(1_000);
    expect(servedBy(entries)).toEqual(['a']);
    expect(entries[0]?.attempts.map(({ target, fault }) => [target.slice(0, 1), fault])).toEqual([
      ['b', 'full'],
      ['a', null],
    ]);
    world.pass(60_000);
    expect(world.timers()).toBe(0);
  });

  it('is waited for no longer when a key rests no more that was sent to rest for longer meanwhile', () => {
    const limited = (seconds: number): Doing => ({ status: 429, headers: { 'retry-after': String(seconds) } });
    const { ask, world, entries, engine } = crowd({
      a: { does: (number) => (number === 0 ? limited(5) : well) },
      b: { does: () => ({ beginsMs: 200, lastsMs: 60_000 }), concurrency: 1 },
    });
    ask();
    world.pass(100);
    ask();
    world.pass(1_000);
    const { account } = accessOf(engine.setup, 'a');
    const key = engine.vault.pick(account, 'another-model', null, world.nowMs())?.secret ?? null;
    const fault = new Fault('rate-limited', 'By other routes', { retryAfterMs: 12_000 });
    engine.vault.report(key, 'claude-sonnet-5', fault, world.nowMs());
    world.pass(10_000);
    expect(entries).toEqual([]);
    world.pass(3_000);
    expect(servedBy(entries)).toEqual(['a']);
  });

  it('is waited for no longer when somebody else has a place, and once more where that one fails', () => {
    const { ask, world, entries, most } = crowd({
      a: { does: (number) => (number === 0 ? { beginsMs: 100, lastsMs: 4_000 } : { status: 503 }), concurrency: 1 },
      b: { does: () => ({ beginsMs: 200, lastsMs: 20_000 }), concurrency: 1 },
    });
    times(3, ask);
    world.pass(60_000);
    const { attempts = [], servedBy: target } = entries[2] ?? {};
    expect(attempts.map((one) => [one.target.slice(0, 1), one.fault, Math.round(one.tookMs / 1_000)])).toEqual([
      ['a', 'full', 1],
      ['b', 'full', 3],
      ['a', 'overloaded', 0],
      ['b', null, 20],
    ]);
    expect(target).toBe('b/claude-sonnet-5');
    expect(most('a')).toBe(1);
    expect(most('b')).toBe(1);
  });

  it('fails honestly where no place comes free in all that time, says when to come back, and leaves nothing behind', () => {
    const { ask, world, entries, engine } = crowd({
      a: { does: () => ({ beginsMs: 200, lastsMs: 25_000 }), concurrency: 1 },
    });
    times(2, ask);
    const third = ask();
    world.pass(65_000);
    expect(entries.map(({ outcome, fault, tookMs }) => [outcome, fault, Math.round(tookMs / 1_000)])).toEqual([
      ['answered', null, 25],
      ['failed', 'full', 30],
      ['answered', null, 50],
    ]);
    // A streaming caller had to be told something before that.
    expect(third.status()).toBe(200);
    expect(engine.rooms.of('a').waiting()).toBe(0);
  });

  it('tells a caller that has little time in time', () => {
    const { ask, world, entries } = crowd({ a: { does: () => 'hangs', concurrency: 1 } });
    ask();
    const second = ask({ untilMs: world.nowMs() + 4_000 });
    world.pass(5_000);
    expect(entries[0]).toMatchObject({ outcome: 'failed', fault: 'full', tookMs: 3_900 });
    expect(second.status()).toBe(503);
    expect(second.headers()).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
  });

  it('forgets a caller that leaves while it waits, and gives back the place of one that leaves while it is answered', () => {
    const { ask, world, engine, entries } = crowd({ a: { does: () => 'hangs', concurrency: 1 } });
    const [first, second] = [ask(), ask()];
    second.running.gone();
    expect(engine.rooms.of('a').waiting()).toBe(0);
    first.running.gone();
    expect(engine.rooms.of('a').inside()).toBe(0);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['left', 'left']);
    expect(world.timers()).toBe(0);
  });

  it('serves one tenant in its turn, however many requests of another came before', () => {
    const { ask, world, entries } = crowd({ a: { does: () => well, concurrency: 1 } });
    times(12, () => ask({ client: 'app', tenant: 'acme' }));
    times(4, () => ask({ client: 'other-app', tenant: 'acme' }));
    ask({ client: 'laptop' });
    world.pass(20_000);
    expect(entries.findIndex(({ client }) => client === 'laptop')).toBeLessThanOrEqual(2);
    expect(entries).toHaveLength(17);
  });

  it('gets no more when everybody is rescued at once, and nobody is lost', () => {
    const { ask, world, entries, most, calls } = crowd({
      a: { does: (number) => (number < 3 ? { status: 503 } : 'hangs') },
      b: { does: () => ({ beginsMs: 100, lastsMs: 100 }), concurrency: 4 },
      c: { does: () => well },
    });
    // They all wait for one whose breaker opens by what others meet there.
    times(3, ask);
    times(40, ask);
    world.pass(120_000);
    expect(most('b')).toBe(4);
    expect(calls('a')).toBe(43);
    expect(entries).toHaveLength(43);
    expect(entries.every(({ outcome }) => outcome === 'answered')).toBe(true);
    expect(Math.max(...entries.map(({ tookMs }) => tookMs))).toBeLessThan(3_000);
  });

  it('counts what is asked whether it is back', () => {
    const { ask, world, engine, most } = crowd(
      {
        a: { does: (number) => (number < 4 ? { status: 503 } : { beginsMs: 10, lastsMs: 1_000 }), concurrency: 1 },
        b: { does: () => well },
      },
      { probesPerMinute: 60 },
    );
    times(4, () => {
      ask();
      world.pass(100);
    });
    world.pass(60_000);
    expect(engine.book.of('a/claude-sonnet-5').probed).toBeGreaterThan(0);
    expect(most('a')).toBe(1);
  });
});

describe('a rung that takes only so many requests at once', () => {
  it('gets no more by this route, and its account as many as it takes', () => {
    const { ask, world, most, entries } = crowd({
      a: { does: () => well, concurrency: 5, rung: { concurrency: 2 } },
      b: { does: () => well },
    });
    times(20, ask);
    world.pass(20_000);
    expect(most('a')).toBe(2);
    expect(entries.filter(({ mode }) => mode === 'standby')[0]?.attempts[0]).toMatchObject({
      fault: 'full',
      detail: 'a has 2 requests under way, which are as many as it may have',
    });
  });
});
