import type { Surface } from '../model/surface.ts';
import type { Account } from '../providers/account.ts';
import { isHere } from '../providers/provider.ts';
import { SURFACES, surfaceOf } from '../providers/surfaces.ts';
import type { Domains } from '../resilience/domains.ts';
import { type Choice, STATUS_PAGES } from './status-pages/index.ts';
import type { StatusPage } from './status-pages/page.ts';

/** What is watched, and by whom it is reached. */
export type Watched = {
  /** Those of our own providers first. */
  readonly surfaces: readonly Surface[];
  readonly pages: readonly StatusPage[];
  /** By the name of the account. */
  readonly byAccount: ReadonlyMap<string, Place>;
};

export type Place = { readonly surface: string; readonly region: string | null; readonly domains: Domains };

/**
 * Every surface that calls of ours go through, every one that is named, and what else their pages speak of. Who answers on this machine,
 * or in the place of the real one, has no page: it would be somebody else's.
 */
export function watchedOf(
  accounts: readonly Account[],
  named: readonly string[],
  choose: (choice: Choice) => readonly StatusPage[],
): Watched {
  const own = accounts.map((account) => ({ account, surface: surfaceOf(account.provider.id, account.id) }));
  const real = accounts.filter(({ provider }) => !isHere(provider));
  const pages = choose({
    providers: real.map(({ provider }) => provider.id),
    named: [...STATUS_PAGES.values()].filter(({ surfaces }) => meet(surfaces, named)).map(({ id }) => id),
    graph: null,
  });
  const told = pages.flatMap(({ surfaces }) => surfaces);
  const others = [...named, ...told].flatMap((id) => SURFACES.get(id) ?? []);
  const surfaces = [...own.map(({ surface }) => surface), ...others];
  return {
    surfaces: [...new Map(surfaces.map((surface) => [surface.id, surface])).values()],
    pages,
    byAccount: new Map(own.map(({ account, surface }) => [account.id, placeOf(account, surface)])),
  };
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

function placeOf(account: Account, { id }: Surface): Place {
  const { settings, failureDomains } = account.provider;
  const region = settings?.['region'] ?? settings?.['location'] ?? null;
  return { surface: id, region, domains: isHere(account.provider) ? [] : failureDomains };
}
