import { afterEach, describe, expect, it } from 'vitest';
import { handMade, type HandMade, source, type Story, surface, verdict } from '../../../test/fixtures/monitor.ts';
import type { Channel } from '../../model/channel.ts';
import type { Tiding } from '../../model/monitor.ts';
import type { Condition, Verdict } from '../../model/verdict.ts';
import { noNetwork, type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import { type AlertsParts, type RunningAlerts, startAlerts } from './alerts.ts';
import type { Message } from './channels/message.ts';
import { type Outcome, lost, refused, GOT_THROUGH } from './send/outcome.ts';
import { channelOf, HOUR, MINUTE } from './testing/alerts.ts';

const SECOND = 1_000;
const running: RunningAlerts[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.close();
});

type Sent = {
  readonly atMs: number;
  readonly channel: string;
  readonly kind: string;
  readonly title: string;
  readonly id: string;
};

type Scene = {
  readonly world: SimulatedWorld;
  readonly alerts: () => RunningAlerts;
  readonly sent: readonly Sent[];
  readonly said: readonly string[];
  /** What comes of a try from now on, by channel. */
  readonly outcome: (channel: string, outcome: Outcome) => void;
  /** A verdict on Claude's API is another one now, and is told. */
  readonly turn: (condition: Condition, change?: Partial<Verdict>) => void;
  readonly hear: (...tidings: readonly Tiding[]) => void;
  readonly pass: (ms: number) => Promise<void>;
  readonly reload: (channels: readonly Channel[]) => void;
  readonly restart: () => Promise<void>;
  readonly made: HandMade;
};

/** A disk that is only a map. */
function disk(): NonNullable<AlertsParts['store']> & { readonly notes: Map<string, string> } {
  const notes = new Map<string, string>();
  return {
    notes,
    keepNote: ({ name, text }) => void notes.set(name, text),
    note: async (name) => notes.get(name) ?? null,
    flush: async () => {},
  };
}

async function scene(first: readonly Channel[], store: AlertsParts['store'] = null): Promise<Scene> {
  const world = simulatedWorld(1, noNetwork);
  const story: Story = {
    nowMs: world.wallMs(),
    surfaces: [surface('claude-api')],
    verdicts: [verdict('claude-api', 'healthy')],
    sources: [],
    maintenances: [],
    incidents: [],
  };
  const made = handMade(story);
  const sent: Sent[] = [];
  const said: string[] = [];
  const outcomes = new Map<string, Outcome>();
  let channels = first;
  let before: Condition = 'healthy';
  let count = 0;
  const send: AlertsParts['send'] = ({ id, notice: { channel, kind, alert } }: Message, _, done) => {
    sent.push({ atMs: world.nowMs(), channel, kind, title: alert.title, id });
    return world.after(100, () => done(outcomes.get(channel) ?? GOT_THROUGH));
  };
  const begin = (): RunningAlerts => {
    const one = startAlerts({
      world,
      monitor: made.monitor,
      store,
      channels: () => channels,
      say: (sentence) => void said.push(sentence),
      host: 'gateway-1',
      newId: () => `id-${(count += 1)}`,
      extraCa: [],
      send,
    });
    running.push(one);
    return one;
  };
  const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const pass = async (ms: number): Promise<void> => {
    // What waits for the disk goes on between two steps.
    const step = ms <= 20 * MINUTE ? 100 : 5 * SECOND;
    await settle();
    for (let passed = 0; passed < ms; passed += step) {
      world.pass(Math.min(step, ms - passed));
      await settle();
    }
    await settle();
  };
  let alerts = begin();
  await settle();
  return {
    world,
    alerts: () => alerts,
    sent,
    said,
    made,
    outcome: (channel, outcome) => void outcomes.set(channel, outcome),
    hear: (...tidings) => made.change({}, ...tidings),
    turn: (condition, change = {}) => {
      const next = verdict('claude-api', condition, { sinceMs: world.wallMs(), ...change });
      const evidence = [{ kind: 'traffic', text: '9 of 9 requests failed', factor: 99, atMs: 0, url: null }] as const;
      const now = { ...next, evidence: condition === 'healthy' ? [] : evidence };
      made.change({ verdicts: [now] }, { kind: 'verdict', verdict: now, before, maintenance: null });
      before = condition;
    },
    pass,
    reload: (next) => (channels = next),
    restart: async () => {
      alerts.close();
      alerts = begin();
      await settle();
    },
  };
}

