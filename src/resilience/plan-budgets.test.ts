import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../model/fault.ts';
import type { Standing } from './request-state.ts';
import { failed, model, request } from './testing/request.ts';

const THREE = [model('a'), model('b'), model('c')];

describe('a rung without a place', () => {
  it('is waited for briefly while somebody else may answer, and as long as an answer would be when nobody else is left', () => {
    const one = request(THREE, { full: [0, 1, 2] });
    expect(one.tell({ type: 'asked' })).toContainEqual(expect.objectContaining({ rung: 0, patience: 'brief' }));
    expect(one.tell(failed(0, 'full'))).toMatchObject([{ rung: 1, why: 'next', patience: 'brief' }]);
    expect(one.tell(failed(1, 'full'))).toMatchObject([{ rung: 2, why: 'next', patience: 'long' }]);
  });

  it('is waited for long where those below it rest', () => {
    const standing = (rung: number): Standing => (rung === 0 ? 'ready' : 'resting');
    const one = request(THREE, { full: [0], standing });
    expect(one.tell({ type: 'asked' })).toContainEqual(expect.objectContaining({ rung: 0, patience: 'long' }));
  });

  it.each([1, 2])('is asked once more when all others have failed, for nothing and with %i tries', (tries) => {
    const one = request([model('a', tries), model('b', tries)], { full: [0], broke: ['again'] });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'full'));
    expect(one.tell(failed(1, 'overloaded'))).toMatchObject([{ rung: 0, why: 'next', patience: 'long' }]);
    one.tell(failed(2, 'full'));
    expect(one.end()).toMatchObject({ kind: 'fault', fault: { kind: 'full' } });
    expect(one.starts()).toEqual([0, 1, 0]);
  });

  it('gives way to the notice only when it has no place for long', () => {
    const one = request([model('a'), { kind: 'notice', text: 'away' }], { full: [0] });
    expect(one.tell({ type: 'asked' })).toContainEqual(expect.objectContaining({ rung: 0, patience: 'long' }));
    one.tell(failed(0, 'full'));
    expect(one.end()).toEqual({ kind: 'notice', rung: 1 });
  });
});

describe('a budget that is used up', () => {
  it.each(['hedge', 'rescue'] as const)('allows no %s, and every failover', (why) => {
    const one = request(THREE, { suspect: true, broke: [why, 'again', 'continue'] });
    one.tell({ type: 'asked' });
    expect(one.tell({ type: why === 'hedge' ? 'late' : 'opened', attempt: 0 })).toEqual([]);
    one.tell(failed(0, 'timeout'));
    one.tell(failed(1, 'reset'));
    expect(one.starts()).toEqual([0, 1, 1]);
  });

  it('lets nobody go on with an answer that broke off', () => {
    const one = request(THREE, { continuing: [1], broke: ['continue'] });
    one.tell({ type: 'asked' });
    one.tell({ type: 'content', attempt: 0, weight: 'hard' });
    one.tell(failed(0, 'cut'));
    expect(one.end()).toMatchObject({ kind: 'broken', fault: { kind: 'cut' } });
  });
});

describe('a request that failed everywhere', () => {
  it('is told to come back when somebody is looked at again', () => {
    const standing = (rung: number): Standing => (rung === 1 ? 'resting' : 'ready');
    const some = request([model('a', 1), model('b', 1)], { standing, rests: [0, 7_000], nowMs: 1_000 });
    some.tell({ type: 'asked' });
    some.tell(failed(0, 'overloaded'));
    some.tell(failed(1, 'unreachable'));
    expect(some.end()).toMatchObject({ kind: 'fault', fault: { kind: 'overloaded', retryAfterMs: 1_000 } });
    const all = request([model('a', 1), model('b', 1)], { standing: () => 'resting', rests: [9_000, 7_000] });
    all.tell({ type: 'asked' });
    all.tell(failed(0, 'timeout'));
    all.tell(failed(1, 'unreachable'));
    expect(all.end()).toMatchObject({ kind: 'fault', fault: { kind: 'timeout', retryAfterMs: 7_000 } });
  });

  it('hears of no time where coming back is of no use, or where the provider has named one', () => {
    const wrong = request([model('a', 1)]);
    wrong.tell({ type: 'asked' });
    wrong.tell(failed(0, 'too-long'));
    expect(wrong.end()).toMatchObject({ fault: { kind: 'too-long', retryAfterMs: null } });
    const named = request([model('a', 1)]);
    named.tell({ type: 'asked' });
    named.tell(failed(0, 'overloaded', false, { retryAfterMs: 12_000 }));
    expect(named.end()).toMatchObject({ fault: { retryAfterMs: 12_000 } });
  });

  it('comes back for whoever is looked at first, however long another one wants to be left alone', () => {
    let standings: readonly Standing[] = ['ready', 'ready'];
    const limit = request([model('a', 1), model('b', 1)], {
      standing: (rung) => standings[rung] ?? 'ready',
      rests: [0, 2_000],
    });
    limit.tell({ type: 'asked' });
    limit.tell(failed(0, 'rate-limited', false, { retryAfterMs: 7_200_000 }));
    standings = ['parked', 'resting'];
    limit.tell(failed(1, 'overloaded'));
    expect(limit.end()).toMatchObject({ kind: 'fault', fault: { kind: 'rate-limited', retryAfterMs: 2_000 } });
  });

  it('comes back for another key at once, and for the same one when its limit is over', () => {
    const end = (standing: Standing): unknown => {
      let now: Standing = 'ready';
      const one = request([model('a', 1)], { standing: () => now, broke: ['again'] });
      one.tell({ type: 'asked' });
      now = standing;
      one.tell(failed(0, 'rate-limited', false, { retryAfterMs: 30_000 }));
      return one.end();
    };
    expect(end('ready')).toMatchObject({ fault: { kind: 'rate-limited', retryAfterMs: 1_000 } });
    expect(end('parked')).toMatchObject({ fault: { kind: 'rate-limited', retryAfterMs: 30_000 } });
  });

  it('comes back although the key of the first one was refused, where the others only fail for now', () => {
    const end = (second: FaultKind): unknown => {
      const one = request([model('a', 1), model('b', 1)]);
      one.tell({ type: 'asked' });
      one.tell(failed(0, 'unauthorized'));
      one.tell(failed(1, second));
      return one.end();
    };
    expect(end('overloaded')).toMatchObject({ fault: { kind: 'unauthorized', isPassing: true, retryAfterMs: 1_000 } });
    expect(end('no-credit')).toMatchObject({ fault: { kind: 'unauthorized', isPassing: false, retryAfterMs: null } });
    expect(end('too-long')).toMatchObject({ fault: { kind: 'unauthorized', isPassing: false, retryAfterMs: null } });
  });

  it('is asked for in hope when it comes back before its time, and a moment later when the budget for that is empty', () => {
    const hope = request(THREE, { earlyMs: 700 });
    expect(hope.tell({ type: 'asked' })).toContainEqual(expect.objectContaining({ rung: 0, why: 'again', afterMs: 0 }));
    hope.tell(failed(0, 'overloaded'));
    expect(hope.starts()).toEqual([0, 1]);
    for (const [earlyMs, afterMs] of [
      [700, 700],
      [60_000, 1_000],
    ] as const) {
      const broke = request(THREE, { earlyMs, broke: ['again'] });
      expect(broke.tell({ type: 'asked' })).toContainEqual(expect.objectContaining({ rung: 0, why: 'first', afterMs }));
      broke.tell(failed(0, 'overloaded'));
      expect(broke.starts()).toEqual([0, 1]);
    }
  });
});
