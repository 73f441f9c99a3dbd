import { surfaceOf } from '../../providers/surfaces.ts';
import type { Route, Rung } from '../../model/route.ts';
import type { RouteStatus, RungStatus, Status } from '../../model/status.ts';
import type { Account } from '../../providers/account.ts';
import type { Live } from '../gateway.ts';
import type { Standin, Surroundings } from './outlook.ts';
import { modelForPeople } from './words.ts';

/** What the gateway knows of itself that concerns the services it uses. */
export function surroundingsOf(
  { config: { routes, accounts } }: Pick<Live, 'config'>,
  status: Pick<Status, 'cutOffSinceMs' | 'routes'>,
): Omit<Surroundings, 'nowMs'> {
  const ladders = routes.flatMap((route, at) => {
    const own = status.routes[at];
    return own === undefined ? [] : [{ route, status: own }];
  });
  return {
    cutOffSinceMs: status.cutOffSinceMs,
    used: new Set(accounts.map(surfaceIdOf)),
    standins: standinsOf(ladders, accounts),
  };
}

function surfaceIdOf({ id, provider }: Account): string {
  return surfaceOf(provider.id, id).id;
}

type Ladder = { readonly route: Route; readonly status: RouteStatus };

/** By surface: who answers where it would be first and is not asked now. A model of any route is better than nobody of another. */
function standinsOf(ladders: readonly Ladder[], accounts: readonly Account[]): ReadonlyMap<string, Standin> {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const found = new Map<string, (string | null)[]>();
  for (const { route, status } of ladders) {
    const rungs = route.ladder.flatMap((rung, at) => {
      const state = status.rungs[at]?.state;
      return state === undefined || state === 'forbidden' ? [] : [{ rung, state }];
    });
    const [first] = rungs;
    const account = first?.rung.kind === 'model' ? byId.get(first.rung.provider) : undefined;
    if (first === undefined || account === undefined || first.state === 'ready') continue;
    const surface = surfaceIdOf(account);
    found.set(surface, [...(found.get(surface) ?? []), answererOf(rungs, byId)]);
  }
  return new Map([...found].map(([surface, answerers]) => [surface, standinOf(answerers)]));
}

/** `answerers`: by route, null where nobody answers. */
function standinOf(answerers: readonly (string | null)[]): Standin {
  const answers = answerers.find((one) => one !== null) ?? null;
  return { answers, ...(answers !== null && answerers.includes(null) && { partly: true as const }) };
}

type Now = { readonly rung: Rung; readonly state: RungStatus['state'] };

function answererOf(rungs: readonly Now[], accounts: ReadonlyMap<string, Account>): string | null {
  for (const { rung, state } of rungs) {
    if (rung.kind !== 'model' || state !== 'ready') continue;
    if (rung.model !== null) return modelForPeople(rung.model);
    return accounts.get(rung.provider)?.provider.name ?? rung.provider;
  }
  return null;
}
