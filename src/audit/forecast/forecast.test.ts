import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../history/definitions.ts';
import { coverage, pastIncidents } from '../../history/past.ts';
import type { Weighted } from '../../history/spans.ts';
import { serviceOf } from '../workflows/service.ts';
import { known, rung } from '../workflows/testing/known.ts';
import { drawn, meanOf, randomFrom, SURE } from './chance.ts';
import { play, type PlayedRung } from './episodes.ts';
import { type Assumed, type Forecast, forecastOf } from './forecast.ts';
import type { Past } from './past.ts';
import { meanYear, yearOf } from './years.ts';

const PAST: Past = {
  incidents: pastIncidents(),
  coverage: coverage(),
  own: null,
  definition: DEFINITIONS.requests,
  times: 'known',
};
const PLAIN: Assumed = { since: null, failing: null, switchMs: null };
const HOUR_MS = 3_600_000;
const WEEKS = { fromMs: 0, toMs: 70 * 24 * HOUR_MS };
const ALL = { windows: [WEEKS], toleranceMs: 0 };

function played(trouble: readonly Weighted[] | null, changes: Partial<PlayedRung> = {}): PlayedRung {
  return { name: 'x', kind: 'model', trouble, way: 'again', switchMs: 0, chance: SURE, ...changes };
}

const down = (fromHour: number, toHour: number, weight = 1): Weighted => ({
  fromMs: fromHour * HOUR_MS,
  toMs: toHour * HOUR_MS,
  weight,
});

function spent(...ladder: readonly PlayedRung[]): readonly number[] {
  return play(ladder, [WEEKS]).episodes.flatMap(({ outcomes }) =>
    outcomes.flatMap((one) => [one.standbyMs, one.belowMs, one.nothingMs].map((ms) => ms / HOUR_MS)),
  );
}

describe('a spell of trouble', () => {
  it.each<readonly [string, readonly PlayedRung[], readonly number[]]>([
    ['without a standby is without any answer', [played([down(1, 5)])], [0, 0, 4]],
    ['is the standby’s, once it serves', [played([down(1, 5)]), played([], { switchMs: HOUR_MS })], [3, 0, 1]],
    ['is nobody’s where both are down', [played([down(1, 5)]), played([down(4, 9)])], [3, 0, 1]],
    [
      'is bridged by what asks no model',
      [played([down(1, 5)]), played([down(0, 9)]), played([], { kind: 'below' })],
      [0, 4, 0],
    ],
    ['in which half fails is half a spell', [played([down(1, 5, 0.5)])], [0, 0, 2]],
    ['leaves what fails at both', [played([down(1, 5, 0.5)]), played([down(1, 5, 0.5)])], [1, 0, 1]],
    [
      'is led as a whole to who fails less',
      [played([down(1, 5, 0.5)]), played([down(1, 5, 0.25)], { way: 'instead' })],
      [3, 0, 1],
    ],
    [
      'is not led to who fails more',
      [played([down(1, 5, 0.25)]), played([down(1, 5, 0.5)], { way: 'instead' })],
      [0, 0, 1],
    ],
    ['has nothing of a rung of which nothing is known', [played([down(1, 5)]), played(null)], [0, 0, 4]],
    [
      'is over before a switch that takes longer',
      [played([down(1, 5)]), played([], { switchMs: 9 * HOUR_MS })],
      [0, 0, 4],
    ],
  ])('%s', (_, ladder, hours) => expect(spent(...ladder)).toEqual(hours));
});

