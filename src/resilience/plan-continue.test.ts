import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../model/fault.ts';
import type { Rung } from '../model/route.ts';
import type { Command } from './plan.ts';
import { failed, LADDER, model, request, type Scene } from './testing/request.ts';

describe('an answer that breaks off behind words', () => {
  const spoken = (scene: Scene, ladder: readonly Rung[] = [model('a'), model('b'), model('c'), model('d')]) => {
    const one = request(ladder, scene);
    one.tell({ type: 'asked' });
    one.tell({ type: 'content', attempt: 0, weight: 'hard' });
    return one;
  };
  const goesOn = (attempt: number, rung: number): Command => ({
    do: 'start',
    attempt,
    rung,
    why: 'continue',
    afterMs: 0,
    patience: 'brief',
  });

  it('is gone on with by the next rung that does so, and counts as answered when that one ends', () => {
    const one = spoken({ continuing: [2] });
    expect(one.tell(failed(0, 'cut'))).toEqual([goesOn(1, 2)]);
    expect(one.tell({ type: 'content', attempt: 1, weight: 'hard' })).toEqual([{ do: 'commit', attempt: 1 }]);
    one.tell({ type: 'ended', attempt: 1 });
    expect(one.end()).toEqual({ kind: 'answer', attempt: 1 });
  });

  it('is gone on with twice at most, and then the last one whose words were shown has broken it', () => {
    const one = spoken({ continuing: [1, 2, 3] });
    expect(one.tell(failed(0, 'cut'))).toEqual([goesOn(1, 1)]);
    one.tell({ type: 'content', attempt: 1, weight: 'hard' });
    expect(one.tell(failed(1, 'stalled'))).toEqual([goesOn(2, 2)]);
    one.tell(failed(2, 'garbled'));
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 1, fault: { kind: 'stalled' } });
  });

  it('is broken by who broke it when nobody finds the place, and no sentence is put behind it', () => {
    const one = spoken({ continuing: [1] }, LADDER);
    one.tell(failed(0, 'cut'));
    one.tell(failed(1, 'garbled'));
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0, fault: { kind: 'cut' } });
  });

  it.each<[string, Scene, FaultKind]>([
    ['no rung does that', {}, 'cut'],
    ['more than words was shown', { continuing: [1], mayContinue: false }, 'cut'],
    ['who could do it rests', { continuing: [1], standing: (rung) => (rung === 1 ? 'resting' : 'ready') }, 'cut'],
    ['the model has declined', { continuing: [1] }, 'refused'],
  ])('ends there when %s', (_, scene, kind) => {
    const one = spoken(scene);
    one.tell(failed(0, kind));
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0 });
    expect(one.starts()).toEqual([0]);
  });

  it('waits for nobody beside the one that goes on with it', () => {
    const one = spoken({ continuing: [1, 2], suspect: true });
    one.tell(failed(0, 'cut'));
    expect(one.tell({ type: 'late', attempt: 1 })).toEqual([]);
    expect(one.tell({ type: 'opened', attempt: 1 })).toEqual([]);
  });

  it('is broken, not failed, when the time is over while somebody looks for the place', () => {
    const one = spoken({ continuing: [1] });
    one.tell(failed(0, 'cut'));
    one.tell({ type: 'due', timer: 'deadline' });
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0, fault: { kind: 'timeout' } });
  });
});
