import { describe, expect, it } from 'vitest';
import { BETTER_STACK } from './better-stack.ts';
import {
  answersOf,
  bodies,
  faultOf,
  iso,
  NOW_MS,
  playedPage,
  readAt,
  recorded,
  recordedAreThere,
  wayOf,
} from './testing/told.ts';

if (!recordedAreThere && process.env['FAILSOFT_TEST_ALL'] !== '1') {
  console.info('Recorded status pages are not here: their tests are skipped.');
}

const CLAUDE_SUMMARY = {
  components: [{ id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)', status: 'operational' }],
};

describe.runIf(recordedAreThere || process.env['FAILSOFT_TEST_ALL'] === '1')(
  'what pages have said, as it was recorded',
  () => {
    it('Claude, September 2026: 23 minutes late, and the impact over before anybody had said so', () => {
      const { incident } = JSON.parse(recorded('statuspage_v2_incident.anthropic.json'));
      const [read] = readAt('claude', 0, [CLAUDE_SUMMARY, { incidents: [incident] }]).incidents;
      expect(read).toMatchObject({
        id: 't33dncr5ydvl',
        level: 'partial',
        stage: 'resolved',
        surfaces: ['claude-app', 'claude-api'],
        scope: [],
        url: 'https://status.claude.com/incidents/t33dncr5ydvl',
      });
      expect([read?.startedAtMs, read?.postedAtMs, read?.endedAtMs].map((ms) => iso(ms ?? 0))).toEqual([
        '2026-09-11T13:57:00.000Z',
        '2026-09-11T14:19:51.478Z',
        '2026-09-11T14:20:00.000Z',
      ]);
      expect(read?.updates.map(({ stage }) => stage)).toEqual(['monitoring', 'resolved']);
    });

    it('OpenAI, September 2026: begun at half past eight, told at twenty past eleven, of an impact of "none"', () => {
      const { incident } = JSON.parse(recorded('openai_v2_shim_incident.json'));
      const reading = readAt('openai', 1, [recorded('openai_v2_shim_summary.json'), { incidents: [incident] }]);
      const [read] = reading.incidents;
      expect(read).toMatchObject({
        surfaces: ['openai-api'],
        scope: ['agents'],
        level: 'operational',
        stage: 'resolved',
      });
      expect([read?.startedAtMs, read?.postedAtMs, read?.endedAtMs].map((ms) => iso(ms ?? 0))).toEqual([
        '2026-09-14T20:30:00.000Z',
        '2026-09-14T23:20:41.000Z',
        '2026-09-14T23:39:21.000Z',
      ]);
      expect(reading.components.map(({ name, surface, scope }) => [name, surface, scope])).toEqual([
        ['Images', 'openai-api', ['images']],
        ['Login', 'openai-api', ['login']],
        ['Codex API', 'codex', []],
      ]);
      expect(reading.updatedAtMs).toBe(Date.parse('2026-07-09T19:25:56Z'));
    });

    it('OpenAI, the native answer, of which only the names of the fields were recorded', () => {
      const { _source, ...native } = JSON.parse(recorded('openai_incidentio_proxy.SHAPE.json'));
      const { components, incidents } = readAt('openai', 0, [native, { incidents: [] }]);
      expect(components).toMatchObject([
        { name: 'APIs: Responses', surface: 'openai-api', level: 'degraded', scope: [] },
      ]);
      expect(incidents).toMatchObject([
        {
          id: '01M3Q4HMNP8SZ27DTZKW6F5BJ4',
          level: 'degraded',
          surfaces: ['openai-api'],
          updates: [{ text: 'We are investigating.' }],
        },
      ]);
    });

    it('Google Cloud, September 2026: an incident of other products is none of ours', () => {
      expect(readAt('google-cloud', 0, [recorded('google_cloud_incident.json')])).toMatchObject({
        incidents: [],
        components: [{ surface: 'vertex-ai', level: 'operational' }],
      });
    });

    it('Google Cloud, the same as one of Vertex: begun at 14:44, told at 16:03', () => {
      const [recordedOne] = JSON.parse(recorded('google_cloud_incident.json'));
      const affected_products = [{ id: 'Z0FZJAMvEB4j3NbCJs6B', title: 'Gemini on Agent Platform' }];
      const [read] = readAt('google-cloud', 0, [[{ ...recordedOne, affected_products }]]).incidents;
      expect(read).toMatchObject({
        surfaces: ['vertex-ai'],
        level: 'partial',
        stage: 'resolved',
        scope: ['in us-central1'],
      });
      expect([read?.startedAtMs, read?.postedAtMs].map((ms) => iso(ms ?? 0))).toEqual([
        '2026-09-01T14:44:00.000Z',
        '2026-09-01T16:03:12.000Z',
      ]);
    });

    it('xAI, September 2026: one entry for each component, and Grok on the web is not the API', () => {
      const { incidents, components } = readAt(
        'xai',
        0,
        [recorded('xai_feed.xml')],
        Date.parse('2026-09-03T14:50:00Z'),
      );
      expect(incidents).toMatchObject([
        {
          id: 'INC25664c15',
          title: 'Models outage',
          level: 'major',
          stage: 'investigating',
          surfaces: ['grok'],
          endedAtMs: null,
        },
        { id: 'INC0', title: 'Elevated latency', level: 'degraded', stage: 'resolved', surfaces: ['xai-api'] },
      ]);
      expect(components.map(({ surface, level }) => [surface, level])).toEqual([
        ['xai-api', 'operational'],
        ['grok', 'major'],
      ]);
      expect(iso(incidents[0]?.startedAtMs ?? 0)).toBe('2026-09-03T13:30:00.000Z');
    });

    it('Better Stack, the example of its documentation: a page without resources says nothing', () => {
      const read = BETTER_STACK.read({
        url: 'https://status.example.com/',
        surfaces: ['together'],
        places: [],
        others: 'together',
        words: [],
      });
      expect(faultOf(() => read(bodies(recorded('betterstack_index.json')), NOW_MS)).message).toBe(
        'there are no resources on it',
      );
    });

    it('what the sandbox writes has the fields that were recorded', () => {
      const recordedIncident = Object.keys(JSON.parse(recorded('statuspage_v2_incident.anthropic.json')).incident);
      const way = wayOf('claude');
      const page = playedPage({ family: 'statuspage', lamps: [] }, [{ id: 'a', stage: 'resolved' }]);
      const [, incidents = new Uint8Array()] = answersOf(way, page);
      const [written] = JSON.parse(Buffer.from(incidents).toString('utf8')).incidents;
      expect(Object.keys(written)).toEqual(expect.arrayContaining(recordedIncident));
    });
  },
);
