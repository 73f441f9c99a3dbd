import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { ago, handMade, incident, NOW, past, type Story, surface, verdict } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Reading } from '../../model/official.ts';
import { historyFeed } from '../../monitor/status-pages/feed.ts';
import { statuspage } from '../../monitor/status-pages/statuspage.ts';
import { apiAnswer } from './api/api.ts';
import { componentId } from './api/components.ts';
import { badgeJson, badgeOf, badgeSvg } from './badge.ts';
import { calendar } from './feeds/calendar.ts';
import { feedOf } from './feeds/entries.ts';
import { atom, jsonFeed, rss } from './feeds/feeds.ts';
import { type Outlook, outlookOf } from './outlook.ts';

const ORIGIN = 'https://gateway.example.com';

const gather = async (story: Partial<Story> = {}): Promise<Outlook> =>
  outlookOf(handMade({ ...STORY, ...story }).monitor, {
    nowMs: NOW,
    cutOffSinceMs: null,
    used: new Set(['claude-api']),
    standins: new Map(),
  });

const api = (path: string, outlook: Outlook): JsonObject => apiAnswer(path, outlook, ORIGIN) ?? {};

/** What our own reader of such pages makes of it: lamps are found by their names. */
async function readBack(outlook: Outlook): Promise<Reading> {
  const read = statuspage({
    url: ORIGIN,
    surfaces: STORY.surfaces.map(({ id }) => id),
    places: STORY.surfaces.map(({ id, name }) => ({ ids: [componentId(id)], names: [name], surface: id, part: false })),
    others: null,
    words: [],
  });
  const answers = ['summary.json', 'incidents.json'].map((path) => Buffer.from(JSON.stringify(api(path, outlook))));
  return read(answers, NOW);
}

