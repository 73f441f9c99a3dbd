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

async function met(affected: number, during: readonly Calls[]): Promise<unknown> {
  const observed = { cells: [], startedAtMs: START, foundAtMs: START, endedAtMs: START + 10 * MINUTE, evidence: [] };
  const requests = { affected, saved: 0, lost: affected };
  const incident = { id: 'i', surface: 's', title: '', level: 'major', observed, official: null, requests } as const;
  const past = await ownPast({
    incidents: async () => [
      { ...incident, imported: false },
      { ...incident, imported: true },
    ],
    calls: async () => during,
    watched: {},
    nowMs: START + 20 * MINUTE,
  });
  expect(past.incidents).toHaveLength(1);
  return past.incidents[0]?.met;
}

describe('what a gateway knows of the past itself', () => {
  it('is which share of its requests met an incident, called or led past it', async () => {
    expect(await met(30, [calls(0, 27, 3), calls(7, 63, 0)])).toBe(0.25);
    expect(await met(0, [calls(3, 20, 0)])).toBe(0);
    expect(await met(5, [calls(0, 4, 5)])).toBeNull();
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
    const { startedAtMs = 0, endedAtMs = 0 } = one?.incident.observed ?? {};
    const weighed = ((endedAtMs ?? 0) - startedAtMs) * (one?.met ?? 0);
    // Ten minutes, give or take how long it takes to be seen at both ends.
    expect(weighed / MINUTE).toBeGreaterThan(7);
    expect(weighed / MINUTE).toBeLessThan(14);
  });
});
