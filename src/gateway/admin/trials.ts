import type { Trial } from '../../model/trial.ts';
import { shownOf } from '../../resilience/trial.ts';
import { numberIn } from '../query.ts';
import { type Answers, well } from './question.ts';

const TRIALS = 50;
const TRIALS_MAX = 1_000;

/** What drills and incidents have shown, the newest first. Rejects with `busy` when the store cannot be read now. */
export const TRIAL_READS: Answers = {
  '/admin/trials': async ({ gateway, parameters }) => {
    const limit = Math.min(numberIn(parameters, 'limit') ?? TRIALS, TRIALS_MAX);
    return well({ trials: (await gateway.trials({ limit })).map(judgedTrial) });
  },
};

/** A trial with what it has shown. */
export function judgedTrial(trial: Trial): object {
  return { ...trial, ...shownOf(trial) };
}
