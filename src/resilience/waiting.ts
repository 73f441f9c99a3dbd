import { type Again, isModel, isTriedOut, mayHelp, rescuers, secondChances, untried } from './retry.ts';
import type { RequestState, View } from './plan.ts';

/** How long a place at a rung is waited for: `brief`, because somebody else may answer, or as `long` as an answer would be. */
export type Patience = 'brief' | 'long';

/** An attempt that has waited for a place since this time, monotonic ms. */
export type Waited = { readonly attempt: number; readonly sinceMs: number };

/** Whoever is the last that could answer is waited for. */
export function patienceAt(rung: number, state: RequestState, view: View): Patience {
  if (!view.isFull(rung)) return 'brief';
  const others = untried(state).filter((other) => other !== rung && isModel(state.ladder[other]));
  return others.some((other) => mayHelp(view.standing(other))) ? 'brief' : 'long';
}

/**
 * Who may answer at once in the place of one in whose line one stands because nobody else was left: somebody who was not asked yet, or who
 * failed and may be asked once more. Null: still nobody.
 */
export function insteadOfWaiting(state: RequestState, attempt: number, view: View): Again | null {
  const waits = state.tries[attempt];
  if (waits?.state !== 'running' || waits.patience === 'brief' || isTriedOut(state)) return null;
  if (state.writer !== null || state.brokeOff !== null || state.verdict !== null) return null;
  const isFree = (rung: number): boolean => rung !== waits.rung && !view.isFull(rung);
  const rung = rescuers(state, view).find(isFree);
  if (rung !== undefined) return { rung, why: 'next', afterMs: 0 };
  return secondChances(state, view.supposing()).find((one) => isFree(one.rung)) ?? null;
}
