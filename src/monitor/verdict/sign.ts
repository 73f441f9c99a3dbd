import { badOf, later, prior, weighed } from './filter.ts';
import { factorOfGreen, type Opinion } from './opinion.ts';
import type { Heard } from './part.ts';
import { ENTER_AT, type Sign } from './standing.ts';

/** What we have seen ourselves counts before all a page says for so long, ms; after that a page is all there is. */
const WITNESS_MS = 10 * 60_000;
/** Nothing that is older says how things are. */
const FORGOTTEN_MS = 60 * 60_000;

export type Reading = {
  readonly heard: Pick<Heard, 'belief' | 'lastMs'> | null;
  readonly opinion: Opinion;
  /** Since when something has spoken against it; null while nothing does. */
  readonly suspectedMs: number | null;
};

export function isFresh(lastMs: number | null, atMs: number): boolean {
  return lastMs !== null && atMs - lastMs <= WITNESS_MS;
}

/** Is there nobody whose word counts? */
export function isUnknown(lastMs: number | null, opinion: Opinion, atMs: number): boolean {
  return opinion.stand === 'silent' && (lastMs === null || atMs - lastMs > FORGOTTEN_MS);
}

/**
 * What is believed, with what the page says as one factor at the moment of reading: a page that stays red for an hour is one witness,
 * not sixty.
 */
export function signOf({ heard, opinion, suspectedMs }: Reading, atMs: number): Sign {
  const isConfirmed = opinion.stand === 'trouble' && (opinion.level === 'partial' || opinion.level === 'major');
  const enterAt = isConfirmed ? ENTER_AT.confirmed : ENTER_AT.alone;
  const factor = factorNow(opinion, suspectedMs, atMs);
  const own = weighed(later(heard?.belief ?? prior(atMs), atMs), factor);
  if (isFresh(heard?.lastMs ?? null, atMs)) return { ...masses(own), enterAt };
  const alone = byPageAlone(opinion);
  if (alone === null || alone <= badOf(own)) return { ...masses(own), enterAt };
  return opinion.level === 'major'
    ? { degraded: 0, down: alone, enterAt: ENTER_AT.confirmed }
    : { degraded: alone, down: 0, enterAt: ENTER_AT.confirmed };
}

export function factorNow(opinion: Opinion, suspectedMs: number | null, atMs: number): number {
  if (opinion.stand !== 'well') return opinion.factor;
  return suspectedMs === null ? 1 : factorOfGreen(atMs - suspectedMs);
}

/** Nobody posts trouble without having looked: where nobody else has, its factor meets even odds. */
export function byPageAlone({ stand, level, factor }: Opinion): number | null {
  const isTold = stand === 'trouble' && level !== 'operational';
  return isTold ? factor / (1 + factor) : null;
}

/** Suspected at most, for as long as it has an excuse. */
export function held(sign: Sign): Sign {
  return { ...sign, enterAt: Number.POSITIVE_INFINITY };
}

function masses({ degraded, down }: { readonly degraded: number; readonly down: number }): Omit<Sign, 'enterAt'> {
  return { degraded, down };
}
