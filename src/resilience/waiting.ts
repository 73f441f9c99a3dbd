import type { Patience, RequestState, View } from './request-state.ts';
import { type Again, isModel, isTriedOut, mayHelp, rescuers, secondChances, untried } from './retry.ts';

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
