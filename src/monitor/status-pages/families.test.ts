import { describe, expect, it } from 'vitest';
import type { OfficialIncident } from '../../model/official.ts';
import { STATUS_PAGES } from './index.ts';
import { answersOf, faultOf, iso, MIN, NOW_MS, type Played, PLAYED, playedPage, wayOf } from './testing/told.ts';

// Pages of every vendor, as the sandbox writes them from documentation and from what such pages have been seen to answer.

const called = ({ page, way, family }: Played): string => `${page}, way ${way}, written as ${family}`;
const all = PLAYED.map((played) => [called(played), played] as const);

const begun = {
  id: 'inc-17',
  stage: 'investigating',
  title: 'Elevated errors on the API',
  level: 'partial',
  text: 'We are <b>looking</b> into it.',
  atMs: NOW_MS - 40 * MIN,
} as const;
const fixed = { id: 'inc-17', stage: 'monitoring', text: 'A fix is out.', atMs: NOW_MS - 10 * MIN } as const;
const over = {
  id: 'inc-17',
  stage: 'resolved',
  text: 'Impact occurred from 14:15 to 14:48 UTC.',
  atMs: NOW_MS - 2 * MIN,
} as const;

/** Those that forget what is over, and those that do not tell an incident's story but only its last state. */
const FORGETS = ['instatus', 'azure-feed', 'flashduty'];
const NO_STORY = ['instatus', 'checkly', 'azure-feed'];

describe('a page of every vendor', () => {
  it('covers every reader that a page has', () => {
    const readers = [...STATUS_PAGES.values()].flatMap(({ ways }) => ways.map(({ read }) => read.toString()));
    const played = PLAYED.map(({ page, way }) => wayOf(page, way).read.toString());
    expect(readers.filter((reader) => !played.includes(reader))).toEqual([]);
  });

  it.each(all)('is well when nothing is told: %s', (_, played) => {
    const way = wayOf(played.page, played.way);
    const { components, incidents, maintenances } = way.read(answersOf(way, playedPage(played)), NOW_MS);
    expect(components.find(({ surface }) => surface === played.surface)?.level).toBe('operational');
    expect([incidents, maintenances]).toEqual([[], []]);
  });

  it.each(all)('tells of an open incident: %s', (_, played) => {
    const way = wayOf(played.page, played.way);
    const { components, incidents } = way.read(answersOf(way, playedPage(played, [begun])), NOW_MS);
    expect(incidents).toHaveLength(1);
    const [incident] = incidents;
    expect(incident).toMatchObject({
      title: begun.title,
      stage: 'investigating',
      startedAtMs: begun.atMs,
      endedAtMs: null,
    });
    expect(incident?.surfaces).toContain(played.surface);
    expect(['degraded', 'partial']).toContain(incident?.level);
    const lamp = components.find(({ surface }) => surface === played.surface);
    expect(['degraded', 'partial']).toContain(lamp?.level);
    if (!NO_STORY.includes(played.family)) expect(textOf(incident)).toContain('We are looking into it.');
  });

  it.each(['claude', 'openai', 'openrouter', 'deepseek'])('calls it the same by every way: %s', (name) => {
    const ids = PLAYED.filter(({ page }) => page === name).map((played) => {
      const way = wayOf(played.page, played.way);
      return way.read(answersOf(way, playedPage(played, [begun])), NOW_MS).incidents.map(({ id }) => id);
    });
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids.map(String)).size).toBe(1);
  });

  it.each(all)('tells that it is over, and when it really was where the maker says so: %s', (_, played) => {
    const way = wayOf(played.page, played.way);
    const { components, incidents } = way.read(answersOf(way, playedPage(played, [begun, fixed, over])), NOW_MS);
    expect(components.find(({ surface }) => surface === played.surface)?.level).toBe('operational');
    const incident = incidents.at(0);
    if (FORGETS.includes(played.family) && incident === undefined) return;
    expect(incident).toMatchObject({ stage: 'resolved' });
    if (NO_STORY.includes(played.family) || played.way + played.family === '1flashduty') {
      expect(incident?.startedAtMs).toBe(begun.atMs);
    } else {
      const from = [incident?.startedAtMs, incident?.endedAtMs].map((ms) => iso(ms ?? 0).slice(11, 16));
      expect(from).toEqual(['14:15', '14:48']);
      expect(incident?.updates.map(({ atMs }) => atMs)).toEqual([begun.atMs, fixed.atMs, over.atMs]);
    }
  });

  it.each(all)('may hold an incident that was told only afterwards: %s', (_, played) => {
    const way = wayOf(played.page, played.way);
    const { incidents } = way.read(answersOf(way, playedPage(played, [{ ...over, title: 'Brief outage' }])), NOW_MS);
    for (const { stage, endedAtMs, postedAtMs } of incidents) {
      expect(stage).toBe('resolved');
      if (postedAtMs !== null) expect(endedAtMs).toBeLessThanOrEqual(postedAtMs);
    }
  });

  it.each(all.filter(([, { family }]) => !/feed|google|aws|graph|ai-studio|rootly|flashduty/.test(family)))(
    'announces maintenance: %s',
    (_, played) => {
      const way = wayOf(played.page, played.way);
      const page = playedPage(played);
      page.plan({
        id: 'm1',
        title: 'Database upgrade',
        lamps: [played.lamps[0]?.id ?? ''],
        fromMs: NOW_MS + 60 * MIN,
        toMs: NOW_MS + 90 * MIN,
      });
      expect(way.read(answersOf(way, page), NOW_MS).maintenances).toMatchObject([
        { title: 'Database upgrade', stage: 'scheduled', fromMs: NOW_MS + 60 * MIN },
      ]);
    },
  );

  it.each(all.filter(([, { family }]) => !/feed|aws|flashduty|ai-studio/.test(family)))(
    'is not read when the times of an open incident have no zone: %s',
    (_, played) => {
      const way = wayOf(played.page, played.way);
      const answers = answersOf(way, playedPage(played, [begun]), (ms) => iso(ms).slice(0, 19));
      expect(faultOf(() => way.read(answers, NOW_MS)).message).toMatch(/time that could be read/);
    },
  );
});

function textOf(incident: OfficialIncident | undefined): string {
  return incident?.updates.map(({ text }) => text).join('\n') ?? '';
}
