import { describe, expect, it } from 'vitest';
import type { Happening, Standing } from './request-state.ts';
import { failed, LADDER, model, request } from './testing/request.ts';

describe('a request on a target whose breaker opens', () => {
  const opened: Happening = { type: 'opened', attempt: 0 };

  it('is rescued at once, even by one that may fail with it, and its own answer still counts when it comes first', () => {
    const one = request(LADDER, { together: true });
    one.tell({ type: 'asked' });
    expect(one.tell(opened)).toEqual([
      { do: 'start', attempt: 1, rung: 1, why: 'rescue', afterMs: 0, patience: 'brief' },
    ]);
    expect(one.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([
      { do: 'cancel', attempt: 1 },
      { do: 'commit', attempt: 0 },
    ]);
  });

  it('gives it up for the next one where it must not be made twice side by side', () => {
    const one = request(LADDER, { mayRepeat: false });
    one.tell({ type: 'asked' });
    expect(one.tell(opened)).toEqual([
      { do: 'cancel', attempt: 0 },
      { do: 'start', attempt: 1, rung: 1, why: 'rescue', afterMs: 0, patience: 'brief' },
    ]);
    expect(one.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([]);

    const alone = request([model('a')], { mayRepeat: false });
    alone.tell({ type: 'asked' });
    expect(alone.tell(opened)).toEqual([]);
  });

  it('is rescued once more when the rescuer fails, too', () => {
    let standing: Standing = 'ready';
    const ladder = [model('a'), model('b'), model('c')];
    const one = request(ladder, { standing: (rung) => (rung === 0 ? standing : 'ready') });
    one.tell({ type: 'asked' });
    standing = 'resting';
    one.tell(opened);
    expect(one.tell(failed(1, 'overloaded'))).toEqual([
      { do: 'start', attempt: 2, rung: 2, why: 'rescue', afterMs: 0, patience: 'brief' },
    ]);
  });

  it('waits for a place where it found none at first, as long as for an answer', () => {
    const one = request([model('a'), model('b')], { full: [0] });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'full'));
    expect(one.tell({ type: 'opened', attempt: 1 })).toEqual([
      { do: 'start', attempt: 2, rung: 0, why: 'rescue', afterMs: 0, patience: 'long' },
    ]);
    expect(one.tell(failed(2, 'full'))).toEqual([]);

    const other = request([model('a'), model('b')], { full: [1] });
    other.tell({ type: 'asked' });
    other.tell(opened);
    expect(other.tell(failed(1, 'full'))).toEqual([]);
  });

  it('is rescued by who has a place before one in whose line it would have to stand', () => {
    const one = request([model('a'), model('b'), model('c')], { full: [1] });
    one.tell({ type: 'asked' });
    one.tell(opened);
    expect(one.starts()).toEqual([0, 2]);
  });

  it('ends with what nobody else may be asked after, once the one beside it cannot answer either', () => {
    const one = request([model('a'), model('b'), model('c')]);
    one.tell({ type: 'asked' });
    one.tell(opened);
    expect(one.tell(failed(1, 'refused'))).toEqual([]);
    expect(one.tell(opened)).toEqual([]);
    one.tell(failed(0, 'timeout'));
    expect(one.starts()).toEqual([0, 1]);
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 1, fault: { kind: 'refused' } });

    const other = request([model('a'), model('b')]);
    other.tell({ type: 'asked' });
    other.tell(opened);
    other.tell(failed(1, 'refused'));
    expect(other.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 0 }]);
  });

  it('is taken nowhere else where the one beside has refused, and then the first breaks off', () => {
    const one = request([model('a'), model('b'), model('c')], { continuing: [2], mayRestart: true });
    one.tell({ type: 'asked' });
    one.tell(opened);
    one.tell(failed(1, 'refused'));
    one.tell({ type: 'content', attempt: 0, weight: 'hard' });
    one.tell(failed(0, 'cut'));
    expect(one.starts()).toEqual([0, 1]);
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0 });
  });

  it('gives the older one up for a third when both of two have come to rest', () => {
    const one = request([model('a'), model('b'), model('c')]);
    one.tell({ type: 'asked' });
    one.tell(opened);
    expect(one.tell({ type: 'opened', attempt: 1 })).toMatchObject([
      { do: 'cancel', attempt: 0 },
      { do: 'start', attempt: 2, rung: 2, why: 'rescue' },
    ]);
    expect(one.tell({ type: 'opened', attempt: 2 })).toEqual([]);
    expect(one.tell({ type: 'content', attempt: 1, weight: 'hard' })).toEqual([
      { do: 'cancel', attempt: 2 },
      { do: 'commit', attempt: 1 },
    ]);
  });

  it('is left alone once it is being answered, or when nobody else is there', () => {
    const answered = request();
    answered.tell({ type: 'asked' });
    answered.tell({ type: 'content', attempt: 0, weight: 'soft' });
    expect(answered.tell(opened)).toEqual([]);
    const alone = request([model('a')]);
    alone.tell({ type: 'asked' });
    expect(alone.tell(opened)).toEqual([]);
  });
});
