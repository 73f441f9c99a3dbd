import { endOf, type Incident, startOf } from '../model/incident.ts';
import type { Definition } from './definitions.ts';
import { clipped, heaviest, type Span, weightMs, type Weighted } from './spans.ts';

/** How a surface, or a part of one, has done, in figures that all mean what `definition` and `times` say. */
export type Numbers = {
  readonly definition: Definition;
  readonly times: Times;
  readonly window: Span;
  /** Those that began within the window, count as down, and have lasted at all. */
  readonly incidents: number;
  /** 0–1. */
  readonly uptime: number;
  readonly downMs: number;
  /** Hours that it would be down in a year that goes on like this. */
  readonly hoursPerYear: number;
  /** From one incident to the next, ms: the time that is known by the number of incidents. Null without any. */
  readonly mtbfMs: number | null;
  /** How long an incident lasts, ms: the mean, and half of them less. Null without any. */
  readonly mttrMs: number | null;
  readonly medianMs: number | null;
  readonly lag: Lag | null;
};

/** `known`: from the earliest that anybody knows of to the latest. `posted`: from the first post of its maker to the last one. */
export type Times = 'known' | 'posted';

/** How long after the beginning a page spoke: ms, of so many incidents of which both times are known. */
export type Lag = { readonly incidents: number; readonly medianMs: number; readonly p75Ms: number };

export type Asked = {
  /** Those of one surface, or of one model of it. */
  readonly incidents: readonly Incident[];
  readonly window: Span;
  readonly definition: Definition;
  readonly times: Times;
  /** How much of the window somebody has looked, ms: what nobody saw was neither up nor down. Default: all of it. */
  readonly knownMs?: number;
};

const DAY_MS = 24 * 3_600_000;
const YEAR_MS = 365.25 * DAY_MS;
/** A part of a surface that is said to be wholly out for longer was taken away, ms. */
const WITHDRAWN_MS = 7 * DAY_MS;
/** What is posted later than this was not noticed late but told later. */
const LAG_MS_MAX = 6 * 3_600_000;

export function numbers(asked: Asked): Numbers {
  const { incidents, window, definition, times } = asked;
  const spans = downtimes(asked);
  const downMs = weightMs(heaviest(clipped(spans, window)));
  const lookedMs = asked.knownMs ?? window.toMs - window.fromMs;
  const downShare = lookedMs === 0 ? 0 : Math.min(1, downMs / lookedMs);
  const begun = spans.filter(({ fromMs }) => window.fromMs <= fromMs && fromMs < window.toMs);
  const lengths = begun.map(({ fromMs, toMs }) => toMs - fromMs).toSorted((a, b) => a - b);
  const isNone = lengths.length === 0;
  return {
    definition,
    times,
    window,
    incidents: lengths.length,
    uptime: 1 - downShare,
    downMs,
    hoursPerYear: (downShare * YEAR_MS) / 3_600_000,
    mtbfMs: isNone ? null : lookedMs / lengths.length,
    mttrMs: isNone ? null : lengths.reduce((sum, ms) => sum + ms, 0) / lengths.length,
    medianMs: isNone ? null : quantile(lengths, 0.5),
    lag: lagOf(incidents, window),
  };
}

/** The time of every incident that counts as down, with how much of it counts. What is open lasts to the end of the window. */
export function downtimes({ incidents, window, definition, times }: Asked): readonly Weighted[] {
  return incidents.flatMap((incident) => {
    const { fromMs, toMs } = spanOf(incident, times, window.toMs);
    const weight = definition.weights[incident.level];
    const isNone = weight === 0 || toMs <= fromMs || isWithdrawn(incident, toMs - fromMs);
    return isNone ? [] : [{ fromMs, toMs, weight }];
  });
}

/** What was taken away is no outage of what it was a part of. */
export function isWithdrawn(incident: Incident, lastedMs: number): boolean {
  return lastedMs > WITHDRAWN_MS && incident.level === 'major' && isPart(incident);
}

/** Is it about a part of its surface, as far as anybody says? */
export function isPart({ official, observed }: Incident): boolean {
  return observed === null && official !== null && official.scope.length > 0;
}

/** A page's lag, in the median and for three quarters of the incidents of which the true beginning is known. */
export function lagOf(incidents: readonly Incident[], window: Span): Lag | null {
  const lags = incidents
    .filter((incident) => window.fromMs <= startOf(incident) && startOf(incident) < window.toMs)
    .flatMap((incident) => {
      const ms = lagMs(incident);
      return ms === null || Math.abs(ms) > LAG_MS_MAX ? [] : [ms];
    })
    .toSorted((a, b) => a - b);
  if (lags.length === 0) return null;
  return { incidents: lags.length, medianMs: quantile(lags, 0.5), p75Ms: quantile(lags, 0.75) };
}

/** Null where the first post is all that is known of the beginning. */
function lagMs({ observed, official }: Incident): number | null {
  if (official === null || official.postedAtMs === null) return null;
  const { postedAtMs, startedAtMs } = official;
  if (observed !== null) return postedAtMs - Math.min(observed.startedAtMs, startedAtMs);
  return startedAtMs < postedAtMs ? postedAtMs - startedAtMs : null;
}

function spanOf(incident: Incident, times: Times, untilMs: number): Span {
  const { official } = incident;
  if (times === 'known' || official === null) return { fromMs: startOf(incident), toMs: endOf(incident) ?? untilMs };
  const closed = official.updates.filter(({ stage }) => stage === 'resolved').map(({ atMs }) => atMs);
  const toMs = closed.length > 0 ? Math.max(...closed) : (official.endedAtMs ?? untilMs);
  return { fromMs: official.postedAtMs ?? official.startedAtMs, toMs };
}

/** Of sorted numbers, of which there is one at least. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
