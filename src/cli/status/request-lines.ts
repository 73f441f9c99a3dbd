import type { AttemptEntry, RequestEntry } from '../../model/journal.ts';
import { type Channel, clock, columns, duration, shorten } from '../print.ts';

type Paint = Channel['paint'];

const OUTCOMES = { answered: 'green', failed: 'red', broken: 'red', left: 'dim' } as const;

/** Requests as a table, newest first. */
export function requestTable(entries: readonly RequestEntry[], { paint }: Channel): readonly string[] {
  const nowMs = Date.now();
  const head = ['time', 'model', 'outcome', 'served by', 'ms', 'before that'].map((title) => paint('dim', title));
  const rows = entries.map((entry) => [
    clock(entry.atMs, nowMs),
    shorten(entry.model, 30),
    paint(OUTCOMES[entry.outcome], entry.outcome),
    servedBy(entry),
    String(Math.round(entry.tookMs)),
    faultsOf(entry),
  ]);
  return columns([head, ...rows]);
}

function servedBy({ servedBy: target, mode, match }: RequestEntry): string {
  if (target === '') return mode ?? '-';
  return mode === null || mode === 'primary' ? target : `${target} (${modeWords(mode, match)})`;
}

/** `cache`, and how the question was matched where it was in other words. */
function modeWords(mode: string, match: RequestEntry['match']): string {
  return match === undefined || match === 'exact' ? mode : `${mode}, ${match}`;
}

function faultsOf({ attempts, fault, outcome }: RequestEntry): string {
  const faults = attempts.flatMap(({ target, fault: kind }) => (kind === null ? [] : [`${target} ${kind}`]));
  return faults.length === 0 && outcome !== 'answered' ? (fault ?? '') : faults.join(', ');
}

/** One request with everything that was tried. */
export function attemptLines(entry: RequestEntry, { paint }: Channel): readonly string[] {
  const { id, atMs, route, model, protocol, client, workflow, outcome, status, mode, fault, usage, lost } = entry;
  const fields: readonly (readonly string[])[] = [
    ['request', id],
    ['at', new Date(atMs).toISOString()],
    ['asked for', `${model} (route ${route}, protocol ${protocol}${entry.streamed ? ', streamed' : ''})`],
    ['outcome', `${paint(OUTCOMES[outcome], outcome)}, status ${status}${fault === null ? '' : `, ${fault}`}`],
    [
      'served by',
      entry.servedBy === ''
        ? (mode ?? 'nobody')
        : `${entry.servedBy}${mode === null ? '' : ` (${modeWords(mode, entry.match)})`}`,
    ],
    ['took', took(entry)],
    ...(usage === null ? [] : [['tokens', `${usage.inputTokens} in, ${usage.outputTokens} out`]]),
    ...(client === '' ? [] : [['client', client]]),
    ...(workflow === '' ? [] : [['workflow', workflow]]),
    ...(lost.length === 0 ? [] : [['lost', [...new Set(lost.map(({ what }) => what))].join(', ')]]),
  ];
  return [...columns(fields), '', paint('bold', 'Attempts'), ...attemptRows(entry.attempts, paint)];
}

function took({ tookMs, firstContentMs }: RequestEntry): string {
  return `${duration(tookMs)}${firstContentMs === null ? '' : `, first content after ${duration(firstContentMs)}`}`;
}

/** Attempts as rows: target, what came of it, how long it took, and the provider's own words. */
export function attemptRows(attempts: readonly AttemptEntry[], paint: Paint): readonly string[] {
  if (attempts.length === 0) return ['  none: nobody was asked'];
  const rows = attempts.map(({ target, fault, tookMs, detail, upstreamStatus }) => [
    `  ${fault === null ? paint('green', '✓') : paint('red', '✗')} ${target}`,
    fault === null ? 'answered' : `${fault}${upstreamStatus === null ? '' : ` (${upstreamStatus})`}`,
    duration(tookMs),
    fault === null ? '' : detail,
  ]);
  return columns(rows);
}
