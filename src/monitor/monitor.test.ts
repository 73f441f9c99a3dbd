import { afterEach, describe, expect, it } from 'vitest';
import { shelf } from '../../test/fixtures/journal.ts';
import { type Condition, type Outage, outage, type ProviderOptions } from '../engine/testing/outage.ts';
import { endOf, type Incident, leadMs } from '../model/incident.ts';
import type { Tiding } from '../model/monitor.ts';
import type { OfficialIncident, Reading } from '../model/official.ts';
import { LIMITS, type Route } from '../model/route.ts';
import { openStore, type Store } from '../store/store.ts';
import { createMonitor, type MonitorParts, type RunningMonitor } from './monitor.ts';
import type { MonitorSettings } from './scene.ts';
import type { StatusPage } from './status-pages/page.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const QUIET: MonitorSettings = { pages: 'off', surfaces: [], probes: null };
const WELL: Condition = { kind: 'well', beginsMs: 100 };
const FAILING: Condition = { kind: 'refuses', status: 529 };

type Watch = Outage & {
  readonly running: () => RunningMonitor;
  readonly tidings: readonly Tiding[];
  /** Requests every so often for as long; 0: none. */
  readonly live: (ms: number, everyMs: number) => Promise<void>;
  readonly condition: (surface: string) => string | undefined;
  /** Another monitor in the place of the one before, as after a restart. */
  readonly again: (parts: Partial<MonitorParts>) => Promise<void>;
};

type Options = Partial<MonitorParts> & { readonly settings?: MonitorSettings };

const { newFile, clear } = shelf();
const open: RunningMonitor[] = [];
const stores: Store[] = [];
afterEach(async () => {
  for (const running of open.splice(0)) running.close();
  await Promise.all(stores.splice(0).map(async (store) => store.close()));
  await clear();
});

function storeAt(path: string): Store {
  // In a simulated world, nothing is old.
  const store = openStore({ path, keepDays: 14, onTrouble: () => {}, wallMs: () => 0 });
  stores.push(store);
  return store;
}

