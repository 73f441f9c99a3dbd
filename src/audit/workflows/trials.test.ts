import { describe, expect, it } from 'vitest';
import { LIMITS, type Route } from '../../model/route.ts';
import type { Trial, TrialGroup } from '../../model/trial.ts';
import type { Workflow } from './schema.ts';
import { knownOf, type Sources } from './sources.ts';
import type { GatewaySetup } from './targets.ts';
import { TODAY } from './testing/known.ts';
import { verdictOf } from './verdict.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse(`${TODAY}T12:00:00Z`);
const WORKFLOW: Workflow = { id: 'reply', criticality: 'critical', mtpd: '4h', rto: '10m' };

const rung = (provider: string, model: string | null = null) =>
  ({ kind: 'model', provider, model, tries: 1, limits: LIMITS }) as const;

function setup(ladder: Route['ladder']): GatewaySetup {
  const ids = ladder.flatMap((one) => (one.kind === 'model' ? [one.provider] : []));
  return {
    routes: [{ name: 'reply', match: ['*'], ladder, allow: null }],
    accounts: ids.map((id) => ({ id, provider: { id: id.replace(/-\d$/, '') } })),
    alerts: { channels: [] },
    fingerprint: 'c0ffee0123456789',
  };
}

function sources(config: GatewaySetup, trials: readonly Trial[], workflow = WORKFLOW): Sources {
  return {
    file: { version: 1, workflows: [workflow] },
    scan: null,
    config,
    running: null,
    entries: null,
    trials,
    own: null,
    ownersOf: () => [],
    hashOf: () => null,
    unchangedSince: () => false,
    today: TODAY,
  };
}

const group = (answered: number, lost = 0, changes: Partial<TrialGroup> = {}): TrialGroup => ({
  workflow: 'reply',
  client: '',
  route: 'reply',
  answered,
  lost,
  by: [{ who: 'openai/gpt-5.6', asked: answered + lost, answered }],
  switchMs: 120,
  ...changes,
});

const trial = (changes: Partial<Trial> = {}): Trial => ({
  id: 'drill-1',
  kind: 'drill',
  providers: ['anthropic'],
  trouble: 'all',
  what: '529',
  startedAtMs: NOW - DAY_MS,
  endedAtMs: NOW - DAY_MS + 60_000,
  foundAtMs: null,
  config: 'c0ffee0123456789',
  code: {},
  void: '',
  groups: [group(20)],
  ...changes,
});

const HOSTED = setup([rung('anthropic'), rung('openai', 'gpt-5.6')]);
const LOCAL = setup([rung('anthropic'), rung('ollama', 'llama3.2')]);

function shown(config: GatewaySetup, ...trials: readonly Trial[]): Readonly<Record<string, string>> {
  const known = knownOf(WORKFLOW, sources(config, trials));
  return Object.fromEntries(known.evidence.map(({ scenario, result }) => [scenario, result]));
}

