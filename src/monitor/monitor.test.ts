import { afterEach, describe, expect, it } from 'vitest';
import { type Condition, type Outage, outage, type ProviderOptions } from '../engine/testing/outage.ts';
import { endOf, type Incident } from '../model/incident.ts';
import type { Tiding } from '../model/monitor.ts';
import { LIMITS, type Route } from '../model/route.ts';
import { createMonitor, type MonitorParts, type RunningMonitor } from './monitor.ts';
import type { MonitorSettings } from './scene.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const QUIET: MonitorSettings = { pages: 'off', surfaces: [], probes: null };
const WELL: Condition = { kind: 'well', beginsMs: 100 };
const FAILING: Condition = { kind: 'refuses', status: 529 };

type Watch = Outage & {
  readonly running: RunningMonitor;
  readonly tidings: readonly Tiding[];
  /** Requests every so often for as long; 0: none. */
  readonly live: (ms: number, everyMs: number) => Promise<void>;
  readonly condition: (surface: string) => string | undefined;
};

const open: RunningMonitor[] = [];
afterEach(() => {
  for (const running of open.splice(0)) running.close();
});

/** A monitor over a gateway with these providers, in a world whose time passes when it is told to. */
async function watch(
  providers: Readonly<Record<string, ProviderOptions>>,
  { settings = QUIET, notice, ...parts }: Partial<MonitorParts> & { settings?: MonitorSettings; notice?: string } = {},
): Promise<Watch> {
  const scene = outage(providers, { probesPerMinute: 6, ...(notice !== undefined && { notice }) });
  const { world, engine } = scene;
  const accounts = [...engine.setup.access.values()].map(({ account }) => account);
  const ladder = accounts.map(
    ({ id }) => ({ kind: 'model', provider: id, model: null, tries: 1, limits: LIMITS }) as const,
  );
  const routes: readonly Route[] = [{ name: 'r', match: ['*'], ladder, allow: null }];
  const running = createMonitor({
    world,
    subject: () => ({ engine, routes, accounts, settings }),
    store: null,
    journal: async () => [],
    say: (sentence) => {
      throw new Error(sentence);
    },
    ...parts,
  });
  open.push(running);
  scene.heardBy(running);
  const tidings: Tiding[] = [];
  running.monitor.listen((tiding) => void tidings.push(tiding));
  const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await settle();
  return {
    ...scene,
    running,
    tidings,
    live: async (ms, everyMs) => {
      const step = everyMs === 0 ? 10 * SECOND : everyMs;
      for (let passed = 0; passed < ms; passed += step) {
        if (everyMs > 0) scene.ask();
        world.pass(step);
        await settle();
      }
    },
    condition: (surface) =>
      running.monitor.verdicts().find(({ cell }) => cell.surface === surface && cell.model === null)?.condition,
  };
}

/** What comes with Failsoft is older than any of these. */
async function own({ monitor }: RunningMonitor): Promise<readonly Incident[]> {
  return (await monitor.incidents({ limit: 5_000 })).filter(({ imported }) => !imported);
}

describe('an outage that our own calls see', () => {
  it('is down within a minute, is an incident with its requests, and is over when it is', async () => {
    const { live, turn, condition, running, tidings } = await watch({ anthropic: {}, openai: {} });
    await live(10 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    turn('anthropic', FAILING);
    await live(MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(condition('openai-api')).toBe('healthy');
    const [incident] = await running.monitor.incidents({ limit: 9, openOnly: true });
    expect(incident).toMatchObject({ surface: 'claude-api', level: 'major', official: null, imported: false });
    expect(incident?.observed?.evidence[0]?.text).toContain('529');

    await live(9 * MINUTE, 2 * SECOND);
    turn('anthropic', WELL);
    await live(20 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    const all = await own(running);
    expect(all).toHaveLength(1);
    // All of the requests of ten minutes, but for those of the ramp.
    expect(all[0]?.requests.saved).toBeGreaterThan(290);
    expect(all[0]?.requests.lost).toBe(0);
    expect(all[0] && endOf(all[0])).not.toBeNull();
    const heard = tidings.flatMap((tiding) =>
      tiding.kind === 'incident'
        ? [tiding.change]
        : tiding.kind === 'verdict' &&
            tiding.verdict.cell.surface === 'claude-api' &&
            tiding.verdict.cell.model === null
          ? [tiding.verdict.condition]
          : [],
    );
    expect(heard).toEqual(['healthy', 'suspected', 'down', 'opened', 'recovering', 'healthy', 'closed']);
  });
});
