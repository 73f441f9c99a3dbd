import { Fault } from '../model/fault.ts';
import { plan } from './plan.ts';
import type { Happening, RequestState, View } from './request-state.ts';
import { mayHelp } from './retry.ts';

/**
 * Would nobody answer if this one did not: neither another one that is well, nor anything below the models? A notice is no answer, and is
 * better only than one against whose target something speaks.
 */
export function isAlone(state: RequestState, attempt: number, view: View): boolean {
  if (state.tries.filter((one) => one.state === 'running').length !== 1) return false;
  const doubtful = view.suspect(state.tries[attempt]?.rung ?? -1);
  return !isHelped(state, without(attempt, 'timeout'), view.supposing(), doubtful);
}

function isHelped(state: RequestState, unlucky: Happening, view: View, doubtful: boolean): boolean {
  const planned = plan(state, unlucky, view);
  return planned.commands.some((command) => {
    if (command.do === 'finish') return command.with.kind === 'notice' && doubtful;
    if (command.do !== 'start') return false;
    if (state.ladder[command.rung]?.kind === 'model') return mayHelp(view.standing(command.rung));
    return view.has(command.rung) || isHelped(planned.state, without(command.attempt, 'not-kept'), view, doubtful);
  });
}

function without(attempt: number, kind: 'timeout' | 'not-kept'): Happening {
  return { type: 'failed', attempt, fault: new Fault(kind, 'Nothing has come'), translated: false };
}