describe('what the gateway has seen in trouble', () => {
  it.each<readonly [string, GatewaySetup, Partial<Trial>, Readonly<Record<string, string>>]>([
    ['a provider that was away shows that', HOSTED, {}, { 'provider-down': 'pass', 'model-suspended': 'pass' }],
    [
      'where the standby needs none of what can be lost, it shows everything',
      LOCAL,
      {},
      { 'provider-down': 'pass', 'model-suspended': 'pass', 'edge-down': 'pass', 'no-models': 'pass' },
    ],
    [
      'both away, and it went on: then also with either of them alone, and behind the same edge',
      HOSTED,
      { providers: ['anthropic', 'openai'] },
      { 'provider-down': 'pass', 'model-suspended': 'pass', 'edge-down': 'pass', 'no-models': 'pass' },
    ],
    [
      'both away, and it did not go on: that says nothing of one alone',
      HOSTED,
      { providers: ['anthropic', 'openai'], groups: [group(0, 20)] },
      { 'edge-down': 'fail', 'no-models': 'fail' },
    ],
    [
      'one away, and it did not go on: it would not with more away',
      HOSTED,
      { groups: [group(0, 20)] },
      { 'provider-down': 'fail', 'model-suspended': 'fail', 'edge-down': 'fail', 'no-models': 'fail' },
    ],
    ['a part of the calls is a brownout', HOSTED, { trouble: 'some' }, { brownout: 'pass' }],
    ['answers that break off', HOSTED, { trouble: 'cut' }, { 'stream-cut': 'pass' }],
    ['the standby was away', HOSTED, { providers: ['openai'] }, {}],
    ['another workflow met it', HOSTED, { groups: [group(20, 0, { workflow: 'search' })] }, {}],
    ['too few met it', HOSTED, { groups: [group(9)] }, { 'provider-down': 'void', 'model-suspended': 'void' }],
    ['it was spoiled', HOSTED, { void: 'x' }, { 'provider-down': 'void', 'model-suspended': 'void' }],
  ])('%s', (_, config, changes, expected) => {
    expect(shown(config, trial(changes))).toEqual(expected);
  });

  it('is no proof by another account of the same provider', () => {
    const two = setup([rung('anthropic-1'), rung('anthropic-2'), rung('openai', 'gpt-5.6')]);
    expect(shown(two, trial({ providers: ['anthropic-1'] }))).toEqual({});
    expect(shown(two, trial({ providers: ['anthropic-1', 'anthropic-2'] }))).toHaveProperty('provider-down', 'pass');
  });

  it('counts once where somebody has noted it in the file as well', () => {
    const evidence = { kind: 'drill', scenario: 'provider-down', at: TODAY, result: 'pass', trial: 'drill-1' } as const;
    const known = knownOf(WORKFLOW, sources(HOSTED, [trial()], { ...WORKFLOW, evidence: [evidence] }));
    expect(known.evidence.filter(({ scenario }) => scenario === 'provider-down')).toHaveLength(1);
    expect(known.ladder[0]?.chance).toEqual({ by: 'trials', passed: 1, failed: 0 });
  });

  it('grows old, and does not survive another configuration', () => {
    const verdict = (...trials: readonly Trial[]): string => {
      const minor: Workflow = { ...WORKFLOW, criticality: 'minor' };
      return verdictOf(knownOf(minor, sources(HOSTED, trials, minor))).verdict;
    };
    expect(verdict(trial())).toBe('PROVEN');
    expect(verdict(trial({ startedAtMs: NOW - 100 * DAY_MS }))).toBe('STALE');
    expect(verdict(trial({ config: 'another0123456789' }))).toBe('STALE');
    expect(verdict(trial({ config: null }))).toBe('STALE');
    expect(verdict()).toBe('CLAIMED');
    // The newest word counts, also on one day.
    const bad = trial({ id: 'drill-2', startedAtMs: NOW - DAY_MS + 1, groups: [group(0, 20)] });
    expect(verdict(trial(), bad)).toBe('EXPOSED');
    expect(verdict(bad, trial({ startedAtMs: NOW - DAY_MS + 2 }))).toBe('PROVEN');
  });
});

describe('a rung that was tried', () => {
  it('is believed by how often it has worked, and to serve as fast as it did last', () => {
    const { ladder } = knownOf(
      WORKFLOW,
      sources(HOSTED, [
        trial({ id: '1', startedAtMs: NOW - 3 * DAY_MS, groups: [group(20, 0, { switchMs: 900 })] }),
        trial({ id: '2', startedAtMs: NOW - 2 * DAY_MS, groups: [group(20, 0, { switchMs: 400 })] }),
        trial({ id: '3', startedAtMs: NOW - DAY_MS, groups: [group(0, 20, { switchMs: null })] }),
        // Too old, and too few.
        trial({ id: '4', startedAtMs: NOW - 100 * DAY_MS }),
        trial({ id: '5', groups: [group(3)] }),
      ]),
    );
    expect(ladder[0]).toMatchObject({
      chance: { by: 'trials', passed: 2, failed: 1 },
      measured: { passed: 2, failed: 1, switchMs: 400 },
      switchMs: 400,
    });
  });

  it('is not believed for what another rung has done', () => {
    const three = setup([rung('anthropic'), rung('openai', 'gpt-5.6'), rung('groq', 'llama')]);
    const { ladder } = knownOf(WORKFLOW, sources(three, [trial()]));
    expect(ladder.map(({ chance }) => chance)).toMatchObject([{ passed: 1 }, { passed: 0, failed: 0 }]);
  });
});
