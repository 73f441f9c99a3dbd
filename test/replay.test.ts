import { describe, expect, it } from 'vitest';
import { falseAlarms, noticing } from '../scripts/replay/outages.ts';
import { sightings, summary } from '../scripts/replay/past.ts';
import { isTrouble, play, type Script } from '../scripts/replay/stage.ts';
import { year } from '../scripts/replay/year.ts';
import { pastIncidents } from '../src/history/past.ts';
import type { OfficialIncident } from '../src/model/official.ts';
import type { PageNow } from '../src/monitor/verdict/verdict-book.ts';

// A part of `npm run replay`, with bounds that a broken filter does not keep: see docs/decisions/verdicts.md.

const PAST = pastIncidents();
const CLAUDE = PAST.filter(({ surface }) => surface === 'claude-api');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function claudeIn(fromMs: number, toMs: number) {
  return CLAUDE.filter(({ official }) => fromMs <= (official?.startedAtMs ?? 0) && (official?.startedAtMs ?? 0) < toMs);
}

describe('an outage of an hour', () => {
  it.each([
    ['of everything, with traffic', { perMinute: 30, probeMs: 60_000 }, 1, 0.5],
    ['of everything, with probes alone', { perMinute: 0, probeMs: 60_000 }, 1, 2.2],
    ['of everything, with few probes', { perMinute: 0, probeMs: 300_000 }, 1, 5],
    ['of 70 %', { perMinute: 5, probeMs: 60_000 }, 0.7, 1.5],
    ['of 30 %', { perMinute: 5, probeMs: 60_000 }, 0.3, 4.5],
    ['of 10 %', { perMinute: 30, probeMs: 60_000 }, 0.1, 4.5],
  ] as const)('%s is noticed in time, and its end, too', (_, watch, share, minutes) => {
    const said = noticing(watch, share, { runs: 30, beforeMs: 40 * MINUTE_MS });
    expect(said.missed).toBe(0);
    expect(said.median).toBeLessThan(minutes);
    expect(said.healthy).toBeLessThan(share >= 0.7 ? 12 : 25);
  });

  it.each([
    [0.005, 0],
    [0.02, 15],
  ])('is not seen where %d of the calls fail all the time, or not too often', (base, most) => {
    expect(falseAlarms({ perMinute: 5, probeMs: 60_000 }, base, 20)).toBeLessThanOrEqual(most);
  });
});

describe('what really happened to Claude in the last months of 2024', () => {
  const watch = { perMinute: 30, probeMs: 60_000, base: 0.005, reads: true };
  const seen = sightings('claude-api', claudeIn(Date.UTC(2024, 7, 1), Date.UTC(2025, 0, 1)), watch);

  it('is found as soon as it can be', () => {
    const major = summary(seen, 'partial');
    expect(major.incidents).toBeGreaterThan(25);
    expect(major.missed).toBeLessThan(0.05);
    expect(major.median).toBeLessThan(1.5);
    expect(major.p90).toBeLessThan(4);
    // One call in twenty is little more than what fails anyway; the page helps.
    expect(summary(seen, 'degraded').missed).toBeLessThan(0.4);
  });

  it('is found before its page says so', () => {
    const leads = seen.flatMap(({ leadMs }) => (leadMs === null ? [] : [leadMs]));
    expect(leads.length).toBeGreaterThan(3);
    expect(leads.filter((ms) => ms > 0).length / leads.length).toBeGreaterThan(0.7);
  });
});

describe('the year 2024', () => {
  it('would have lost a fiftieth of its failures with a standby, and a tenth by verdicts alone', () => {
    const said = year(
      PAST,
      { first: 'claude-api', standby: 'openai-api' },
      { perMinute: 5, probeMs: 60_000, base: 0.005, reads: true },
    );
    expect(said.alone).toBeCloseTo(0.99309, 5);
    expect(said.retried).toBeCloseTo(0.99984, 5);
    expect((1 - said.judged) / (1 - said.alone)).toBeLessThan(0.2);
  });
});

