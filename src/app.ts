import { resolve } from 'node:path';
import type { Config } from './config/config.ts';
import { accessTo, createEngine, type Engine, newId, type Setup } from './engine/engine.ts';
import { journal } from './engine/journal.ts';
import { learnModels } from './engine/learn.ts';
import { watchOver } from './engine/probes.ts';
import { sealKey } from './engine/seal.ts';
import { proveRungs } from './engine/warm.ts';
import { digest } from './gateway/authorize.ts';
import type { Gateway, Live, Reloaded } from './gateway/gateway.ts';
import { Fault } from './model/fault.ts';
import type { Secret } from './model/secret.ts';
import type { Status } from './model/status.ts';
import { statusOf } from './gateway/status.ts';
import { openStreams } from './gateway/streams.ts';
import { type JournalStore, openJournalStore } from './store/journal-store.ts';
import { realWorld } from './world/real.ts';
import type { World } from './world/world.ts';

export type AppOptions = {
  readonly config: Config;
  /** Reads the configuration again for a reload; throws a `configuration` fault. Null where there is nothing to read. */
  readonly reread: (() => Config) | null;
  /** For sentences that the operator should read; never a secret. */
  readonly say: (sentence: string) => void;
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

/** Puts the parts together. Nothing is sent to anybody by it. */
export function startApp({ config, reread, say }: AppOptions): App {
  const world = realWorld(config.network);
  const startedAtMs = world.wallMs();
  const store = openStore(config, world, say);
  const memory = journal({ sink: store });
  const instance = `failsoft-${newId(world).slice(13)}`;
  const engine = createEngine(world, memory, setupOf(config, instance));
  const streams = openStreams(world);
  let live = liveOf(config, engine);
  let standing: Status['config'] = { source: config.source, generation: 1, appliedAtMs: startedAtMs, refused: '' };

  const reload = (): Reloaded => {
    if (reread === null) return { ok: false, why: 'There is no configuration file to read again.' };
    let next: Config;
    try {
      next = reread();
    } catch (error) {
      const why = Fault.from(error).message;
      standing = { ...standing, refused: why };
      return { ok: false, why };
    }
    for (const fixed of needsRestart(live.config, next)) say(`A change of "${fixed}" takes effect at the next start.`);
    live = liveOf(next, watchOver({ ...engine, setup: setupOf(next, instance) }));
    standing = {
      source: next.source,
      generation: standing.generation + 1,
      appliedAtMs: world.wallMs(),
      refused: '',
    };
    for (const warning of next.warnings) say(warning);
    return { ok: true, generation: standing.generation };
  };

  return {
    gateway: {
      live: () => live,
      streams,
      status: () =>
        statusOf({
          live,
          version: VERSION,
          startedAtMs,
          config: standing,
          requests: memory.requests(),
          journal: store?.state() ?? null,
          path: live.config.journal.path,
        }),
      prove: async (olderThanMs) => proveRungs(live.engine, live.config.routes, olderThanMs),
      requests: async (query) => (store === null ? memory.recent(query) : store.query(query)),
      reload,
    },
    learnModels: async () => learnModels(live.engine),
    close: async () => {
      streams.close();
      await store?.close();
      await world.close();
    },
  };
}

function openStore(
  { journal: { path, keepDays } }: Config,
  world: World,
  say: (sentence: string) => void,
): JournalStore | null {
  if (path === null) return null;
  return openJournalStore({ path: resolve(path), keepDays, onTrouble: say, wallMs: world.wallMs });
}

function setupOf({ accounts, limits, health, journal: { bodies } }: Config, instance: string): Setup {
  return {
    access: new Map(accounts.map((account) => [account.id, accessTo(account)])),
    answerBytes: limits.answerBytes,
    bodies,
    probesPerMinute: health.probesPerMinute,
    extraSpend: limits.extraSpend,
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

/** What a running process cannot change. */
function needsRestart(before: Config, after: Config): readonly string[] {
  const fixed = ['listen', 'tls', 'journal', 'network'] as const;
  return fixed.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
