import { isOver, type Job, type JobCounts, type JobState } from '../../model/job.ts';
import { ago, type Channel, columns, duration } from '../print.ts';

const COLOURS: Readonly<Record<JobState, Parameters<Channel['paint']>[0]>> = {
  waiting: 'yellow',
  running: 'cyan',
  done: 'green',
  failed: 'red',
  cancelled: 'dim',
  expired: 'red',
};

/** How many there are, in a line. */
export function countsLine({ states, oldestAtMs, bytes }: JobCounts, nowMs: number): string {
  const oldest = oldestAtMs === null ? '' : `, the oldest for ${duration(nowMs - oldestAtMs)}`;
  const rest = (['running', 'done', 'failed', 'expired', 'cancelled'] as const)
    .filter((state) => states[state] > 0)
    .map((state) => `${number(states[state])} ${state}`);
  return [`${number(states.waiting)} waiting${oldest}`, ...rest, `${(bytes / 1024 ** 2).toFixed(1)} MB`].join('; ');
}

const number = (count: number): string => count.toLocaleString('en-US');

/** Jobs, one a line. */
export function jobTable(jobs: readonly Job[], { paint }: Channel, nowMs = Date.now()): readonly string[] {
  const titles = ['job', 'state', 'age', 'priority', 'tenant', 'route', 'model', 'tries', ''];
  return columns([
    titles.map((title) => paint('dim', title)),
    ...jobs.map((job) => [
      job.id,
      paint(COLOURS[job.state], job.state),
      ago(job.createdAtMs, nowMs),
      String(job.priority),
      job.tenant === '' ? '-' : job.tenant,
      job.route,
      job.model,
      String(job.tries),
      paint('dim', endOf(job, nowMs)),
    ]),
  ]);
}

/** What comes, or came, of it. */
function endOf({ state, expiresAtMs, endedAtMs, servedBy, fault }: Job, nowMs: number): string {
  if (isOver(state)) {
    const by = servedBy === '' ? (fault ?? '') : `by ${servedBy}`;
    return [by, ago(endedAtMs, nowMs)].filter((word) => word !== '').join(', ');
  }
  const left = expiresAtMs - nowMs;
  return `${fault === null ? '' : `${fault}; `}${left > 0 ? `for ${duration(left)} more` : 'about to expire'}`;
}

function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** All that is known of one. What was asked and answered is its tenant's alone. */
export function jobDetails(job: Job, { paint }: Channel, nowMs = Date.now()): readonly string[] {
  const over = isOver(job.state);
  return columns([
    ['job', paint('bold', job.id)],
    ['state', paint(COLOURS[job.state], job.state)],
    ['asked', `${time(job.createdAtMs)}, ${ago(job.createdAtMs, nowMs)}`],
    ...(over
      ? []
      : [['until', `${time(job.expiresAtMs)}, for ${duration(Math.max(0, job.expiresAtMs - nowMs))} more`]]),
    ...(job.endedAtMs === null ? [] : [['ended', `${time(job.endedAtMs)}, ${ago(job.endedAtMs, nowMs)}`]]),
    ...(job.keptUntilMs === null ? [] : [['kept until', time(job.keptUntilMs)]]),
    ['tenant', job.tenant === '' ? '-' : job.tenant],
    ['client', job.client === '' ? '-' : job.client],
    ['protocol', job.protocol],
    ['route', job.route],
    ['model', job.model],
    ['workflow', job.workflow === '' ? '-' : job.workflow],
    ['priority', String(job.priority)],
    ['tries', String(job.tries)],
    ...(job.fault === null ? [] : [['last fault', paint('red', job.fault)]]),
    ...(job.servedBy === '' ? [] : [['answered by', job.servedBy]]),
    ...(job.resultId === null ? [] : [['result', `${job.resultId} (failsoft requests --id ${job.resultId})`]]),
    ['webhook', job.hook],
    ['size', `${job.bytes} bytes`],
  ]);
}
