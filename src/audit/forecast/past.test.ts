import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../history/definitions.ts';
import { coverage, pastIncidents } from '../../history/past.ts';
import { heaviest, weightMs } from '../../history/spans.ts';
import type { Incident, Observed, Official } from '../../model/incident.ts';
import type { OwnIncident } from '../../model/own-past.ts';
import { known, rung } from '../workflows/testing/known.ts';
import { forecastOf } from './forecast.ts';
import { jointWindows, type Past, troubleOf } from './past.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHIPPED: Past = {
  incidents: pastIncidents(),
  coverage: coverage(),
  own: null,
  definition: DEFINITIONS.requests,
  times: 'known',
};
const PLAIN = { since: null, failing: null, switchMs: null };

const at = (day: string, hour: number): number => Date.parse(day) + hour * HOUR_MS;

/** Two hours of the Claude API on a day, as we saw it, as its page told it, or both. */
function incident(day: string, by: 'us' | 'page' | 'both', change: Partial<Incident> = {}): Incident {
  const observed: Observed = {
    cells: [],
    startedAtMs: at(day, 10),
    foundAtMs: at(day, 10),
    endedAtMs: at(day, 12),
    evidence: [],
  };
  const official: Official = {
    page: 'claude',
    id: day,
    url: '',
    stage: 'resolved',
    scope: [],
    startedAtMs: at(day, 10),
    postedAtMs: at(day, 11),
    endedAtMs: at(day, 12),
    updates: [],
  };
  return {
    id: `own-${day}`,
    surface: 'claude-api',
    title: 'Elevated errors',
    level: 'partial',
    observed: by === 'page' ? null : observed,
    official: by === 'us' ? null : official,
    imported: false,
    requests: { affected: 0, saved: 0, lost: 0 },
    ...change,
  };
}

/** `watched`: the days of both APIs. */
function withOwn(incidents: readonly OwnIncident[], watched: readonly [string, string], past = SHIPPED): Past {
  const [from, to] = watched;
  const days = [{ from, to }];
  return {
    ...past,
    own: { incidents, watched: { 'claude-api': days, 'openai-api': days }, nowMs: Date.parse(to) + DAY_MS },
  };
}

const lostHours = (past: Past, [from, to]: readonly [string, string]): number => {
  const window = { fromMs: Date.parse(from), toMs: Date.parse(to) + DAY_MS };
  const trouble = troubleOf(past, 'claude-api') ?? [];
  const within = trouble.flatMap((span) => {
    const [fromMs, toMs] = [Math.max(span.fromMs, window.fromMs), Math.min(span.toMs, window.toMs)];
    return fromMs < toMs ? [{ ...span, fromMs, toMs }] : [];
  });
  return weightMs(heaviest(within)) / HOUR_MS;
};

describe('the past as a gateway knows it itself', () => {
  const days = ['2026-11-20', '2026-11-26'] as const;

  it.each<readonly [string, OwnIncident, number]>([
    ['as the share of its own requests that met it', { incident: incident('2026-11-21', 'us'), met: 0.25 }, 0.5],
    ['as its maker called it, with too few requests', { incident: incident('2026-11-21', 'us'), met: null }, 0.6],
    ['not at all where none of its requests met it', { incident: incident('2026-11-21', 'page'), met: 0 }, 0],
    ['once where page and gateway both tell of it', { incident: incident('2026-11-21', 'both'), met: 1 }, 2],
    ['only on days on which it has watched', { incident: incident('2026-11-19', 'us'), met: 1 }, 0],
  ])('counts %s', (_, one, hours) => {
    expect(lostHours(withOwn([one], days), ['2026-11-01', '2026-11-26'])).toBeCloseTo(hours, 9);
  });

  it('takes the place of what comes along on the days that both know, so that nothing counts twice', () => {
    const both = ['2026-06-01', '2026-06-30'] as const;
    const shipped = lostHours(SHIPPED, both);
    expect(shipped).toBeGreaterThan(1);
    // The gateway has watched for all of June and has seen one incident: that one counts, and nothing else.
    const seen = withOwn([{ incident: incident('2026-06-02', 'both'), met: 1 }], both);
    expect(lostHours(seen, both)).toBeCloseTo(2, 9);
    // Before and after, what comes along counts as ever.
    for (const days of [
      ['2026-05-07', '2026-05-31'],
      ['2024-01-01', '2024-12-31'],
    ] as const)
      expect(lostHours(seen, days)).toBeCloseTo(lostHours(SHIPPED, days), 9);
    expect(jointWindows(seen, ['claude-api', 'openai-api'], null)).toEqual(
      jointWindows(SHIPPED, ['claude-api', 'openai-api'], null),
    );
  });

  it('adds the time that nobody else knows, and is told of with what it has changed', () => {
    const one = known({ ladder: [rung()] });
    const past = withOwn([{ incident: incident('2026-11-21', 'us'), met: 1 }], days);
    const forecast = forecastOf(one, past, PLAIN);
    if (forecast.kind === 'unknown') throw new Error(forecast.why);
    expect(forecast.windows.at(-1)).toEqual({ fromMs: Date.parse('2026-11-20'), toMs: Date.parse('2026-11-27') });
    expect(forecast.own).toEqual({ windows: forecast.windows.slice(-1), incidents: 1, weighed: 1 });
    const [moved] = forecast.moved;
    expect(moved?.what).toMatchObject({ kind: 'past', incidents: 1, weighed: 1 });
    const shipped = forecastOf(one, SHIPPED, PLAIN);
    expect(shipped.kind === 'known' && shipped.year.withoutAi.mean).toBe(moved?.without?.withoutAi);
  });

  it('can be all that is played', () => {
    const bare: Past = { ...SHIPPED, incidents: [], coverage: new Map() };
    const past = withOwn([{ incident: incident('2026-11-21', 'us'), met: 1 }], days, bare);
    const forecast = forecastOf(known(), past, PLAIN);
    if (forecast.kind === 'unknown') throw new Error(forecast.why);
    // Two hours in seven days.
    expect(forecast.year.withoutAi.mean).toBeCloseTo((2 / (7 * 24)) * 8_766, 6);
    expect(forecast.moved[0]?.without).toBeNull();
    expect(forecastOf(known(), bare, PLAIN)).toMatchObject({ kind: 'unknown' });
  });
});