describe('the API of Statuspage', () => {
  it('is understood by our own reader of such pages', async () => {
    const outlook = await gather();
    const { components, incidents, maintenances, updatedAtMs } = await readBack(outlook);
    const levels = Object.fromEntries(components.map(({ surface: id, level }) => [id, level]));
    expect(levels).toMatchObject({ 'claude-api': 'major', 'claude-code': 'degraded', chatgpt: 'operational' });
    expect(updatedAtMs).toBe(ago(2));
    expect(incidents.find(({ endedAtMs }) => endedAtMs === null)).toMatchObject({
      title: 'Elevated errors on Claude API',
      level: 'major',
      stage: 'identified',
      surfaces: ['claude-api'],
      startedAtMs: ago(38),
    });
    expect(incidents).toHaveLength(STORY.incidents.length);
    expect(maintenances).toMatchObject([
      { title: 'Database maintenance', fromMs: STORY.maintenances[0]?.fromMs, toMs: STORY.maintenances[0]?.toMs },
    ]);
  });

  it('leaves out what nobody can speak of, because it has no word for that, and names it elsewhere', async () => {
    const outlook = await gather();
    const names = (await readBack(outlook)).components.map(({ name }) => name);
    expect(names).not.toContain('Grok');
    expect(names).toContain('ChatGPT');
    expect(api('summary.json', outlook)['x_evidence']).toMatchObject({
      not_verified: [
        { surface: 'grok', why: ['The status page of xAI is not verified: it answers with 403'] },
        { surface: 'xai-api' },
      ],
    });
  });

  it('is not green while nothing can be verified', async () => {
    const outlook = await gather({ verdicts: [], incidents: [] });
    expect(api('status.json', outlook)['status']).toEqual({
      indicator: 'minor',
      description: 'Nothing can be verified at the moment',
    });
    await expect(readBack(outlook)).rejects.toThrow('there are no components on it');
  });

  it.each<readonly [string, Partial<Story>, string, string]>([
    ['down', {}, 'critical', 'Major service outage'],
    [
      'all well',
      { verdicts: STORY.surfaces.map(({ id }) => verdict(id, 'healthy')) },
      'none',
      'All systems operational',
    ],
    [
      'in maintenance',
      {
        verdicts: STORY.surfaces.map(({ id }) => verdict(id, 'healthy')),
        maintenances: STORY.maintenances.map((one) => ({ ...one, stage: 'under-way' as const })),
      },
      'maintenance',
      'Service under maintenance',
    ],
  ])('sums up what is %s', async (_, story, indicator, description) => {
    expect(api('status.json', await gather(story))['status']).toEqual({ indicator, description });
  });

  it('has every key of the format, ids of 12 characters, and the same ids every time', async () => {
    const outlook = await gather();
    const summary = JSON.stringify(api('summary.json', outlook));
    expect(summary).toBe(JSON.stringify(api('summary.json', await gather())));
    const { components = [], incidents = [] } = JSON.parse(summary) as Record<string, JsonObject[] | undefined>;
    const ids = [...summary.matchAll(/"(?:id|page_id|group_id|incident_id|code)":"([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{12}$/);
    for (const component of components) expect(Object.keys(component)).toEqual(expect.arrayContaining(COMPONENT_KEYS));
    for (const one of incidents) expect(Object.keys(one)).toEqual(expect.arrayContaining(INCIDENT_KEYS));
    for (const update of incidents.flatMap((one) => one['incident_updates'] as readonly JsonObject[]))
      expect(Object.keys(update)).toEqual(expect.arrayContaining(UPDATE_KEYS));
  });

  it('tells observed and official times, and who was first', async () => {
    const { incidents = [] } = api('incidents/unresolved.json', await gather()) as {
      incidents?: readonly JsonObject[];
    };
    expect(incidents[0]).toMatchObject({
      shortlink: `${ORIGIN}/status/incidents/claude-api-20261125-1402`,
      started_at: '2026-11-25T14:02:00.000Z',
      x_evidence: {
        lead_seconds: 22 * 60,
        requests: { affected: 212, saved: 212, lost: 0 },
        observed: { found_at: '2026-11-25T14:04:00.000Z' },
        official: { posted_at: '2026-11-25T14:26:00.000Z' },
      },
      incident_updates: [
        { status: 'identified', affected_components: null },
        { status: 'investigating' },
        {
          status: 'investigating',
          affected_components: [{ name: 'Claude API', old_status: 'operational', new_status: 'major_outage' }],
        },
      ],
    });
  });

  it('does not call resolved what we still see', async () => {
    const [open] = STORY.incidents;
    const official = open?.official ?? null;
    const closed = official && { ...official, stage: 'resolved' as const, endedAtMs: ago(1) };
    const outlook = await gather({ incidents: open === undefined ? [] : [{ ...open, official: closed }] });
    const { incidents } = api('incidents/unresolved.json', outlook);
    expect(incidents).toMatchObject([{ status: 'investigating', resolved_at: null }]);
  });

  it.each(['components', 'incidents', 'scheduled-maintenances', 'scheduled-maintenances/upcoming'])(
    'answers %s.json',
    async (path) => {
      const answer = api(`${path}.json`, await gather());
      expect(answer['page']).toMatchObject({ time_zone: 'Etc/UTC', url: `${ORIGIN}/status` });
      const list = Object.values(answer).find((value) => Array.isArray(value)) as readonly unknown[];
      expect(list.length).toBeGreaterThan(0);
    },
  );

  it.each(['nothing.json', 'toString', '__proto__', ''])('has nothing at %s', async (path) => {
    expect(apiAnswer(path, await gather(), ORIGIN)).toBeNull();
  });
});

// As https://metastatuspage.com/api/v2/summary.json has them.
const COMPONENT_KEYS = (
  'id name status created_at updated_at position description showcase start_date group_id page_id group ' +
  'only_show_if_degraded'
).split(' ');
const INCIDENT_KEYS = (
  'id name status created_at updated_at monitoring_at resolved_at impact shortlink started_at page_id incident_updates ' +
  'components reminder_intervals'
).split(' ');
const UPDATE_KEYS = (
  'id status body incident_id created_at updated_at display_at affected_components deliver_notifications custom_tweet ' +
  'tweet_id'
).split(' ');

const HOSTILE = 'A <b>bold</b> & "quoted" title ]]> \u0007 <script>alert(1)</script>';

describe('the feeds', () => {
  it('say the same in all three forms, to a reader that is not ours', async () => {
    const feed = feedOf(
      await gather({ incidents: [incident('e', 'claude-api', evil()), ...STORY.incidents.slice(1)] }),
      ORIGIN,
    );
    const [first] = feed.entries;
    expect(first?.title).toBe(`Claude API: ${HOSTILE}`);
    const read = {
      atom: parseAtomFeed(atom(feed)),
      rss: parseRssFeed(rss(feed)),
      json: parseJsonFeed(jsonFeed(feed)),
    };
    expect(read.atom.entries).toHaveLength(feed.entries.length);
    expect(read.rss.items).toHaveLength(feed.entries.length);
    expect(read.json.items).toHaveLength(feed.entries.length);
    const title = `Claude API: ${HOSTILE.replace('\u0007', '')}`;
    expect(read.atom.entries?.[0]?.title?.value).toBe(title);
    expect(read.rss.items?.[0]?.title).toBe(title);
    expect(read.atom.entries?.map(({ id }) => id)).toEqual(feed.entries.map(({ id }) => id));
    expect(read.json.items?.map(({ id }) => id)).toEqual(feed.entries.map(({ id }) => id));
    // What a page has written is text, once the HTML in it is read as HTML.
    for (const html of [read.atom.entries?.[0]?.content?.value, read.json.items?.[0]?.content_html]) {
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toContain('<script>');
    }
  });

  it('are read by our own reader of such feeds, stage by stage', async () => {
    const subject = { url: ORIGIN, surfaces: ['claude-api'], places: [], others: null, words: [] };
    const bytes = Buffer.from(atom(feedOf(await gather(), ORIGIN)));
    const { incidents } = historyFeed(subject)([bytes], NOW);
    expect(incidents).toHaveLength(STORY.incidents.length);
    const open = incidents.filter(({ endedAtMs }) => endedAtMs === null);
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ title: 'Claude API: Elevated errors on Claude API', stage: 'identified' });
    expect(open[0]?.updates.map(({ stage, atMs }) => [stage, atMs])).toEqual([
      ['investigating', ago(36)],
      ['investigating', ago(14)],
      ['identified', ago(6)],
    ]);
  });

  it('keep the id of an entry while it changes', async () => {
    const [open, ...others] = STORY.incidents;
    if (open === undefined) throw new Error('No incident');
    const before = feedOf(await gather(), ORIGIN).entries[0];
    const over = { ...open, observed: open.observed && { ...open.observed, endedAtMs: NOW }, official: null };
    const after = feedOf(await gather({ incidents: [over, ...others] }), ORIGIN).entries[0];
    expect(after?.id).toBe(before?.id);
    expect(after?.updatedMs).toBe(NOW);
    expect(after?.html).toContain('<strong>Resolved</strong>');
  });

  it('are well formed also when there is nothing to say', async () => {
    const feed = feedOf(await gather({ incidents: [] }), ORIGIN);
    expect(parseAtomFeed(atom(feed)).title?.value).toBe('AI services: incidents');
    expect(parseRssFeed(rss(feed)).link).toBe(`${ORIGIN}/status`);
  });
});

