import type { Standing } from '../../deferred/drain.ts';
import type { LoadSeen } from '../../deferred/load-seen.ts';
import { hasNoPlace } from '../../engine/budgets/in-turn.ts';
import type { ModelRung, Route } from '../../model/route.ts';
import { shareOf } from '../../resilience/breaker.ts';
import { bestOf } from '../availability/rungs.ts';
import type { Live } from '../gateway.ts';
import { stateOf, targetsOf } from '../status.ts';

/**
 * Who would answer a question of a route for which nobody waits, and what it can take: as many at once as the operator says, where it does,
 * else as many as it was seen to take. Null: nobody can be asked, or those who wait come first.
 */
export function standingOf(
  live: Pick<Live, 'engine'>,
  load: LoadSeen,
  route: Route,
  model: string | null,
): Standing | null {
  for (const rung of route.ladder) {
    const stands = rung.kind === 'model' ? standingAt(live, load, { route, rung, model }) : null;
    if (stands !== null) return stands;
  }
  return null;
}

type Wanted = { readonly route: Route; readonly rung: ModelRung; readonly model: string | null };

function standingAt(live: Pick<Live, 'engine'>, load: LoadSeen, { route, rung, model }: Wanted): Standing | null {
  const { book, setup, rooms, world } = live.engine;
  const account = setup.access.get(rung.provider)?.account;
  // What is asked with a credential of the caller's own cannot be asked without the caller.
  if (account === undefined || account.keys.kind === 'caller') return null;
  const names = targetsOf(book, rung, model);
  if (stateOf(live, route, rung, names) !== 'ready') return null;
  if (hasNoPlace(live.engine, { route }, rung) || rooms.of(account.id).waiting() > 0) return null;
  const breaker = bestOf(book, names, world.nowMs());
  // By the name of the rung: which models of a provider are known changes meanwhile.
  const target = `${rung.provider}/${rung.model ?? '*'}`;
  const seen = load.at(names.length === 1 ? (names[0] ?? '') : target, account.provider.local);
  const most = Math.min(rung.concurrency ?? Infinity, account.concurrency ?? Infinity);
  return {
    target,
    places: Number.isFinite(most) ? most : seen.places,
    perMinute: seen.perMinute,
    recovered: breaker === null ? 1 : shareOf(breaker, world.nowMs()),
  };
}
