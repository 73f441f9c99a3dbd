import { SURFACES } from '../../providers/surfaces.ts';
import type { StatusPage } from './page.ts';

const ALL: readonly StatusPage[] = [];

/** Every official page that can be read, by its id. */
export const STATUS_PAGES: ReadonlyMap<string, StatusPage> = new Map(ALL.map((page) => [page.id, page]));

/** The pages that speak of what is used: of these providers, and those that are named. Nobody else's page is bothered. */
export function pagesFor(providers: readonly string[], named: readonly string[]): readonly StatusPage[] {
  const wanted = new Set(
    [...SURFACES.values()]
      .filter((surface) => surface.providers.some((one) => providers.includes(one)))
      .map(({ id }) => id),
  );
  return [...STATUS_PAGES.values()].filter(
    ({ id, asked, surfaces }) => named.includes(id) || (asked === 'always' && surfaces.some((one) => wanted.has(one))),
  );
}
