import { createHash } from 'node:crypto';
import { RUNG_KINDS } from '../../workflows/rungs.ts';
import type { Assessed } from '../../workflows/report.ts';
import { SCENARIOS } from '../../workflows/scenarios.ts';
import { inventoryOf, type UsedService } from '../bom/inventory.ts';
import type { Report } from '../report.ts';
import type { Cell } from '../tables/csv.ts';
import { renderChecked } from './sheet-csv.ts';

/** Something that an auditor may ask to see. */
type Exhibit = {
  readonly criterion: 'CC9.2' | 'A1.2' | 'A1.3';
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

/** What there is to show for three criteria of the trust services criteria of the AICPA: vendors, ways to recover, tests of them. */
export function renderSoc2(report: Report): string {
  const workflows = report.assessment?.workflows ?? [];
  const exhibits = [
    ...inventoryOf(report).services.flatMap((used) => vendors(used, report)),
    ...acceptedFindings(report),
    ...workflows.flatMap(acceptances),
    ...workflows.flatMap(recoveries),
    ...workflows.flatMap(tests),
  ];
  return renderChecked(report, {
    title:
      'Evidence for SOC 2: CC9.2 (risks of vendors), A1.2 (ways to recover), A1.3 (tests of recovery). AICPA, TSP section 100. The hash of a vendor is that of the scan; any other is SHA-256 of what the row was made from, as compact JSON; the report in JSON has it.',
    head: [
      'criterion',
      'about',
      'evidence',
      'date',
      'what it says',
      'state',
      'where it is, or who brings it',
      'sha256',
    ],
    rows: exhibits.map(({ criterion, about, what, at, says, state, where, hash }): readonly Cell[] => [
      criterion,
      about,
      what,
      at,
      says,
      state,
      where,
      hash,
    ]),
  });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function vendors({ service, calls, isStandby }: UsedService, { about }: Report): readonly Exhibit[] {
  if (service.isHere) return [];
  const criterion = 'CC9.2';
  return [
    {
      criterion,
      about: service.name,
      what: 'a vendor in use',
      at: about.generatedAt.slice(0, 10),
      says: `${calls} calls in the code${isStandby ? '; stands in for others' : ''}; fails together with ${[...service.companies, ...service.edges].join(', ')}`,
      state: 'derived',
      where: 'the scan',
      hash: about.scanHash,
    },
    {
      criterion,
      about: service.name,
      what: 'an assessment of the vendor: contract, report of its auditors, or questionnaire',
      at: '',
      says: '',
      state: 'open',
      where: 'Who manages vendors.',
      hash: '',
    },
  ];
}

function acceptedFindings({ scan }: Report): readonly Exhibit[] {
  return scan.findings.flatMap((finding): readonly Exhibit[] =>
    finding.silenced === null
      ? []
      : [
          {
            criterion: 'CC9.2',
            about: `${finding.file}:${finding.line}`,
            what: `an accepted risk: ${finding.rule}`,
            at: '',
            says: `${finding.silenced.owner}, until ${finding.silenced.until ?? 'without an end'}: ${finding.silenced.reason}`,
            state: 'asked',
            where: finding.silenced.by,
            hash: hashOf(finding),
          },
        ],
  );
}

function acceptances({ known: { workflow } }: Assessed): readonly Exhibit[] {
  const { acceptance, id } = workflow;
  if (acceptance === undefined) return [];
  const { verdict, by, until, why } = acceptance;
  return [
    {
      criterion: 'CC9.2',
      about: id,
      what: 'whether its loss is accepted',
      at: '',
      says: `${verdict} by ${by} until ${until}: ${why}`,
      state: 'asked',
      where: 'failsoft.workflows.yaml',
      hash: hashOf(acceptance),
    },
  ];
}

function recoveries({ known: { workflow, ladder } }: Assessed): readonly Exhibit[] {
  const about = workflow.id;
  if (ladder.length === 0)
    return [
      {
        criterion: 'A1.2',
        about,
        what: 'a way to go on',
        at: '',
        says: '',
        state: 'open',
        where: 'Who owns the workflow: none is known.',
        hash: '',
      },
    ];
  return ladder.map((rung): Exhibit => ({
    criterion: 'A1.2',
    about,
    what: `a way to go on: ${RUNG_KINDS[rung.kind].name}`,
    at: '',
    says: `${rung.automatic ? 'by itself' : 'by hand'}${rung.text === '' ? '' : `; ${rung.text}`}`,
    state: rung.by === 'person' ? 'asked' : 'derived',
    where: rung.by,
    hash: hashOf(rung),
  }));
}

function tests({ known: { workflow, evidence } }: Assessed): readonly Exhibit[] {
  const about = workflow.id;
  if (evidence.length === 0)
    return [
      {
        criterion: 'A1.3',
        about,
        what: 'a test of recovery',
        at: '',
        says: '',
        state: 'open',
        where: 'Who owns the workflow: none is on record.',
        hash: '',
      },
    ];
  return evidence.map((one): Exhibit => ({
    criterion: 'A1.3',
    about,
    what: `a test of recovery: ${one.kind}, ${SCENARIOS[one.scenario].title}`,
    at: one.at,
    says: [one.result, one.recovered === undefined ? [] : `went on after ${one.recovered}`, one.note ?? []]
      .flat()
      .join('; '),
    state: one.trial === undefined ? 'asked' : 'derived',
    where: one.trial === undefined ? (one.by ?? 'failsoft.workflows.yaml') : `the gateway: ${one.trial}`,
    hash: hashOf(one),
  }));
}
