import { describe, expect, it } from 'vitest';
import { ago, handMade, incident, NOW, past, surface } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import type { Incident } from '../../model/incident.ts';
import { type FigureRow, figuresAsked, figuresOf } from './figures.ts';
import { figuresPage } from './page/page.ts';

const HOUR = 3_600_000;
const asked = (query = ''): ReturnType<typeof figuresAsked> => figuresAsked(new URLSearchParams(query));

async function rowsFor(
  incidents: readonly Incident[],
  query = 'days=30&definition=major',
): Promise<readonly FigureRow[]> {
  const surfaces = ['claude-api', 'claude-app', 'perplexity'].map(surface);
  const { monitor } = handMade({ ...STORY, surfaces, incidents });
  return (await figuresOf(monitor, asked(query), NOW)).rows;
}

const named = (rows: readonly FigureRow[], name: string): FigureRow | undefined =>
  rows.find((row) => row.name === name);

describe('figures', () => {
  it('are those of the known time, by the definition that was asked for', async () => {
    const rows = await rowsFor([past('a', 'claude-api', 10, 120), past('b', 'claude-api', 20, 60)]);
    const { knownDays, numbers } = named(rows, 'Claude API') ?? {};
    const knownMs = 29 * 24 * HOUR + (NOW % (24 * HOUR));
    expect(knownDays).toBe(30);
    expect(numbers).toMatchObject({ incidents: 2, downMs: 3 * HOUR, mttrMs: 1.5 * HOUR, mtbfMs: knownMs / 2 });
    expect(numbers?.uptime).toBeCloseTo(1 - (3 * HOUR) / knownMs, 10);
    expect(numbers?.lag).toMatchObject({ incidents: 2, medianMs: 21 * 60_000 });
    const light = await rowsFor([past('a', 'claude-api', 10, 120)], 'days=30&definition=statuspage');
    expect(named(light, 'Claude API')?.numbers?.downMs).toBeCloseTo(0.3 * 2 * HOUR, 3);
  });

  it('leave out days of which nothing is known, and say of how many something is', async () => {
    const rows = await rowsFor([past('a', 'perplexity', 10, 60)], 'days=365&definition=major');
    expect(named(rows, 'Perplexity')).toMatchObject({ knownDays: 34 });
    expect(named(rows, 'Perplexity')?.numbers?.mtbfMs).toBeLessThan(34 * 24 * HOUR);
    expect(named(rows, 'Claude API')?.numbers).toMatchObject({ incidents: 0, mtbfMs: null, uptime: 1 });
  });

  it('count a maker as down while anything of it is, and time in which several are only once', async () => {
    const both = [past('a', 'claude-api', 10, 120), past('b', 'claude-app', 10, 120)];
    const rows = await rowsFor(both);
    expect(named(rows, 'Anthropic')).toMatchObject({ of: 'maker', numbers: { incidents: 2, downMs: 2 * HOUR } });
    expect(rows.some(({ name, of }) => of === 'maker' && name === 'Perplexity')).toBe(false);
  });

  it('have a row for a model that is named often, with what is about all models in it', async () => {
    const of = (id: string, daysAgo: number, scope: readonly string[]): Incident => {
      const one = past(id, 'claude-api', daysAgo, 60);
      return { ...one, official: one.official && { ...one.official, scope } };
    };
    const rows = await rowsFor([
      ...[3, 6, 9].map((daysAgo) => of(`o${daysAgo}`, daysAgo, ['opus-4.5'])),
      of('all', 12, []),
      of('s', 15, ['sonnet-4.5']),
    ]);
    expect(named(rows, 'opus-4.5')).toMatchObject({ of: 'model', surface: 'claude-api', numbers: { incidents: 4 } });
    expect(named(rows, 'sonnet-4.5')).toBeUndefined();
    expect(named(rows, 'Claude API')?.numbers?.incidents).toBe(5);
  });

  it('let an incident that goes on last until now', async () => {
    const rows = await rowsFor([
      incident('open', 'claude-api', {
        level: 'major',
        observed: { cells: [], startedAtMs: ago(30), foundAtMs: ago(29), endedAtMs: null, evidence: [] },
      }),
    ]);
    expect(named(rows, 'Claude API')?.numbers?.downMs).toBe(30 * 60_000);
  });

  it('stand on a page with the sentence of their definition, whatever an address asks for', async () => {
    for (const query of ['', 'days=7&definition=none', 'days=365&definition=requests']) {
      const { monitor } = handMade(STORY);
      const figures = await figuresOf(monitor, asked(query), NOW);
      const [, page = ''] = /<main[^>]*>(.*)<\/main>/s.exec(figuresPage(figures)) ?? [];
      expect(page).toContain(figures.definition.sentence);
      expect(page).toContain('<th scope="row">Claude API</th>');
      expect(page).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
