import { describe, expect, it } from 'vitest';
import { CACHE, failed, model, request } from './testing/request.ts';

describe('a request with a rung below the models', () => {
  it('gets what is kept when no model can answer, and what comes below when nothing is', () => {
    const one = request([model('a', 1), CACHE, { kind: 'notice', text: 'away' }]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'unreachable'));
    expect(one.starts()).toEqual([0, 1]);
    expect(one.tell({ type: 'kept', attempt: 1 })).toEqual([{ do: 'finish', with: { kind: 'kept', attempt: 1 } }]);

    const other = request([model('a', 1), CACHE, { kind: 'notice', text: 'away' }]);
    other.tell({ type: 'asked' });
    other.tell(failed(0, 'unreachable'));
    other.tell(failed(1, 'not-kept'));
    expect(other.end()).toEqual({ kind: 'notice', rung: 2 });
  });

  it('gets what is kept behind thinking that was shown', () => {
    const one = request([model('a', 1), CACHE]);
    one.tell({ type: 'asked' });
    one.tell({ type: 'content', attempt: 0, weight: 'soft' });
    one.tell(failed(0, 'cut'));
    one.tell({ type: 'kept', attempt: 1 });
    expect(one.end()).toEqual({ kind: 'kept', attempt: 1 });
  });

  it('gets what is kept at once when every model rests, and asks one that rests only when nothing is', () => {
    const one = request([model('a'), CACHE], { standing: (rung) => (rung === 0 ? 'resting' : 'ready'), earlyMs: 900 });
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([1]);
    expect(one.tell(failed(0, 'not-kept'))).toMatchObject([{ do: 'start', rung: 0 }]);
    // The caller hears of the model and not of what was not kept.
    one.tell(failed(1, 'unreachable'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 1, fault: { kind: 'unreachable' } });
  });

  it('asks one that comes and goes before it is told a notice, and behind what is kept', () => {
    const resting = { standing: (rung: number) => (rung === 0 ? 'resting' : 'ready'), ebbing: [0] } as const;
    const notice = { kind: 'notice', text: 'away' } as const;
    const one = request([model('a', 1), notice], resting);
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([0]);
    one.tell(failed(0, 'overloaded'));
    expect(one.end()).toEqual({ kind: 'notice', rung: 1 });

    const other = request([model('a', 1), CACHE, notice], resting);
    other.tell({ type: 'asked' });
    expect(other.starts()).toEqual([1]);
    other.tell(failed(0, 'not-kept'));
    expect(other.starts()).toEqual([1, 0]);

    const steady = request([model('a', 1), notice], { ...resting, ebbing: [] });
    steady.tell({ type: 'asked' });
    expect([steady.starts(), steady.end()]).toEqual([[], { kind: 'notice', rung: 1 }]);
  });

  it('gets what is kept, and asks a model below it, before one is asked again that has failed', () => {
    const one = request([model('a'), CACHE, model('b')]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'not-kept'));
    expect(one.starts()).toEqual([0, 1, 2]);
    one.tell(failed(2, 'overloaded'));
    expect(one.starts()).toEqual([0, 1, 2, 2]);
  });

  it('asks one that is just back before it takes what is kept', () => {
    const one = request([model('a'), CACHE], { standing: (rung) => (rung === 0 ? 'ramping' : 'ready') });
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([0]);
  });

  it('hears that all keys rest, and not that nothing is kept', () => {
    const one = request([model('a'), CACHE], { standing: (rung) => (rung === 0 ? 'parked' : 'ready') });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'not-kept'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: null, fault: { kind: 'parked' } });
  });
});
