import type { Registry } from '@prometheus-io/client';
import { isFailover, type JournalSink, type RequestEntry } from '../../model/journal.ts';
import { type Bounded, MODELS_MAX, targetLabels } from './label.ts';
import { type Add, counts, spread } from './tally.ts';

/** Seconds. Whole answers of thinking models take minutes. */
const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const FIRST_CONTENTS = [0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 120];

/** Counts requests as they end: a few additions each, and nothing that anybody waits for. */
export function requestMetrics(registry: Registry, name: Bounded): JournalSink {
  const requests = counts({
    name: 'failsoft_requests_total',
    help: 'Requests, by how they ended and how they were served',
    labelNames: ['route', 'outcome', 'mode'],
    registry,
  });
  const durations = spread(
    {
      name: 'failsoft_request_duration_seconds',
      help: 'From the request to the end of its answer',
      labelNames: ['route'],
      registry,
    },
    DURATIONS,
  );
  const firstContents = spread(
    {
      name: 'failsoft_time_to_first_token_seconds',
      help: 'From the request to the first content of its answer, by who answered',
      labelNames: ['provider', 'model'],
      registry,
    },
    FIRST_CONTENTS,
  );
  const attempts = counts({
    name: 'failsoft_attempts_total',
    help: 'Calls of providers, by how they ended: answered, or a kind of fault',
    labelNames: ['provider', 'model', 'result'],
    registry,
  });
  const failovers = counts({
    name: 'failsoft_failovers_total',
    help: 'Requests that were not served by the first rung, by who failed first and who answered (nobody: empty)',
    labelNames: ['route', 'from', 'to', 'reason'],
    registry,
  });
  const tokens = counts({
    name: 'failsoft_tokens_total',
    help: 'Tokens that providers have counted',
    labelNames: ['provider', 'model', 'type'],
    registry,
  });

  const answered = remembered((target) => {
    const { provider, model } = targetLabels(target, name);
    return attempts(provider, model, 'answered');
  });
  const told = remembered((target) => {
    const { provider, model } = targetLabels(target, name);
    return { input: tokens(provider, model, 'input'), output: tokens(provider, model, 'output') };
  });

  const begun = remembered((target) => {
    const { provider, model } = targetLabels(target, name);
    return firstContents(provider, model);
  });

  return {
    record: (entry) => {
      const { route, outcome, mode, servedBy, tookMs, firstContentMs, usage } = entry;
      requests(route, outcome, mode ?? '')(1);
      durations(route)(tookMs / 1_000);
      for (const { target, fault } of entry.attempts) {
        if (fault === null) {
          answered(target)(1);
          continue;
        }
        const { provider, model } = targetLabels(target, name);
        attempts(provider, model, fault)(1);
      }
      if (isFailover(entry)) countFailover(entry, failovers);
      if (servedBy === '') return;
      if (firstContentMs !== null) begun(servedBy)(firstContentMs / 1_000);
      if (usage === null) return;
      const { input, output } = told(servedBy);
      input(usage.inputTokens);
      output(usage.outputTokens);
    },
  };
}

/** Nearly all requests are answered by the same few targets. */
function remembered<One>(find: (target: string) => One): (target: string) => One {
  const known = new Map<string, One>();
  return (target) => {
    const before = known.get(target);
    if (before !== undefined) return before;
    if (known.size >= MODELS_MAX) known.clear();
    const found = find(target);
    known.set(target, found);
    return found;
  };
}

/** By provider only: with models there would be their number squared. */
function countFailover(
  { route, attempts, servedBy }: RequestEntry,
  failovers: (route: string, from: string, to: string, reason: string) => Add,
): void {
  const failed = attempts.find(({ fault }) => fault !== null);
  // Where nobody was asked before: the first rung rested.
  failovers(route, providerOf(failed?.target ?? ''), providerOf(servedBy), failed?.fault ?? 'resting')(1);
}

function providerOf(target: string): string {
  return target.split('/')[0] ?? '';
}
