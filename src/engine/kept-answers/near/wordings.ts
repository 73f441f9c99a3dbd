import type { DeepAnswers } from '../../../cache/answers.ts';
import { type Notes, notes } from '../../../cache/near/notes.ts';
import { type Partitions, partitions } from '../../../cache/near/partitions.ts';
import type { World } from '../../../world/world.ts';
import type { Asked } from '../../asked.ts';
import type { Question } from '../question.ts';
import { type JudgeBudget, judgeBudget } from './judge-budget.ts';

/** What is known of the same questions in other words. */
export type Wordings = {
  readonly notes: Notes;
  readonly partitions: Partitions;
  readonly budget: JudgeBudget;
  /** Answers to other words of a question that were given while nobody could be asked, and are to be checked, by the question's id. */
  readonly unchecked: Map<string, Unchecked>;
  /** Lets go of all that is in memory, because answers were forgotten. */
  readonly forget: () => void;
};

export type Unchecked = { readonly asked: Asked; readonly question: Question; isAsked: boolean };

export function wordings(
  { wallMs, after }: Pick<World, 'wallMs' | 'after'>,
  deep: DeepAnswers | null,
  say: (sentence: string) => void,
): Wordings {
  const kept = notes(deep);
  const known = partitions({ notes: kept, deep, wallMs, after, say });
  const unchecked = new Map<string, Unchecked>();
  return {
    notes: kept,
    partitions: known,
    budget: judgeBudget(),
    unchecked,
    forget: () => {
      kept.forget();
      known.forget();
      unchecked.clear();
    },
  };
}
