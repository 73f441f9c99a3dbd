import type { Evidence } from '../../../audit/workflows/schema.ts';
import { type Sources, knownOf } from '../../../audit/workflows/sources.ts';
import { type ScenarioVerdict, type Verdict, verdictOf } from '../../../audit/workflows/verdict.ts';
import type { ScenarioId } from '../../../audit/workflows/scenarios.ts';
import { TELLER } from './evidence.ts';

/** How a workflow stood in a scenario, and how it stands with what was shown. */
export type Moved = {
  readonly workflow: string;
  readonly scenario: ScenarioId;
  readonly was: Verdict;
  readonly is: Verdict;
  readonly because: string;
  /** What people say of it that is not what was shown, as a sentence; empty where they say nothing else. */
  readonly contradicted: string;
};

/** Sets what was shown against the file beside the code: of each workflow, the scenarios that something was shown of. */
export function movedBy(sources: Sources, shown: ReadonlyMap<string, readonly Evidence[]>): readonly Moved[] {
  return sources.file.workflows.flatMap((workflow) => {
    const evidence = shown.get(workflow.id) ?? [];
    if (evidence.length === 0) return [];
    const before = verdictOf(knownOf(workflow, sources)).scenarios;
    const old = (workflow.evidence ?? []).filter((one) => !isReplaced(one, evidence));
    const after = verdictOf(knownOf({ ...workflow, evidence: [...evidence, ...old] }, sources)).scenarios;
    return evidence.flatMap((one): readonly Moved[] => {
      const [was, is] = [before, after].map((all) => of(all, one.scenario));
      if (was === undefined || is === undefined) return [];
      return [
        {
          workflow: workflow.id,
          scenario: one.scenario,
          was: was.verdict,
          is: is.verdict,
          because: is.because,
          contradicted: contradiction(workflow.behaviour?.outcome, one),
        },
      ];
    });
  });
}

/** Of the same teller the newest word on a scenario counts. */
export function isReplaced({ by, scenario }: Evidence, newer: readonly Evidence[]): boolean {
  return by === TELLER && newer.some((one) => one.scenario === scenario);
}

function of(all: readonly ScenarioVerdict[], scenario: ScenarioId): ScenarioVerdict | undefined {
  return all.find((one) => one.scenario === scenario);
}

const GOING_ON: readonly string[] = ['same', 'lesser-but-enough'];

function contradiction(said: string | undefined, { result }: Evidence): string {
  if (said === undefined || GOING_ON.includes(said) === (result === 'pass')) return '';
  return `the file says that an outage comes to ${said}, and the command ${result === 'pass' ? 'passed' : 'failed'}`;
}
