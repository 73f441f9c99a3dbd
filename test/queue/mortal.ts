import type { JobStore } from '../../src/store/deferred/job-store.ts';
import type { SimulatedWorld } from '../../src/world/simulated.ts';
import type { Exchange, WireHandlers, World } from '../../src/world/world.ts';

/** A world as one process sees it, until it is killed: then no timer of it wakes, and its connections are cut without a word. */
export function mortalWorld(world: SimulatedWorld): {
  readonly world: World;
  readonly isAlive: () => boolean;
  readonly kill: () => void;
} {
  let alive = true;
  const open = new Set<Exchange>();
  const ifAlive = (act: () => void): void => (alive ? act() : undefined);
  const heard = (on: WireHandlers): WireHandlers => ({
    sent: () => ifAlive(on.sent),
    head: (status, headers) => ifAlive(() => on.head(status, headers)),
    bytes: (chunk) => ifAlive(() => on.bytes(chunk)),
    end: () => ifAlive(on.end),
    broke: (code, message) => ifAlive(() => on.broke(code, message)),
  });
  return {
    world: {
      ...world,
      after: (ms, wake) => world.after(ms, () => ifAlive(wake)),
      open: (request, on) => {
        const exchange = world.open(request, heard(on));
        open.add(exchange);
        return exchange;
      },
    },
    isAlive: () => alive,
    kill: () => {
      alive = false;
      for (const exchange of open) exchange.abort();
    },
  };
}

/** A store as a process sees it: what it began before it was killed is done or not, and nobody hears of it. */
export function mortalStore(store: JobStore, isAlive: () => boolean): JobStore {
  const never = new Promise<never>(() => {});
  const step =
    <Of, Result>(act: (of: Of) => Promise<Result>) =>
    async (of: Of): Promise<Result> => {
      if (!isAlive()) return never;
      const result = await act(of);
      return isAlive() ? result : never;
    };
  return {
    admit: step(store.admit),
    find: step(store.find),
    list: step(store.list),
    counts: async () => step(store.counts)(undefined),
    text: step(store.text),
    claim: step(store.claim),
    release: step(store.release),
    finish: step(store.finish),
    beat: step(store.beat),
    takeBack: step(store.takeBack),
    cancel: step(store.cancel),
    retry: step(store.retry),
    forget: step(store.forget),
    expire: step(store.expire),
    prune: step(store.prune),
    hooks: step(store.hooks),
    hookEnded: step(store.hookEnded),
  };
}