describe('a trap', () => {
  const FROM_MS = Date.UTC(2026, 5, 13);

  function script(parts: Partial<Script>): Script {
    return {
      seed: 'trap',
      surface: 'claude-api',
      models: ['claude-sonnet-5', 'claude-opus-4-7'],
      fromMs: FROM_MS,
      toMs: FROM_MS + 6 * HOUR_MS,
      perMinute: 2,
      probeMs: 300_000,
      base: 0.002,
      share: () => 0,
      pages: () => [],
      ...parts,
    };
  }

  function page(incidents: readonly OfficialIncident[], lamp: 'operational' | 'major', atMs: number): PageNow {
    return {
      source: {
        page: 'claude',
        name: 'Claude',
        url: '',
        state: 'ok',
        why: '',
        surfaces: ['claude-api'],
        readAtMs: atMs,
        nextAtMs: null,
      },
      reading: {
        updatedAtMs: atMs,
        components: [{ id: 'api', name: 'Claude API', surface: 'claude-api', scope: [], level: lamp }],
        incidents,
        maintenances: [],
      },
    };
  }

  function told(parts: Partial<OfficialIncident>): OfficialIncident {
    return {
      id: 'one',
      title: 'Elevated errors',
      url: '',
      level: 'major',
      stage: 'identified',
      surfaces: ['claude-api'],
      scope: [],
      startedAtMs: FROM_MS,
      postedAtMs: FROM_MS,
      endedAtMs: null,
      updates: [],
      ...parts,
    };
  }

  it('of 19 days in which an API was red for two models that were withdrawn', () => {
    const withdrawn = CLAUDE.find(({ official }) => official?.scope.includes('mythos'))?.official;
    const [fromMs, toMs] = [withdrawn?.startedAtMs ?? 0, withdrawn?.endedAtMs ?? 0];
    expect(toMs - fromMs).toBeGreaterThan(18 * 24 * HOUR_MS);
    const notice = told({
      ...withdrawn,
      title: 'Suspended access to Mythos 5 and Fable 5',
      stage: 'identified',
      endedAtMs: null,
    });
    const said = play(script({ fromMs, toMs, perMinute: 0.2, pages: (atMs) => [page([notice], 'major', atMs)] }));
    const bad = said.filter(({ condition }) => isTrouble(condition));
    expect(new Set(bad.map(({ model }) => model))).toEqual(new Set(['fable', 'mythos']));
  });

  it('of an incident that is posted when it is over', () => {
    const late = told({
      stage: 'resolved',
      startedAtMs: FROM_MS - HOUR_MS,
      postedAtMs: FROM_MS + HOUR_MS,
      endedAtMs: FROM_MS,
    });
    const said = play(script({ pages: (atMs) => [page(atMs < FROM_MS + HOUR_MS ? [] : [late], 'operational', atMs)] }));
    expect(said.some(({ condition }) => isTrouble(condition))).toBe(false);
  });

  it('of a page that answers with a challenge: it is not green, and the outage is found without it', () => {
    const wall: PageNow = {
      source: {
        ...page([], 'operational', FROM_MS).source,
        state: 'blocked',
        why: 'it answers with a challenge (405)',
      },
      reading: null,
    };
    const quiet = play(script({ perMinute: 0, probeMs: null, pages: () => [wall] }));
    expect(quiet).toEqual([]);
    const outageMs = FROM_MS + HOUR_MS;
    const said = play(script({ share: (_, atMs) => (atMs >= outageMs ? 0.95 : 0), pages: () => [wall] }));
    const found = said.find(({ model, condition }) => model === null && isTrouble(condition));
    expect((found?.atMs ?? 0) - outageMs).toBeGreaterThan(0);
    expect((found?.atMs ?? 0) - outageMs).toBeLessThan(3 * MINUTE_MS);
  });

  it('of an incident that its feed never closes', () => {
    const open = PAST.find(
      ({ surface, official }) =>
        surface === 'deepseek' && (official?.endedAtMs ?? 0) - (official?.postedAtMs ?? 0) === 4 * HOUR_MS,
    );
    expect(open).toBeDefined();
    const forgotten = told({ startedAtMs: FROM_MS, postedAtMs: FROM_MS, level: 'degraded' });
    const source = { ...page([], 'operational', 0).source };
    const feed = (atMs: number): PageNow => ({
      source: { ...source, readAtMs: atMs },
      reading: { updatedAtMs: null, components: [], incidents: [forgotten], maintenances: [] },
    });
    const said = play(
      script({ perMinute: 0, probeMs: null, toMs: FROM_MS + 5 * 24 * HOUR_MS, pages: (atMs) => [feed(atMs)] }),
    );
    expect(said.map(({ condition }) => condition)).toEqual(['degraded', 'recovering', 'healthy']);
  });
});
