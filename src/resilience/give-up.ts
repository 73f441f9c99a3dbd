import { Fault } from '../model/fault.ts';
import type { Finish, RequestState, View } from './request-state.ts';

/** Where nobody can answer, a client is told to come back after this time, ms, at the earliest. */
const RETURN_MS_MIN = 1_000;
/** The same where all keys rest, ms. */
const PARKED_MS = 60_000;

/** Whose fault is told: the first rung's, because that is the one the caller asked for. */
export function giveUp(state: RequestState, view: View): Finish {
  const told = state.tries.findIndex(({ fault: met }) => met !== null && met.kind !== 'not-kept');
  const fault = state.tries[told]?.fault;
  if (fault) return { kind: 'fault', fault: saysWhen(fault, state, view), attempt: told };
  const parked = state.ladder.some((_, rung) => view.standing(rung) === 'parked');
  return {
    kind: 'fault',
    attempt: null,
    fault: parked
      ? new Fault('parked', 'Every model on this route is over its limit', { retryAfterMs: PARKED_MS })
      : new Fault('open-circuit', 'No model on this route may be asked now', { retryAfterMs: 2_000 }),
  };
}

/**
 * What fails now and may do later says when to come back: as soon as somebody on the ladder is looked at again, whoever failed first and however
 * long that one wants to be left alone. What a key has met for good is worth coming back only for others who fail for now.
 */
function saysWhen(fault: Fault, state: RequestState, view: View): Fault {
  if (fault.rule.against === 'nobody') return fault;
  const forOthers = isForGood(fault);
  const rungs = state.ladder.flatMap((rung, index) => (rung.kind === 'model' ? [index] : []));
  const waits = rungs.flatMap((rung) => waitFor(rung, { forOthers, state, view }));
  if (waits.length === 0) return fault;
  const { kind, message, limit, upstreamStatus } = fault;
  return new Fault(kind, message, {
    limit,
    isPassing: forOthers,
    retryAfterMs: Math.max(RETURN_MS_MIN, Math.min(PARKED_MS, ...waits)),
    ...(upstreamStatus !== null && { upstreamStatus }),
  });
}

/** `forOthers`: only for those who have failed, and not for good. */
type Waiting = { readonly forOthers: boolean; readonly state: RequestState; readonly view: View };

/** How long it takes until a rung may answer, ms, as far as anybody knows; nothing where there is no telling that it ever will. */
function waitFor(rung: number, { forOthers, state, view }: Waiting): readonly number[] {
  const met = state.tries.findLast((one) => one.rung === rung && one.fault !== null)?.fault ?? null;
  if (forOthers && (met === null || isForGood(met) || met.rule.against === 'nobody')) return [];
  const asked = met?.retryAfterMs ?? null;
  switch (view.standing(rung)) {
    case 'forbidden':
      return [];
    case 'parked':
      return [met?.kind === 'rate-limited' && asked !== null ? asked : PARKED_MS];
    case 'resting':
      return [view.comesAndGoes(rung) ? 0 : view.restsUntilMs(rung) - view.nowMs()];
    case 'ready':
    case 'ramping':
      // Behind the limit of a key there may be another key.
      return [met?.rule.against === 'key' && view.hasOtherKey(rung) ? 0 : (asked ?? 0)];
  }
}

function isForGood({ kind, rule }: Fault): boolean {
  return rule.against === 'key' && kind !== 'rate-limited';
}
