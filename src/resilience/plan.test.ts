import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../model/fault.ts';
import type { Rung } from '../model/route.ts';
import type { Happening, Standing } from './request-state.ts';
import { CACHE, failed, LADDER, model, request, type Scene } from './testing/request.ts';

const restingAt =
  (...rungs: readonly number[]) =>
  (rung: number): Standing =>
    rungs.includes(rung) ? 'resting' : 'ready';

describe('a request', () => {
  it('is answered by the first rung when it is well', () => {
    const one = request();
    one.tell({ type: 'asked' });
    expect(one.tell({ type: 'content', attempt: 0, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 0 }]);
    one.tell({ type: 'ended', attempt: 0 });
    expect(one.starts()).toEqual([0]);
    expect(one.end()).toEqual({ kind: 'answer', attempt: 0 });
  });

  it('for which others wait goes on behind its time, also where whoever had shown thoughts broke off', () => {
    const one = request(LADDER, { isShared: true });
    one.tell({ type: 'asked' });
    one.tell({ type: 'content', attempt: 0, weight: 'soft' });
    one.tell(failed(0, 'cut'));
    expect(one.tell({ type: 'due', timer: 'deadline' })).toEqual([{ do: 'wake', timer: 'deadline', atMs: 1_200_000 }]);
    one.tell({ type: 'due', timer: 'deadline' });
    expect(one.end()?.kind).toBe('fault');
  });

  it('for which others wait goes on as well where its time is over before its timer says so', () => {
    const ended = request(LADDER, { nowMs: 600_000 });
    ended.tell({ type: 'asked' });
    expect(ended.end()).toMatchObject({ kind: 'fault', fault: { kind: 'timeout' } });
    const late = request(LADDER, { isShared: true, nowMs: 600_000 });
    expect(late.tell({ type: 'asked' })).toContainEqual({ do: 'wake', timer: 'deadline', atMs: 1_200_000 });
    late.tell(failed(0, 'overloaded'));
    expect([late.starts(), late.end()]).toEqual([[0, 1], undefined]);
    late.tell({ type: 'due', timer: 'deadline' });
    expect(late.end()).toMatchObject({ kind: 'fault', fault: { kind: 'timeout' } });
  });

  it('of a conversation that is at home at a standby is answered there while that is well', () => {
    const one = request(LADDER, { home: 1 });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    expect(one.starts()).toEqual([1, 0]);
    const other = request(LADDER, { home: 1, standing: (rung) => (rung === 1 ? 'resting' : 'ready') });
    other.tell({ type: 'asked' });
    expect(other.starts()).toEqual([0]);
  });

  it.each(Object.keys(FAULTS) as FaultKind[])('goes on, stops or tries again after %s as the table says', (kind) => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, kind));
    const { next, retry } = FAULTS[kind];
    if (next === 'yes') expect(one.starts()).toEqual([0, retry === 'once' || retry === 'other-key' ? 0 : 1]);
    else expect(one.end()).toMatchObject({ kind: 'fault', attempt: 0 });
  });

  it('tries the other key of every rung, however many attempts that makes', () => {
    const ladder = ['a', 'b', 'c', 'd'].map((provider) => model(provider));
    const one = request(ladder);
    one.tell({ type: 'asked' });
    for (let attempt = 0; attempt < 8; attempt += 1) one.tell(failed(attempt, 'rate-limited'));
    expect(one.starts()).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 0 });
  });

  it('tries the other key of one that has only just come back before it stands in a line again', () => {
    let standing: Standing = 'resting';
    const one = request([model('a'), model('b')], { full: [1], standing: (rung) => (rung === 0 ? standing : 'ready') });
    one.tell({ type: 'asked' });
    standing = 'ramping';
    one.tell({ type: 'freed', attempt: 0, sinceMs: 0 });
    one.tell(failed(1, 'rate-limited'));
    expect(one.starts()).toEqual([1, 0, 0]);
  });

  it('is asked once more without the thoughts that were refused, also where nothing is asked twice', () => {
    const one = request([model('a', 1), model('b', 1)]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'foreign-thought'));
    one.tell(failed(1, 'foreign-thought'));
    one.tell(failed(2, 'overloaded'));
    expect(one.starts()).toEqual([0, 0, 1]);
  });

  it('takes a refusal of a translated request for a possible mistake of the translation', () => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'invalid', true));
    expect(one.starts()).toEqual([0, 1]);
  });

  it('gets the notice when no model can answer', () => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.end()).toEqual({ kind: 'notice', rung: 2 });
  });

  it('tries the other key also of who was not well enough for that before, and before it is given a notice', () => {
    let ramps = false;
    const one = request(LADDER, { standing: (rung) => (rung === 0 && ramps ? 'ramping' : 'ready') });
    one.tell({ type: 'asked' });
    ramps = true;
    one.tell(failed(0, 'rate-limited'));
    one.tell(failed(1, 'unreachable'));
    expect(one.starts()).toEqual([0, 1, 0]);
    one.tell(failed(2, 'rate-limited'));
    expect(one.end()).toEqual({ kind: 'notice', rung: 2 });
  });

  it('hears of the first fault when there is no notice either', () => {
    const one = request([model('a', 1), model('b', 1)]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 0, fault: { kind: 'overloaded' } });
  });

  it('begins again elsewhere while only thinking was shown, and breaks honestly after text', () => {
    const soft = request();
    soft.tell({ type: 'asked' });
    soft.tell({ type: 'content', attempt: 0, weight: 'soft' });
    soft.tell(failed(0, 'cut'));
    expect(soft.starts()).toEqual([0, 1]);
    expect(soft.tell({ type: 'content', attempt: 1, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 1 }]);

    const hard = request();
    hard.tell({ type: 'asked' });
    hard.tell({ type: 'content', attempt: 0, weight: 'hard' });
    hard.tell(failed(0, 'cut'));
    expect(hard.starts()).toEqual([0]);
    expect(hard.end()).toMatchObject({ kind: 'broken', fault: { kind: 'cut' } });
  });

  it('takes a second empty answer in a row for the answer', () => {
    const one = request();
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'empty'));
    one.tell(failed(1, 'empty'));
    expect(one.end()).toEqual({ kind: 'answer', attempt: 1 });
  });

  it('waits for a limit that is over in a moment only when nobody else could answer', () => {
    const alone = request([model('a')], { standing: () => 'parked' });
    alone.tell({ type: 'asked' });
    expect(alone.end()).toMatchObject({ kind: 'fault', fault: { kind: 'parked' } });

    let standing: Standing = 'ready';
    const last = request([model('a')], { standing: () => standing });
    last.tell({ type: 'asked' });
    standing = 'parked';
    expect(last.tell(failed(0, 'rate-limited', false, { retryAfterMs: 800 }))).toEqual([
      { do: 'start', attempt: 1, rung: 0, why: 'again', afterMs: 800, patience: 'brief' },
    ]);
  });

  it('asks a resting target when everybody rests, because one that rests is better than none', () => {
    const one = request([model('a'), model('b')], { standing: () => 'resting' });
    one.tell({ type: 'asked' });
    expect(one.starts()).toEqual([0]);
    const sooner = request([model('a'), model('b')], { standing: () => 'resting', rests: [9_000, 4_000] });
    sooner.tell({ type: 'asked' });
    expect(sooner.starts()).toEqual([1]);
  });

  it('asks who was left for being late once more when all others have failed since, and not at once', () => {
    const one = request([model('a'), model('b')]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'timeout'));
    one.tell(failed(1, 'timeout'));
    expect(one.starts()).toEqual([0, 1, 0]);
    one.tell(failed(2, 'timeout'));
    expect(one.end()).toMatchObject({ kind: 'fault', attempt: 0, fault: { kind: 'timeout' } });
    const alone = request([model('a')]);
    alone.tell({ type: 'asked' });
    alone.tell(failed(0, 'timeout'));
    expect(alone.end()).toMatchObject({ kind: 'fault', fault: { kind: 'timeout' } });
  });

  it('asks another one that rests before it asks the one that has just failed once more', () => {
    const one = request([model('a'), model('b')], { standing: () => 'resting' });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'overloaded'));
    expect(one.starts()).toEqual([0, 1, 1]);
  });

  it('asks one that is just back before it asks anybody once more', () => {
    const one = request([model('a'), model('b')], { standing: (rung) => (rung === 1 ? 'ramping' : 'ready') });
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.starts()).toEqual([0, 1, 0]);
  });

  it('asks once more who failed at a bad moment, when nobody else is left', () => {
    const one = request([model('a'), model('b')]);
    one.tell({ type: 'asked' });
    one.tell(failed(0, 'overloaded'));
    one.tell(failed(1, 'unreachable'));
    expect(one.starts()).toEqual([0, 1, 0]);
  });

  it('tries another connection at once where somebody else may answer, and none to a target that rests by now', () => {
    let standing: Standing = 'ready';
    const ladder = [model('a'), model('b')];
    const well = request(ladder);
    well.tell({ type: 'asked' });
    expect(well.tell(failed(0, 'reset'))).toMatchObject([{ do: 'start', rung: 0, afterMs: 0 }]);
    const alone = request([model('a')]);
    alone.tell({ type: 'asked' });
    expect(alone.tell(failed(0, 'reset'))).toMatchObject([{ do: 'start', rung: 0, afterMs: 150 }]);

    const resting = request(ladder, { standing: (rung) => (rung === 0 ? standing : 'ready') });
    resting.tell({ type: 'asked' });
    standing = 'resting';
    resting.tell(failed(0, 'reset'));
    resting.tell(failed(1, 'unreachable'));
    expect(resting.starts()).toEqual([0, 1, 0]);
  });

  it.each<[string, readonly Rung[], Scene, boolean]>([
    ['one that failed may be asked once more', [model('a'), model('b')], {}, false],
    ['one that failed has come to rest', [model('a'), model('b')], { standing: restingAt(0) }, true],
    ['another one may be asked', [model('a'), model('b'), model('c')], { standing: restingAt(0) }, false],
    ['another one rests', [model('a'), model('b'), model('c')], { standing: restingAt(0, 2) }, true],
    ['there is a notice', LADDER, { standing: restingAt(0), suspect: true }, false],
    ['there is a notice, but nothing speaks against it', LADDER, { standing: restingAt(0) }, true],
    ['something is kept', [model('a'), model('b'), CACHE], { standing: restingAt(0), having: [2] }, false],
    ['nothing is kept', [model('a'), model('b'), CACHE], { standing: restingAt(0) }, true],
    [
      'behind it there is a notice',
      [...LADDER.slice(0, 2), CACHE, ...LADDER.slice(2)],
      { standing: restingAt(0), suspect: true },
      false,
    ],
  ])('knows whether the one that is asked is the last who could answer: %s', (_, ladder, scene, alone) => {
    let standing: Scene['standing'];
    const one = request(ladder, { ...scene, standing: (rung) => standing?.(rung) ?? 'ready' });
    one.tell({ type: 'asked' });
    ({ standing } = scene);
    one.tell(failed(0, 'overloaded'));
    expect(one.starts()).toEqual([0, 1]);
    expect(one.isAlone(1)).toBe(alone);
  });

  it('sends signs of life to a streaming caller, who hears them where nothing else is said', () => {
    const one = request();
    one.tell({ type: 'asked' });
    expect(one.tell({ type: 'due', timer: 'quiet' })[0]).toEqual({ do: 'reassure' });
    one.tell({ type: 'content', attempt: 0, weight: 'soft' });
    expect(one.tell({ type: 'due', timer: 'quiet' })[0]).toEqual({ do: 'reassure' });
    one.tell({ type: 'content', attempt: 0, weight: 'hard' });
    // A call of a tool that takes minutes to write is shown when it is whole.
    expect(one.tell({ type: 'due', timer: 'quiet' })).toEqual([
      { do: 'reassure' },
      { do: 'wake', timer: 'quiet', atMs: 10_000 },
    ]);
  });

  it('cancels what runs when its time is over or its caller has left', () => {
    for (const happening of [{ type: 'due', timer: 'deadline' }, { type: 'caller-gone' }] as const) {
      const one = request();
      one.tell({ type: 'asked' });
      expect(one.tell(happening)[0]).toEqual({ do: 'cancel', attempt: 0 });
      expect(one.end()?.kind).toBe(happening.type === 'due' ? 'fault' : 'left');
    }
  });
});

