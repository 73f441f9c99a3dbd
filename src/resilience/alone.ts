import { Fault } from '../model/fault.ts';
import { mayHelp } from './once-more.ts';
import { plan, type RequestState, type View } from './plan.ts';

/** Would nobody answer if this one did not: neither another one that is well, nor anything below the models? */
export function isAlone(state: RequestState, attempt: number, view: View): boolean {
  const fault = new Fault('timeout', 'Nothing has come');
  const unlucky = { type: 'failed', attempt, fault, translated: false } as const;
  // Only to know, so no chance is used up.
  const { commands } = plan(state, unlucky, { ...view, random: () => 0 });
  const helps = commands.some((command) => {
    if (command.do === 'start') return mayHelp(view.standing(command.rung));
    return command.do === 'finish' && command.with.kind === 'notice';
  });
  return !helps && state.tries.filter((one) => one.state === 'running').length === 1;
}
