import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { type Deferred, openDeferred } from '../../deferred/deferred.ts';
import type { DeferredLimits } from '../../deferred/limits.ts';
import { type Asked, tenantOf } from '../../engine/asked.ts';
import { openPostgres } from '../../store/deferred/postgres.ts';
import { type OpenJobStore, openJobFile } from '../../store/deferred/threaded.ts';
import type { StoreTrouble } from '../../store/orders.ts';
import { sealing } from '../../store/sealing.ts';
import type { World } from '../../world/world.ts';
import type { Live } from '../gateway.ts';
import { hookAt, openPosting } from './hooks.ts';
import { standingOf } from './standing.ts';

export type QueueOptions = {
  readonly config: Pick<Config, 'store' | 'journal' | 'routes'>;
  readonly world: World;
  readonly live: () => Live;
  readonly say: (sentence: string) => void;
  readonly limits: Partial<DeferredLimits>;
};

/** Where the queue is: beside the journal. Null: nowhere, as nothing is kept on disk. */
export function queueFile({ journal }: Pick<Config, 'journal'>): string | null {
  return journal.path === null ? null : join(dirname(resolve(journal.path)), 'deferred.db');
}

/** Is there anything that may have to be answered later? */
export function isQueueUsed(config: Pick<Config, 'store' | 'journal' | 'routes'>): boolean {
  const path = queueFile(config);
  if (config.store.url !== null || (path !== null && existsSync(path))) return true;
  return path !== null && config.routes.some(({ ladder }) => ladder.some(({ kind }) => kind === 'defer'));
}

/** The queue of a gateway; null where nothing can be stored. It is worked off from `begin` on. */
export function openQueueOf({ config, world, live, say, limits }: QueueOptions): Deferred | null {
  const trouble = troubleOf(config, say);
  const store = openJobStore(config, world.wallMs, trouble);
  if (store === null) return null;
  const seals = sealing({ key: config.store.key, oldKeys: config.store.oldKeys });
  const posting = openPosting(() => live().config.network);
  const hookOf = (asked: Asked): string | null => {
    const address = asked.headers['x-failsoft-webhook'] ?? '';
    return hookAt(live().config.deferred.webhooks, address, tenantOf(asked)) === null ? null : new URL(address).href;
  };
  const deferred: Deferred = openDeferred({
    world,
    store,
    sealing: seals,
    terms: () => live().config.deferred,
    hookOf,
    isInTrouble: trouble.isThere,
    limits,
    working: {
      engine: () => live().engine,
      routes: () => live().config.routes,
      standing: (route, model) => standingOf(live(), deferred.load, route, model),
      post: posting.post,
      placeOf: (url, tenant) => hookAt(live().config.deferred.webhooks, url, tenant),
      say,
    },
  });
  return {
    ...deferred,
    close: async () => {
      await deferred.close();
      await posting.close();
    },
  };
}

type Trouble = {
  readonly troubled: (trouble: StoreTrouble) => void;
  readonly well: () => void;
  readonly isThere: () => boolean;
};

/** Opens the store that the configuration names; null where it names none. */
export function openJobStore(
  config: Pick<Config, 'store' | 'journal'>,
  wallMs: () => number,
  { troubled, well }: Pick<Trouble, 'troubled' | 'well'>,
): OpenJobStore | null {
  const { url } = config.store;
  if (url !== null) return openPostgres({ url, nowMs: wallMs, troubled, well });
  const path = queueFile(config);
  return path === null ? null : openJobFile({ path, pagesMax: null, troubled, well });
}

/** Says once per spell of trouble what is wrong, and when it is over. */
function troubleOf(config: Pick<Config, 'store' | 'journal'>, say: (sentence: string) => void): Trouble {
  const where = config.store.url === null ? ` in ${queueFile(config) ?? ''}` : '';
  let isThere = false;
  return {
    isThere: () => isThere,
    troubled: ({ why }) => {
      if (!isThere)
        say(`Deferred answers cannot be stored${where} for now, because ${why}. Nothing is promised meanwhile.`);
      isThere = true;
    },
    well: () => {
      if (isThere) say('Deferred answers can be stored again.');
      isThere = false;
    },
  };
}
