import { SURFACES } from '../../providers/surfaces.ts';
import type { World } from '../../world/world.ts';
import { CLAUDE } from './makers/claude.ts';
import { CLOUDS, microsoft365 } from './makers/clouds.ts';
import { GOOGLE } from './makers/google.ts';
import { OPENAI } from './makers/openai.ts';
import { OTHERS } from './makers/others.ts';
import type { StatusPage } from './page.ts';

const ALL: readonly StatusPage[] = [CLAUDE, OPENAI, ...GOOGLE, ...CLOUDS, microsoft365(), ...OTHERS];

/** Every official page that can be read, by its id. */
export const STATUS_PAGES: ReadonlyMap<string, StatusPage> = new Map(ALL.map((page) => [page.id, page]));

export type Choice = {
  /** Ids of the providers that are used: their pages are asked. Nobody else's page is bothered. */
  readonly providers: readonly string[];
  /** Ids of pages that are asked in any case. */
  readonly named: readonly string[];
  /** How Microsoft Graph is asked, with credentials that may read the health of services (see `openWith`); null without. */
  readonly graph: World['open'] | null;
};

/** The pages that speak of what is used. Those that may not be asked keep saying why (`asked`). */
export function pagesFor({ providers, named, graph }: Choice): readonly StatusPage[] {
  const used = new Set(
    [...SURFACES.values()]
      .filter((surface) => surface.providers.some((one) => providers.includes(one)))
      .map(({ id }) => id),
  );
  return ALL.filter(({ id, surfaces }) => named.includes(id) || surfaces.some((one) => used.has(one))).map((page) => {
    if (page.asked === 'if-signed-in') return graph === null ? page : microsoft365(graph);
    return named.includes(page.id) ? { ...page, asked: 'always' } : page;
  });
}
