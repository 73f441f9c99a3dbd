import { afterEach, describe, expect, it } from 'vitest';
import type { Trial } from '../../model/trial.ts';
import { judged } from '../../resilience/trial.ts';
import { beginDrill, closeAll, FAILING, MINUTE, SECOND, watch, WELL } from '../testing/watch.ts';

afterEach(closeAll);

describe('an incident that we see ourselves', () => {
  it('is a trial of the standby: who answered those that met it, and how long they were held up', async () => {
    const trials: Trial[] = [];
    const { live, turn, condition } = await watch(
      { anthropic: {}, openai: {} },
      { tried: (trial) => void trials.push(trial) },
    );
    await live(5 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(10 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(trials).toEqual([]);
    turn('anthropic', WELL);
    await live(30 * MINUTE, 2 * SECOND);
    const trial = trials.at(-1);
    expect(trial).toMatchObject({ kind: 'incident', providers: ['anthropic'], trouble: 'all', void: '' });
    const [group] = trial?.groups ?? [];
    expect(group).toMatchObject({ route: 'r', lost: 0 });
    // Ten minutes of a request every two seconds, and hardly any of them before it was seen to have begun.
    expect(group?.answered).toBeGreaterThan(250);
    expect(group?.answered).toBeLessThanOrEqual(330);
    const standby = group?.by.find(({ who }) => who === 'openai/m');
    expect(standby?.answered).toBe(group?.answered);
    expect(group?.switchMs).toBeLessThan(SECOND);
    expect(judged(trial?.groups ?? []).verdict).toBe('passed');
    expect((trial?.foundAtMs ?? 0) - (trial?.startedAtMs ?? 0)).toBeGreaterThanOrEqual(0);
  });

  it('is one of both where both are away, and shows that nobody answered', async () => {
    const trials: Trial[] = [];
    const { live, turn } = await watch({ anthropic: {}, openai: {} }, { tried: (trial) => void trials.push(trial) });
    await live(5 * MINUTE, 2 * SECOND);
    for (const provider of ['anthropic', 'openai']) turn(provider, FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    for (const provider of ['anthropic', 'openai']) turn(provider, WELL);
    await live(30 * MINUTE, 2 * SECOND);
    const shown = trials.filter(({ groups }) => groups.length > 0);
    expect(shown.map(({ id }) => id.replace(/-\d+-\d+$/, ''))).toContain('claude-api');
    const trial = shown.find(({ id }) => id.startsWith('claude-api'));
    expect(trial?.providers.toSorted()).toEqual(['anthropic', 'openai']);
    expect(judged(trial?.groups ?? []).verdict).toBe('failed');
  });

  it('is none where it is a drill', async () => {
    const trials: Trial[] = [];
    const { live, engine } = await watch({ anthropic: {}, openai: {} }, { tried: (trial) => void trials.push(trial) });
    await live(5 * MINUTE, 2 * SECOND);
    beginDrill(engine);
    await live(40 * MINUTE, 2 * SECOND);
    expect(trials).toEqual([]);
    expect(engine.drills.report()?.trial?.groups).toMatchObject([{ route: 'r', lost: 0 }]);
  });
});
