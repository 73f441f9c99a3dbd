import type { Cancel, Exchange, World } from '../../world/world.ts';

/** How long the first sign of anybody may take, ms. */
const SIGN_MS = 3_000;
/** How often our own network is looked at while it is down, ms; doubling. */
const LOOK_MS = 2_000;
const LOOK_MS_MAX = 15_000;

/** Looks whether anybody can be reached, tells what comes of it, and while nobody can, looks again and again. */
export function networkWatch(
  world: Pick<World, 'open' | 'after'>,
  origins: readonly string[],
  told: (reachable: boolean) => void,
): { readonly look: () => void; readonly stop: Cancel } {
  let stop: Cancel | null = null;
  let restMs = LOOK_MS;
  const look = (): void => {
    stop?.();
    stop = probeNetwork(world, origins, (reachable) => {
      stop = reachable ? null : world.after(restMs, look, 'idle');
      restMs = reachable ? LOOK_MS : Math.min(LOOK_MS_MAX, restMs * 2);
      told(reachable);
    });
  };
  return { look, stop: () => stop?.() };
}

/**
 * Can this machine reach anything at all? Knocks at every origin, without a key or a question, and tells once: true with the first head
 * of an answer, whatever it says, and false when nobody has answered in time. A connection alone would prove nothing, it may be an old
 * one that nobody has closed yet.
 */
export function probeNetwork(
  world: Pick<World, 'open' | 'after'>,
  origins: readonly string[],
  told: (reachable: boolean) => void,
): Cancel {
  const exchanges: Exchange[] = [];
  let over = false;
  let silent = origins.length;
  const end = (): boolean => {
    if (over) return false;
    over = true;
    timer();
    for (const exchange of exchanges) exchange.abort();
    return true;
  };
  const tell = (reachable: boolean): void => {
    if (end()) told(reachable);
  };
  const lost = (): void => {
    silent -= 1;
    if (silent === 0) tell(false);
  };
  const timer = world.after(SIGN_MS, () => tell(false));
  for (const origin of origins) {
    const knock = { method: 'HEAD', origin, path: '/', headers: ['user-agent', 'failsoft'], body: null };
    exchanges.push(
      world.open(knock, { sent: () => {}, head: () => tell(true), bytes: () => {}, end: () => {}, broke: lost }),
    );
  }
  return () => void end();
}
