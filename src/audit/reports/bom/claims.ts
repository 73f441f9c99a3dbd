import type { Evidence } from '../../workflows/schema.ts';
import type { Assessed } from '../../workflows/report.ts';
import { SCENARIOS } from '../../workflows/scenarios.ts';
import { inOneLine } from '../text.ts';

type Json = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** How a workflow is referred to within a bill of materials. */
export const workflowRef = (id: string): string => `workflow:${id}`;

/**
 * What drills and incidents say, as CycloneDX declares it: a claim for each scenario that happened to a workflow, with what speaks for it
 * and what against. What was never tried is no claim. Null: nothing was tried.
 */
export function claimsOf(workflows: readonly Assessed[]): Json | null {
  const claims = workflows.flatMap(claimsOfOne);
  if (claims.length === 0) return null;
  return {
    claims,
    evidence: workflows.flatMap(({ known }) => known.evidence.map((one, at) => evidenceEntry(known, one, at))),
  };
}

function claimsOfOne({ known, verdict }: Assessed): readonly Json[] {
  const { id } = known.workflow;
  return verdict.scenarios.flatMap(({ scenario, verdict: stands, because }) => {
    // Talking about it proves nothing, and a void trial says nothing.
    const shown = known.evidence.flatMap((one, at) =>
      one.scenario === scenario && one.kind !== 'tabletop' && one.result !== 'void'
        ? [{ one, ref: evidenceRef(id, at) }]
        : [],
    );
    if (shown.length === 0) return [];
    const refs = (isPass: boolean): readonly string[] =>
      shown.filter(({ one }) => (one.result === 'pass') === isPass).map(({ ref }) => ref);
    return [
      {
        'bom-ref': `claim:${id}:${scenario}`,
        target: workflowRef(id),
        predicate: `It goes on when this happens: ${SCENARIOS[scenario].title}`,
        reasoning: inOneLine(`${stands}: ${because}`),
        evidence: refs(true),
        counterEvidence: refs(false),
      },
    ];
  });
}

const evidenceRef = (workflow: string, at: number): string => `evidence:${workflow}:${at + 1}`;

function evidenceEntry({ workflow, evidenceDays }: Assessed['known'], one: Evidence, at: number): Json {
  const { kind, scenario, result, recovered, note, by } = one;
  const took = recovered === undefined ? '' : `, recovered after ${recovered}`;
  return {
    'bom-ref': evidenceRef(workflow.id, at),
    propertyName: 'failsoft:evidence',
    description: inOneLine(`${kind}: ${scenario}: ${result}${took}${note === undefined ? '' : `; ${note}`}`),
    created: `${one.at}T00:00:00Z`,
    expires: new Date(Date.parse(one.at) + evidenceDays * DAY_MS).toISOString(),
    ...(by === undefined ? {} : { author: { name: inOneLine(by) } }),
  };
}
