import { handMade, type HandMade, type Story, surface, verdict } from '../../../../test/fixtures/monitor.ts';
import type { Channel } from '../../../model/channel.ts';
import type { Tiding } from '../../../model/monitor.ts';
import type { Condition, Verdict } from '../../../model/verdict.ts';
import { noNetwork, type SimulatedWorld, simulatedWorld } from '../../../world/simulated.ts';
import { type AlertsParts, type RunningAlerts, startAlerts } from '../alerts.ts';
import type { Message } from '../channels/message.ts';
import { GOT_THROUGH, type Outcome } from '../send/outcome.ts';
import { MINUTE } from './alerts.ts';

export const SECOND = 1_000;
const running: RunningAlerts[] = [];
/** Ends all that were begun. */
export function closeAll(): void {
  for (const one of running.splice(0)) one.close();
}

export type Sent = {
  readonly atMs: number;
  readonly channel: string;
  readonly kind: string;
  readonly title: string;
  readonly id: string;
};

export type Scene = {
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
export function disk(): NonNullable<AlertsParts['store']> & { readonly notes: Map<string, string> } {
  const notes = new Map<string, string>();
  return {
    notes,
    keepNote: ({ name, text }) => void notes.set(name, text),
    note: async (name) => notes.get(name) ?? null,
    flush: async () => {},
  };
}

/** Alerts of a monitor by hand, in a world whose time passes when it is told to. */
export async function scene(first: readonly Channel[], store: AlertsParts['store'] = null): Promise<Scene> {
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

export const words = (sent: readonly Sent[]): readonly string[] =>
  sent.map(({ channel, kind, title }) => `${channel}: ${kind} ${title}`);

async function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
