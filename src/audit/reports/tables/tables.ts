import type { CallSite, Finding, Known } from '../../../model/audit.ts';
import { isRule, RULES } from '../../rules/catalogue.ts';
import { RUNG_KINDS } from '../../workflows/rungs.ts';
import type { Assessed } from '../../workflows/report.ts';
import { provenanceOf } from '../provenance.ts';
import type { Report } from '../report.ts';
import { type Cell, renderCsv } from './csv.ts';

/** A column: what stands at its top, and what of each row stands in it. */
type Column<T> = readonly [name: string, cell: (row: T) => Cell];

/** Calls of models, one in a row. */
export function renderCalls(report: Report): string {
  const open = Map.groupBy(
    report.scan.findings.filter(({ silenced }) => silenced === null),
    ({ site }) => site,
  );
  return rendered(report, report.scan.sites, [
    ...CALL_COLUMNS,
    ['findings', ({ id }) => (open.get(id) ?? []).map(({ rule }) => rule).join(' ')],
    ['id', ({ id }) => id],
  ]);
}

const CALL_COLUMNS: readonly Column<CallSite>[] = [
  ['file', ({ file }) => file],
  ['line', ({ line }) => line],
  ['function', ({ symbol }) => symbol],
  ['use', ({ use }) => use],
  ['asks for', ({ api }) => api],
  ['language', ({ language }) => language],
  ['SDK', ({ sdk }) => sdk],
  ['written as', ({ written }) => written],
  ['providers', ({ providers }) => known(providers, (names) => names.join(', '))],
  ['model', ({ model }) => known(model)],
  ['streaming', ({ streaming }) => known(streaming)],
  ['deadline, s', ({ timeoutMs }) => known(timeoutMs, seconds)],
  ['attempts', ({ attempts }) => known(attempts)],
  ['until it fails for good, s', ({ worstMs }) => known(worstMs, seconds)],
  ['if it fails', ({ onError }) => known(onError)],
  ['then asks', ({ fallback }) => known(fallback, ({ kind, to }) => [kind, ...to].join(' '))],
  ['can be sent elsewhere by', ({ redirectable }) => known(redirectable)],
];

/** Findings, one in a row; those that somebody answers for with their names. */
export function renderFindings(report: Report): string {
  const symbols = new Map(report.scan.sites.map(({ id, symbol }) => [id, symbol]));
  return rendered(report, report.scan.findings, [
    ['rule', ({ rule }) => rule],
    ['title', ({ rule }) => (isRule(rule) ? RULES[rule].title : rule)],
    ['severity', ({ severity }) => severity],
    ['file', ({ file }) => file],
    ['line', ({ line }) => line],
    ['function', ({ site }) => (site === null ? '' : (symbols.get(site) ?? ''))],
    ['use', ({ use }) => use],
    ['finding', ({ message }) => message],
    ['what to do', ({ rule }) => (isRule(rule) ? RULES[rule].fix : '')],
    ['answered for by', ({ silenced }) => silenced?.owner ?? ''],
    ['why', ({ silenced }) => silenced?.reason ?? ''],
    ['until', ({ silenced }) => (silenced === null ? '' : (silenced.until ?? 'without an end'))],
    ['through', ({ silenced }) => silenced?.by ?? ''],
    ['id', ({ id }) => id],
    ['call', ({ site }) => site ?? ''],
  ] satisfies readonly Column<Finding>[]);
}

/** Workflows, one in a row, most to lose first. */
export function renderWorkflows(report: Report): string {
  return rendered(report, report.assessment?.workflows ?? [], WORKFLOW_COLUMNS);
}

const WORKFLOW_COLUMNS: readonly Column<Assessed>[] = [
  ['workflow', (one) => one.known.workflow.id],
  ['name', (one) => one.known.workflow.name ?? ''],
  ['owner', (one) => one.known.owner ?? 'unknown'],
  ['criticality', (one) => one.known.workflow.criticality ?? 'unknown'],
  ['verdict', (one) => one.verdict.verdict],
  ['because', (one) => one.verdict.because],
  ['served by', (one) => one.known.first.map(({ service }) => nameOf(service)).join(', ') || 'unknown'],
  ['instead', ({ known: { ladder } }) => ladder.map(({ kind }) => RUNG_KINDS[kind].name).join(', then ')],
  ['unacceptable after (MTPD)', (one) => one.known.workflow.mtpd ?? 'unknown'],
  ['to go on within (RTO)', (one) => one.known.workflow.rto ?? 'unknown'],
  ['may be lost (RPO)', (one) => one.known.workflow.rpo ?? 'unknown'],
  ['enough for a while (MBCO)', (one) => one.known.workflow.mbco?.text ?? 'unknown'],
  ['hours a year beyond the tolerance', (one) => unmet(one)],
  ['expected loss a year', ({ loss }) => (loss === null ? 'unknown' : Math.round(loss.amount))],
  ['currency', ({ loss }) => loss?.currency ?? ''],
  ['points', ({ score }) => Math.round(score.earned)],
  ['of', ({ score }) => score.possible],
  ['questions without an answer', ({ answers }) => answers.filter(({ said }) => said === null).length],
  [
    'last shown',
    ({ known: { evidence } }) =>
      evidence
        .map(({ at }) => at)
        .toSorted()
        .at(-1) ?? 'never',
  ],
];

function nameOf({ name, target }: { readonly name: string; readonly target: string }): string {
  return target === '' ? name : target;
}

function unmet({ forecast }: Assessed): Cell {
  return forecast.kind === 'known' ? Number(forecast.year.unmet.mean.toFixed(1)) : 'unknown';
}

/** What is not known is said, and nothing that looks like a number. */
function known<T>(fact: Known<T>, words: (value: T) => Cell = plainly): Cell {
  return fact.value === 'unknown' ? 'unknown' : words(fact.value);
}

function plainly(value: unknown): Cell {
  return typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
}

function seconds(ms: number | null): Cell {
  return ms === null ? 'never' : ms / 1_000;
}

/**
 * Every row says at its end what it was made from, so that it does not get lost when rows are sorted and copied. A table without rows has
 * one that says so: an empty sheet must not look like a clean bill.
 */
function rendered<T>(report: Report, rows: readonly T[], columns: readonly Column<T>[]): string {
  const { scan, partial, openUnknowns } = provenanceOf(report);
  const tail = [scan, partial, openUnknowns];
  const body = rows.map((row) => [...columns.map(([, cell]) => cell(row)), ...tail]);
  const nothing = [...columns.map((_, at) => (at === 0 ? '(none found)' : null)), ...tail];
  return renderCsv([
    [...columns.map(([name]) => name), 'from scan', 'partial', 'open unknowns'],
    ...(body.length === 0 ? [nothing] : body),
  ]);
}
