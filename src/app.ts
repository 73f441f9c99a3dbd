import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type AtReload, atReload } from './config/at-reload.ts';
import type { Config } from './config/config.ts';
import { variablesOf } from './config/write/write.ts';
import { type Plan, startPress } from './editions/press.ts';
import { openShelf } from './editions/shelf.ts';
import type { DeferredLimits } from './deferred/limits.ts';
import { noPromises } from './engine/below/defer-rung.ts';
import { accessTo, createEngine, type Engine, newId, type Setup } from './engine/engine.ts';
import { journal } from './engine/journal.ts';
import { learnModels } from './engine/memory/learn-models.ts';
import { sealKey } from './engine/memory/seal.ts';
import { withSetup } from './engine/new-setup.ts';
import { proveRungs } from './engine/probes/proofs.ts';
import { digest } from './gateway/authorize.ts';
import { openAvailabilities } from './gateway/availability/watch.ts';
import type { Gateway, Live, Reloaded } from './gateway/gateway.ts';
import { Fault } from './model/fault.ts';
import type { JournalSink } from './model/journal.ts';
import type { Monitor } from './model/monitor.ts';
import type { Secret } from './model/secret.ts';
import type { Status } from './model/status.ts';
import { openMetrics } from './gateway/metrics/metrics.ts';
import { openBulletin } from './gateway/status-page/bulletin.ts';
import { surroundingsOf } from './gateway/status-page/standins.ts';
import { statusOf } from './gateway/status.ts';
import { isQueueUsed, openQueueOf } from './gateway/deferred/open.ts';
import { openStreams } from './gateway/streams.ts';
import { openWriter } from './gateway/writer/writer.ts';
import { ownerOf } from './providers/hosts.ts';
import { withKnownKeys } from './providers/known-keys.ts';
import { type RunningAlerts, startAlerts } from './monitor/alerts/alerts.ts';
import { createMonitor, type RunningMonitor } from './monitor/monitor.ts';
import type { Subject } from './monitor/scene.ts';
import { openTrials } from './monitor/trials.ts';
import { sealing } from './store/sealing.ts';
import { openStore, type Store } from './store/store.ts';
import { realWorld } from './world/real.ts';
import type { World } from './world/world.ts';

export type AppOptions = {
  readonly config: Config;
  /** Reads the configuration again for a reload; throws a `configuration` fault. Null where there is nothing to read. */
  readonly reread: (() => Config) | null;
  /** For sentences that the operator should read; never a secret. */
  readonly say: (sentence: string) => void;
  /** Watch how providers are doing, by their status pages and by probes, too. Default: nobody is watched. */
  readonly watch?: boolean;
  /** How the queue of deferred answers is worked off. Default: see DEFERRED_LIMITS. */
  readonly deferred?: Partial<DeferredLimits>;
};

/** The parts put together: what gateway, library and command line run on. */
export type App = {
  readonly gateway: Gateway;
  /** Asks the providers which models they have and what those can take. Never rejects, and no request waits for it. */
  readonly learnModels: () => Promise<void>;
  /** Writes what waits to be written and lets go of connections. */
  readonly close: () => Promise<void>;
};

export const VERSION = '0.1.0';