const words = (sent: readonly Sent[]): readonly string[] =>
  sent.map(({ channel, kind, title }) => `${channel}: ${kind} ${title}`);
const DOWN = lost('it cannot be reached (ECONNREFUSED)');

describe('alerts', () => {
  it('go to everybody who wants them, once, and nowhere where nobody does', async () => {
    const { turn, pass, sent, reload, alerts } = await scene([]);
    turn('down');
    await pass(MINUTE);
    turn('healthy');
    await pass(MINUTE);
    expect(sent).toEqual([]);
    reload([channelOf('team'), channelOf('boss', { least: 'critical' })]);
    turn('degraded');
    await pass(MINUTE);
    turn('down');
    await pass(MINUTE);
    turn('recovering');
    turn('healthy');
    await pass(MINUTE);
    expect(words(sent)).toEqual([
      'team: begin Claude API is in trouble',
      'team: news Claude API is down',
      'boss: begin Claude API is down',
      'team: end Claude API is well again',
      'boss: end Claude API is well again',
    ]);
    expect(alerts().status()).toMatchObject({
      channels: [
        { name: 'team', kind: 'desktop', state: 'well', delivered: 3, waiting: 0 },
        { name: 'boss', state: 'well', delivered: 2 },
      ],
      open: [],
      waiting: [],
      givenUp: [],
    });
  });

  it('are remembered by time alone: who is told late, and reminders', async () => {
    const { turn, pass, sent } = await scene([channelOf('boss', { afterMs: 15 * MINUTE, remindMs: HOUR })]);
    turn('down');
    await pass(14 * MINUTE);
    expect(sent).toEqual([]);
    await pass(2 * HOUR);
    expect(words(sent)).toEqual(['boss: begin Claude API is down', 'boss: reminder Claude API is down']);
    expect((sent[0]?.atMs ?? 0) / MINUTE).toBeCloseTo(15, 0);
  });

  it('come to a channel that is put in while something goes on', async () => {
    const { turn, pass, sent, reload } = await scene([]);
    turn('down');
    await pass(10 * MINUTE);
    reload([channelOf('team')]);
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down']);
  });
});

describe('ends that nobody tells', () => {
  it('are found: of a model that is well again together with its service, and of a service that is not watched any more', async () => {
    const { turn, pass, sent, hear, made } = await scene([channelOf('team')]);
    const cell = { ...verdict('claude-api', 'down').cell, provider: 'anthropic', model: 'opus' };
    const part = verdict('claude-api', 'down', { cell });
    made.change({ verdicts: [verdict('claude-api', 'healthy'), part] });
    hear({ kind: 'verdict', verdict: part, before: 'healthy', maintenance: null });
    await pass(MINUTE);
    made.change({ verdicts: [verdict('claude-api', 'healthy')] });
    await pass(MINUTE);
    turn('down');
    await pass(MINUTE);
    made.change({ verdicts: [verdict('openai-api', 'healthy')] });
    await pass(MINUTE);
    expect(words(sent)).toEqual([
      'team: begin opus at Claude API is down',
      'team: end Over: opus at Claude API is down',
      'team: begin Claude API is down',
      'team: end Not watched any more: Claude API is down',
    ]);
  });

  it('are told after an hour in which nobody can tell, and not before', async () => {
    const { turn, pass, sent } = await scene([channelOf('team')]);
    turn('down');
    await pass(MINUTE);
    turn('unknown');
    await pass(59 * MINUTE);
    expect(sent).toHaveLength(1);
    await pass(2 * MINUTE);
    expect(words(sent).at(-1)).toBe('team: end Nobody can tell any more: Claude API is down');
  });
});

