import { counted, dayInWords, listed } from '../../page/words.ts';
import type { Tone } from '../../page/shapes.ts';
import { QUESTIONS } from '../workflows/questions.ts';
import type { Assessed, Assessment, Stood } from '../workflows/report.ts';
import type { Verdict } from '../workflows/verdict.ts';
import { ofCode } from './code-summary.ts';
import type { Report } from './report.ts';
import { bestSteps, LOOK } from './steps.ts';
import { hours, money } from './words.ts';

/** What somebody who has a minute has to know. */
export type Summary = {
  readonly tone: Tone;
  readonly sentence: string;
  readonly beside: readonly string[];
  readonly figures: readonly Figure[];
  readonly next: readonly NextStep[];
};

export type Figure = { readonly title: string; readonly value: string; readonly note: string };

export type NextStep = {
  readonly title: string;
  readonly detail: string;
  /** What it changes in a year; empty where that is not known. */
  readonly gain: string;
};

/** Steps that are named: more than three is a list, and nobody does a list. */
const STEPS = 3;

export function summaryOf(report: Report): Summary {
  const { assessment, scan, about } = report;
  const summary =
    assessment !== null && assessment.workflows.length > 0 ? ofWorkflows(assessment) : ofCode(report, assessment);
  if (!about.isPartial) return { ...summary, next: summary.next.slice(0, STEPS) };
  const said =
    scan.notReadCount === 0
      ? 'There was nothing to read.'
      : `${counted(scan.notReadCount, 'file was', 'files were')} not read, so nothing here is a clean bill.`;
  return {
    ...summary,
    next: summary.next.slice(0, STEPS),
    tone: summary.tone === 'down' ? 'down' : 'trouble',
    beside: [said, ...summary.beside],
  };
}

function ofWorkflows(assessment: Assessment): Summary {
  const { workflows, counts } = assessment;
  const harmful = workflows.filter(({ score }) => score.capped !== null);
  const unconfirmed = workflows.filter(({ known }) => known.workflow.confirmed === false).length;
  return {
    ...headline(counts, workflows.length, harmful.length),
    beside: [
      ...(harmful.length === 0
        ? []
        : [
            `Worse than standing still: ${listed(harmful.map((one) => `${nameOf(one)}, because ${one.score.capped}`))}.`,
          ]),
      ...(unconfirmed === 0
        ? []
        : [
            `${counted(unconfirmed, 'workflow was', 'workflows were')} proposed by the scan, and nobody has looked at ${unconfirmed === 1 ? 'it' : 'them'} yet.`,
          ]),
    ],
    figures: [stopFigure(workflows), timeFigure(workflows), costFigure(workflows), proofFigure(workflows)],
    next: unconfirmed === workflows.length ? [LOOK, ...bestSteps(assessment)] : bestSteps(assessment),
  };
}

const nameOf = ({ known: { workflow } }: Assessed): string => workflow.name ?? workflow.id;

function headline(
  counts: Readonly<Record<Verdict, number>>,
  all: number,
  harmful: number,
): Pick<Summary, 'tone' | 'sentence'> {
  const { EXPOSED: exposed, UNKNOWN: unknown, CLAIMED: claimed, STALE: stale } = counts;
  const of = (count: number): string => (count === all ? allOf(all) : `${count} of ${all} workflows`);
  if (exposed > 0) {
    const harm = harmful === 0 ? '' : ` or do${exposed === 1 ? 'es' : ''} harm`;
    return { tone: 'down', sentence: `${of(exposed)} stop${exposed === 1 ? 's' : ''}${harm} when AI is out.` };
  }
  if (unknown > 0)
    return {
      tone: 'unknown',
      sentence: `Nobody knows what becomes of ${lower(of(unknown))} when AI is out.`,
    };
  const unproven = claimed + stale;
  if (unproven > 0)
    return {
      tone: 'trouble',
      sentence: `${of(unproven)} ${unproven === 1 ? 'has' : 'have'} a way to go on when AI is out, and no proof that it works.`,
    };
  return { tone: 'well', sentence: `${of(all)} go${all === 1 ? 'es' : ''} on when AI is out, or may stand still.` };
}

