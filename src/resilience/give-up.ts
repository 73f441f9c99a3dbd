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

/** What fails now and may do later says when to come back: as soon as somebody is looked at again. */
function saysWhen(fault: Fault, state: RequestState, view: View): Fault {
  if (fault.retryAfterMs !== null || (fault.rule.against !== 'target' && fault.kind !== 'rate-limited')) return fault;
  const waits = state.ladder.flatMap((rung, index) => {
    const standing = view.standing(index);
    if (rung.kind !== 'model' || standing === 'forbidden') return [];
    if (standing === 'parked') return [PARKED_MS];
    return [standing === 'resting' ? view.restsUntilMs(index) - view.nowMs() : 0];
  });
  const { kind, message, limit, upstreamStatus } = fault;
  return new Fault(kind, message, {
    limit,
    retryAfterMs: Math.max(RETURN_MS_MIN, Math.min(PARKED_MS, ...waits)),
    ...(upstreamStatus !== null && { upstreamStatus }),
  });
}
