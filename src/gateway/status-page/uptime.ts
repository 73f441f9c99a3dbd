import type { Day } from '../../model/monitor.ts';

/** What every figure below means. It is printed wherever one is. */
export const DEFINITION =
  'Uptime is the share of time without an outage: a major outage counts in full, a partial one by 30 %, degraded performance not at all. ' +
  'An incident lasts from its first sign to its last, whoever saw it. Days of which nothing is known are left out.';

/** The same, where there is little room. */
export const DEFINITION_SHORT = 'a partial outage counts 30 %';

/** As status pages on Atlassian Statuspage weigh it. */
const PARTIAL_WEIGHT = 0.3;
const DAY_MS = 86_400_000;

/** 0–1, of the days of which something is known; null where that is none. Today counts as far as it has gone. */
export function uptimeOf(days: readonly Day[], nowMs: number): number | null {
  let knownMs = 0;
  let lostMs = 0;
  for (const { date, worst, badMs } of days) {
    if (worst === null) continue;
    knownMs += Math.min(DAY_MS, Math.max(1, nowMs - Date.parse(date)));
    lostMs += badMs.major + PARTIAL_WEIGHT * badMs.partial;
  }
  return knownMs === 0 ? null : Math.max(0, 1 - lostMs / knownMs);
}

/** `99.25 %`. Never 100 where something was lost. */
export function percent(share: number): string {
  if (share === 1) return '100 %';
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}
