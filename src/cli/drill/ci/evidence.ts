import type { ScenarioId } from '../../../audit/workflows/scenarios.ts';
import type { Evidence, Workflow } from '../../../audit/workflows/schema.ts';
import { headersOf } from '../../../audit/workflows/sources.ts';
import { type Preset, PRESETS } from '../../../drill/presets.ts';
import type { Shown } from './runs.ts';

/** Who tells it, in the file; there is one of it for each scenario. */
export const TELLER = 'failsoft drill ci';

/** What is the same of all that a command has shown. */
export type Occasion = {
  /** As people typed it. */
  readonly command: string;
  /** `2026-11-26` */
  readonly day: string;
  /** The hashes of the code of the workflow, and of the configuration that was tried with it; null where there is none. */
  readonly code: string | null;
  readonly config: string | null;
  /** Whose the requests are that name no workflow. */
  readonly unnamed: readonly string[];
};

/** What a command has shown of a workflow: of each scenario that one of the runs was, the worst. Runs that show nothing are left out. */
export function evidenceOf(workflow: Workflow, runs: readonly Shown[], occasion: Occasion): readonly Evidence[] {
  const { command, day, code, config, unnamed } = occasion;
  const met = runs.filter((run) => run.verdict !== 'void' && hasMet(workflow, run, unnamed));
  const byScenario = Map.groupBy(met, ({ preset }) => scenarioOf(PRESETS[preset]));
  return [...byScenario].flatMap(([scenario, of]): readonly Evidence[] => {
    if (scenario === null) return [];
    const lost = of.filter(({ verdict }) => verdict === 'failed');
    const told = lost.length > 0 ? lost : of;
    const why = [...new Set(told.map(({ preset, why: said }) => `${preset}: ${said}`))].join('; ');
    return [
      {
        kind: 'drill',
        scenario,
        at: day,
        result: lost.length > 0 ? 'fail' : 'pass',
        ...(code !== null && { code }),
        ...(config !== null && { config }),
        by: TELLER,
        note: `${command}, in ${why}`,
      },
    ];
  });
}

function scenarioOf({ shows }: Preset): ScenarioId | null {
  return shows;
}

/** Did it meet one of this workflow's requests? */
function hasMet(workflow: Workflow, { workflows }: Shown, unnamed: readonly string[]): boolean {
  if (workflows.length === 0) return unnamed.includes(workflow.id);
  return headersOf(workflow).some((name) => workflows.includes(name));
}
