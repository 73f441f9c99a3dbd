import { describe, expect, it } from 'vitest';
import type { Reading } from '../../model/official.ts';
import { isAbout } from '../../model/scope.ts';
import { answersOf, iso, MIN, NOW_MS, playedPage, readAt, wayOf } from './testing/told.ts';

const API = { id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)' };
const APP = { id: 'rwppv331jlwc', name: 'claude.ai' };
const CLAUDE = { family: 'statuspage', lamps: [API, APP] } as const;
const DAY = 24 * 60 * MIN;

function claude(words: Parameters<typeof playedPage>[1]): Reading {
  const way = wayOf('claude');
  return way.read(answersOf(way, playedPage(CLAUDE, words)), NOW_MS);
}

const about = (reading: Reading, model: string | null): boolean =>
  reading.components.some(({ level, scope }) => level !== 'operational' && isAbout(scope, { model, region: null }));

describe('what a page means', () => {
  it('is Opus when it says Opus: Sonnet and the API as such are not condemned', () => {
    const reading = claude([
      { id: 'a', stage: 'investigating', title: 'Elevated errors on Claude Opus 4.5', level: 'partial' },
    ]);
    expect(reading.incidents[0]?.scope).toEqual(['opus-4.5']);
    expect([
      about(reading, 'claude-opus-4-5-20251101'),
      about(reading, 'claude-sonnet-4-5'),
      about(reading, null),
    ]).toEqual([true, false, false]);
  });

  it('is two withdrawn models for as long as it says so, and not an API that is down for nineteen days', () => {
    for (const days of [0, 10, 18]) {
      const reading = claude([
        {
          id: 'a',
          stage: 'monitoring',
          title: "We've suspended access to Claude Mythos 5 and Fable 5",
          level: 'major',
          atMs: NOW_MS - days * DAY,
        },
      ]);
      expect(reading.components.map(({ level, scope }) => [level, scope])).toEqual([
        ['major', ['mythos-5', 'fable-5']],
        ['major', ['mythos-5', 'fable-5']],
      ]);
      expect([about(reading, 'claude-opus-4-5'), about(reading, null), about(reading, 'claude-mythos-5')]).toEqual([
        false,
        false,
        true,
      ]);
    }
  });

  it('is all of the API again as soon as one open incident is about all of it', () => {
    const reading = claude([
      { id: 'a', stage: 'monitoring', title: 'We have suspended access to Claude Mythos 5', level: 'major' },
      { id: 'b', stage: 'investigating', title: 'Elevated errors', level: 'partial' },
    ]);
    expect(about(reading, null)).toBe(true);
  });

  it('is nothing of ours where it names only lamps that are none of ours', () => {
    const lamps = [API, { id: '0scnb50nvy53', name: 'Claude for Government' }];
    const page = playedPage({ family: 'statuspage', lamps }, [
      { id: 'a', stage: 'identified', level: 'major', lamps: ['0scnb50nvy53'] },
    ]);
    const way = wayOf('claude');
    const { components, incidents } = way.read(answersOf(way, page), NOW_MS);
    expect(components.map(({ surface, level }) => [surface, level])).toEqual([
      ['claude-api', 'operational'],
      [null, 'major'],
    ]);
    expect(incidents[0]).toMatchObject({ surfaces: [], scope: ['claude-for-government'] });
  });

  it('names lamps by their ids, whatever they are called now', () => {
    const lamps = [{ id: 'k8w3r06qmzrp', name: 'Anthropic Inference Cloud' }];
    const way = wayOf('claude');
    expect(way.read(answersOf(way, playedPage({ family: 'statuspage', lamps })), NOW_MS).components[0]?.surface).toBe(
      'claude-api',
    );
  });

  it('means the lamps that have been lit, where a maker lists all of them', () => {
    const incident = {
      id: 'a',
      name: 'Elevated errors',
      status: 'identified',
      impact: 'major',
      created_at: iso(NOW_MS),
      components: [API, APP].map((lamp) => ({ ...lamp, status: 'operational' })),
      incident_updates: [
        {
          id: 'u',
          status: 'identified',
          body: '',
          created_at: iso(NOW_MS),
          display_at: iso(NOW_MS),
          affected_components: [
            { code: API.id, name: API.name, old_status: 'operational', new_status: 'operational' },
            { code: APP.id, name: APP.name, old_status: 'operational', new_status: 'major_outage' },
          ],
        },
      ],
    };
    const components = [API, APP].map((lamp) => ({ ...lamp, status: 'operational' }));
    const { incidents } = readAt('claude', 0, [{ components }, { incidents: [incident] }]);
    expect(incidents[0]).toMatchObject({ surfaces: ['claude-app'], level: 'major' });
  });

  it('is unknown, which is not green, where it has a word that nobody knows', () => {
    const components = [{ ...API, status: 'wobbly' }];
    expect(readAt('claude', 0, [{ components }, { incidents: [] }]).components[0]?.level).toBe('unknown');
  });

  it('does not go by the light over the whole page', () => {
    const status = { indicator: 'critical', description: 'Issues with Google Play subscriptions' };
    const reading = readAt('claude', 0, [
      { status, components: [{ ...API, status: 'operational' }] },
      { incidents: [] },
    ]);
    expect(reading.components[0]?.level).toBe('operational');
  });

  it('is over when nobody has said a word about it for two weeks', () => {
    const page = playedPage({ family: 'history-feed', lamps: [] }, [
      { id: 'a', stage: 'investigating', level: 'major', atMs: NOW_MS - 15 * DAY },
    ]);
    const way = wayOf('openrouter', 1);
    const { incidents, components } = way.read(answersOf(way, page), NOW_MS);
    expect(incidents[0]).toMatchObject({ stage: 'resolved', endedAtMs: Math.floor((NOW_MS - 15 * DAY) / MIN) * MIN });
    expect(components[0]?.level).toBe('operational');
  });

  it('is a region where it is only there', () => {
    const lamps = [{ id: 'bedrock-me-central-1', name: 'Amazon Bedrock' }];
    const page = playedPage({ family: 'aws', lamps }, [{ id: 'a', stage: 'investigating', level: 'major' }]);
    const way = wayOf('aws');
    const { components } = way.read(answersOf(way, page), NOW_MS);
    const scope = components[0]?.scope ?? [];
    expect(isAbout(scope, { model: null, region: 'me-central-1' })).toBe(true);
    expect(isAbout(scope, { model: 'anthropic.claude-opus-4-5', region: 'us-east-1' })).toBe(false);
  });

  it('keeps a login, a batch or a playground from being the API', () => {
    for (const [title, scope] of [
      ['Login errors on ChatGPT and the API Playground', ['login', 'support']],
      ['Batch API is delayed', ['batch']],
      ['Degraded Performance affecting Agents API', ['agents']],
    ] as const) {
      const page = playedPage({ family: 'incident-io', lamps: [] }, [{ id: 'a', stage: 'identified', title }]);
      const way = wayOf('openai', 1);
      const [, incidents = new Uint8Array()] = answersOf(way, page);
      const summary = { components: [{ id: 'x', name: 'Responses', status: 'operational' }] };
      expect(readAt('openai', 1, [summary, incidents]).incidents[0]?.scope).toEqual(scope);
    }
  });

  it('takes the models of a page that lists nothing else for models', () => {
    const lamps = [
      { id: '1', name: 'GLM 5.3 Flash' },
      { id: '2', name: 'Kimi K3' },
    ];
    const way = wayOf('fireworks');
    const page = playedPage({ family: 'incident-io', lamps }, [
      { id: 'a', stage: 'identified', level: 'major', title: 'Degraded', lamps: ['1'] },
    ]);
    const reading = way.read(answersOf(way, page), NOW_MS);
    expect(reading.components.map(({ scope }) => scope)).toEqual([['glm-5.3-flash'], ['kimi-k3']]);
    expect(
      isAbout(reading.incidents[0]?.scope ?? [], { model: 'accounts/fireworks/models/glm-5p3-flash', region: null }),
    ).toBe(true);
    expect(
      isAbout(reading.incidents[0]?.scope ?? [], { model: 'accounts/fireworks/models/kimi-k3', region: null }),
    ).toBe(false);
  });

  it('leaves text as text: no tags, nothing that steers a terminal, no links to elsewhere', () => {
    const page = playedPage({ family: 'datadog', lamps: [{ id: 'a', name: 'Chat (' }] }, [
      {
        id: '../../../evil',
        stage: 'investigating',
        title: '<img src=x onerror=alert(1)>\u001b[2J Down \u202e now',
        text: '<p>One</p><script>alert(1)</script><p>Two &lt;b&gt; &amp;amp; <a href="javascript:alert(1)">here</a></p>',
      },
    ]);
    const way = wayOf('openrouter');
    const [incident] = way.read(answersOf(way, page), NOW_MS).incidents;
    expect(incident?.title).toBe('[2J Down now');
    expect(incident?.updates[0]?.text).toBe('One\nTwo <b> &amp; here');
    expect(incident?.url).toMatch(/^https:\/\/status\.openrouter\.ai\//);
  });
});
