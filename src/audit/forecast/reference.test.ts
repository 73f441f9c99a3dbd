import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../history/definitions.ts';
import { coverage, pastIncidents } from '../../history/past.ts';
import { SURE } from './chance.ts';
import { play, type PlayedRung } from './episodes.ts';
import { jointWindows, type Past, troubleOf } from './past.ts';
import { type Year, yearOf } from './years.ts';

const PAST: Past = {
  incidents: pastIncidents(),
  coverage: coverage(),
  own: null,
  definition: DEFINITIONS.requests,
  times: 'known',
};
const YEAR = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2025, 0, 1) };
const YEAR_HOURS = 8_766;
const MINUTE_MS = 60_000;

function rung(surface: string, changes: Partial<PlayedRung> = {}, past = PAST): PlayedRung {
  const trouble = troubleOf(past, surface);
  return { name: surface, kind: 'model', trouble, way: 'again', switchMs: 0, chance: SURE, ...changes };
}

function answered(ladder: readonly PlayedRung[], windows = [YEAR]): number {
  const { nothing } = yearOf(play(ladder, windows), { windows, toleranceMs: 0 });
  return Math.round((1 - nothing.mean / YEAR_HOURS) * 100_000) / 1_000;
}

const APIS = ['claude-api', 'openai-api'] as const;

describe('2024 played again, as the reference has it', () => {
  // Section 2.3 of the reference that the incidents came with: the shares of requests that are answered, %.
  it.each([
    ['claude-api', 'openai-api', 99.309, [99.969, 99.965, 99.953, 99.915, 99.877], 99.984],
    ['openai-api', 'claude-api', 98.498, [99.97, 99.966, 99.956, 99.925, 99.885], 99.984],
  ] as const)('%s first, then %s', (first, second, alone, routed, retried) => {
    expect(answered([rung(first)])).toBeCloseTo(alone, 3);
    const after = [1, 2, 5, 15, 30].map((minutes) =>
      answered([rung(first), rung(second, { way: 'instead', switchMs: minutes * MINUTE_MS })]),
    );
    expect(after).toEqual(routed);
    expect(answered([rung(first), rung(second)])).toBeCloseTo(retried, 3);
  });

  it('in minutes of a year: 3,631 without a standby, 83 with one that is asked at once', () => {
    const minutes = (ladder: readonly PlayedRung[]): number => {
      const { nothing } = yearOf(play(ladder, [YEAR]), { windows: [YEAR], toleranceMs: 0 });
      // The reference has years of 365 days.
      return (nothing.mean / YEAR_HOURS) * 365 * 24 * 60;
    };
    expect(minutes([rung('claude-api')])).toBeCloseTo(3_631, -0.5);
    expect(minutes([rung('openai-api')])).toBeCloseTo(7_895, -0.5);
    expect(minutes([rung('claude-api'), rung('openai-api')])).toBeCloseTo(83, 0);
  });

  it('with the beginnings of which nothing is known 25 minutes earlier', () => {
    const late = new Set(
      PAST.incidents.filter(({ official }) => official?.startedAtMs === official?.postedAtMs).map(({ id }) => id),
    );
    const incidents = PAST.incidents.map((one) =>
      one.official === null || !late.has(one.id)
        ? one
        : { ...one, official: { ...one.official, startedAtMs: one.official.startedAtMs - 25 * MINUTE_MS } },
    );
    const past = { ...PAST, incidents };
    expect(answered([rung('claude-api', {}, past)])).toBeCloseTo(99.22, 1.9);
    expect(answered([rung('openai-api', {}, past)])).toBeCloseTo(98.45, 1.9);
    expect(answered(APIS.map((surface) => rung(surface, {}, past)))).toBeCloseTo(99.98, 2);
  });

  it('keeps one of both up 99.925 % of the time, when down is what its maker called major', () => {
    const past = { ...PAST, definition: DEFINITIONS.major, times: 'posted' } as const;
    expect(answered(APIS.map((surface) => rung(surface, {}, past)))).toBeCloseTo(99.925, 2.9);
  });
});

describe('52 days of 2026 played again', () => {
  // Section 5.6 of the audit reference: hours in a year, any degradation, counted by other code over rows of the same pages.
  const past = { ...PAST, definition: DEFINITIONS.minor, times: 'posted' } as const;
  const windows = jointWindows(past, APIS, '2026-05-07').map((one) => ({ ...one, toMs: Date.UTC(2026, 5, 28) }));
  const year = (failing: number, switchMs: number): Year => {
    const second = rung('openai-api', { switchMs, chance: { by: 'assumption', failing } }, past);
    return yearOf(play([rung('claude-api', {}, past), second], windows), { windows, toleranceMs: 0 });
  };

  it('depends on whether the standby works, and on how fast it comes', () => {
    const rows = [0, 0.05, 0.1, 0.3].map((failing) =>
      [3_000, MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS].map((ms) => Math.round(year(failing, ms).nothing.mean)),
    );
    const theirs = [
      [10, 17, 85, 234],
      [40, 46, 111, 253],
      [69, 76, 136, 271],
      [188, 193, 240, 345],
    ];
    for (const [at, row] of theirs.entries()) {
      for (const [place, hours] of row.entries())
        expect(Math.abs((rows[at]?.[place] ?? 0) - hours)).toBeLessThan(Math.max(7, hours / 10));
    }
  });
});