/** Puts the parts together. By that alone nothing is sent to anybody but to status pages, where they are watched from the start. */
export function startApp({ config, reread, say, watch = false, deferred: limits = {} }: AppOptions): App {
  const world = realWorld(config.network, { ownerOf: (host) => ownerOf(host, live.config.accounts) });
  const startedAtMs = world.wallMs();
  const instance = `failsoft-${newId(world).slice(13)}`;
  const store = storeFor(config, instance, world, say);
  // What is on disk need not be in memory as well, where every collection would have to carry it along.
  const memory = journal(store === null ? { sink: null } : { ring: 0, sink: store.journal });
  const trials = openTrials(store?.monitor ?? null);
  const requests: Gateway['requests'] = async (query) =>
    store === null ? memory.recent(query) : store.journal.query(query);
  let watching: RunningMonitor | null = null;
  const sink: JournalSink = {
    record: (entry) => {
      memory.record(entry);
      watching?.note(entry);
      metrics.record(entry);
      deferred?.note(entry);
    },
  };
  const shelf = openShelf({ slots: () => live.config.editions.slots, wallMs: world.wallMs, say });
  const deferred = openQueueOf({ config, world, live: () => live, say, limits });
  const engine = createEngine(world, sink, setupOf(config, { instance, watch }), {
    kept: store?.answers ?? null,
    noted: (event) => metrics.noted(event),
    say,
    editions: shelf,
    promises: deferred?.promises ?? noPromises,
    tried: trials.keep,
    probed: (target, end) => {
      watching?.probed(target, end);
      metrics.probed(target, end);
    },
    watcher: {
      suspects: (target) => watching?.suspects(target) ?? false,
      usedMs: () => watching?.usedMs() ?? Number.NEGATIVE_INFINITY,
    },
  });
  const streams = openStreams(world);
  let live = liveOf(config, engine);
  if (watch) {
    const subject = (): Subject => subjectOf(live);
    watching = createMonitor({
      world,
      say,
      store: store?.monitor ?? null,
      journal: requests,
      subject,
      tried: trials.keep,
    });
  }
  const alerts =
    watching === null ? null : alertsOf({ world, store, say, monitor: watching.monitor, live: () => live });
  const press = startPress({
    world,
    shelf,
    say,
    plan: () => planOf(live),
    byItself: watch,
    name: `gateway on ${hostname()}`,
  });
  if (isQueueUsed(config)) deferred?.begin();
  let standing: Status['config'] = { source: config.source, generation: 1, appliedAtMs: startedAtMs, refused: '' };

  const status = (): Status =>
    statusOf({
      live,
      version: VERSION,
      startedAtMs,
      config: standing,
      requests: memory.requests(),
      journal: store?.journal.state() ?? null,
      path: live.config.journal.path,
      channels: alerts?.status().channels ?? [],
      editions: press.status(),
      deferred: deferred?.status() ?? null,
    });
  const monitor = watching?.monitor ?? null;
  const bulletin = monitor === null ? null : openBulletin(monitor, world, () => surroundingsOf(live, status()));
  const metrics = openMetrics(bulletin, startedAtMs);
  const availability = openAvailabilities(world, () => live);
  const writer = openWriter(world, () => live);

  const reload = (): Reloaded => {
    if (reread === null) return { ok: false, why: 'There is no configuration file to read again.' };
    let read: AtReload;
    try {
      read = atReload(config, reread());
    } catch (error) {
      const why = Fault.from(error).message;
      standing = { ...standing, refused: why };
      return { ok: false, why };
    }
    for (const fixed of read.waits) say(`A change of "${fixed}" takes effect at the next start.`);
    const next = { ...read.config, accounts: withKnownKeys(read.config.accounts, live.config.accounts) };
    live = liveOf(next, withSetup(live.engine, setupOf(next, { instance, watch })));
    standing = {
      source: next.source,
      generation: standing.generation + 1,
      appliedAtMs: world.wallMs(),
      refused: '',
    };
    if (isQueueUsed(next)) deferred?.begin();
    for (const warning of next.warnings) say(warning);
    return { ok: true, generation: standing.generation };
  };

  return {
    gateway: {
      live: () => live,
      streams,
      status,
      prove: async (olderThanMs) => proveRungs(live.engine, live.config.routes, olderThanMs),
      requests,
      trials: trials.find,
      monitor,
      bulletin,
      alerts,
      availability,
      metrics,
      writer,
      deferred,
      editions: {
        status: press.status,
        build: press.build,
        shown: shelf.shown,
        sinceMs: (slot) => shelf.kept(slot).sinceMs,
      },
      adminKey: randomBytes(24).toString('base64url'),
      reload,
    },
    learnModels: async () => learnModels(live.engine),
    close: async () => {
      press.close();
      await deferred?.close();
      streams.close();
      bulletin?.close();
      availability.close();
      metrics.close();
      writer.close();
      alerts?.close();
      watching?.close();
      await store?.close();
      await world.close();
    },
  };
}

function storeFor(
  { journal: { path, keepDays }, limits: { cacheDiskBytes }, routes, store: keys }: Config,
  instance: string,
  world: World,
  say: (sentence: string) => void,
): Store | null {
  if (path === null) return null;
  const store = openStore({
    path: resolve(path),
    keepDays,
    onTrouble: say,
    wallMs: world.wallMs,
    answerBytes: cacheDiskBytes,
    sealing: sealing(keys),
    instance,
  });
  if (routes.some(({ cache }) => cache !== undefined)) void store.answers.prepare();
  return store;
}

type Telling = {
  readonly world: World;
  readonly store: Store | null;
  readonly say: (sentence: string) => void;
  readonly monitor: Monitor;
  readonly live: () => Live;
};

function alertsOf({ world, store, say, monitor, live }: Telling): RunningAlerts {
  return startAlerts({
    world,
    monitor,
    say,
    store: store?.monitor ?? null,
    channels: () => live().config.alerts.channels,
    host: hostname(),
    newId: () => newId(world).replace('req', 'alert'),
    extraCa: live().config.network.extraCa,
  });
}

function planOf({ config, engine }: Live): Plan {
  const { folder, slots } = config.editions;
  return {
    folder: resolve(folder),
    slots,
    routes: config.routes,
    engine,
    secrets: () => [...variablesOf(config).values()],
  };
}

function subjectOf({ engine, config: { routes, accounts, monitor, fingerprint } }: Live): Subject {
  return { engine, routes, accounts, fingerprint, settings: monitor };
}

type Running = Pick<Setup, 'instance'> & { readonly watch: boolean };

function setupOf(config: Config, { instance, watch }: Running): Setup {
  const { accounts, limits, health, monitor, routes } = config;
  return {
    access: new Map(accounts.map((account) => [account.id, accessTo(account)])),
    answerBytes: limits.answerBytes,
    bodies: config.journal.bodies,
    probesPerMinute: health.probesPerMinute,
    ...(watch && { rounds: { routes, warmMs: health.warmMs, watch: monitor.probes } }),
    extraSpend: limits.extraSpend,
    cacheBytes: limits.cacheMemoryBytes,
    sealKey: sealKey(secretsOf(accounts), instance),
    instance,
  };
}

function secretsOf(accounts: Config['accounts']): readonly Secret[] {
  return accounts.flatMap(({ keys }) => (keys.kind === 'own' ? keys.secrets : []));
}

function liveOf(config: Config, engine: Engine): Live {
  return {
    config,
    engine,
    clients: new Map(config.clients.map((client) => [digest(client.key.reveal()), client])),
    sendsCredentials: config.accounts.some(({ keys }) => keys.kind === 'caller'),
  };
}
