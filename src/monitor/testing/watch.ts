import { withSetup } from '../../engine/new-setup.ts';
import { type Condition, type Outage, outage, type ProviderOptions } from '../../engine/testing/outage.ts';
import type { Incident } from '../../model/incident.ts';
import type { Tiding } from '../../model/monitor.ts';
import type { OfficialIncident, Reading } from '../../model/official.ts';
import { LIMITS, type Route } from '../../model/route.ts';
import type { WatchLimits } from '../../resilience/next-probe.ts';
import { createMonitor, type MonitorParts, type RunningMonitor } from '../monitor.ts';
import type { Account } from '../../providers/account.ts';
import type { MonitorSettings, Subject } from '../scene.ts';
import type { StatusPage } from '../status-pages/page.ts';

const open: RunningMonitor[] = [];

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const QUIET: MonitorSettings = { pages: 'off', surfaces: [] };
export const WELL: Condition = { kind: 'well', beginsMs: 100 };
export const FAILING: Condition = { kind: 'refuses', status: 529 };

export type Watch = Outage & {
  readonly running: () => RunningMonitor;
  readonly tidings: readonly Tiding[];
  /** Requests every so often for as long; 0: none. */
  readonly live: (ms: number, everyMs: number) => Promise<void>;
  readonly condition: (surface: string) => string | undefined;
  /** Another configuration for the same engine, as after a reload. */
  readonly reload: (change: (accounts: readonly Account[]) => Partial<Subject>) => void;
  /** Another monitor in the place of the one before, as after a restart. */
  readonly again: (parts: Partial<MonitorParts>) => Promise<void>;
};

/** `asks`: what may be asked only to know how a model is; absent: nothing. */
type Options = Partial<MonitorParts> & { readonly settings?: MonitorSettings; readonly asks?: WatchLimits };

/** The page of Claude, which says what it is told to. */
export function claudePage(said: () => Partial<Reading> | null): StatusPage {
  const text = (): string => JSON.stringify(said());
  const surfaces = ['claude-api', 'claude-app'];
  return {
    id: 'claude',
    name: 'Claude',
    url: 'https://status.claude.com',
    surfaces,
    asked: 'always',
    ways: [
      {
        format: 'as it is told',
        origin: 'https://status.claude.com',
        asks: ['/'],
        everyMs: MINUTE,
        open: (_, on) => {
          queueMicrotask(() => {
            on.sent();
            on.head(said() === null ? 403 : 200, {});
            on.bytes(Buffer.from(text()));
            on.end();
          });
          return { pause: () => {}, resume: () => {}, abort: () => {} };
        },
        read: ([body]) => {
          const components = surfaces.map(
            (surface) => ({ id: surface, name: surface, surface, scope: [], level: 'operational' }) as const,
          );
          return { updatedAtMs: null, components, incidents: [], maintenances: [], ...JSON.parse(String(body)) };
        },
      },
    ],
  };
}

export function posted(atMs: number, change: Partial<OfficialIncident> = {}): OfficialIncident {
  return {
    id: 'i1',
    title: 'Elevated errors on the API',
    url: 'https://status.claude.com/i1',
    level: 'partial',
    stage: 'investigating',
    surfaces: ['claude-api'],
    scope: [],
    startedAtMs: atMs,
    postedAtMs: atMs,
    endedAtMs: null,
    updates: [{ id: 'u1', atMs, stage: 'investigating', text: 'We are looking into it.' }],
    ...change,
  };
}

/** A monitor over a gateway with these providers, in a world whose time passes when it is told to. */
export async function watch(
  providers: Readonly<Record<string, ProviderOptions>>,
  { settings = QUIET, asks: limits, ...options }: Options = {},
): Promise<Watch> {
  const ladder = Object.keys(providers).map(
    (provider) => ({ kind: 'model', provider, model: 'm', tries: 1, limits: LIMITS }) as const,
  );
  const routes: readonly Route[] = [{ name: 'r', match: ['*'], ladder, allow: null }];
  const scene = outage(providers, { probesPerMinute: 6, rounds: { routes, warmMs: 0, watch: limits ?? null } });
  const { world, engine } = scene;
  const accounts = [...engine.setup.access.values()].map(({ account }) => account);
  let subject: Subject = { engine, routes, accounts, fingerprint: null, settings };
  const tidings: Tiding[] = [];
  const begin = async (parts: Partial<MonitorParts>): Promise<RunningMonitor> => {
    const one = createMonitor({
      world,
      subject: () => subject,
      store: null,
      journal: async () => [],
      say: (sentence) => {
        throw new Error(sentence);
      },
      ...parts,
    });
    open.push(one);
    scene.heardBy(one);
    one.monitor.listen((tiding) => void tidings.push(tiding));
    // What was before is read first, at the pace of a real disk.
    if (parts.store !== undefined) await until(async () => one.monitor.verdicts().length > 0);
    await settle();
    return one;
  };
  let running = await begin(options);
  return {
    ...scene,
    running: () => running,
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
    reload: (change) => {
      subject = { ...subject, engine: withSetup(engine, engine.setup), ...change(subject.accounts) };
    },
    again: async (parts) => {
      running.close();
      running = await begin(parts);
    },
  };
}

/** What comes with Failsoft is older than any of these. */
export async function own({ running }: Pick<Watch, 'running'>): Promise<readonly Incident[]> {
  return (await running().monitor.incidents({ limit: 5_000 })).filter(({ imported }) => !imported);
}

async function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Ends all that were begun. */
export function closeAll(): void {
  for (const running of open.splice(0)) running.close();
}

export async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not in time: ${what.toString()}`);
}

/** Claude fails on purpose, for five minutes. */
export function beginDrill({ drills }: Watch['engine']): void {
  drills.begin(
    {
      providers: ['anthropic'],
      mode: '529',
      share: 1,
      workflow: '',
      forMs: 5 * MINUTE,
      leaseMs: null,
      stopWhen: { answeredMin: null, firstTokenMsMax: null, silentMsMax: null },
    },
    { config: null, code: {}, routes: ['r'], spoiled: () => '', blind: () => '' },
  );
}