function evil(): Partial<Story['incidents'][number]> {
  const { official } = past('e', 'claude-api', 0, 10);
  return {
    title: HOSTILE,
    official: official && { ...official, updates: [{ id: '1', atMs: NOW, stage: 'resolved', text: HOSTILE }] },
  };
}

describe('the calendar', () => {
  it('is read by a reader that is not ours: names, times, and words that need care', async () => {
    const title = 'Long; with, commas\nand lines, '.repeat(6);
    const outlook = await gather({
      maintenances: STORY.maintenances.flatMap((one) => [one, { ...one, id: 'm2', title: `${title} ü😀`, toMs: null }]),
    });
    const text = calendar(outlook);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const events = new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vevent');
    const [first, second] = events.map((one) => new ICAL.Event(one));
    expect(first?.summary).toBe('OpenAI API and ChatGPT: Database maintenance');
    expect(first?.startDate.toJSDate().getTime()).toBe(STORY.maintenances[0]?.fromMs);
    expect(first?.endDate.toJSDate().getTime()).toBe(STORY.maintenances[0]?.toMs);
    expect(second?.summary).toBe(`OpenAI API and ChatGPT: ${title} ü😀`);
    expect(first?.uid).not.toBe(second?.uid);
  });
});

describe('badges', () => {
  it('say how a service is, in a word', async () => {
    const outlook = await gather();
    expect(badgeOf(outlook, 'claude-api', null)).toEqual({ label: 'Claude API', message: 'down', tone: 'down' });
    expect(badgeOf(outlook, 'grok', null)).toMatchObject({ message: 'not verified', tone: 'unknown' });
    expect(badgeOf(outlook, 'all', null)).toEqual({ label: 'AI services', message: 'down', tone: 'down' });
    expect(badgeOf(outlook, 'nobody', null)).toBeNull();
  });

  it('print the definition beside every figure', async () => {
    expect(badgeOf(await gather(), 'claude-api', 30)).toEqual({
      label: 'Claude API, 30 days (a partial outage counts 30 %)',
      message: '99.87 % up',
      tone: 'slow',
    });
  });

  it('are pictures with a text for those who do not see them, and JSON for shields.io', () => {
    const badge = { label: surface('claude-api').name, message: '<b>"down"', tone: 'down' } as const;
    const svg = badgeSvg(badge);
    expect(svg).toContain('aria-label="Claude API: &lt;b&gt;&quot;down&quot;"');
    expect(svg).not.toContain('<b>');
    expect(badgeJson(badge)).toMatchObject({
      schemaVersion: 1,
      label: 'Claude API',
      color: 'b42318',
      cacheSeconds: 60,
    });
  });
});
