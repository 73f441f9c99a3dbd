import type { Finding } from '../../model/audit.ts';
import { isRule, RULES, type RuleId } from '../rules/catalogue.ts';
import { MENDINGS } from './mendings.ts';
import type { Candidate } from './question.ts';
import type { ChangedFile, Workbench } from './workbench.ts';

/** What one change mends. */
export type Mended = {
  readonly findings: readonly Finding[];
  /** What it does, as a sentence without its subject. */
  readonly says: string;
  readonly files: readonly string[];
};

/** A finding for which nothing is proposed. */
export type Left = {
  readonly finding: Finding;
  readonly why: string;
  /** What a person would do. */
  readonly todo: string;
};

export type Proposal = {
  readonly mended: readonly Mended[];
  readonly left: readonly Left[];
  readonly files: readonly ChangedFile[];
};

export type Wishes = {
  /** What is given to a call that has no deadline, ms. */
  readonly deadlineMs: number;
  /** The gateway that calls may be led to; empty: the one of the configuration; null: nobody has asked for one. */
  readonly gateway: string | null;
  readonly onProgress: (done: number, all: number) => void;
};

/** Candidates that are tried out for one finding at most. */
const TRIES_MAX = 16;

/** Proposes the smallest change that mends each of these findings. What is kept is in the tree that the next finding is looked at in. */
export async function propose(
  findings: readonly Finding[],
  bench: Workbench,
  { onProgress, ...wishes }: Wishes,
): Promise<Proposal> {
  const mended: Mended[] = [];
  const left: Left[] = [];
  const open = new Map(findings.map((finding) => [finding.id, finding]));
  for (const [at, finding] of findings.entries()) {
    onProgress(at, findings.length);
    if (!open.has(finding.id)) continue;
    const outcome = await mend(bench.now(finding) ?? finding, bench, wishes);
    if (typeof outcome === 'string') {
      left.push({ finding, why: outcome, todo: isRule(finding.rule) ? RULES[finding.rule].fix : '' });
      open.delete(finding.id);
      continue;
    }
    const gone = [...open.values()].filter((one) => bench.now(one) === null);
    for (const { id } of gone) open.delete(id);
    mended.push({ findings: gone, says: outcome.says, files: outcome.changes.map(({ file }) => file) });
  }
  // What could not be mended by itself may have gone along with something that came later.
  return { mended, left: left.filter(({ finding }) => bench.now(finding) !== null), files: bench.changed() };
}

/** The change that was kept, or why there is none. */
async function mend(
  finding: Finding,
  bench: Workbench,
  wishes: Omit<Wishes, 'onProgress'>,
): Promise<Candidate | string> {
  const rule: RuleId | null = isRule(finding.rule) ? finding.rule : null;
  const mending = rule === null ? undefined : MENDINGS[rule];
  if (mending === undefined) return 'No edit can mend it.';
  if (typeof mending === 'string') return mending;
  const studied = bench.examined().studied.find(({ site }) => site.id === finding.site);
  if (studied === undefined) return 'It is about no call.';
  if (finding.file.endsWith('.ipynb'))
    return 'Notebooks are not changed: what is in their cells is kept with what they have shown.';
  const layout = await bench.layout(finding.file);
  if (layout === null) return 'The file cannot be changed: it is no plain text in UTF-8.';
  const candidates = await mending({ finding, studied, layout, bench, ...wishes });
  if (typeof candidates === 'string') return candidates;
  let why = 'The place that would have to be changed is not in sight.';
  for (const candidate of candidates.slice(0, TRIES_MAX)) {
    const trial = await bench.tryOut(finding, candidate.changes);
    if (trial.kept) return candidate;
    why = `What was tried does not mend it: ${trial.why}.`;
  }
  return why;
}
