import { basename } from 'node:path';
import { compared, type Gate } from '../../audit/gate.ts';
import { workflowsText } from '../../audit/workflows/file.ts';
import type { Scan, Severity } from '../../model/audit.ts';
import { Fault } from '../../model/fault.ts';
import { answeredFor, scanOf, symbolsOf, today } from './audit.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport } from '../print.ts';
import { annotations, writeSummary } from './github.ts';
import { gateLines } from './gate-lines.ts';
import { standings } from './standings.ts';

/** What a pipeline is told: the gate, and what is around it. */
export type Held = {
  /** The folder, by its last name. */
  readonly name: string;
  readonly root: string;
  readonly gate: Gate;
  readonly scan: Scan;
  readonly failOn: Severity;
  readonly hasBaseline: boolean;
  readonly isPartial: boolean;
  /** In which line of its file a workflow stands; 1 where that is not seen. */
  readonly lineOf: (workflow: string) => number;
};

/** Holds a folder against its baseline, for a pipeline: fails on what is new, and says what to do in a few lines. */
export async function hold(given: Given, root: string, failOn: Severity): Promise<Ending> {
  if (optionOf(given, 'writeBaseline') !== null)
    throw new Fault(
      'configuration',
      '--ci compares with a baseline and writes none. Leave --ci or --write-baseline out.',
    );
  const scan = await scanOf(given, root);
  const { baseline, suppressions } = answeredFor(given, root);
  const isPartial = scan.notReadCount > 0 || scan.filesSeen === 0;
  const gate = compared({
    findings: scan.findings,
    workflows: (await standings(given, root, scan)) ?? [],
    baseline,
    suppressions,
    symbols: symbolsOf(scan),
    isPartial,
    failOn,
    today: today(),
  });
  const lineOf = linesOf(workflowsText(root) ?? '');
  const held: Held = {
    name: basename(root),
    root,
    gate,
    scan,
    failOn,
    hasBaseline: baseline !== null,
    isPartial,
    lineOf,
  };
  if (isSet(given, 'json')) printReport('audit-ci', { ok: !gate.isFailing && !isPartial, data: dataOf(held) });
  else {
    for (const line of gateLines(held)) out.line(line);
    if (given.env['GITHUB_ACTIONS'] === 'true')
      for (const line of annotations(held, given.env['GITHUB_WORKSPACE'] ?? root)) out.line(line);
  }
  if (given.env['GITHUB_ACTIONS'] === 'true') writeSummary(held, given.env['GITHUB_STEP_SUMMARY'] ?? '');
  if (gate.isFailing) return 'failing';
  return isPartial ? 'partial' : 'fine';
}

function dataOf({ root, gate, scan, failOn, hasBaseline, isPartial }: Held): object {
  const { findings, below, exposed, weaker, old } = gate;
  return {
    root,
    failOn,
    baseline: hasBaseline,
    partial: isPartial,
    findings,
    below,
    exposed,
    weaker,
    old,
    notRead: scan.notRead,
    notReadCount: scan.notReadCount,
  };
}

function linesOf(text: string): (workflow: string) => number {
  const lines = text.split('\n').map((line) => /^\s*-?\s*id:\s*["']?([^"'#\s]+)/.exec(line)?.[1]);
  return (workflow) => Math.max(0, lines.indexOf(workflow)) + 1;
}
