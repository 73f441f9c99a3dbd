import type { CallSite } from '../../../model/audit.ts';
import { RUNG_KINDS } from '../../workflows/rungs.ts';
import type { JoinedRung } from '../../workflows/ladder.ts';
import type { Evidence } from '../../workflows/schema.ts';
import type { Assessed } from '../../workflows/report.ts';
import { SCENARIOS } from '../../workflows/scenarios.ts';
import type { Report } from '../report.ts';
import { IMPACT_WORDS, nameOfWorkflow, noted, servedBy } from './answers.ts';
import { asked, type Blank, derived, filled, type Proposal, type Sheet } from './sheet.ts';

/** The business impact analysis of ISO 22301 (8.2.2, as ISO/TS 22317 has it), what is done instead (8.3), and the register of exercises (8.5). */
export function isoSheet({ assessment }: Report): Sheet {
  const workflows = assessment?.workflows ?? [];
  return {
    title: 'Business impact analysis and exercises, for uses of AI',
    standard: 'ISO 22301:2019, 8.2.2, 8.3 and 8.5; ISO/TS 22317. It asks what happens without AI, whatever the reason.',
    parts: [
      {
        code: '8.2.2',
        title: 'Business impact analysis',
        entries: workflows.map((one) => ({ about: one.known.workflow.id, fields: filled(IMPACT, one) })),
      },
      {
        code: '8.3',
        title: 'Strategies and solutions',
        entries: workflows.map((one) => ({ about: one.known.workflow.id, fields: filled(STRATEGY, one) })),
      },
      {
        code: '8.5',
        title: 'Register of exercises',
        entries: workflows.flatMap((one) =>
          one.known.evidence.map((evidence) => ({
            about: `${one.known.workflow.id}, ${evidence.at}`,
            fields: filled(EXERCISE, { one, evidence }),
          })),
        ),
      },
    ],
  };
}

const blank = (name: string, open: string, propose?: Blank<Assessed>['propose']): Blank<Assessed> => ({
  name,
  open,
  ...(propose === undefined ? {} : { propose }),
});

const OWNER = 'Who owns the activity.';
const INTERVIEW = `${OWNER} failsoft audit interview asks for it.`;

const after = (key: '5m' | '1h' | '4h' | '1d' | '3d', words: string): Blank<Assessed> =>
  blank(`Impact after ${words}`, INTERVIEW, ({ known }) => {
    const level = known.workflow.impact?.[key];
    return level === undefined ? null : asked(`${level}: ${IMPACT_WORDS[level] ?? ''}`);
  });

const IMPACT: readonly Blank<Assessed>[] = [
  blank('Activity', INTERVIEW, nameOfWorkflow),
  blank('What it produces', INTERVIEW, ({ known }) => asked(known.workflow.purpose)),
  blank('Interested parties', INTERVIEW, ({ known }) => asked(known.workflow.consumers)),
  blank('Owner', OWNER, ({ known: { owner, codeOwner } }) =>
    owner === null ? null : codeOwner === null ? asked(owner) : derived(owner, 'CODEOWNERS'),
  ),
  blank('Criticality', INTERVIEW, ({ known }) => asked(known.workflow.criticality)),
  blank('When it is needed', INTERVIEW, whenNeeded),
  after('5m', '5 minutes'),
  after('1h', 'an hour'),
  after('4h', '4 hours'),
  after('1d', 'a day'),
  after('3d', '3 days'),
  blank('Kind of harm', INTERVIEW, ({ known }) => asked(known.workflow.harm)),
  blank('Maximum tolerable period of disruption (MTPD)', INTERVIEW, ({ known }) => asked(known.workflow.mtpd)),
  blank('Recovery time objective (RTO)', INTERVIEW, ({ known }) => asked(known.workflow.rto)),
  blank('Recovery point objective (RPO)', INTERVIEW, ({ known }) => asked(known.workflow.rpo)),
  blank('Minimum acceptable capacity (MBCO)', INTERVIEW, ({ known }) => asked(known.workflow.mbco?.text)),
  blank('Resources: people, places, equipment', OWNER),
  blank('Resources: AI services', INTERVIEW, servedBy),
  blank('Resources: software', 'Who writes it.', ({ known }) =>
    known.code === null || known.code.sites.length === 0 ? null : derived(placesOf(known.code.sites), 'the code'),
  ),
  blank('Dependencies: suppliers that need AI themselves', INTERVIEW, ({ known }) => {
    const { suppliers } = known.workflow;
    if (suppliers === undefined) return null;
    return asked(suppliers.map(({ name, dependsOn }) => `${name} (${dependsOn.join(', ')})`).join(', ') || 'none');
  }),
  blank('Dependencies: what fails together', 'Whoever knows whose AI it is.', ({ known }) => {
    const domains = new Set(known.first.flatMap(({ service }) => [...service.companies, ...service.edges]));
    return domains.size === 0 ? null : derived([...domains].join(', '), 'failure domains of those who serve it');
  }),
];

