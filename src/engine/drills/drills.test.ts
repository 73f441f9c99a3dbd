import { describe, expect, it } from 'vitest';
import type { Trial } from '../../model/trial.ts';
import { STOP_WHEN } from '../../resilience/drill-harm.ts';
import { type Judged, shownOf } from '../../resilience/trial.ts';
import { type Outage, outage } from '../testing/outage.ts';
import type { Circumstances, Drill } from './drills.ts';

const SECOND = 1_000;
const DRILL: Drill = {
  providers: ['anthropic'],
  mode: '529',
  share: 1,
  workflow: '',
  forMs: 60 * SECOND,
  leaseMs: null,
  stopWhen: { answeredMin: null, firstTokenMsMax: null, silentMsMax: null },
};
const AROUND: Circumstances = {
  config: 'c0ffee',
  code: { reply: 'c0de' },
  routes: ['r'],
  spoiled: () => '',
  blind: () => '',
};

function drilled(scene: Outage, drill: Partial<Drill> = {}, around: Partial<Circumstances> = {}): void {
  scene.traffic(5 * SECOND, SECOND);
  scene.engine.drills.begin({ ...DRILL, ...drill }, { ...AROUND, ...around });
}

const shown = (trial: Trial | null | undefined): Judged | null => (trial ? shownOf(trial) : null);

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

  it('shows nothing of whoever rested before it began', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    scene.turn('anthropic', { kind: 'refuses', status: 529, headers: { 'retry-after': '600' } });
    drilled(scene, { mode: 'slow' });
    scene.traffic(70 * SECOND, SECOND);
    const { struck, trial } = scene.engine.drills.report() ?? {};
    expect(struck).toBe(0);
    expect(trial?.groups).toMatchObject([{ answered: 60, lost: 0 }]);
    expect(shown(trial)).toEqual({ verdict: 'void', why: 'no call was made to fail; it may have rested already' });
  });

  it('shows nothing of whoever rested before it began, also where probes met it', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    scene.turn('anthropic', { kind: 'refuses', status: 529 });
    drilled(scene);
    scene.traffic(70 * SECOND, SECOND);
    const { struck, trial } = scene.engine.drills.report() ?? {};
    expect(struck).toBeGreaterThan(0);
    expect(trial?.groups).toMatchObject([{ answered: 60, lost: 0 }]);
    expect(shown(trial)).toEqual({ verdict: 'void', why: 'no call was made to fail; it may have rested already' });
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

  it('ends at once and has failed when it does harm, unless somebody wants to see that', () => {
    for (const answeredMin of [0.9, null]) {
      const scene = outage({ anthropic: {}, openai: {} });
      scene.turn('openai', { kind: 'unreachable' });
      drilled(scene, { stopWhen: { ...STOP_WHEN, answeredMin, silentMsMax: null }, forMs: 300 * SECOND });
      for (let count = 0; count < 12; count += 1) scene.ask();
      scene.world.pass(200 * SECOND);
      const { stopped, leftMs, trial } = scene.engine.drills.report() ?? {};
      expect({ stopped, isOver: leftMs === 0 }).toEqual({
        stopped: answeredMin !== null,
        isOver: answeredMin !== null,
      });
      if (answeredMin !== null)
        expect(shown(trial)).toEqual({
          verdict: 'failed',
          why: expect.stringMatching(/^ended at once: \d+ of \d+ requests that met it were answered, fewer than 90 %$/),
        });
    }
  });

  it('ends at once and has failed when answers come too late, though all of them come', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    scene.turn('openai', { kind: 'well', beginsMs: 8 * SECOND });
    drilled(scene, { stopWhen: { ...STOP_WHEN, firstTokenMsMax: 5 * SECOND } });
    scene.traffic(40 * SECOND, SECOND);
    const { stopped, trial } = scene.engine.drills.report() ?? {};
    expect(stopped).toBe(true);
    expect(trial?.groups).toMatchObject([{ lost: 0 }]);
    expect(shown(trial)).toMatchObject({
      verdict: 'failed',
      why: expect.stringMatching(/began after 8.* later than 5 s$/),
    });
  });

  it.each([
    ['nobody asks any more', (scene: Outage) => scene.world.pass(30 * SECOND), 'nobody asked anything for 20 s', {}],
    [
      'the journal does not answer',
      (scene: Outage) => scene.traffic(2 * SECOND, SECOND),
      'the disk is full',
      { blind: () => 'the disk is full' },
    ],
  ])('ends and shows nothing when %s, however well it went until then', (_, then, why, around) => {
    const scene = outage({ anthropic: {}, openai: {} });
    const isBlind = { now: false };
    const blind = 'blind' in around ? (): string => (isBlind.now ? around.blind() : '') : AROUND.blind;
    drilled(scene, { forMs: 600 * SECOND, stopWhen: { ...STOP_WHEN, silentMsMax: 20 * SECOND } }, { blind });
    scene.traffic(30 * SECOND, SECOND);
    expect(scene.engine.drills.report()).toMatchObject({ stopped: false });
    isBlind.now = true;
    then(scene);
    scene.world.pass(5 * SECOND);
    const { stopped, leftMs, trial } = scene.engine.drills.report() ?? {};
    expect({ stopped, leftMs }).toEqual({ stopped: true, leftMs: 0 });
    expect(shown(trial)).toEqual({ verdict: 'void', why });
  });

  it('shows nothing when whoever watched it was gone before its end', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene, { leaseMs: 15 * SECOND });
    scene.traffic(30 * SECOND, SECOND);
    expect(scene.engine.drills.report()?.trial?.void).toBe('whoever watched it was gone before its end');
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
    expect(shown(trial)?.verdict).not.toBe('passed');
  });

  it('shows nothing where something has spoiled it', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    drilled(scene, {}, { spoiled: () => 'the configuration changed while it went on' });
    scene.traffic(70 * SECOND, SECOND);
    const { trial } = scene.engine.drills.report() ?? {};
    expect(shown(trial)).toEqual({
      verdict: 'void',
      why: 'the configuration changed while it went on',
    });
  });

  it('shows nothing where something spoiled it only in the middle', () => {
    const scene = outage({ anthropic: {}, openai: {} });
    let spoiled = '';
    drilled(scene, {}, { spoiled: () => spoiled });
    scene.traffic(20 * SECOND, SECOND);
    spoiled = 'our own network was down meanwhile';
    scene.traffic(SECOND, SECOND);
    spoiled = '';
    scene.traffic(50 * SECOND, SECOND);
    expect(scene.engine.drills.report()?.trial?.void).toBe('our own network was down meanwhile');
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
