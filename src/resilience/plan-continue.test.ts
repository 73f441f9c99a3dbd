import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../model/fault.ts';
import type { Rung } from '../model/route.ts';
import type { Command } from './request-state.ts';
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

  it('is answered by who has only not found the place, when the one that began anew has shown nothing but thoughts', () => {
    const one = spoken({ continuing: [1], mayRestart: true }, [model('a'), model('b'), model('c')]);
    one.tell(failed(0, 'cut'));
    one.tell(failed(1, 'garbled'));
    expect(one.tell({ type: 'content', attempt: 2, weight: 'soft' })).toEqual([{ do: 'restart', attempt: 2 }]);
    expect(one.tell(failed(2, 'cut'))).toMatchObject([{ do: 'start', attempt: 3, rung: 1, why: 'next' }]);
    expect(one.starts()).toEqual([0, 1, 2, 1]);
  });

  it.each<[string, Scene, FaultKind]>([
    ['no rung does that', {}, 'cut'],
    ['more than words was shown', { continuing: [1], mayContinue: false }, 'cut'],
    ['who could do it rests', { continuing: [1], standing: (rung) => (rung === 1 ? 'resting' : 'ready') }, 'cut'],
    ['the model has declined', { continuing: [1] }, 'refused'],
    ['the model has lost its way', { continuing: [1] }, 'runaway'],
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

  it('is given anew where the caller takes that, when nobody goes on with it', () => {
    const one = spoken({ mayRestart: true });
    expect(one.tell(failed(0, 'cut'))).toMatchObject([{ do: 'start', attempt: 1, rung: 1, why: 'next' }]);
    // Whoever is asked meanwhile may fail, too.
    expect(one.tell(failed(1, 'overloaded'))).toMatchObject([{ do: 'start', attempt: 2, rung: 2, why: 'next' }]);
    expect(one.tell({ type: 'content', attempt: 2, weight: 'soft' })).toEqual([{ do: 'restart', attempt: 2 }]);
    expect(one.tell({ type: 'content', attempt: 2, weight: 'hard' })).toEqual([]);
    one.tell({ type: 'ended', attempt: 2 });
    expect(one.end()).toEqual({ kind: 'answer', attempt: 2 });
  });

  it('is gone on with rather than given anew, as long as somebody does that', () => {
    const one = spoken({ continuing: [3], mayRestart: true });
    expect(one.tell(failed(0, 'cut'))).toEqual([goesOn(1, 3)]);
    expect(one.tell(failed(1, 'garbled'))).toMatchObject([{ do: 'start', attempt: 2, rung: 1, why: 'next' }]);
    expect(one.tell({ type: 'content', attempt: 2, weight: 'hard' })).toEqual([{ do: 'restart', attempt: 2 }]);
    // The new answer is one like any other: it may break off, and be given anew.
    expect(one.tell(failed(2, 'cut'))).toMatchObject([{ do: 'start', attempt: 3, rung: 2, why: 'next' }]);
  });

  it.each<[string, Scene, readonly Rung[] | undefined, FaultKind]>([
    ['nobody is left but a sentence', { mayRestart: true }, [model('a'), { kind: 'notice', text: 'away' }], 'cut'],
    ['all others rest', { mayRestart: true, standing: (rung) => (rung === 0 ? 'ready' : 'resting') }, undefined, 'cut'],
    ['the model has declined', { mayRestart: true }, undefined, 'refused'],
  ])('is given anew by nobody when %s', (_, scene, ladder, kind) => {
    const one = spoken(scene, ladder);
    one.tell(failed(0, kind));
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0, fault: { kind } });
  });

  it('is broken as before when nobody had anything to say in its place', () => {
    const one = spoken({ mayRestart: true }, [model('a'), model('b')]);
    one.tell(failed(0, 'stalled'));
    one.tell(failed(1, 'overloaded'));
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0, fault: { kind: 'stalled' } });
  });

  it('is broken, not failed, when the time is over while somebody looks for the place', () => {
    const one = spoken({ continuing: [1] });
    one.tell(failed(0, 'cut'));
    one.tell({ type: 'due', timer: 'deadline' });
    expect(one.end()).toMatchObject({ kind: 'broken', attempt: 0, fault: { kind: 'timeout' } });
  });
});
