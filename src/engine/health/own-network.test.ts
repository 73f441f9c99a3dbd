import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../model/journal.ts';
import { type Condition, type Outage, outage } from '../testing/outage.ts';

const WELL: Condition = { kind: 'well', beginsMs: 100 };
const DOWN: Condition = { kind: 'refuses', status: 500 };
const UNREACHABLE: Condition = { kind: 'unreachable' };

const of = ({ engine }: Outage, provider: string) => engine.book.of(`${provider}/m`);
const stateOf = (one: Outage, provider: string) => of(one, provider).breaker.state;
const servedBy = (entries: readonly RequestEntry[]) => entries.map((entry) => entry.servedBy.split('/')[0]);
const times = (one: Outage, provider: string, what: string) =>
  one
    .seen(provider)
    .filter((entry) => entry.what === what)
    .map(({ atMs }) => atMs);

describe('what fails together', () => {
  it('is under suspicion when one of it has opened, and what shares nothing with it is not', () => {
    const one = outage({
      a: { domains: ['a', 'edge'] },
      b: { domains: ['b', 'edge'] },
      c: { domains: ['c'] },
    });
    for (const provider of ['a', 'b', 'c']) one.engine.book.started(`${provider}/m`);
    one.turn('a', DOWN);
    one.ask();
    one.ask();
    one.world.pass(100);
    expect(of(one, 'b').breaker).toMatchObject({ evidence: 0 });
    one.ask();
    one.world.pass(20);
    expect(stateOf(one, 'a')).toBe('open');
    const evidence = (provider: string) => {
      const { breaker } = of(one, provider);
      return breaker.state === 'open' ? null : breaker.evidence;
    };
    // Less what its two answers have taken back.
    expect(evidence('b')).toBeGreaterThan(4);
    expect(evidence('c')).toBe(0);
    one.traffic(2_000, 100);
    expect(evidence('b')).toBe(0);
  });
});

describe('our own network', () => {
  const WORLD = { a: {}, b: {}, c: {}, here: { local: true } };
  const remote = ['a', 'b', 'c'];

  it('is found out when it is down: nobody is condemned, and what is on this machine answers at once', () => {
    const one = outage(WORLD);
    one.traffic(5_000, 100);
    for (const provider of remote) one.turn(provider, UNREACHABLE);
    one.traffic(10_000, 100);
    expect(one.engine.book.cutOffMs()).toBeGreaterThan(5_000);
    for (const provider of remote) expect(of(one, provider).breaker).toMatchObject({ state: 'closed', evidence: 0 });
    const asked = (): number => remote.flatMap((provider) => times(one, provider, 'request')).length;
    const before = asked();
    one.traffic(10_000, 100);
    expect(asked()).toBe(before);
    expect(servedBy(one.entries.slice(-50))).toEqual(Array.from({ length: 50 }, () => 'here'));
    expect(one.entries.every(({ outcome }) => outcome === 'answered')).toBe(true);

    for (const provider of remote) one.turn(provider, WELL);
    one.world.pass(20_000);
    expect(one.engine.book.cutOffMs()).toBeNull();
    one.traffic(1_000, 100);
    // Back at once, and by no share.
    expect(servedBy(one.entries.slice(-9))).toEqual(Array.from({ length: 9 }, () => 'a'));
  });

  it('is asked all the same when there is nothing else, and the first answer ends it', () => {
    const one = outage({ a: {}, b: {}, c: {} });
    for (const provider of remote) one.turn(provider, UNREACHABLE);
    one.traffic(6_000, 100);
    expect(one.engine.book.cutOffMs()).not.toBeNull();
    one.turn('b', WELL);
    one.traffic(400, 100);
    expect(one.engine.book.cutOffMs()).toBeNull();
    expect(one.entries.at(-1)?.servedBy).toBe('b/m');
  });

  it('is to blame for every call that fails meanwhile: nobody rests for it, and all are asked as before when it is back', () => {
    const one = outage({ a: {}, b: {}, c: {} });
    one.traffic(2_000, 100);
    for (const provider of remote) one.turn(provider, UNREACHABLE);
    one.traffic(30_000, 500);
    expect(one.engine.book.cutOffMs()).not.toBeNull();
    // With nothing else to ask they are asked all the same, again and again.
    expect(times(one, 'a', 'request').filter((atMs) => atMs > 10_000).length).toBeGreaterThan(10);
    for (const provider of remote) expect(of(one, provider).breaker).toMatchObject({ state: 'closed', evidence: 0 });
    for (const provider of remote) one.turn(provider, WELL);
    one.traffic(2_000, 100);
    expect(servedBy(one.entries.slice(-9))).toEqual(Array.from({ length: 9 }, () => 'a'));
  });

  it('is not to blame while anybody answers a knock, nor where all that fail have one thing in common', () => {
    const one = outage({ a: {}, b: {}, c: {}, d: {} });
    for (const provider of remote) one.turn(provider, UNREACHABLE);
    one.traffic(3_000, 100);
    expect(times(one, 'd', 'knock')).toHaveLength(1);
    expect(one.engine.book.cutOffMs()).toBeNull();
    for (const provider of remote) expect(stateOf(one, provider)).toBe('open');

    const other = outage({
      a: { domains: ['a', 'edge'] },
      b: { domains: ['b', 'edge'] },
      c: { domains: ['c', 'edge'] },
    });
    for (const provider of remote) other.turn(provider, UNREACHABLE);
    other.traffic(3_000, 100);
    expect(remote.flatMap((provider) => times(other, provider, 'knock'))).toEqual([]);
  });

  it('is blamed for nothing that providers say themselves', () => {
    const one = outage({ a: {}, b: {}, c: {} });
    for (const provider of remote) one.turn(provider, DOWN);
    one.traffic(3_000, 100);
    expect(remote.flatMap((provider) => times(one, provider, 'knock'))).toEqual([]);
    for (const provider of remote) expect(stateOf(one, provider)).toBe('open');
  });
});