describe('a channel that fails', () => {
  it('is tried again, said once, told to the others once, and shown; when it works again, all that waited arrives in order', async () => {
    const { turn, pass, sent, said, outcome, alerts } = await scene([channelOf('team'), channelOf('boss')]);
    outcome('team', DOWN);
    turn('down');
    await pass(20 * MINUTE);
    turn('healthy');
    await pass(MINUTE);
    const tries = sent.filter(({ channel }) => channel === 'team');
    expect(tries.map(({ atMs }) => Math.round(atMs / SECOND))).toEqual([0, 1, 6, 36, 336, 637, 937, 1237]);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(said).toEqual(['Alerts do not get through to "team" (desktop): it cannot be reached (ECONNREFUSED)']);
    expect(words(sent.filter(({ channel }) => channel === 'boss'))).toEqual([
      'boss: begin Claude API is down',
      'boss: begin Alerts do not get through to "team" (desktop)',
      'boss: end Claude API is well again',
    ]);
    expect(alerts().status()).toMatchObject({
      channels: [
        { name: 'team', state: 'failing', why: 'it cannot be reached (ECONNREFUSED)', waiting: 2, delivered: 0 },
        { name: 'boss', state: 'well' },
      ],
      waiting: [
        { channel: 'team', kind: 'begin', tries: 8 },
        { channel: 'team', kind: 'end', tries: 0 },
      ],
    });
    outcome('team', GOT_THROUGH);
    await pass(6 * MINUTE);
    expect(words(sent.slice(-3))).toEqual([
      'team: begin Claude API is down',
      'team: end Claude API is well again',
      'boss: end Alerts get through to "team" again',
    ]);
    expect(said.slice(1)).toEqual(['Alerts get through to "team" again.']);
    expect(alerts().status().channels[0]).toMatchObject({ state: 'well', why: '', delivered: 2, waiting: 0 });
  });

  it('is left alone as long as it asks for', async () => {
    const { turn, pass, sent, outcome } = await scene([channelOf('team')]);
    outcome('team', lost('429', 90 * SECOND));
    turn('down');
    await pass(85 * SECOND);
    expect(sent).toHaveLength(1);
    outcome('team', GOT_THROUGH);
    await pass(10 * SECOND);
    expect(sent).toHaveLength(2);
  });

  it('for a day is given up on, which can be seen', async () => {
    const { turn, pass, outcome, alerts } = await scene([channelOf('team')]);
    outcome('team', refused('400: no'));
    turn('down');
    await pass(25 * HOUR);
    const { waiting, givenUp, channels } = alerts().status();
    expect(waiting).toEqual([]);
    expect(givenUp).toMatchObject([{ channel: 'team', kind: 'begin', title: 'Claude API is down', why: '400: no' }]);
    expect(channels[0]).toMatchObject({ givenUp: 1, state: 'failing' });
  });

  it('is not waited for when it is taken out', async () => {
    const { turn, pass, sent, outcome, alerts, reload } = await scene([channelOf('team'), channelOf('boss')]);
    outcome('team', DOWN);
    turn('down');
    await pass(MINUTE);
    reload([channelOf('boss')]);
    await pass(HOUR);
    expect(alerts().status()).toMatchObject({ channels: [{ name: 'boss' }], waiting: [] });
    expect(words(sent.filter(({ channel }) => channel === 'boss').slice(-2))).toEqual([
      'boss: begin Alerts do not get through to "team" (desktop)',
      'boss: end Taken out: Alerts do not get through to "team" (desktop)',
    ]);
  });
});

