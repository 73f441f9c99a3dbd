import { describe, expect, it } from 'vitest';
import { NOW } from '../../../test/fixtures/monitor.ts';
import { lasted, listed } from '../../page/words.ts';
import { percent, uptimeOf } from './uptime.ts';
import { inUtc, modelForPeople, plain, withMoments } from './words.ts';

describe('uptime', () => {
  const day = (badMs: Partial<Record<'degraded' | 'partial' | 'major', number>>, worst: 'operational' | null) => ({
    date: '2026-11-24',
    worst,
    badMs: { degraded: 0, partial: 0, major: 0, ...badMs },
    incidents: [],
  });

  it('is what its definition says', () => {
    const hour = 3_600_000;
    expect(uptimeOf([day({ major: hour }, 'operational')], NOW)).toBeCloseTo(1 - 1 / 24);
    expect(uptimeOf([day({ partial: hour, degraded: 5 * hour }, 'operational')], NOW)).toBeCloseTo(1 - 0.3 / 24);
    expect(uptimeOf([day({}, null), day({ major: hour }, 'operational')], NOW)).toBeCloseTo(1 - 1 / 24);
    expect(uptimeOf([day({}, null)], NOW)).toBeNull();
  });

  it('of today counts only what has passed', () => {
    const today = { ...day({ major: 3_600_000 }, 'operational'), date: '2026-11-25' };
    expect(uptimeOf([today], NOW)).toBeCloseTo(1 - 60 / (14 * 60 + 40));
  });

  it('is never rounded up to all', () => {
    expect([percent(1), percent(0.999999), percent(0.9925)]).toEqual(['100 %', '99.99 %', '99.25 %']);
  });
});

describe('words', () => {
  it.each([
    [45_000, '45 s'],
    [12 * 60_000, '12 min'],
    [80 * 60_000, '1 h 20 min'],
    [47.9 * 3_600_000, '47 h 54 min'],
    [50 * 3_600_000, '2 days 2 h'],
    [3 * 86_400_000, '3 days'],
  ])('%i ms are %s', (ms, words) => {
    expect(lasted(ms)).toBe(words);
  });

  it.each([
    ['gpt-5.6', 'GPT-5.6'],
    ['claude-sonnet-5-5', 'Claude Sonnet 5.5'],
    ['claude-opus-4-1-20250805', 'Claude Opus 4.1 20250805'],
    ['gemini-3-pro', 'Gemini 3 Pro'],
    ['llama3.2', 'Llama 3.2'],
    ['some/our-own-model', 'our-own-model'],
  ])('people call %s %s', (model, name) => {
    expect(modelForPeople(model)).toBe(name);
  });

  it('list what there is, and count what is too much', () => {
    expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('turn clocks in sentences into moments, the last ones that they can mean', () => {
    const words = withMoments('14 of 20 failed between 14:02 and 14:05 UTC, first at 23:50 UTC', NOW);
    expect(words.flatMap((piece) => (typeof piece === 'string' ? [] : [new Date(piece.atMs).toISOString()]))).toEqual([
      '2026-11-25T14:02:00.000Z',
      '2026-11-25T14:05:00.000Z',
      '2026-11-24T23:50:00.000Z',
    ]);
    expect(plain(words, NOW)).toBe('14 of 20 failed between 14:02 UTC and 14:05 UTC, first at 23:50 UTC');
    expect(withMoments('at 10:00 in Berlin', NOW)).toEqual(['at 10:00 in Berlin']);
  });

  it('say the day of what is not of today', () => {
    expect(inUtc({ atMs: NOW - 3 * 86_400_000, form: 'clock' }, NOW)).toBe('22 November 2026, 14:40 UTC');
  });
});
