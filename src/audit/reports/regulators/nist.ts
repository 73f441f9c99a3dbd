import type { Assessed } from '../../workflows/report.ts';
import { msOf } from '../../workflows/time.ts';
import { inventoryOf, type UsedService } from '../bom/inventory.ts';
import type { Report } from '../report.ts';
import { IMPACT_WORDS, nameOfWorkflow, servedBy } from './answers.ts';
import { asked, type Blank, derived, filled, type Sheet } from './sheet.ts';

/** The business impact analysis of NIST SP 800-34 Rev. 1, by the parts of the template in its appendix B. */
export function nistSheet(report: Report): Sheet {
  const workflows = report.assessment?.workflows ?? [];
  const { services } = inventoryOf(report);
  const used = services
    .map((service): Resource => ({
      service,
      rtoMs: shortestRto(workflows, service),
      workflows: usersOf(workflows, service),
    }))
    .toSorted((a, b) => (a.rtoMs ?? Infinity) - (b.rtoMs ?? Infinity));
  const each = (blanks: readonly Blank<Assessed>[]) =>
    workflows.map((one) => ({ about: one.known.workflow.id, fields: filled(blanks, one) }));
  return {
    title: 'Business impact analysis, for uses of AI',
    standard: 'NIST SP 800-34 Rev. 1, the parts of the template in appendix B that code and answers tell something of.',
    parts: [
      {
        code: '2',
        title: 'System description',
        entries: workflows.length === 0 ? [] : [{ about: report.about.name, fields: filled(SYSTEM, report) }],
      },
      { code: '3.1', title: 'Processes and their criticality', entries: each(PROCESS) },
      { code: '3.1.1', title: 'Outage impacts and estimated downtime', entries: each(DOWNTIME) },
      {
        code: '3.2',
        title: 'Resource requirements',
        entries:
          workflows.length === 0
            ? []
            : used.map((one) => ({ about: one.service.service.name, fields: filled(RESOURCE, one) })),
      },
      {
        code: '3.3',
        title: 'Recovery priorities for system resources',
        entries:
          workflows.length === 0
            ? []
            : used.map((one, at) => ({ about: one.service.service.name, fields: filled(PRIORITY, { ...one, at }) })),
      },
    ],
  };
}

type Resource = {
  readonly service: UsedService;
  readonly rtoMs: number | null;
  readonly workflows: readonly Assessed[];
};

function usersOf(workflows: readonly Assessed[], { service }: UsedService): readonly Assessed[] {
  return workflows.filter(({ known: { first, ladder } }) =>
    [...first, ...ladder].some((one) => one.service?.id === service.id),
  );
}

function shortestRto(workflows: readonly Assessed[], service: UsedService): number | null {
  const times = usersOf(workflows, service).flatMap(({ known }) => msOf(known.workflow.rto) ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

const OWNER = 'Who owns the process. failsoft audit interview asks for it.';

const SYSTEM: readonly Blank<Report>[] = [
  { name: 'Purpose, architecture, place and users of the system', open: 'Who owns the system.' },
  {
    name: 'What of it needs AI',
    propose: ({ scan }) => {
      const mine = scan.sites.filter(({ use }) => use === 'production');
      return mine.length === 0
        ? null
        : derived(`${mine.length} calls of models in ${new Set(mine.map(({ file }) => file)).size} files`, 'the code');
    },
    open: 'Who owns the system: no call of a model was found in its code.',
  },
];

const PROCESS: readonly Blank<Assessed>[] = [
  { name: 'Mission or business process', propose: nameOfWorkflow, open: OWNER },
  { name: 'Description', propose: ({ known }) => asked(known.workflow.purpose), open: OWNER },
  { name: 'Criticality', propose: ({ known }) => asked(known.workflow.criticality), open: OWNER },
];

const DOWNTIME: readonly Blank<Assessed>[] = [
  {
    name: 'Impact over time',
    propose: ({ known: { workflow } }) =>
      asked(
        Object.entries(workflow.impact ?? {})
          .flatMap(([after, level]) => (level === undefined ? [] : [`${after}: ${IMPACT_WORDS[level] ?? level}`]))
          .join(', '),
        'our five levels; the template has severe, moderate and minimal',
      ),
    open: OWNER,
  },
  {
    name: 'Cost of an hour',
    propose: ({ known: { workflow } }) =>
      workflow.costPerHour === undefined
        ? null
        : asked(
            `${workflow.costPerHour.amount} ${workflow.costPerHour.currency ?? ''}`.trim(),
            workflow.costPerHour.basis ?? 'as answered',
          ),
    open: OWNER,
  },
  {
    name: 'Maximum tolerable downtime (MTD)',
    propose: ({ known }) => asked(known.workflow.mtpd),
    open: OWNER,
  },
  { name: 'Recovery time objective (RTO)', propose: ({ known }) => asked(known.workflow.rto), open: OWNER },
  { name: 'Recovery point objective (RPO)', propose: ({ known }) => asked(known.workflow.rpo), open: OWNER },
  { name: 'Drivers', propose: ({ known }) => asked(known.workflow.harm), open: OWNER },
  { name: 'System resources that it needs', propose: servedBy, open: OWNER },
];

const RESOURCE: readonly Blank<Resource>[] = [
  {
    name: 'System resource or component',
    propose: ({ service }) => derived(service.service.name, 'code, configuration and answers'),
    open: '',
  },
  {
    name: 'Platform, operating system, version',
    open: 'Hosted by others: what of it is known, its provider says.',
  },
  {
    name: 'Description',
    propose: ({ service: { calls, isStandby, maker } }) =>
      derived(`${isStandby ? 'stands in for others; ' : ''}${calls} calls in the code; provider: ${maker}`, 'the code'),
    open: '',
  },
  {
    name: 'Processes that need it',
    propose: ({ workflows }) =>
      workflows.length === 0
        ? null
        : derived(workflows.map(({ known }) => known.workflow.id).join(', '), 'the workflows'),
    open: 'Who owns the system: calls in code belong to no process yet.',
  },
];

const PRIORITY: readonly Blank<Resource & { readonly at: number }>[] = [
  {
    name: 'Priority',
    propose: ({ rtoMs, at }) => (rtoMs === null ? null : derived(at + 1, 'the shortest RTO first')),
    open: 'Who owns the processes: there is no RTO to go by.',
  },
  {
    name: 'Recovery time objective',
    propose: ({ rtoMs, workflows }) => {
      const shortest = workflows.find(({ known }) => rtoMs !== null && msOf(known.workflow.rto) === rtoMs);
      return shortest === undefined
        ? null
        : derived(
            shortest.known.workflow.rto ?? '',
            `the shortest of those who need it: ${shortest.known.workflow.id}`,
          );
    },
    open: 'Who owns the processes.',
  },
];
