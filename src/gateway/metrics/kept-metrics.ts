import type { Registry } from '@prometheus-io/client';
import type { KeptEvent } from '../../cache/tally.ts';
import type { KeptStatus } from '../../model/kept-status.ts';
import { gaugesOf } from './gauge.ts';
import { counts, spread } from './tally.ts';

/** Seconds: a minute, an hour, a working day, a week. */
const AGES = [60, 300, 900, 3_600, 14_400, 28_800, 86_400, 259_200, 604_800];

export type KeptMetrics = {
  readonly note: (event: KeptEvent) => void;
  readonly tell: (kept: KeptStatus) => void;
};

/** What comes of requests on routes that keep answers, as it happens; all else is looked at when somebody asks. */
export function keptMetrics(registry: Registry): KeptMetrics {
  const outcomes = counts({
    name: 'failsoft_cache_requests_total',
    help: 'Requests on routes that keep answers, by what came of them',
    labelNames: ['route', 'outcome', 'reason'],
    registry,
  });
  const ages = spread(
    {
      name: 'failsoft_cache_stale_age_seconds',
      help: 'How old answers were that were given although they were no longer fresh',
      labelNames: ['route'],
      registry,
    },
    AGES,
  );
  const gauge = gaugesOf(registry);
  const runway = gauge(
    'failsoft_cache_runway_ratio',
    'Share of the requests of the last hour that would be answered at the end of an outage of so many hours',
    ['route', 'hours'],
  );
  const entries = gauge('failsoft_cache_entries', 'Answers that are kept in memory', []);
  const bytes = gauge('failsoft_cache_bytes', 'What answers take that are kept in memory', []);
  const evicted = gauge(
    'failsoft_cache_evicted',
    'Answers that went since the start, because there was no room, or because they were of no use any more',
    ['where', 'why'],
  );
  const mismatches = gauge(
    'failsoft_cache_mismatches',
    'Entries that lay under the key of another request or tenant, and were given to nobody; must be 0',
    [],
  );
  const errors = gauge(
    'failsoft_cache_store_errors',
    'How often kept answers could not be read or written on disk',
    [],
  );
  const renewals = gauge(
    'failsoft_cache_renewals',
    'Answers asked for anew behind one that was given, those that there was no budget for, and how many may follow now',
    ['state'],
  );
  const usd = gauge('failsoft_cache_usd', 'What was saved by kept answers, and what asking for them anew has cost', [
    'kind',
  ]);

  const near = gauge(
    'failsoft_cache_near_checked',
    'Answers to the same question in other words that were checked, by what was found',
    ['route', 'tier', 'found'],
  );
  const suspended = gauge(
    'failsoft_cache_near_suspended',
    'Groups of like questions for which such answers are given no more until checks prove them right',
    ['route', 'tier'],
  );

  return {
    note: ({ route, outcome, reason, ageMs }) => {
      outcomes(route, outcome, reason)(1);
      if (ageMs !== null) ages(route)(ageMs / 1_000);
    },
    tell: (kept) => {
      runway.reset();
      for (const { route, hours } of kept.runway)
        for (const [after, share] of Object.entries(hours)) runway.set({ route, hours: after }, share);
      entries.set(kept.entries);
      bytes.set(kept.bytes);
      for (const [where, gone] of Object.entries(kept.evicted))
        for (const [why, count] of Object.entries(gone)) evicted.set({ where, why }, count);
      mismatches.set(kept.mismatches);
      errors.set(kept.errors);
      for (const [state, count] of Object.entries(kept.renewals)) renewals.set({ state }, count);
      usd.set({ kind: 'saved' }, kept.savedUsd);
      usd.set({ kind: 'renewals' }, kept.renewedUsd);
      near.reset();
      suspended.reset();
      for (const { route, tier, checked, wrong, suspended: isSuspended } of kept.near) {
        near.inc({ route, tier, found: 'right' }, checked - wrong);
        near.inc({ route, tier, found: 'wrong' }, wrong);
        suspended.inc({ route, tier }, Number(isSuspended));
      }
    },
  };
}
