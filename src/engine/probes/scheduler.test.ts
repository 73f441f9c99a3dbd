import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../model/journal.ts';
import { type Condition, type Outage, outage } from '../testing/outage.ts';
import { watchOver } from './scheduler.ts';

const WELL: Condition = { kind: 'well', beginsMs: 100 };
const DOWN: Condition = { kind: 'refuses', status: 500 };

const of = ({ engine }: Outage, provider: string) => engine.book.of(`${provider}/m`);
const stateOf = (one: Outage, provider: string) => of(one, provider).breaker.state;
const servedBy = (entries: readonly RequestEntry[]) => entries.map((entry) => entry.servedBy.split('/')[0]);
const times = (one: Outage, provider: string, what: string) =>
  one
    .seen(provider)
    .filter((entry) => entry.what === what)
    .map(({ atMs }) => atMs);
const untilOpen = (one: Outage, provider: string): void => {
  for (let count = 0; count < 20 && stateOf(one, provider) !== 'open'; count += 1) one.traffic(100, 100);
};

describe('a target that rests', () => {
  it('is found to be back by probes, and gets its requests back by and by', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    expect(times(one, 'a', 'request')).toHaveLength(3);
    one.traffic(30_000, 100);
    expect(times(one, 'a', 'request')).toHaveLength(3);
    one.turn('a', WELL);
    one.traffic(60_000, 100);
    const [firstBack = 0] = times(one, 'a', 'request').slice(3);
    const opened = one.world.nowMs() - 90_000;
    expect(firstBack - opened).toBeGreaterThan(30_000);
    expect(firstBack - opened).toBeLessThan(62_000);
    expect(stateOf(one, 'a')).toBe('closed');
    // A few requests in the first three seconds of being back, all of them after fifteen.
    const share = (fromMs: number, toMs: number): number =>
      times(one, 'a', 'request').filter((atMs) => atMs >= fromMs && atMs < toMs).length;
    expect(share(firstBack, firstBack + 3_000)).toBeLessThan(9);
    expect(share(firstBack + 16_000, firstBack + 19_000)).toBe(30);
    // Nobody has waited for any of it, and nobody has heard of it.
    expect(one.entries.every(({ outcome }) => outcome === 'answered')).toBe(true);
    expect(Math.max(...one.entries.map(({ tookMs }) => tookMs))).toBeLessThan(150);
  });

  it('is probed one at a time, ever more rarely, six times in a minute at the most', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    const startMs = one.world.nowMs();
    one.traffic(300_000, 1_000);
    const gaps = times(one, 'a', 'probe').map((atMs, index, all) => atMs - (all[index - 1] ?? startMs));
    expect(gaps[0]).toBeLessThan(2_600);
    for (const gap of gaps.slice(4)) {
      expect(gap).toBeGreaterThan(11_900);
      expect(gap).toBeLessThan(18_200);
    }
    expect(times(one, 'a', 'probe').filter((atMs) => atMs < startMs + 60_000).length).toBeLessThanOrEqual(6);
  });

  it('keeps to the budget of the operator', () => {
    const one = outage({ a: {}, b: {} }, { probesPerMinute: 1 });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.traffic(300_000, 1_000);
    expect(times(one, 'a', 'probe').length).toBeLessThanOrEqual(6);
    expect(times(one, 'a', 'probe').length).toBeGreaterThanOrEqual(4);
  });

  it('that takes probes and never answers is left after ten seconds, and nobody looks twice at once', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.turn('a', { kind: 'hangs' });
    one.traffic(120_000, 1_000);
    const asked = times(one, 'a', 'probe');
    for (const [index, atMs] of asked.slice(1).entries()) expect(atMs - (asked[index] ?? 0)).toBeGreaterThan(10_000);
    expect(asked.length).toBeGreaterThan(3);
    one.turn('a', WELL);
    one.traffic(60_000, 1_000);
    expect(stateOf(one, 'a')).toBe('closed');
  });

  it('that was back meanwhile is probed anew, and a probe from before is let go', () => {
    const one = outage({ a: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.turn('a', { kind: 'hangs' });
    one.world.pass(3_000);
    one.turn('a', WELL);
    one.traffic(200, 200);
    expect(stateOf(one, 'a')).toBe('ramping');
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.turn('a', { kind: 'hangs' });
    one.world.pass(5_000);
    const probes = one.seen('a').filter(({ what }) => what === 'probe');
    expect(probes.map(({ isAborted }) => isAborted())).toEqual([true, false]);
  });

  it('that refuses the key is alive, and the key rests', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.turn('a', { kind: 'refuses', status: 429, headers: { 'retry-after': '120' } });
    one.traffic(5_000, 100);
    expect(stateOf(one, 'a')).toBe('ramping');
    expect(times(one, 'a', 'probe')).toHaveLength(1);
    one.traffic(100_000, 1_000);
    expect(times(one, 'a', 'request')).toHaveLength(3);
    one.turn('a', WELL);
    one.traffic(60_000, 1_000);
    expect(servedBy(one.entries).at(-1)).toBe('a');
  });

  it('is left alone for as long as its provider asks', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', { kind: 'refuses', status: 503, headers: { 'retry-after': '90' } });
    untilOpen(one, 'a');
    const startMs = one.world.nowMs();
    one.turn('a', WELL);
    one.traffic(120_000, 1_000);
    expect((times(one, 'a', 'probe')[0] ?? 0) - startMs).toBeGreaterThan(89_000);
    expect(times(one, 'a', 'request').filter((atMs) => atMs > startMs && atMs < startMs + 89_000)).toEqual([]);
  });

  it('that nobody has wanted for an hour is not probed until somebody does', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.world.pass(3 * 3_600_000);
    const asleep = times(one, 'a', 'probe');
    const lastMs = asleep.at(-1) ?? 0;
    expect(one.world.nowMs() - lastMs).toBeGreaterThan(1.9 * 3_600_000);
    one.turn('a', WELL);
    one.ask();
    one.world.pass(30_000);
    expect(times(one, 'a', 'probe').length).toBe(asleep.length + 3);
    expect(servedBy(one.entries).at(-1)).toBe('b');
    expect(stateOf(one, 'a')).toBe('ramping');
  });

  it('is asked by requests when it is the only one, and comes back with the first answer', () => {
    const one = outage({ a: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.traffic(1_000, 100);
    expect(times(one, 'a', 'request').length).toBeGreaterThan(10);
    one.turn('a', WELL);
    one.traffic(300, 100);
    expect(servedBy(one.entries).at(-1)).toBe('a');
    expect(stateOf(one, 'a')).toBe('ramping');
  });

  it('comes before the notice as soon as it was found to be back', () => {
    const one = outage({ a: {} }, { notice: 'Away.' });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.traffic(1_000, 100);
    expect(one.entries.at(-1)?.mode).toBe('notice');
    expect(times(one, 'a', 'request')).toHaveLength(3);
    one.turn('a', WELL);
    one.world.pass(10_000);
    expect(stateOf(one, 'a')).toBe('ramping');
    one.traffic(2_000, 100);
    expect(servedBy(one.entries.slice(-15))).toEqual(Array.from({ length: 15 }, () => 'a'));
  });

  it('is looked at by one request where only the caller has a key', () => {
    const one = outage({ a: { keys: { kind: 'caller' } }, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.traffic(10_000, 100);
    expect(times(one, 'a', 'probe')).toEqual([]);
    // After some two and six seconds.
    expect(times(one, 'a', 'request')).toHaveLength(5);
    one.turn('a', WELL);
    one.traffic(60_000, 100);
    expect(stateOf(one, 'a')).toBe('closed');
  });

  it('is probed by the setup that counts now, with one probe under way at the most', () => {
    const one = outage({ a: {}, b: {} });
    one.turn('a', DOWN);
    untilOpen(one, 'a');
    one.turn('a', { kind: 'hangs' });
    one.world.pass(3_000);
    expect(times(one, 'a', 'probe')).toHaveLength(1);
    watchOver({ ...one.engine, setup: { ...one.engine.setup, probesPerMinute: 0 } });
    one.turn('a', DOWN);
    one.world.pass(60_000);
    expect(times(one, 'a', 'probe')).toHaveLength(1);
    watchOver(one.engine);
    one.turn('a', WELL);
    one.world.pass(60_000);
    expect(stateOf(one, 'a')).toBe('ramping');
  });
});

describe('a target that has become slow', () => {
  const slow: Condition = { kind: 'well', beginsMs: 8_000 };

  it('rests after seven answers that did not begin in time, before any of them has come', () => {
    const one = outage({ a: {}, b: {} });
    one.traffic(60_000, 500);
    const { length } = one.entries;
    one.turn('a', slow);
    one.traffic(4_000, 500);
    expect(of(one, 'a').breaker).toMatchObject({ state: 'open', why: 'late' });
    one.world.pass(10_000);
    // Nobody has waited for the slow one: those who did were rescued.
    expect(new Set(servedBy(one.entries.slice(length)))).toEqual(new Set(['b']));
    expect(Math.max(...one.entries.map(({ tookMs }) => tookMs))).toBeLessThan(4_000);
  });

  it('does not become the norm, and comes back when it is fast again', () => {
    const one = outage({ a: {}, b: {} });
    one.traffic(60_000, 500);
    one.turn('a', slow);
    one.traffic(1_800_000, 2_000);
    expect(one.engine.book.lateAfterMs('a/m', 0)).toBe(500);
    expect(times(one, 'a', 'request').filter((atMs) => atMs > 80_000)).toEqual([]);
    one.turn('a', WELL);
    one.traffic(60_000, 500);
    expect(stateOf(one, 'a')).toBe('closed');
  });

  it('for good is taken as it is after an hour or so', () => {
    const one = outage({ a: {}, b: {} });
    one.traffic(60_000, 500);
    one.turn('a', slow);
    one.traffic(2 * 3_600_000, 2_000);
    expect(servedBy(one.entries.slice(-100)).filter((name) => name === 'a').length).toBeGreaterThan(90);
  });

  it('is not blamed for the sleep of the machine', () => {
    const one = outage({ a: {}, b: {} });
    one.traffic(60_000, 500);
    for (let count = 0; count < 20; count += 1) one.ask();
    one.world.freeze(60_000);
    one.world.pass(1_000);
    expect(of(one, 'a').breaker).toMatchObject({ state: 'closed', lateness: 0 });
  });
});
