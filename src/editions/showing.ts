import type { Builds, Printed, Shown } from '../model/edition.ts';
import type { Slot } from '../model/slot.ts';

/** Whoever is so much ahead of the clock was not made then: a clock was set back, ms. */
const AHEAD_MS_MAX = 60_000;

export type Ages = Pick<Slot, 'staleMs' | 'expiresMs' | 'fallback' | 'format'>;

export type Standing = {
  readonly printed: Printed | null;
  readonly builds: Pick<Builds, 'confirmed'>;
};

/** What a slot shows at a moment: its current edition, with its date once it is stale; the fallback once it has expired; or nothing. */
export function shownOf(
  { staleMs, expiresMs, fallback, format }: Ages,
  standing: Standing,
  nowMs: number,
): Shown | null {
  const { printed } = standing;
  const otherwise: Shown | null = fallback === null ? null : { kind: 'fallback', text: fallback, format };
  if (printed === null) return otherwise;
  const ageMs = ageOf(standing, nowMs);
  if (ageMs !== null && expiresMs !== null && ageMs >= expiresMs) return otherwise;
  return {
    kind: 'edition',
    printed,
    ageMs,
    stale: ageMs === null || ageMs >= staleMs,
    freshMs: ageMs === null ? 0 : Math.max(0, staleMs - ageMs),
    goodMs: expiresMs === null ? null : ageMs === null ? 0 : expiresMs - ageMs,
  };
}

/** How old the current edition is, or how long ago it was found to be as good as a new one, ms; null when that cannot be told. */
export function ageOf({ printed, builds: { confirmed } }: Standing, nowMs: number): number | null {
  if (printed === null) return null;
  const { id, createdAtMs } = printed.edition;
  if (createdAtMs > nowMs + AHEAD_MS_MAX) return null;
  const isConfirmed = confirmed !== null && confirmed.edition === id && confirmed.atMs <= nowMs + AHEAD_MS_MAX;
  return Math.max(0, nowMs - Math.max(createdAtMs, isConfirmed ? confirmed.atMs : 0));
}
