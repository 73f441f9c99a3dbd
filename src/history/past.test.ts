import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endOf, startOf } from '../model/incident.ts';
import { DEFINITIONS, type Definition } from './definitions.ts';
import { availability, together } from './failover.ts';
import { FEEDS } from './feeds.ts';
import { downtimes, numbers, type Times } from './numbers.ts';
import { coverage, pastIncidents } from './past.ts';

const ALL = pastIncidents();
const LIST = new URL('../../../shared/data/incidents/replay_incidents.json', import.meta.url);
const YEAR = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2025, 0, 1) };
const EARLY = { fromMs: Date.UTC(2023, 6, 11), toMs: Date.UTC(2025, 0, 8) };
const LATE = { fromMs: Date.UTC(2026, 4, 7), toMs: Date.UTC(2026, 6, 1) };

type Ask = { readonly window: typeof YEAR; readonly definition: Definition; readonly times: Times };

function of(surface: string) {
  return ALL.filter((one) => one.surface === surface);
}

function down(surface: string, ask: Ask) {
  return downtimes({ incidents: of(surface), ...ask });
}

describe('past incidents', () => {
  it('all have a beginning, an end and a maker, and different ids', () => {
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
    for (const one of ALL) {
      expect(one.level).not.toBe('unknown');
      expect(startOf(one)).toBeGreaterThanOrEqual(Date.UTC(2021, 0, 1));
      expect(endOf(one)).toBeGreaterThanOrEqual(startOf(one));
      expect(one.title).toMatch(/^[A-Z]/);
    }
  });

  it('are few enough to be shipped', () => {
    expect(statSync(new URL('table.ts', import.meta.url)).size).toBeLessThan(60_000);
  });

  it('lie within what their feed covers', () => {
    const days = coverage();
    for (const one of ALL) {
      const date = new Date(one.official?.postedAtMs ?? 0).toISOString().slice(0, 10);
      // What was posted late may have begun, or have been posted, a day beside it.
      const isIn = days.get(one.surface)?.some(({ from, to }) => dayBefore(from) <= date && date <= to);
      expect(isIn, `${one.id} ${date}`).toBe(true);
    }
    expect(
      FEEDS.map(({ to }) => to)
        .toSorted()
        .at(-1),
    ).toBe('2026-08-20');
  });

  it.skipIf(!existsSync(LIST))('say what the list says that they were made from (skipped without ../shared)', () => {
    const rows: readonly Record<'provider' | 'src' | 'start' | 'posted', string>[] = JSON.parse(
      readFileSync(LIST, 'utf8'),
    );
    const told = new Set(ALL.map(({ official }) => `${official?.startedAtMs} ${official?.postedAtMs}`));
    const minute = (time: string) => Math.round(Date.parse(time) / 60_000) * 60_000;
    const missing = rows.filter(({ start, posted }) => !told.has(`${minute(start)} ${minute(posted)}`));
    // Copies of what another feed tells with better times.
    expect(missing.every(({ src, provider }) => src === 'leaderboard' && provider === 'github')).toBe(true);
    expect(rows.length - missing.length).toBeGreaterThanOrEqual(1_335);
  });
});

