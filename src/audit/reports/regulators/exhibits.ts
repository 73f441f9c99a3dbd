import { createHash } from 'node:crypto';
import { WORKFLOWS_FILE } from '../../workflows/file.ts';
import { RUNG_KINDS } from '../../workflows/rungs.ts';
import type { Assessed } from '../../workflows/report.ts';
import { SCENARIOS } from '../../workflows/scenarios.ts';
import { inventoryOf, type UsedService } from '../bom/inventory.ts';
import type { Report } from '../report.ts';

/** What something shows, or would. */
export type ExhibitKind = 'vendor' | 'accepted risk' | 'way to go on' | 'way without AI' | 'switch' | 'test';

/** Something that an auditor may ask to see. */
export type Exhibit = {
  readonly kind: ExhibitKind;
  readonly about: string;
  readonly what: string;
  /** A day; empty where there is none. */
  readonly at: string;
  readonly says: string;
  readonly state: 'derived' | 'asked' | 'open';
  readonly where: string;
  /** Of what it rests on, so that it can be told whether that is still the same; empty where there is nothing yet. */
  readonly hash: string;
};

/** All that there is to show of vendors, accepted risks, ways to go on and tests of them, and what is missing. */
export function exhibitsOf(report: Report): readonly Exhibit[] {
  const workflows = report.assessment?.workflows ?? [];
  return [
    ...inventoryOf(report).services.flatMap((used) => vendors(used, report)),
    ...acceptedFindings(report),
    ...workflows.flatMap((one) => [...acceptances(one), ...ways(one), ...switching(one), ...tests(one)]),
  ];
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** What is not there, or not known here. `who`: who has to bring it. */
function missing(kind: ExhibitKind, about: string, what: string, who: string): Exhibit {
  return { kind, about, what, at: '', says: '', state: 'open', where: who, hash: '' };
}

function vendors({ service, calls, isStandby }: UsedService, { about }: Report): readonly Exhibit[] {
  if (service.isHere) return [];
  const domains = [...service.companies, ...service.edges].join(', ');
  const assessment = 'an assessment of the vendor: contract, report of its auditors, or questionnaire';
  return [
    {
      kind: 'vendor',
      about: service.name,
      what: 'a vendor in use',
      at: about.generatedAt.slice(0, 10),
      says: `${calls} ${calls === 1 ? 'call' : 'calls'} in the code${isStandby ? '; stands in for others' : ''}; fails together with ${domains}`,
      state: 'derived',
      where: 'the scan',
      hash: about.scanHash,
    },
    missing('vendor', service.name, assessment, 'Who manages vendors.'),
  ];
}

function acceptedFindings({ scan }: Report): readonly Exhibit[] {
  return scan.findings.flatMap((finding): readonly Exhibit[] => {
    const { silenced, file, line, rule } = finding;
    if (silenced === null) return [];
    return [
      {
        kind: 'accepted risk',
        about: `${file}:${line}`,
        what: `an accepted risk: ${rule}`,
        at: '',
        says: `${silenced.owner}, until ${silenced.until ?? 'without an end'}: ${silenced.reason}`,
        state: 'asked',
        where: silenced.by,
        hash: hashOf(finding),
      },
    ];
  });
}

function acceptances({ known: { workflow } }: Assessed): readonly Exhibit[] {
  const { acceptance, id } = workflow;
  if (acceptance === undefined) return [];
  const { verdict, by, until, why } = acceptance;
  return [
    {
      kind: 'accepted risk',
      about: id,
      what: 'whether its loss is accepted',
      at: '',
      says: `${verdict} by ${by} until ${until}: ${why}`,
      state: 'asked',
      where: WORKFLOWS_FILE,
      hash: hashOf(acceptance),
    },
  ];
}

function ways({ known: { workflow, ladder } }: Assessed): readonly Exhibit[] {
  const known = ladder.map((rung): Exhibit => {
    const { name, asksModel } = RUNG_KINDS[rung.kind];
    return {
      kind: asksModel ? 'way to go on' : 'way without AI',
      about: workflow.id,
      what: `a way to go on: ${name}`,
      at: '',
      says: `${rung.automatic ? 'by itself' : 'by hand'}${rung.text === '' ? '' : `; ${rung.text}`}`,
      state: rung.by === 'person' ? 'asked' : 'derived',
      where: rung.by,
      hash: hashOf(rung),
    };
  });
  const who = 'Who owns the workflow: none is known.';
  return [
    ...known,
    ...(known.length === 0 ? [missing('way to go on', workflow.id, 'a way to go on', who)] : []),
    ...(known.some(({ kind }) => kind === 'way without AI')
      ? []
      : [missing('way without AI', workflow.id, 'a way to go on without AI', who)]),
  ];
}

function switching({ known: { workflow } }: Assessed): readonly Exhibit[] {
  const { id, runbook } = workflow;
  const what = 'who may switch, and how';
  if (runbook === undefined) return [missing('switch', id, what, 'Who owns the workflow.')];
  return [
    {
      kind: 'switch',
      about: id,
      what,
      at: '',
      says: runbook,
      state: 'asked',
      where: WORKFLOWS_FILE,
      hash: hashOf(runbook),
    },
  ];
}

function tests({ known: { workflow, evidence } }: Assessed): readonly Exhibit[] {
  if (evidence.length === 0)
    return [missing('test', workflow.id, 'a test of recovery', 'Who owns the workflow: none is on record.')];
  return evidence.map((one): Exhibit => {
    const { kind, scenario, at, result, recovered, note, by, trial } = one;
    return {
      kind: 'test',
      about: workflow.id,
      what: `a test of recovery: ${kind}, ${SCENARIOS[scenario].title}`,
      at,
      says: [result, recovered === undefined ? [] : `went on after ${recovered}`, note ?? []].flat().join('; '),
      state: trial === undefined ? 'asked' : 'derived',
      where: trial === undefined ? (by ?? WORKFLOWS_FILE) : `the gateway: ${trial}`,
      hash: hashOf(one),
    };
  });
}