describe('a restart', () => {
  it('in the middle loses nothing and tells nothing twice: what waits arrives under its id, and the end follows', async () => {
    const store = disk();
    const { turn, pass, sent, outcome, restart, world } = await scene([channelOf('team'), channelOf('boss')], store);
    outcome('team', DOWN);
    turn('down');
    await pass(10 * SECOND);
    await restart();
    outcome('team', GOT_THROUGH);
    turn('unknown');
    turn('down');
    await pass(10 * SECOND);
    await restart();
    turn('unknown');
    turn('healthy');
    await pass(MINUTE);
    expect(words(sent.filter(({ channel }) => channel === 'boss'))).toEqual([
      'boss: begin Claude API is down',
      'boss: begin Alerts do not get through to "team" (desktop)',
      'boss: end Alerts get through to "team" again',
      'boss: end Claude API is well again',
    ]);
    const team = sent.filter(({ channel }) => channel === 'team');
    expect(team.at(-1)).toMatchObject({ kind: 'end', title: 'Claude API is well again' });
    expect(new Set(team.slice(0, -1).map(({ id }) => id)).size).toBe(1);
    expect(world.timers()).toBeLessThan(5);
  });

  it('after which the trouble is over ends it by itself', async () => {
    const store = disk();
    const { turn, pass, sent, restart, made } = await scene([channelOf('team')], store);
    turn('down');
    await pass(MINUTE);
    made.change({ verdicts: [verdict('claude-api', 'healthy')] });
    await restart();
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down', 'team: end Over: Claude API is down']);
  });

  it('finds what happens before it knows what was before', async () => {
    const store = disk();
    const asked = Promise.withResolvers<string | null>();
    const slow = { ...store, note: async () => asked.promise };
    const { turn, pass, sent } = await scene([channelOf('team')], slow);
    turn('down');
    await pass(MINUTE);
    expect(sent).toEqual([]);
    asked.resolve(null);
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down']);
  });

  it('with a disk that cannot be read goes on without it, and says so', async () => {
    const busy = { ...disk(), note: async () => Promise.reject(new Error('locked')) };
    const { turn, pass, sent, said } = await scene([channelOf('team')], busy);
    turn('down');
    await pass(MINUTE);
    expect(words(sent)).toEqual(['team: begin Claude API is down']);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^What was told of before is not known: /);
  });

  it('with a disk that hangs sends all the same', async () => {
    const hanging = { ...disk(), flush: async () => new Promise<void>(() => {}) };
    const { turn, pass, sent } = await scene([channelOf('team')], hanging);
    turn('down');
    await pass(SECOND);
    expect(sent).toEqual([]);
    await pass(2 * SECOND);
    expect(sent).toHaveLength(1);
  });

  it.each(['not JSON', '{"version":99}', '{"version":1,"board":[],"outbox":7}', 'null'])(
    'begins anew where there is only %s',
    async (text) => {
      const store = disk();
      store.notes.set('alerts', text);
      const { turn, pass, sent } = await scene([channelOf('team')], store);
      turn('down');
      await pass(MINUTE);
      expect(sent).toHaveLength(1);
    },
  );

  it('finds no secret on the disk, and little', async () => {
    const store = disk();
    const { turn, pass, hear } = await scene([channelOf('team')], store);
    turn('down');
    hear({
      kind: 'source',
      source: source('claude', 'Claude', ['claude-api'], { state: 'blocked', why: 'no' }),
      before: 'ok',
    });
    await pass(MINUTE);
    expect(store.notes.get('alerts')?.length).toBeLessThan(3_000);
  });
});

describe('a test', () => {
  it('says of each channel whether it got through, and has what waits tried at once where it did', async () => {
    const { turn, pass, sent, outcome, alerts } = await scene([channelOf('team'), channelOf('boss')]);
    outcome('team', DOWN);
    outcome('boss', DOWN);
    turn('down');
    await pass(10 * MINUTE);
    outcome('boss', GOT_THROUGH);
    const count = sent.length;
    const results = alerts().test(null);
    await pass(SECOND);
    expect(await results).toMatchObject([
      { channel: 'team', kind: 'desktop', ok: false, why: 'it cannot be reached (ECONNREFUSED)' },
      { channel: 'boss', ok: true, why: '' },
    ]);
    expect(words(sent.slice(count))).toEqual([
      'team: begin A test: alerts of Failsoft arrive here',
      'boss: begin A test: alerts of Failsoft arrive here',
      'boss: begin Claude API is down',
      'boss: begin Alerts do not get through to "team" (desktop)',
    ]);
    await expect(alerts().test('nobody')).rejects.toMatchObject({
      kind: 'bad-request',
      message: 'There is no channel nobody for alerts; there are team, boss',
    });
  });
});
