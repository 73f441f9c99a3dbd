import { describe, expect, it } from 'vitest';
import { judged } from '../resilience/trial.ts';
import type { Circumstances, Drill } from './drills.ts';
import { type Outage, outage } from './testing/outage.ts';

const SECOND = 1_000;
const DRILL: Drill = {
  providers: ['anthropic'],
  mode: '529',
  share: 1,
  workflow: '',
  forMs: 60 * SECOND,
  leaseMs: null,
  lostMax: null,
};
const AROUND: Circumstances = { config: 'c0ffee', code: { reply: 'c0de' }, routes: ['r'], spoiled: () => '' };

function drilled(scene: Outage, drill: Partial<Drill> = {}, around: Partial<Circumstances> = {}): void {
  scene.traffic(5 * SECOND, SECOND);
  scene.engine.drills.begin({ ...DRILL, ...drill }, { ...AROUND, ...around });
}

describe('a drill', () => {
  it('keeps what it has shown, with what it was shown with', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene);
    scene.traffic(70 * SECOND, SECOND);
    const trial = scene.engine.drills.report()?.trial;
    expect(trial).toMatchObject({ kind: 'drill', trouble: 'all', config: 'c0ffee', code: { reply: 'c0de' }, void: '' });
    expect((trial?.endedAtMs ?? 0) - (trial?.startedAtMs ?? 0)).toBe(60 * SECOND);
    expect(trial?.groups).toMatchObject([{ route: 'r', answered: 60, lost: 0 }]);
    expect(trial?.groups[0]?.by.find(({ who }) => who === 'openai/m')).toMatchObject({ asked: 60, answered: 60 });
  });

  it('of a part of the calls counts only those that were made to fail, and those led past them', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene, { share: 0.1 });
    scene.traffic(70 * SECOND, SECOND);
    const report = scene.engine.drills.report();
    const [group] = report?.trial?.groups ?? [];
    expect(report?.trial?.trouble).toBe('some');
    expect(group?.answered).toBeGreaterThan(0);
    expect(group?.answered).toBeLessThan(40);
  });

  it('of models that are gone leads past them, and is over when it is over', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene, { mode: '404' });
    scene.traffic(60 * SECOND, SECOND);
    scene.traffic(10 * SECOND, SECOND);
    expect(scene.engine.drills.report()?.trial).toMatchObject({
      trouble: 'all',
      what: '404',
      groups: [{ answered: 60, lost: 0 }],
    });
    expect(scene.entries.at(-1)?.servedBy).toBe('anthropic/m');
  });

  it('ends when whoever began it is gone, and not before', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene, { leaseMs: 5 * SECOND });
    for (let renewed = 0; renewed < 4; renewed += 1) {
      scene.world.pass(4 * SECOND);
      scene.engine.drills.renew();
    }
    expect(scene.engine.drills.report()?.leftMs).toBe(5 * SECOND);
    scene.world.pass(5 * SECOND);
    expect(scene.engine.drills.report()?.leftMs).toBe(0);
    scene.engine.drills.renew();
    expect(scene.engine.drills.report()?.leftMs).toBe(0);
  });

  it('ends before its time when it has become an outage, unless somebody wants to see that', () => {
    for (const lostMax of [10, null]) {
      const scene = outage({ anthropic: {}, openai: {} });
      scene.turn('openai', { kind: 'unreachable' });
      drilled(scene, { lostMax, forMs: 300 * SECOND });
      for (let count = 0; count < 12; count += 1) scene.ask();
      scene.world.pass(200 * SECOND);
      const { stopped, leftMs, trial } = scene.engine.drills.report() ?? {};
      expect({ stopped, isOver: leftMs === 0 }).toEqual({ stopped: lostMax !== null, isOver: lostMax !== null });
      if (trial !== null && trial !== undefined) expect(judged(trial.groups).verdict).toBe('failed');
    }
  });

  it('shows nothing while nobody knows what came of requests that began in it', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    scene.turn('openai', { kind: 'hangs' });
    drilled(scene);
    scene.traffic(58 * SECOND, SECOND);
    scene.turn('openai', { kind: 'well', beginsMs: 90 * SECOND });
    for (let count = 0; count < 3; count += 1) scene.ask();
    scene.world.pass(10 * SECOND);
    expect(scene.engine.drills.report()).toMatchObject({ leftMs: 0, trial: null });
    scene.world.pass(60 * SECOND);
    const { trial } = scene.engine.drills.report() ?? {};
    expect(judged(trial?.groups ?? [], trial?.void).verdict).not.toBe('passed');
  });

  it('shows nothing where something has spoiled it', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene, {}, { spoiled: () => 'the configuration changed while it went on' });
    scene.traffic(70 * SECOND, SECOND);
    const { trial } = scene.engine.drills.report() ?? {};
    expect(judged(trial?.groups ?? [], trial?.void)).toEqual({
      verdict: 'void',
      why: 'the configuration changed while it went on',
    });
  });

  it('is about its own workflow and its own routes', () => {
    for (const [drill, around] of [
      [{ workflow: 'another' }, {}],
      [{}, { routes: ['another'] }],
    ] as const) {
      const scene = outage({ anthropic: {}, openai: {} });
      drilled(scene, drill, around);
      scene.traffic(70 * SECOND, SECOND);
      expect(scene.engine.drills.report()).toMatchObject({ struck: 0, trial: { groups: [] } });
    }
  });
});