describe('the figures of 2024, as the pages told it', () => {
  // Section 2.1 of the reference that the list came with, which counted with other code.
  it.each([
    ['claude-api', 'minor', 115, 77, 214, 402, 95.42],
    ['claude-api', 'major', 64, 46, 148, 155, 98.23],
    ['claude-app', 'minor', 111, 64, 181, 333, 96.2],
    ['openai-api', 'minor', 80, 87, 290, 348, 96.04],
    ['openai-api', 'major', 38, 86, 350, 188, 97.86],
    ['openai-api', 'critical', 11, 93, 765, 116, 98.68],
    ['chatgpt', 'minor', 96, 94, 380, 586, 93.33],
    ['chatgpt', 'major', 54, 101, 163, 138, 98.42],
    ['character-ai', 'critical', 14, 71, 90, 21, 99.76],
    ['stability-api', 'minor', 45, 62, 145, 109, 98.76],
  ] as const)('%s, %s: %i incidents', (surface, id, incidents, median, mean, hours, uptime) => {
    const said = numbers({ incidents: of(surface), window: YEAR, definition: DEFINITIONS[id], times: 'posted' });
    expect(said.incidents).toBe(incidents);
    expect(Math.round((said.medianMs ?? 0) / 60_000)).toBe(median);
    expect(Math.round((said.mttrMs ?? 0) / 60_000)).toBe(mean);
    expect(Math.round(said.downMs / 3_600_000)).toBe(hours);
    expect(said.uptime * 100).toBeCloseTo(uptime, 2);
    expect(said.definition.sentence).not.toBe('');
  });

  it('differ by six points with the definition', () => {
    const uptimes = Object.values(DEFINITIONS).map(
      (definition) =>
        Math.round(numbers({ incidents: of('claude-api'), window: LATE, definition, times: 'posted' }).uptime * 1_000) /
        10,
    );
    expect(uptimes).toEqual([93.4, 97.7, 99.8, 99.2, 99]);
  });

  it('do not take an API for down because two models were withdrawn for 19 days', () => {
    const withdrawn = of('claude-api').find(({ official }) => official?.scope.includes('mythos'));
    expect(withdrawn).toMatchObject({ level: 'major', official: { scope: ['fable', 'mythos'] } });
    const said = numbers({ incidents: of('claude-api'), window: LATE, definition: DEFINITIONS.major, times: 'known' });
    expect(said.uptime).toBeGreaterThan(0.97);
  });

  it('know how late pages are: half of the incidents 25 minutes or more', () => {
    const told = ALL.filter(({ surface }) => ['claude-api', 'claude-app', 'openai-api', 'chatgpt'].includes(surface));
    const { lag } = numbers({
      incidents: told,
      window: { fromMs: 0, toMs: YEAR.toMs },
      definition: DEFINITIONS.minor,
      times: 'known',
    });
    expect((lag?.medianMs ?? 0) / 60_000).toBeCloseTo(25, 0);
    expect((lag?.p75Ms ?? 0) / 60_000).toBeCloseTo(56, 0);
  });
});

describe('a standby at another provider', () => {
  // Section 2.3 of the reference.
  it.each([
    ['claude-api', 'openai-api', EARLY, 'minor', 0.146, 1.23, 16],
    ['claude-api', 'openai-api', EARLY, 'major', 0.05, 2.07, 4],
    ['openai-api', 'chatgpt', EARLY, 'major', 0.904, 26.8, 31],
    ['claude-api', 'claude-app', EARLY, 'major', 0.681, 49, 55],
    ['claude-api', 'openai-api', LATE, 'minor', 0.164, 0.46, 5],
  ] as const)('%s and %s: how often both are in trouble', (first, second, window, id, both, lift, overlaps) => {
    const ask: Ask = { window, definition: DEFINITIONS[id], times: 'posted' };
    const said = together(down(first, ask), down(second, ask), window);
    expect(said.both * 100).toBeCloseTo(both, 3);
    expect(said.lift).toBeCloseTo(lift, 1);
    expect(said.overlaps).toBe(overlaps);
  });

  it('makes 99.98 % of 99.31 % in 2024, when what fails is asked again at once', () => {
    const ask: Ask = { window: YEAR, definition: DEFINITIONS.requests, times: 'known' };
    const said = availability(down('claude-api', ask), down('openai-api', ask), {
      window: YEAR,
      noticedMs: 2 * 60_000,
    });
    expect(said.alone * 100).toBeCloseTo(99.309, 3);
    expect(said.routed * 100).toBeCloseTo(99.965, 3);
    expect(said.retried * 100).toBeCloseTo(99.984, 3);
  });
});

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 24 * 3_600_000).toISOString().slice(0, 10);
}
