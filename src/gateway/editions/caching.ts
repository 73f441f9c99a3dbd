import type { Shown } from '../../model/edition.ts';

/** A cache elsewhere asks again after this, so that it soon hears of another edition, s. */
const MAX_AGE_S = 60;
/** For so long after that it may show what it has while it asks, s. */
const REVALIDATE_S = 600;
/** For so long it may show what it has while nobody answers here, where nothing says less, s. */
const IF_ERROR_S = 7 * 86_400;

/** What caches elsewhere may do with what a slot shows. None of it goes beyond the time at which it must not be shown any more. */
export function cacheControl(shown: Shown, isShared: boolean): string {
  if (shown.kind === 'fallback') return 'no-store';
  const goodS = shown.goodMs === null ? Number.POSITIVE_INFINITY : Math.floor(shown.goodMs / 1_000);
  const maxAge = Math.min(MAX_AGE_S, goodS);
  const within = (seconds: number): number => Math.max(0, Math.min(seconds, goodS - maxAge));
  return [
    isShared ? 'public' : 'private',
    `max-age=${maxAge}`,
    `stale-while-revalidate=${within(REVALIDATE_S)}`,
    `stale-if-error=${within(IF_ERROR_S)}`,
  ].join(', ');
}
