import type { Config } from '../../config/config.ts';
import { matches, type ModelRung, type Route } from '../../model/route.ts';
import type { Secret } from '../../model/secret.ts';
import type { Account } from '../../providers/account.ts';

/** One model at one provider with one key: what a rung stands or falls with. */
export type Check = {
  readonly account: Account;
  /** The model that is asked for; null when the route does not tell and nobody named one. */
  readonly model: string | null;
  /** Null where none of ours is used. */
  readonly secret: Secret | null;
  /** Further keys of an account are looked at, too, but a rung is ready when any of them is. */
  readonly key: number;
};

/** Names the check of a rung: `openai/gpt-5.6`, `openai/?`. */
export function nameOf({ account, model }: Check): string {
  return `${account.id}/${model ?? '?'}`;
}

/** The rungs of a route that may be asked, each with the check that it stands or falls with. */
export type RouteChecks = { readonly route: Route; readonly names: readonly string[] };

export type Plan = { readonly checks: readonly Check[]; readonly routes: readonly RouteChecks[] };

/** What has to be looked at so that every rung of every route is known. Nothing is looked at twice. */
export function planChecks({ accounts, routes }: Config, wished: string | null): Plan {
  const checks = new Map<string, Check>();
  const routeChecks = routes.map((route) => {
    const rungs = route.ladder.filter((rung) => rung.kind === 'model');
    const names = rungs.flatMap((rung) => {
      const account = accounts.find(({ id }) => id === rung.provider);
      if (account === undefined || route.allow?.includes(account.id) === false) return [];
      const found = checksFor(account, modelOf(rung, { route, account, wished }));
      for (const check of found) {
        // Another key needs only one look: what it is good for does not depend on the model.
        const id = check.key > 0 ? `${account.id} key ${check.key}` : nameOf(check);
        if (!checks.has(id)) checks.set(id, check);
      }
      return found.slice(0, 1).map(nameOf);
    });
    return { route, names: [...new Set(names)] };
  });
  return { checks: [...checks.values()], routes: routeChecks };
}

function checksFor(account: Account, model: string | null): readonly Check[] {
  const { keys } = account;
  return keys.kind === 'own'
    ? keys.secrets.map((secret, key) => ({ account, model, secret, key }))
    : [{ account, model, secret: null, key: -1 }];
}

type Circumstances = { readonly route: Route; readonly account: Account; readonly wished: string | null };

/** `provider/*` asks for what the caller names: here that is the wished model, else the likeliest one. */
function modelOf(rung: ModelRung, { route, account, wished }: Circumstances): string | null {
  if (rung.model !== null) return rung.model;
  if (wished !== null && matches(route.match, wished)) return wished;
  const literal = route.match.find((pattern) => !pattern.includes('*'));
  return literal ?? account.provider.standbyModel ?? account.models[0] ?? wished;
}
