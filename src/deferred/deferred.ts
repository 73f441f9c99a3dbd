import type { Asked } from '../engine/asked.ts';
import type { Promises } from '../engine/below/defer-rung.ts';
import type { Engine } from '../engine/engine.ts';
import { newId } from '../engine/new-id.ts';
import type { RequestEntry } from '../model/journal.ts';
import type { Route } from '../model/route.ts';
import type { DeferredStatus } from '../model/status.ts';
import type { OpenJobStore } from '../store/deferred/threaded.ts';
import type { Sealing } from '../store/sealing.ts';
import type { World } from '../world/world.ts';
import { type Drain, drain, type Standing } from './drain.ts';
import { DEFERRED_LIMITS, type DeferredLimits } from './limits.ts';
import { type LoadSeen, loadSeen } from './load-seen.ts';
import { news, type Place, type Post } from './news.ts';
import { promises } from './promise.ts';
import { openQueue, type Queue, type QueueLimits } from './queue.ts';
import { sweep } from './sweep.ts';

/** Deferred answers, all of it. */
export type Deferred = {
  readonly queue: Queue;
  readonly sealing: Sealing;
  readonly promises: Promises;
  readonly load: LoadSeen;
  readonly status: () => DeferredStatus;
  /** To be told of every request that has ended. */
  readonly note: (entry: RequestEntry) => void;
  /** Begins to work the queue off; so does the first admission. */
  readonly begin: () => void;
  /** Asks nothing more of what waits. Settles when what is being asked here is answered. */
  readonly rest: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type DeferredParts = {
  readonly world: World;
  readonly store: OpenJobStore;
  readonly sealing: Sealing;
  readonly terms: () => QueueLimits & { readonly expiresMs: number };
  readonly hookOf: (asked: Asked) => string | null;
  /** Could nothing be written the last time? */
  readonly isInTrouble: () => boolean;
  readonly working: Working;
  readonly limits?: Partial<DeferredLimits>;
};

/** What is needed to answer, and to tell of it. */
export type Working = {
  readonly engine: () => Engine;
  readonly routes: () => readonly Route[];
  readonly standing: (route: Route, model: string | null) => Standing | null;
  readonly post: Post;
  readonly placeOf: (url: string, tenant: string) => Place | null;
  readonly say: (sentence: string) => void;
};

export function openDeferred(parts: DeferredParts): Deferred {
  const { world, store, sealing, terms, hookOf, isInTrouble, working } = parts;
  const limits = { ...DEFERRED_LIMITS, ...parts.limits };
  const queue = openQueue({
    world,
    store,
    sealing,
    limits: terms,
    newId: (createdAtMs) => jobId({ random: world.random, wallMs: () => createdAtMs }),
  });
  const load = loadSeen(world.nowMs, limits);
  const ended = { done: 0, failed: 0, cancelled: 0, expired: 0 };
  const said = new Set<string>();
  const stops: (() => void | Promise<void>)[] = [];
  let draining: Drain | null = null;
  let isClosed = false;
  const keepMs = (): number => terms().keepMs;

  const begin = (): void => {
    if (draining !== null || isClosed) return;
    const { engine, routes, standing, post, placeOf, say } = working;
    // One sentence for all jobs in the same trouble.
    const sayOnce = (sentence: string): void => {
      if (said.has(sentence) || said.size > SAID_MAX) return;
      said.add(sentence);
      say(sentence);
    };
    draining = drain({
      engine,
      store,
      queue,
      sealing,
      runner: jobId(world),
      limits,
      routes,
      standing,
      keepMs,
      ended: (state) => void (ended[state] += 1),
      stuck: sayOnce,
    });
    stops.push(
      draining.close,
      sweep({ world, store, queue, limits, keepMs, expired: (count) => void (ended.expired += count) }),
      news({
        world,
        store,
        sealing,
        limits,
        post,
        placeOf,
        gaveUp: ({ id }) => sayOnce(`Nobody takes the news of the deferred job ${id}; its answer can be fetched.`),
      }),
    );
  };

  const own: Queue = {
    ...queue,
    admit: async (wish) => {
      begin();
      return queue.admit(wish);
    },
    cancel: async (id, tenant) => {
      const before = await queue.find(id, tenant);
      const job = await queue.cancel(id, tenant);
      if (job?.state === 'cancelled' && before?.state !== 'cancelled') ended.cancelled += 1;
      return job;
    },
  };

  return {
    sealing,
    load,
    status: () => ({ counts: queue.counts(), ended, trouble: isInTrouble() }),
    note: load.note,
    queue: own,
    promises: promises({ world, queue: own, sealing, limits, expiresMs: () => terms().expiresMs, hookOf, isInTrouble }),
    begin,
    rest: async () => {
      isClosed = true;
      await draining?.rest();
    },
    close: async () => {
      isClosed = true;
      for (const stop of stops.splice(0)) await stop();
      await store.close();
    },
  };
}

/** Sentences that are remembered so as not to be said again. */
const SAID_MAX = 20;

function jobId(world: Pick<World, 'random' | 'wallMs'>): string {
  return newId(world).replace('req', 'job');
}
