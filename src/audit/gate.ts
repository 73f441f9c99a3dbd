import type { Finding, Severity } from '../model/audit.ts';
import { type Baseline, covers, hasLapsed, type Suppression } from './rules/silence.ts';
import { type Verdict, VERDICTS } from './workflows/verdict.ts';

/** How a workflow stands, in few words. */
export type Standing = { readonly id: string; readonly verdict: Verdict; readonly because: string };

/** A tree held against what it was: what is new in it, and what people have said that does not hold any more. */
export type Gate = {
  readonly isFailing: boolean;
  /** New findings that fail the gate, the worst first. */
  readonly findings: readonly Finding[];
  /** How many new findings are below it. */
  readonly below: number;
  /** Workflows that are exposed and were not. */
  readonly exposed: readonly Standing[];
  /** Workflows that passed and do not any more, without being exposed. */
  readonly weaker: readonly (Standing & { readonly was: Verdict })[];
  /** What is answered for and is not there any more, or is not answered for any more, as sentences. */
  readonly old: readonly string[];
};

export type Compared = {
  /** Every finding, with what people have said about it. */
  readonly findings: readonly Finding[];
  readonly workflows: readonly Standing[];
  readonly baseline: Baseline | null;
  readonly suppressions: readonly Suppression[];
  readonly symbols: ReadonlyMap<string, string>;
  /** Not everything could be read: what is not found may still be there. */
  readonly isPartial: boolean;
  readonly failOn: Severity;
  /** A day like 2026-11-26. */
  readonly today: string;
};

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high'];

/** Is it as bad as this, or worse? */
export function isAtLeast(severity: Severity, gate: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(gate);
}

/** Compares what there is with the baseline. Pure. */
export function compared(all: Compared): Gate {
  const { baseline, workflows, failOn, today } = all;
  const fresh = all.findings.filter(({ silenced, use }) => silenced === null && use === 'production');
  const findings = fresh
    .filter(({ severity }) => isAtLeast(severity, failOn))
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const isHeld = baseline !== null && !hasLapsed(baseline, today);
  const before = new Map((isHeld ? (baseline.workflows ?? []) : []).map(({ id, verdict }) => [id, verdict]));
  const exposed = workflows.filter(({ id, verdict }) => verdict === 'EXPOSED' && before.get(id) !== 'EXPOSED');
  const weaker = workflows.flatMap((one) => {
    const was = before.get(one.id);
    const isWeaker = was !== undefined && VERDICTS[was].isPass && !VERDICTS[one.verdict].isPass;
    return isWeaker && one.verdict !== 'EXPOSED' ? [{ ...one, was }] : [];
  });
  return {
    isFailing: findings.length > 0 || exposed.length > 0,
    findings,
    below: fresh.length - findings.length,
    exposed,
    weaker,
    old: oldOf(all),
  };
}

function oldOf({
  findings,
  workflows,
  baseline,
  suppressions,
  symbols,
  isPartial,
  today,
}: Compared): readonly string[] {
  const said: string[] = [];
  const ids = new Set(findings.map(({ id }) => id));
  if (baseline !== null && hasLapsed(baseline, today))
    said.push(`The baseline ran out on ${baseline.until ?? ''} (${baseline.owner}): all that is in it counts again.`);
  for (const { rule, at, owner, until, ...one } of suppressions) {
    const isThere = findings.some((finding) => finding.rule === rule && covers(at, finding, symbols));
    if (hasLapsed({ until }, today))
      said.push(`The suppression of ${rule} at ${at} ran out on ${until} (${owner}: ${one.reason}).`);
    else if (!isThere && !isPartial)
      said.push(`The suppression of ${rule} at ${at} covers nothing any more (${owner}).`);
  }
  if (isPartial) return said;
  for (const { id, rule, at } of baseline?.findings ?? [])
    if (!ids.has(id)) said.push(`${rule} at ${at} is in the baseline and not in the code any more.`);
  const known = new Set(workflows.map(({ id }) => id));
  for (const { id } of baseline?.workflows ?? [])
    if (!known.has(id)) said.push(`The workflow ${id} is in the baseline and nowhere else any more.`);
  return said;
}
