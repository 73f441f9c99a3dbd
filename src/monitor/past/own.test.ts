import { afterEach, describe, expect, it } from 'vitest';
import type { Calls } from '../../model/monitor.ts';
import { closeAll, FAILING, MINUTE, SECOND, watch, WELL } from '../testing/watch.ts';
import { ownPast } from './own.ts';

afterEach(closeAll);

const START = Date.UTC(2026, 10, 26, 10);

function calls(minute: number, well: number, ill: number): Calls {
  const atMs = START + minute * MINUTE;
  return { atMs, spanMs: MINUTE, surface: 's', provider: 'p', model: 'm', kind: 'traffic', well, ill };
}

async function lost(during: readonly Calls[]): Promise<unknown> {
  const observed = { cells: [], startedAtMs: START, foundAtMs: START, endedAtMs: START + 10 * MINUTE, evidence: [] };
  const requests = { affected: 0, saved: 0, lost: 0 };
  const incident = { id: 'i', surface: 's', title: '', level: 'major', observed, official: null, requests } as const;
  const [one] = (
    await ownPast({
      incidents: async () => [
        { ...incident, imported: false },
        { ...incident, imported: true },
      ],
      calls: async () => during,
      watched: {},
      nowMs: START + 20 * MINUTE,
    })
  ).incidents;
  return one?.lost?.map(({ fromMs, toMs, weight }) => [(fromMs - START) / MINUTE, (toMs - START) / MINUTE, weight]);
}

describe('what a gateway knows of the past itself', () => {
  it('is which share of its calls failed when: where nobody called, it went on', async () => {
    // Whoever is down is hardly called: three calls fail, then nobody calls for five minutes, then all is well again.
    expect(await lost([calls(0, 27, 3), calls(1, 0, 1), calls(7, 50, 0)])).toEqual([
      [0, 1, 0.1],
      [1, 7, 1],
    ]);
    expect(await lost([calls(0, 4, 5)])).toBeUndefined();
    expect(await lost([calls(3, 20, 0)])).toEqual([]);
  });

  it('is its own incidents and its own days, and nothing of what comes along', async () => {
    const { live, turn, running } = await watch({ anthropic: {}, openai: {} });
    await live(5 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(10 * MINUTE, 2 * SECOND);
    turn('anthropic', WELL);
    await live(30 * MINUTE, 2 * SECOND);
    const { incidents, watched } = await running().monitor.past();
    expect(incidents).toHaveLength(1);
    expect(Object.keys(watched).toSorted()).toEqual(['claude-api', 'openai-api']);
    const [one] = incidents;
    const weighed = one?.lost?.reduce((sum, { fromMs, toMs, weight }) => sum + (toMs - fromMs) * weight, 0) ?? 0;
    // Ten minutes, give or take how long it takes to be seen at both ends.
    expect(weighed / MINUTE).toBeGreaterThan(7);
    expect(weighed / MINUTE).toBeLessThan(14);
  });
});