function allOf(count: number): string {
  if (count === 1) return 'The one workflow';
  return count === 2 ? 'Both workflows' : `All ${count} workflows`;
}

const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

function stopFigure(workflows: readonly Assessed[]): Figure {
  const exposed = workflows.filter(({ verdict }) => verdict.verdict === 'EXPOSED');
  return {
    title: 'Stops when AI is out',
    value: `${exposed.length} of ${workflows.length}`,
    note: exposed.length === 0 ? 'no workflow' : listed(exposed.map(nameOf)),
  };
}

/** Hours of different workflows are not added: they are the same hours. */
function timeFigure(workflows: readonly Assessed[]): Figure {
  const title = 'Without any answer';
  const known = workflows.flatMap((one) => (one.forecast.kind === 'known' ? [{ one, year: one.forecast.year }] : []));
  const worst = known.toSorted((a, b) => b.year.nothing.mean - a.year.nothing.mean)[0];
  if (worst === undefined) return { title, value: 'not known', note: 'nobody knows whose AI is used' };
  const { mean, p50, p90 } = worst.year.nothing;
  return {
    title,
    value: `${hours(mean)} a year`,
    note: `${nameOf(worst.one)}, the most of all; half of the years up to ${hours(p50)}, nine in ten up to ${hours(p90)}`,
  };
}

function costFigure(workflows: readonly Assessed[]): Figure {
  const title = 'Expected cost of a year';
  const sums = new Map<string, number>();
  for (const { loss } of workflows)
    if (loss !== null) sums.set(loss.currency, (sums.get(loss.currency) ?? 0) + loss.amount);
  const known = workflows.filter(({ loss }) => loss !== null).length;
  if (known === 0) return { title, value: 'not known', note: 'nobody has said what an hour without it costs' };
  return {
    title,
    value: [...sums].map(([currency, amount]) => money(amount, currency)).join(' + '),
    note:
      known === workflows.length
        ? 'of all workflows'
        : `of ${known} of ${workflows.length} workflows; of the others it is not known`,
  };
}

function proofFigure(workflows: readonly Assessed[]): Figure {
  const proven = workflows.filter(({ verdict }) => verdict.verdict === 'PROVEN').length;
  const last = lastPass(workflows);
  return {
    title: 'Shown to go on',
    value: `${proven} of ${workflows.length}`,
    note: last === null ? 'nothing was ever shown to work' : `the last proof is of ${dayInWords(last)}`,
  };
}

function lastPass(workflows: readonly Stood[]): string | null {
  const days = workflows.flatMap(({ known }) =>
    known.evidence
      .filter(({ kind, result }) => result === 'pass' && (kind === 'drill' || kind === 'incident'))
      .map(({ at }) => at),
  );
  return days.toSorted().at(-1) ?? null;
}

/** When a workflow was last shown to go on; null: never. */
export function lastShownOf(one: Stood): string | null {
  return lastPass([one]);
}

/** What becomes of a workflow when AI is out, in the words of whoever knows best. */
export function whatHappens({ answers }: Pick<Stood, 'answers'>): string {
  const of = (number: number): string | null =>
    answers.find(({ question }) => question.number === number)?.said ?? null;
  const outcome = of(HAPPENS);
  return (outcome === null ? of(HAPPENS + 1) : (OUTCOMES.get(outcome) ?? outcome)) ?? 'nobody knows';
}

/** The question what happens; behind it comes what people see. */
const HAPPENS = 7;

/** Drills name outcomes as the file does. */
const OUTCOMES: ReadonlyMap<string | number, string> = new Map(
  QUESTIONS.find(({ number }) => number === HAPPENS)?.fields.flatMap(({ options = [] }) => options),
);
