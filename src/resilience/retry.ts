import type { Fault } from '../model/fault.ts';
import type { ModelRung, Rung } from '../model/route.ts';
import type { Why } from './budget.ts';
import type { RequestState, Standing, Try, View } from './request-state.ts';

/** The longest pause before the same target is asked again. */
const PAUSE_MS_MAX = 300;
/** With so many attempts for one request nobody is asked once more, but with another key, and nobody beside another one. */
const TRIES_MAX = 6;
/** Attempts at one rung for one request. */
const RUNG_TRIES_MAX = 2;
/** A limit that is over within this time is waited for, when nothing else could answer. */
const WAIT_MS_MAX = 1_000;

export type Again = { readonly rung: number; readonly why: Why; readonly afterMs: number };

export const mayHelp = (standing: Standing): boolean => standing === 'ready' || standing === 'ramping';

/** The rung that has just failed, or, when nobody else is left, one that failed before it: it may have been asked at a bad moment. */
export function onceMore(state: RequestState, failed: number, next: number | undefined, view: View): Again | null {
  const elsewhere = next !== undefined && state.ladder[next]?.kind === 'model';
  // Another key comes before what stands below the models.
  const mayBe = ({ rule }: Fault): boolean => next === undefined || (!elsewhere && rule.retry === 'other-key');
  const others = state.tries.flatMap(({ fault }, id) => (id !== failed && fault !== null && mayBe(fault) ? [id] : []));
  const atOnce = elsewhere && !view.isFull(next);
  for (const id of [failed, ...others]) {
    const again = retry(state, id, { elsewhere, atOnce, isJust: id === failed }, view);
    if (again !== null) return again;
  }
  return null;
}

export function isModel(rung: Rung | undefined): rung is ModelRung {
  return rung?.kind === 'model';
}

/** Was it attempted as often as may be? A look at what stands below the models is no attempt. */
export function isTriedOut({ tries, ladder }: RequestState): boolean {
  return tries.filter((one) => isModel(ladder[one.rung]) && wasAsked(one)).length >= TRIES_MAX;
}

/** Who has left its line for somebody else has asked nobody there. */
const wasAsked = ({ state }: Try): boolean => state !== 'left';

export function untried(state: RequestState): readonly number[] {
  const rungs = state.ladder.map((_, rung) => rung);
  return state.tries.length === 0 ? rungs : rungs.filter((rung) => !isTried(state, rung));
}

/**
 * Whoever was only slower than another may be asked again, once; and, when there is nothing any more to go on with, who has only not found
 * the place.
 */
function isTried({ tries, brokeOff }: RequestState, rung: number): boolean {
  const own = tries.filter((one) => one.rung === rung && wasAsked(one));
  if (own.length >= RUNG_TRIES_MAX) return true;
  return own.some(({ state, why, fault }) => {
    const hasStrayed = why === 'continue' && fault?.kind === 'garbled';
    return state !== 'cancelled' && !(hasStrayed && brokeOff === null);
  });
}

/**
 * Who may answer beside one that may not: those that were not tried yet, and behind them those that had no place at once. Who has one now
 * comes first: it may well be the only one that is asked.
 */
export function rescuers(state: RequestState, view: View): readonly number[] {
  const hadNoPlace = state.tries.flatMap(({ rung, fault, patience }) => {
    const isOnly = state.tries.filter((one) => one.rung === rung && wasAsked(one)).length === 1;
    return isOnly && fault?.kind === 'full' && patience === 'brief' ? [rung] : [];
  });
  const able = [...untried(state), ...hadNoPlace].filter(
    (rung) => state.ladder[rung]?.kind === 'model' && mayHelp(view.standing(rung)),
  );
  return able.toSorted((one, other) => Number(view.isFull(one)) - Number(view.isFull(other)));
}

/** Those who have failed, are well by now, and may be asked once more where nobody else is left. */
export function secondChances(state: RequestState, view: View): readonly Again[] {
  const all = state.tries.map((_, id) => retry(state, id, { elsewhere: false, atOnce: false, isJust: false }, view));
  return all.filter((one) => one !== null).filter(({ rung }) => mayHelp(view.standing(rung)));
}

/** `elsewhere`: somebody else may answer, and has a place now (`atOnce`). `isJust`: it is the one that has failed just now. */
type Last = { readonly elsewhere: boolean; readonly atOnce: boolean; readonly isJust: boolean };

function retry(state: RequestState, failed: number, { elsewhere, atOnce, isJust }: Last, view: View): Again | null {
  const { rung, fault, patience } = state.tries[failed] ?? { rung: -1, fault: null, patience: 'brief' };
  const target = state.ladder[rung];
  if (fault === null || target?.kind !== 'model') return null;
  // Without the thoughts that were refused it is another request, and who had no place for it was not asked yet.
  const triesMax = fault.kind === 'foreign-thought' || fault.kind === 'full' ? 2 : target.tries;
  if (state.tries.filter((one) => one.rung === rung && wasAsked(one)).length >= triesMax) return null;
  const isOut = isTriedOut(state);
  // Another key costs nobody anything, and there is one for each rung at most.
  if (isOut && fault.rule.retry !== 'other-key') return null;
  const pauseMs = Math.round(view.random() * PAUSE_MS_MAX);
  switch (fault.rule.retry) {
    case 'never':
      return null;
    case 'once':
      // That one may have been the last straw for its target: then somebody else comes first. In a pause it might come, too.
      if (elsewhere) return mayHelp(view.standing(rung)) ? { rung, why: 'mend', afterMs: 0 } : null;
      return { rung, why: 'mend', afterMs: pauseMs };
    case 'if-last':
      // To stand in its line once more, and for longer, costs nothing.
      if (fault.kind === 'full') return elsewhere || patience === 'long' ? null : { rung, why: 'next', afterMs: 0 };
      if (elsewhere || !view.affords('again', rung)) return null;
      // Of two that rest the one that has not failed just now is the better bet.
      if (!mayHelp(view.standing(rung)) && untried(state).some((other) => view.standing(other) === 'resting'))
        return null;
      return { rung, why: 'again', afterMs: waitMs(fault, state, view) ?? pauseMs };
    case 'at-last':
      // It may have been left for being late, because somebody else was there. One wait of this kind is enough.
      if (elsewhere || isJust || state.tries.some(({ why }) => why === 'again')) return null;
      if (view.standing(rung) !== 'ready' || !view.affords('again', rung)) return null;
      return { rung, why: 'again', afterMs: 0 };
    case 'other-key': {
      const standing = view.standing(rung);
      // A target that was asked although it ramps or rests, because nobody else could be asked at once, has still another key.
      const isThere = standing === 'ready' || (!atOnce && standing !== 'parked');
      if (isThere && view.hasOtherKey(rung)) return { rung, why: 'mend', afterMs: 0 };
      const afterMs = elsewhere || isOut ? null : waitMs(fault, state, view);
      return afterMs === null || !view.affords('again', rung) ? null : { rung, why: 'again', afterMs };
    }
  }
}

/** The wait that the provider asked for, when it is short enough to be worth it. */
function waitMs({ retryAfterMs }: Fault, state: RequestState, view: View): number | null {
  if (retryAfterMs === null || retryAfterMs > WAIT_MS_MAX) return null;
  return view.nowMs() + retryAfterMs < state.deadlineMs ? retryAfterMs : null;
}