/** The page of Claude, which says what it is told to. */
function claudePage(said: () => Partial<Reading> | null): StatusPage {
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

function posted(atMs: number, change: Partial<OfficialIncident> = {}): OfficialIncident {
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
async function watch(
  providers: Readonly<Record<string, ProviderOptions>>,
  { settings = QUIET, ...options }: Options = {},
): Promise<Watch> {
  const scene = outage(providers, { probesPerMinute: 6 });
  const { world, engine } = scene;
  const accounts = [...engine.setup.access.values()].map(({ account }) => account);
  const ladder = accounts.map(
    ({ id }) => ({ kind: 'model', provider: id, model: 'm', tries: 1, limits: LIMITS }) as const,
  );
  const routes: readonly Route[] = [{ name: 'r', match: ['*'], ladder, allow: null }];
  const tidings: Tiding[] = [];
  const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const begin = async (parts: Partial<MonitorParts>): Promise<RunningMonitor> => {
    const one = createMonitor({
      world,
      subject: () => ({ engine, routes, accounts, settings }),
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
    again: async (parts) => {
      running.close();
      running = await begin(parts);
    },
  };
}

/** What comes with Failsoft is older than any of these. */
async function own({ running }: Pick<Watch, 'running'>): Promise<readonly Incident[]> {
  return (await running().monitor.incidents({ limit: 5_000 })).filter(({ imported }) => !imported);
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
    const [incident] = await running().monitor.incidents({ limit: 9, openOnly: true });
    expect(incident).toMatchObject({ surface: 'claude-api', level: 'major', official: null, imported: false });
    expect(incident?.observed?.evidence[0]?.text).toContain('529');

    await live(9 * MINUTE, 2 * SECOND);
    turn('anthropic', WELL);
    await live(20 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    const all = await own({ running });
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

describe('an outage that a page speaks of, too', () => {
  it('is one incident with the times of both, and the page is asked only once somebody has asked us something', async () => {
    let said: Partial<Reading> = {};
    let visits = 0;
    const choose = (): readonly StatusPage[] => [
      claudePage(() => {
        visits += 1;
        return said;
      }),
    ];
    const settings: MonitorSettings = { ...QUIET, pages: 'asked' };
    const { live, turn, running, world, tidings } = await watch({ anthropic: {}, openai: {} }, { settings, choose });
    await live(10 * MINUTE, 0);
    expect(visits).toBe(0);
    await live(10 * MINUTE, 5 * SECOND);
    expect(visits).toBeGreaterThan(5);
    expect(running().monitor.sources()).toMatchObject([{ page: 'claude', state: 'ok' }]);

    const brokenMs = world.wallMs();
    turn('anthropic', FAILING);
    await live(12 * MINUTE, 5 * SECOND);
    said = { incidents: [posted(world.wallMs())] };
    await live(5 * MINUTE, 5 * SECOND);
    turn('anthropic', WELL);
    await live(20 * MINUTE, 5 * SECOND);
    const wellMs = world.wallMs();
    const [incident, ...more] = await own({ running });
    expect(more).toEqual([]);
    expect(incident).toMatchObject({
      title: 'Elevated errors on the API',
      official: { page: 'claude', endedAtMs: null },
    });
    expect((incident?.observed?.foundAtMs ?? 0) - brokenMs).toBeLessThan(MINUTE);
    expect(incident?.observed?.endedAtMs).toBeLessThan(wellMs);
    expect((incident && leadMs(incident)) ?? 0).toBeGreaterThan(10 * MINUTE);

    said = {
      incidents: [posted(incident?.official?.startedAtMs ?? 0, { stage: 'resolved', endedAtMs: world.wallMs() })],
    };
    await live(3 * MINUTE, 5 * SECOND);
    expect(await running().monitor.incidents({ limit: 9, openOnly: true })).toEqual([]);
    const changes = tidings.flatMap((tiding) => (tiding.kind === 'incident' ? [tiding.change] : []));
    expect(changes).toEqual(['opened', 'posted', 'updated', 'updated', 'closed']);
    expect(tidings).toContainEqual(expect.objectContaining({ kind: 'source', before: 'unasked' }));
  });

  it('is the page’s alone where no call of ours goes, and no word of a page makes a surface well that fails', async () => {
    let said: Partial<Reading> | null = {};
    const choose = (): readonly StatusPage[] => [claudePage(() => said)];
    const settings: MonitorSettings = { ...QUIET, pages: 'on' };
    const { live, turn, running, world, condition } = await watch({ anthropic: {}, openai: {} }, { settings, choose });
    await live(5 * MINUTE, 5 * SECOND);
    turn('anthropic', FAILING);
    said = { incidents: [posted(world.wallMs(), { surfaces: ['claude-app'], level: 'major' })] };
    await live(5 * MINUTE, 5 * SECOND);
    expect(condition('claude-api')).toBe('down');
    const apps = await running().monitor.incidents({ limit: 9, surface: 'claude-app', openOnly: true });
    expect(apps).toMatchObject([{ observed: null, official: { id: 'i1' } }]);
    said = null;
    await live(30 * MINUTE, 5 * SECOND);
    expect(running().monitor.sources()).toMatchObject([{ state: 'blocked' }]);
    const verdict = running()
      .monitor.verdicts()
      .find(({ cell }) => cell.surface === 'claude-app');
    expect(verdict?.condition).not.toBe('healthy');
    expect(verdict?.blind.length).toBeGreaterThan(0);
  });
});

describe('our own network', () => {
  it('condemns nobody when it fails', async () => {
    const { live, turn, running, condition, tidings } = await watch({ anthropic: {}, openai: {}, gemini: {} });
    await live(10 * MINUTE, 2 * SECOND);
    for (const provider of ['anthropic', 'openai', 'gemini']) turn(provider, { kind: 'unreachable' });
    await live(20 * MINUTE, 2 * SECOND);
    expect(
      new Set(
        running()
          .monitor.verdicts()
          .map(({ condition }) => condition),
      ),
    ).toEqual(new Set(['unknown']));
    expect(running().monitor.verdicts()[0]?.evidence[0]).toMatchObject({ kind: 'network' });
    for (const provider of ['anthropic', 'openai', 'gemini']) turn(provider, WELL);
    await live(20 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    // Nobody has asked the others anything before or since.
    expect(condition('openai-api')).toBe('unknown');
    expect(await own({ running })).toEqual([]);
    const heard = tidings.flatMap((tiding) => (tiding.kind === 'verdict' ? [tiding.verdict.condition] : []));
    expect(heard).not.toContain('down');
    expect(heard).not.toContain('degraded');
  });
});

describe('probes', () => {
  const PROBES = { everyMs: 5 * MINUTE, perHour: 12, usdPerDay: 1 };

  it('ask models that nobody asks, within their budget, and only while the gateway is used', async () => {
    const settings: MonitorSettings = { ...QUIET, probes: PROBES };
    const { live, seen, running } = await watch({ anthropic: {}, openai: {}, gemini: {} }, { settings });
    const probesOf = (provider: string): number => seen(provider).filter(({ what }) => what === 'probe').length;
    await live(60 * MINUTE, 0);
    expect(probesOf('openai')).toBe(0);
    await live(60 * MINUTE, 30 * SECOND);
    expect(probesOf('anthropic')).toBe(0);
    // Two models, twelve questions in an hour.
    expect(probesOf('openai') + probesOf('gemini')).toBeLessThanOrEqual(12);
    expect(Math.min(probesOf('openai'), probesOf('gemini'))).toBeGreaterThanOrEqual(5);
    const [calls] = await running().monitor.calls({ surface: 'openai-api', fromMs: 0, spanMs: 24 * 60 * MINUTE });
    expect(calls).toMatchObject({ kind: 'probe', well: probesOf('openai'), ill: 0 });

    await live(2 * 60 * MINUTE, 0);
    const before = probesOf('openai') + probesOf('anthropic');
    await live(2 * 60 * MINUTE, 0);
    expect(probesOf('openai') + probesOf('anthropic')).toBe(before);
  });

  it('spend no more than they may', async () => {
    const settings: MonitorSettings = { ...QUIET, probes: { everyMs: MINUTE, perHour: 3_600, usdPerDay: 0.01 } };
    const { live, seen } = await watch({ anthropic: {}, openai: {} }, { settings });
    await live(3 * 60 * MINUTE, 30 * SECOND);
    expect(seen('openai').filter(({ what }) => what === 'probe')).toHaveLength(20);
  });

  it('find an outage of a standby that nobody asks', async () => {
    const settings: MonitorSettings = { ...QUIET, probes: PROBES };
    const { live, turn, condition } = await watch({ anthropic: {}, openai: {} }, { settings });
    await live(20 * MINUTE, 30 * SECOND);
    expect(condition('openai-api')).toBe('healthy');
    turn('openai', FAILING);
    await live(15 * MINUTE, 30 * SECOND);
    expect(condition('openai-api')).toBe('down');
  });
});

describe('what is no outage', () => {
  it('is a drill, whatever it does to requests', async () => {
    const { live, engine, running, condition, entries } = await watch({ anthropic: {}, openai: {} });
    await live(5 * MINUTE, 2 * SECOND);
    engine.drills.begin({ provider: 'anthropic', mode: '529', share: 1, workflow: '', forMs: 5 * MINUTE });
    await live(10 * MINUTE, 2 * SECOND);
    expect(entries.some(({ mode }) => mode === 'standby')).toBe(true);
    expect(condition('claude-api')).toBe('healthy');
    expect(await own({ running })).toEqual([]);
  });

  it('is a mistake of who listens', async () => {
    const said: string[] = [];
    const { live, running, turn, condition } = await watch(
      { anthropic: {}, openai: {} },
      { say: (one) => void said.push(one) },
    );
    running().monitor.listen(() => {
      throw new TypeError('my mistake');
    });
    await live(5 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(said[0]).toContain('Watching the providers has failed');
  });
});

describe('a standby', () => {
  it('is told of when nobody has seen it at work for a day, and when somebody has', async () => {
    const { live, turn, tidings } = await watch({ anthropic: {}, openai: {} });
    await live(MINUTE, 10 * SECOND);
    turn('anthropic', FAILING);
    await live(MINUTE, 10 * SECOND);
    turn('anthropic', WELL);
    const told = (): readonly unknown[] => tidings.filter(({ kind }) => kind === 'standby');
    await live(23 * 60 * MINUTE, 10 * MINUTE);
    expect(told()).toEqual([]);
    await live(2 * 60 * MINUTE, 10 * MINUTE);
    expect(told()).toEqual([{ kind: 'standby', target: 'openai/m', route: 'r', proven: false }]);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 10 * SECOND);
    expect(told()).toHaveLength(2);
    expect(told()[1]).toMatchObject({ proven: true });
  });
});

describe('a restart', () => {
  it('in the middle of an outage goes on with the incident, and all of it is found afterwards', async () => {
    const path = newFile();
    const before = storeAt(path);
    const { live, turn, running, again, condition, entries, tidings } = await watch(
      { anthropic: {}, openai: {} },
      { store: before.monitor },
    );
    await live(10 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    const [opened] = await running().monitor.incidents({ limit: 9, openOnly: true });
    expect(opened?.requests.saved).toBeGreaterThan(100);
    running().close();
    await before.close();

    const told = tidings.length;
    const after = storeAt(path);
    await again({ store: after.monitor, journal: async () => entries.toReversed().slice(0, 1_000) });
    await live(MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(tidings.slice(told).filter(({ kind }) => kind === 'incident')).toEqual([]);
    turn('anthropic', WELL);
    await live(15 * MINUTE, 2 * SECOND);
    const [incident, ...more] = await own({ running });
    expect(more).toEqual([]);
    expect(incident?.id).toBe(opened?.id);
    expect(incident?.observed?.endedAtMs).not.toBeNull();
    expect(incident?.requests.saved).toBeGreaterThan(opened?.requests.saved ?? 0);
    expect(incident?.observed?.startedAtMs).toBe(opened?.observed?.startedAtMs);
    const found = await running().monitor.incidents({ limit: 9, text: 'failed with 529', surface: 'claude-api' });
    expect(found.map(({ id }) => id)).toEqual([opened?.id]);
    const today = (await running().monitor.days('claude-api', 1))[0];
    expect(today).toMatchObject({ worst: 'major', incidents: [opened?.id] });
    const calls = await running().monitor.calls({ surface: 'claude-api', fromMs: 0, spanMs: 24 * 60 * MINUTE });
    const traffic = calls.find(({ kind }) => kind === 'traffic');
    expect(traffic?.well).toBeGreaterThan(200);
    expect(traffic?.ill).toBeGreaterThan(2);
  });

  it('has the history that comes with Failsoft, once, and what a page said of it since', async () => {
    const path = newFile();
    const first = storeAt(path);
    const { running, again } = await watch({ anthropic: {}, openai: {} }, { store: first.monitor });
    const limit = { limit: 5_000 };
    await until(async () => (await running().monitor.incidents(limit)).length > 1_000);
    const all = await running().monitor.incidents(limit);
    const claude = await running().monitor.incidents({ limit: 5, surface: 'claude-api', text: 'opus' });
    expect(claude).toHaveLength(5);
    running().close();
    await first.close();
    const second = storeAt(path);
    await again({ store: second.monitor });
    await until(async () => (await running().monitor.incidents(limit)).length >= all.length);
    expect(await running().monitor.incidents(limit)).toEqual(all);
  });
});

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not in time: ${what.toString()}`);
}