describe('a year', () => {
  const standby = (failing: number): PlayedRung => played([], { chance: { by: 'assumption', failing } });

  it('costs as much as a standby is likely to fail', () => {
    const hours = [0, 0.25, 1].map(
      (failing) => meanYear(play([played([down(1, 11)]), standby(failing)], [WEEKS]), ALL).nothing,
    );
    const [none = 0, some = 0, all = 0] = hours;
    expect(none).toBe(0);
    expect(some).toBeCloseTo(all / 4, 9);
    expect(all).toBeCloseTo((10 * 8_766) / (70 * 24), 9);
  });

  it('counts only what goes beyond the tolerance, each spell by itself', () => {
    const trouble = [down(1, 3), down(10, 16)];
    const unmet = meanYear(play([played(trouble)], [WEEKS]), { ...ALL, toleranceMs: 3 * HOUR_MS }).unmet;
    expect(unmet).toBeCloseTo((3 * 8_766) / (70 * 24), 9);
  });

  it('is wider than any assumption where nobody has tried the standby', () => {
    const ladder = (chance: PlayedRung['chance']): readonly PlayedRung[] => [
      played(Array.from({ length: 10 }, (_, week) => down(week * 168 + 1, week * 168 + 11))),
      played([], { chance }),
    ];
    const unsure = yearOf(play(ladder({ by: 'trials', passed: 0, failed: 0 }), [WEEKS]), ALL).nothing;
    const assumed = yearOf(play(ladder({ by: 'assumption', failing: 0.5 }), [WEEKS]), ALL).nothing;
    expect(unsure.mean).toBeCloseTo(assumed.mean, 9);
    expect(unsure.p90).toBeGreaterThan(assumed.p90 * 1.3);
    // The mean of the years that are made is the one that is worked out.
    expect(Math.abs(assumed.p50 / assumed.mean - 1)).toBeLessThan(0.05);
  });

  it('is never worse with a rung more, nor better with one that fails more often', () => {
    const hours = fc.integer({ min: 0, max: 1_600 });
    const spell = fc
      .tuple(hours, fc.integer({ min: 1, max: 40 }), fc.constantFrom(0.05, 0.3, 0.95, 1))
      .map(([from, length, weight]) => down(from, from + length, weight));
    const one = fc.record({
      trouble: fc.array(spell, { maxLength: 6 }),
      way: fc.constantFrom('again' as const, 'instead' as const),
      switchMs: fc.constantFrom(0, HOUR_MS, 5 * HOUR_MS),
      failing: fc.constantFrom(0, 0.3, 1),
    });
    fc.assert(
      fc.property(fc.array(spell, { maxLength: 8 }), fc.array(one, { minLength: 1, maxLength: 3 }), (first, others) => {
        const rungs = others.map(({ failing, ...rest }) =>
          played(rest.trouble, { ...rest, chance: { by: 'assumption', failing } }),
        );
        const nothing = (ladder: readonly PlayedRung[]): number => meanYear(play(ladder, [WEEKS]), ALL).nothing;
        const whole = nothing([played(first), ...rungs]);
        expect(whole).toBeLessThanOrEqual(nothing([played(first), ...rungs.slice(0, -1)]) + 1e-6);
        expect(whole).toBeLessThanOrEqual(
          nothing([
            played(first),
            ...rungs.map((rung) => ({ ...rung, chance: { by: 'assumption', failing: 1 } as const })),
          ]) + 1e-6,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is the same each time', () => {
    const [one, other] = [randomFrom(7), randomFrom(7)];
    expect(Array.from({ length: 5 }, one)).toEqual(Array.from({ length: 5 }, other));
    const chance = { by: 'trials', passed: 9, failed: 1 } as const;
    const draws = Array.from({ length: 4_000 }, () => drawn(chance, one));
    expect(draws.reduce((sum, share) => sum + share, 0) / draws.length).toBeCloseTo(meanOf(chance), 2);
    expect(draws.every((share) => share >= 0 && share <= 1)).toBe(true);
  });
});

describe('the forecast of a workflow', () => {
  const told = (forecast: Forecast): Extract<Forecast, { kind: 'known' }> => {
    if (forecast.kind === 'unknown') throw new Error(forecast.why);
    return forecast;
  };

  it('says what each rung buys, and what could be next', () => {
    const { steps, further, year, windows } = told(
      forecastOf(known({ ladder: [rung({ chance: { by: 'trials', passed: 0, failed: 0 } })] }), PAST, PLAIN),
    );
    expect(steps.map(({ name }) => name)).toEqual(['Claude API alone', 'and another provider']);
    expect(steps.at(-1)?.year.withoutAi).toBeCloseTo(year.withoutAi.mean, 9);
    expect((steps[0]?.year.nothing ?? 0) / year.nothing.mean).toBeCloseTo(2, 1);
    expect(further.map(({ name }) => name).join('\n')).toMatch(/prove every standby/);
    expect(further.map(({ name }) => name).join('\n')).not.toMatch(/another provider \(OpenAI/);
    expect(windows.length).toBe(2);
  });

  it.each<readonly [string, Parameters<typeof known>[0], string]>([
    ['nobody knows whose AI it uses', { first: [] }, 'nobody knows'],
    [
      'nothing is known of the past of who serves it',
      { first: [{ service: serviceOf('gemini/gemini-3-pro'), by: 'scan' }] },
      'no past incidents of Gemini API',
    ],
  ])('is not known where %s', (_, changes, why) => {
    expect(forecastOf(known(changes), PAST, PLAIN)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining(why),
    });
  });

  it('counts nothing for a rung of which nothing is known, and says so', () => {
    const alone = told(forecastOf(known(), PAST, PLAIN));
    const unknown = [
      rung({ kind: 'same-model-elsewhere', service: serviceOf('bedrock/anthropic.claude-sonnet-5-5') }),
      rung({ kind: 'cache', service: null }),
    ];
    const { year, unplayed } = told(forecastOf(known({ ladder: unknown }), PAST, PLAIN));
    expect(unplayed).toHaveLength(2);
    expect(year.nothing.mean).toBe(alone.year.nothing.mean);
    const half = told(
      forecastOf(known({ ladder: [rung({ kind: 'cache', service: null, level: 0.5, switchMs: 0 })] }), PAST, PLAIN),
    );
    expect(half.year.nothing.mean).toBeCloseTo(alone.year.nothing.mean / 2, 9);
  });
});
