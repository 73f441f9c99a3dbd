import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { ago, handMade, incident, NOW, past, type Story, surface } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import { historyFeed } from '../../monitor/status-pages/feed.ts';
import { badgeJson, badgeOf, badgeSvg } from './badge.ts';
import { calendar } from './feeds/calendar.ts';
import { feedOf } from './feeds/entries.ts';
import { atom, jsonFeed, rss } from './feeds/feeds.ts';
import { historyOf, type Outlook, outlookOf } from './outlook.ts';

const ORIGIN = 'https://gateway.example.com';

const gather = async (story: Partial<Story> = {}): Promise<Outlook> => {
  const { monitor } = handMade({ ...STORY, ...story });
  const around = { nowMs: NOW, cutOffSinceMs: null, used: new Set(['claude-api']), standins: new Map() };
  return outlookOf(monitor, around, await historyOf(monitor));
};

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
