import { Counter, Histogram, type Registry } from '@prometheus-io/client';
import { isFailover, type JournalSink, type RequestEntry } from '../../model/journal.ts';
import { type Bounded, targetLabels } from './label.ts';

/** Seconds. Whole answers of thinking models take minutes. */
const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const FIRST_CONTENTS = [0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 120];

/** Counts requests as they end: a few additions each, and nothing that anybody waits for. */
export function requestMetrics(registry: Registry, name: Bounded): JournalSink {
  const registers = [registry];
  const requests = new Counter({
    name: 'failsoft_requests_total',
    help: 'Requests, by how they ended and how they were served',
    labelNames: ['route', 'outcome', 'mode'],
    registers,
  });
  const durations = new Histogram({
    name: 'failsoft_request_duration_seconds',
    help: 'From the request to the end of its answer',
    labelNames: ['route'],
    buckets: DURATIONS,
    registers,
  });
  const firstContents = new Histogram({
    name: 'failsoft_time_to_first_token_seconds',
    help: 'From the request to the first content of its answer, by who answered',
    labelNames: ['provider', 'model'],
    buckets: FIRST_CONTENTS,
    registers,
  });
  const attempts = new Counter({
    name: 'failsoft_attempts_total',
    help: 'Calls of providers, by how they ended: answered, or a kind of fault',
    labelNames: ['provider', 'model', 'result'],
    registers,
  });
  const failovers = new Counter({
    name: 'failsoft_failovers_total',
    help: 'Requests that were not served by the first rung, by who failed first and who answered (nobody: empty)',
    labelNames: ['route', 'from', 'to', 'reason'],
    registers,
  });
  const tokens = new Counter({
    name: 'failsoft_tokens_total',
    help: 'Tokens that providers have counted',
    labelNames: ['provider', 'model', 'type'],
    registers,
  });

  return {
    record: (entry) => {
      const { route, outcome, mode, servedBy, tookMs, firstContentMs, usage } = entry;
      requests.inc({ route, outcome, mode: mode ?? '' });
      durations.observe({ route }, tookMs / 1_000);
      for (const { target, fault } of entry.attempts)
        attempts.inc({ ...targetLabels(target, name), result: fault ?? 'answered' });
      if (isFailover(entry)) failovers.inc(failoverLabels(entry));
      if (servedBy === '') return;
      const served = targetLabels(servedBy, name);
      if (firstContentMs !== null) firstContents.observe(served, firstContentMs / 1_000);
      if (usage === null) return;
      tokens.inc({ ...served, type: 'input' }, usage.inputTokens);
      tokens.inc({ ...served, type: 'output' }, usage.outputTokens);
    },
  };
}

/** By provider only: with models there would be their number squared. */
function failoverLabels({
  route,
  attempts,
  servedBy,
}: RequestEntry): Record<'route' | 'from' | 'to' | 'reason', string> {
  const failed = attempts.find(({ fault }) => fault !== null);
  return {
    route,
    from: providerOf(failed?.target ?? ''),
    to: providerOf(servedBy),
    // Where nobody was asked before: the first rung rested.
    reason: failed?.fault ?? 'resting',
  };
}

function providerOf(target: string): string {
  return target.split('/')[0] ?? '';
}
