import type { HealthBook } from '../../engine/health/health-book.ts';
import type { Route, Rung } from '../../model/route.ts';
import { type Breaker, comesAndGoes, shareOf } from '../../resilience/breaker.ts';
import type { Live } from '../gateway.ts';
import { stateOf, targetsOf } from '../status.ts';
import type { RungNow } from './outlook.ts';

/** From this share of the requests on, the next one is more likely to go there than not. */
const LIKELY = 0.5;

/**
 * The rungs of a route that are for any request, as they are now. `model`: what is going to be asked for; null where that is not known,
 * and then a rung for any model is as well as the best of those that were asked for. Keeps no target awake by being asked.
 */
export function rungsNow(live: Live, route: Route, model: string | null): readonly RungNow[] {
  const general = route.ladder.filter((rung) => isThere(live, rung) && isForAll(rung));
  return general.map((rung) => rungNow(live, route, rung, model));
}

/** A slot without anything to show is passed over by every request, and so is a promise that cannot be made. */
function isThere({ engine }: Live, rung: Rung): boolean {
  if (rung.kind === 'defer') return engine.promises.areKept();
  return rung.kind !== 'edition' || engine.editions.shown(rung.slot) !== null;
}

function isForAll(rung: Rung): boolean {
  return rung.kind !== 'model' || (rung.needs ?? []).length === 0;
}

function rungNow(live: Live, route: Route, rung: Rung, model: string | null): RungNow {
  if (rung.kind !== 'model')
    return {
      kind: rung.kind,
      label: rung.kind,
      local: false,
      state: 'ready',
      rests: null,
      sinceMs: 0,
      nextTryAtMs: null,
    };
  const { book, world, setup } = live.engine;
  const nowMs = world.nowMs();
  const toWallMs = (ms: number): number => Math.round(world.wallMs() - nowMs + ms);
  const names = targetsOf(book, rung, model);
  const standing = stateOf(live, route, rung, names);
  const breaker = bestOf(book, standing === 'resting' ? names.filter(book.rests) : names, nowMs);
  const share = breaker === null ? 1 : shareOf(breaker, nowMs);
  const state = standing === 'ready' && share <= LIKELY ? 'ramping' : standing;
  const cutOffMs = state === 'resting' && breaker?.state !== 'open' ? book.cutOffMs() : null;
  const sinceMs = cutOffMs ?? breaker?.sinceMs ?? 0;
  return {
    kind: 'model',
    label: names.length === 1 ? (names[0] ?? '') : `${rung.provider}/*`,
    local: setup.access.get(rung.provider)?.account.provider.local === true,
    state,
    rests: state === 'resting' ? whyOf(breaker) : null,
    sinceMs: state === 'parked' || state === 'spent' ? null : sinceMs === 0 ? 0 : toWallMs(sinceMs),
    nextTryAtMs:
      state === 'resting' && breaker?.state === 'open' && breaker.looker === 'none' && breaker.lookMs > nowMs
        ? toWallMs(breaker.lookMs)
        : null,
  };
}

function whyOf(breaker: Breaker | null): RungNow['rests'] {
  if (breaker?.state !== 'open') return 'cut-off';
  return comesAndGoes(breaker) ? 'ebbing' : breaker.why;
}

/** The breaker of the one that gets most, and of several for the longest time; null when none is known. */
export function bestOf(book: HealthBook, names: readonly string[], nowMs: number): Breaker | null {
  const all = names.map((name) => book.of(name).breaker);
  const [best] = all.toSorted((a, b) => shareOf(b, nowMs) - shareOf(a, nowMs) || a.sinceMs - b.sinceMs);
  return best ?? null;
}
