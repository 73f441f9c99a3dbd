import type { Stood } from './report.ts';
import type { Item, Score } from './score.ts';

/** Something that somebody can do for a workflow. */
export type Action = {
  readonly workflow: string;
  readonly name: string;
  readonly component: Item['component'];
  readonly text: string;
  /** What it earns of 100. */
  readonly points: number;
};

/** What earns most over all workflows, best first; what makes things up or lets them through comes before everything. */
export function actionsOf(workflows: readonly Stood[]): readonly Action[] {
  const actions = workflows.flatMap(({ known: { workflow }, score }) =>
    score.items
      .filter(({ component, action }) => action !== '' && (component !== 'proven' || hasRung(score)))
      .map(({ component, action, possible, earned }) => ({
        workflow: workflow.id,
        name: workflow.name ?? workflow.id,
        component,
        text: action,
        points: possible - earned,
      })),
  );
  return [...workflows.flatMap(harmOf), ...actions.toSorted((a, b) => b.points - a.points)];
}

/** As long as it does harm nothing else is worth anything there. */
function harmOf({ known: { workflow }, score: { capped, outstanding } }: Stood): readonly Action[] {
  if (capped === null) return [];
  const { id, name = id } = workflow;
  return [{ workflow: id, name, component: 'fails well', text: `end the harm: ${capped}`, points: outstanding }];
}

/** Nothing can be proven before anything covers it. */
function hasRung({ items }: Score): boolean {
  return items.some(({ component, earned }) => component === 'covered' && earned > 0);
}