const PLACES_MAX = 20;

function placesOf(sites: readonly CallSite[]): string {
  const places = sites.slice(0, PLACES_MAX).map(({ file, line }) => `${file}:${line}`);
  return `${places.join(', ')}${sites.length > PLACES_MAX ? `, and ${sites.length - PLACES_MAX} more` : ''}`;
}

function whenNeeded({ known: { traffic, workflow } }: Assessed): Proposal | null {
  if (traffic !== null)
    return derived(`${Math.round(traffic.perDay)} a day, most at ${traffic.busiestHour}:00 UTC`, 'traffic');
  const { perDay, when } = workflow.demand ?? {};
  return asked([perDay === undefined ? [] : `${perDay} a day`, when ?? []].flat().join(', '));
}

const STRATEGY: readonly Blank<Assessed>[] = [
  blank('What is done instead, in this order', INTERVIEW, ({ known: { ladder } }) => {
    const words = ladder.map(rungWords).join('; ');
    if (ladder.length === 0) return null;
    return ladder.every(({ by }) => by === 'person') ? asked(words) : derived(words, 'configuration, code and answers');
  }),
  blank('How it stands', '', ({ verdict }) => derived(verdict.verdict, verdict.because)),
  blank('Who may switch, and how', INTERVIEW, ({ known }) => asked(known.workflow.runbook)),
  blank('What happens on the way back', INTERVIEW, ({ known }) => asked(known.workflow.recovery)),
  blank('Whether its loss is accepted', INTERVIEW, ({ known }) => {
    const { acceptance } = known.workflow;
    return acceptance === undefined
      ? null
      : asked(`${acceptance.verdict} by ${acceptance.by} until ${acceptance.until}: ${acceptance.why}`);
  }),
];

function rungWords({ kind, text, automatic }: JoinedRung): string {
  return `${RUNG_KINDS[kind].name}${text === '' ? '' : ` (${text})`}, ${automatic ? 'by itself' : 'by hand'}`;
}

type Exercise = { readonly one: Assessed; readonly evidence: Evidence };

const exercise = (name: string, open: string, propose?: Blank<Exercise>['propose']): Blank<Exercise> => ({
  name,
  open,
  ...(propose === undefined ? {} : { propose }),
});

const LEADER = 'Who led the exercise.';

const EXERCISE: readonly Blank<Exercise>[] = [
  exercise('Kind', LEADER, ({ evidence }) => noted(evidence, evidence.kind)),
  exercise('Scenario', LEADER, ({ evidence }) => noted(evidence, SCENARIOS[evidence.scenario].title)),
  exercise('Aims and scope', LEADER),
  exercise('Who took part', LEADER, ({ evidence }) => noted(evidence, evidence.by)),
  exercise('Result', LEADER, ({ evidence }) => noted(evidence, evidence.result)),
  exercise('What it came to', LEADER, ({ evidence }) => noted(evidence, evidence.outcome)),
  exercise('Known after', LEADER, ({ evidence }) => noted(evidence, evidence.detected)),
  exercise('Went on after', LEADER, ({ evidence }) => noted(evidence, evidence.recovered)),
  exercise('Findings', LEADER, ({ evidence }) => noted(evidence, evidence.note)),
  exercise('Corrective action, by whom, until when', LEADER),
  exercise('Counts until', '', ({ one, evidence }) =>
    derived(dayAfter(evidence.at, one.known.evidenceDays), 'if code and configuration stay as they are'),
  ),
];

const DAY_MS = 86_400_000;

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
