import { describe, expect, it } from 'vitest';
import { ago, handMade, NOW, type Story, verdict } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Reading } from '../../model/official.ts';
import { STATUSPAGE } from '../../monitor/status-pages/statuspage.ts';
import { apiAnswer } from './api/api.ts';
import { componentId } from './api/components.ts';
import { historyOf, type Outlook, outlookOf } from './outlook.ts';

const ORIGIN = 'https://gateway.example.com';

const gather = async (story: Partial<Story> = {}): Promise<Outlook> => {
  const { monitor } = handMade({ ...STORY, ...story });
  const around = { nowMs: NOW, cutOffSinceMs: null, used: new Set(['claude-api']), standins: new Map() };
  return outlookOf(monitor, around, await historyOf(monitor));
};

const api = (path: string, outlook: Outlook): JsonObject => apiAnswer(path, outlook, ORIGIN) ?? {};

/** What our own reader of such pages makes of it: lamps are found by their names. */
async function readBack(outlook: Outlook): Promise<Reading> {
  const read = STATUSPAGE.read({
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