describe('a request that is cut off, because the gateway ends', () => {
  const cutOff: Happening = { type: 'cut-off', fault: new Fault('busy', 'It ends') };

  it('hears so, with what it has of an answer or without', () => {
    const one = request();
    one.tell({ type: 'asked' });
    expect(one.tell(cutOff)[0]).toEqual({ do: 'cancel', attempt: 0 });
    expect(one.end()).toMatchObject({ kind: 'fault', fault: { kind: 'busy' } });
    const begun = request();
    begun.tell({ type: 'asked' });
    begun.tell({ type: 'content', attempt: 0, weight: 'hard' });
    begun.tell(cutOff);
    expect(begun.end()).toMatchObject({ kind: 'broken', attempt: 0, fault: { kind: 'busy' } });
  });
});

describe('a request whose target is late', () => {
  const late: Happening = { type: 'late', attempt: 0 };

  it('is asked of another one beside it when something speaks against the target, and of nobody else when nothing does', () => {
    const calm = request();
    calm.tell({ type: 'asked' });
    expect(calm.tell(late)).toEqual([]);
    const one = request(LADDER, { suspect: true });
    one.tell({ type: 'asked' });
    expect(one.tell(late)).toEqual([{ do: 'start', attempt: 1, rung: 1, why: 'hedge', afterMs: 0, patience: 'brief' }]);
    expect(one.tell(late)).toEqual([]);
  });

  it('is heard from whoever speaks first, and the other one is let go', () => {
    const one = request(LADDER, { suspect: true });
    one.tell({ type: 'asked' });
    one.tell(late);
    expect(one.tell({ type: 'content', attempt: 1, weight: 'soft' })).toEqual([
      { do: 'cancel', attempt: 0 },
      { do: 'commit', attempt: 1 },
    ]);
    // Being slower is no failure: when the faster one breaks, the slower one may be asked again.
    expect(one.tell(failed(1, 'cut'))).toEqual([
      { do: 'start', attempt: 2, rung: 0, why: 'next', afterMs: 0, patience: 'brief' },
    ]);
  });

  it('is asked of nobody for the third time, however often another one was faster', () => {
    const one = request([model('a'), model('b'), model('c')], { suspect: true });
    one.tell({ type: 'asked' });
    one.tell(late);
    one.tell({ type: 'content', attempt: 1, weight: 'soft' });
    one.tell(failed(1, 'cut'));
    one.tell({ type: 'opened', attempt: 2 });
    one.tell({ type: 'content', attempt: 3, weight: 'soft' });
    expect(one.starts()).toEqual([0, 1, 0, 2]);
    expect(one.tell(failed(3, 'cut'))).toMatchObject([{ do: 'finish', with: { kind: 'fault' } }]);
  });

  it('goes on with the one that is left when the other fails', () => {
    const one = request(LADDER, { suspect: true });
    one.tell({ type: 'asked' });
    one.tell(late);
    expect(one.tell(failed(1, 'overloaded'))).toEqual([]);
    expect(one.tell(failed(0, 'timeout'))).toEqual([{ do: 'finish', with: { kind: 'notice', rung: 2 } }]);
  });

  it('always, or never, as the rung says', () => {
    const always = request([{ ...model('a'), hedge: 'latency' } as Rung, model('b')]);
    always.tell({ type: 'asked' });
    always.tell(late);
    expect(always.starts()).toEqual([0, 1]);
    const never = request([{ ...model('a'), hedge: 'off' } as Rung, model('b')], { suspect: true });
    never.tell({ type: 'asked' });
    never.tell(late);
    expect(never.starts()).toEqual([0]);
  });

  it.each<[string, Scene]>([
    ['fails together with the next one', { together: true }],
    ['must not be made twice', { mayRepeat: false }],
    ['comes when the budget is used up', { broke: ['hedge'] }],
  ])('is not asked twice when it %s', (_, scene) => {
    const one = request(LADDER, { suspect: true, ...scene });
    one.tell({ type: 'asked' });
    expect(one.tell(late)).toEqual([]);
  });
});

describe('the budget', () => {
  it('keeps a gateway from hammering a provider that is down, and lets it mend what is its own', () => {
    const hope = request([model('a')], { broke: ['again'] });
    hope.tell({ type: 'asked' });
    hope.tell(failed(0, 'overloaded'));
    expect(hope.end()).toMatchObject({ kind: 'fault', fault: { kind: 'overloaded' } });
    const mend = request([model('a')], { broke: ['again'] });
    mend.tell({ type: 'asked' });
    mend.tell(failed(0, 'reset'));
    expect(mend.starts()).toEqual([0, 0]);
  });
});
