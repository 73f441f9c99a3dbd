import { type CacheRung, type Near, ROUTE_CACHE, type RouteCache, type Rung } from '../../model/route.ts';
import { take } from '../check.ts';
import { durationMs, renderDuration } from '../quantities.ts';
import { cacheRungSchema, type RouteCacheEntry } from '../schema/routes.ts';
import type { Path, Source } from '../source.ts';

/** The longest time that an answer may be kept, ms. */
const KEPT_MS_MAX = 8_760 * 3_600_000;

/** Builds `cache:` of a route. A route that only has the rung keeps answers for that. Null: it keeps none. */
export function buildKeeping(
  source: Source,
  entry: RouteCacheEntry | undefined,
  { path, ladder }: { readonly path: Path; readonly ladder: readonly Rung[] },
): RouteCache | null {
  if (entry === undefined) return ladder.some(({ kind }) => kind === 'cache') ? ROUTE_CACHE : null;
  const ms = (field: 'fresh' | 'revalidate' | 'stale'): number =>
    keptMs(source, entry[field], [...path, 'cache', field]) ?? ROUTE_CACHE[`${field}Ms`];
  const cache = {
    freshMs: ms('fresh'),
    revalidateMs: ms('revalidate'),
    staleMs: ms('stale'),
    sampled: entry.sampled ?? ROUTE_CACHE.sampled,
    tools: entry.tools ?? ROUTE_CACHE.tools,
  };
  if (entry.near === undefined) return cache;
  const isInOutages = ladder.some(({ kind }) => kind === 'cache');
  if (!isInOutages && (entry.near === 'verbatim' || cache.freshMs === 0)) {
    source.report([...path, 'cache', 'near'], NEVER_NEAR[entry.near]);
  }
  return { ...cache, near: entry.near };
}

/** What would never be given to anybody. */
const NEVER_NEAR: Readonly<Record<Near, string>> = {
  verbatim: '"near: verbatim" gives answers on the rung "cache", which this ladder does not have',
  alias: '"near: alias" gives answers that are "fresh" or on the rung "cache", and this route has neither',
};

/** Builds a rung that is written at length: `{ cache: { maxAge: 7h } }`. */
export function buildCacheRung(source: Source, entry: unknown, path: Path): CacheRung | null {
  const settings = take(source, cacheRungSchema, entry, path);
  if (settings === null) return null;
  return { kind: 'cache', maxAgeMs: keptMs(source, settings.cache.maxAge, [...path, 'cache', 'maxAge']) };
}

function keptMs(source: Source, written: string | undefined, path: Path): number | null {
  if (written === undefined) return null;
  const ms = durationMs(written);
  if (ms >= 0 && ms <= KEPT_MS_MAX) return ms;
  source.report(path, `"${path.at(-1)}" must be between 0s and 8760h`);
  return null;
}

/** The same as it is written; null where a rung says it all. */
export function renderKeeping(cache: RouteCache | undefined): RouteCacheEntry | null {
  if (cache === undefined || cache === ROUTE_CACHE) return null;
  const { freshMs, revalidateMs, staleMs, sampled, tools, near } = cache;
  return {
    fresh: renderDuration(freshMs),
    ...(revalidateMs !== ROUTE_CACHE.revalidateMs && { revalidate: renderDuration(revalidateMs) }),
    stale: renderDuration(staleMs),
    ...(sampled && { sampled }),
    ...(tools && { tools }),
    ...(near !== undefined && { near }),
  };
}
