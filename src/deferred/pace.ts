/**
 * How fast jobs are worked off once a model is back: with no more than a tenth of what it can take, on average over any few seconds, so that
 * those who ask now have the rest. A pure account of what was used, in both measures of what a model can take.
 */
export type Pace = {
  /** What was used beyond the share, ms of one place; what was not used is not saved up. */
  readonly debtMs: number;
  /** No job begins before, monotonic ms. */
  readonly nextMs: number;
  readonly atMs: number;
};

/** What a model can take. */
export type Capacity = {
  /** Requests at once. */
  readonly places: number;
  /** Requests that begin in a minute. */
  readonly perMinute: number;
  /** Of that, as much as it is trusted with since it is back, 0 to 1. */
  readonly recovered: number;
};

/** The share of the capacity that is for jobs. */
export const SHARE = 0.1;

export const MINUTE_MS = 60_000;

/** Somebody is back. Gateways that have waited together do not begin together: `waitMs` is drawn by each of them. */
export function beganToDrain(nowMs: number, waitMs: number): Pace {
  return { debtMs: 0, nextMs: nowMs + waitMs, atMs: nowMs };
}

/** Time has passed while so many jobs were under way. */
export function passed(pace: Pace, { running, nowMs }: Moment, capacity: Capacity): Pace {
  const tookMs = Math.max(0, nowMs - pace.atMs);
  const debtMs = Math.max(0, pace.debtMs + tookMs * (running - shareOfPlaces(capacity)));
  return { ...pace, debtMs, atMs: nowMs };
}

type Moment = { readonly running: number; readonly nowMs: number };

/** May one more begin? Where a tenth is less than one place, one is used for a tenth of the time. */
export function mayBegin({ debtMs, nextMs }: Pace, { running, nowMs }: Moment, capacity: Capacity): boolean {
  if (debtMs > 0 || nowMs < nextMs || capacity.recovered <= 0) return false;
  return running + 1 <= Math.max(1, shareOfPlaces(capacity));
}

/** One has begun. `chance` (0 ≤ x < 1) makes the pauses uneven; on average they are as long as they have to be. */
export function begun(pace: Pace, nowMs: number, capacity: Capacity, chance: number): Pace {
  const pauseMs = MINUTE_MS / (SHARE * capacity.perMinute * capacity.recovered);
  return { ...pace, nextMs: nowMs + pauseMs * (0.5 + chance) };
}

function shareOfPlaces({ places, recovered }: Capacity): number {
  return SHARE * places * recovered;
}

/** The first pause after a try that failed, and the longest, ms. */
const PAUSE_MS = 5_000;
export const PAUSE_MS_MAX = 10 * MINUTE_MS;

/** When a job is tried again after so many tries: later each time, and not all at the same moment. */
export function pauseAfter(tries: number, chance: number): number {
  return Math.round(Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** Math.min(tries - 1, 10)) * (0.5 + chance / 2));
}
