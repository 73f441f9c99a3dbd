import { shareOf } from './breaker.ts';
import type { Health } from './health.ts';

/**
 * Why a target is probed. `rests`: it may be back. `doubted`: something speaks against it, and nothing but a probe can settle that. `quiet`:
 * nobody has asked it lately. `unproven`: nobody has seen it answer for long.
 */
export type Reason = 'rests' | 'doubted' | 'quiet' | 'unproven';

/** One probe: of whom, why, what it is taken to cost, US dollars, and when, monotonic ms. */
export type Probe = {
  readonly target: string;
  readonly why: Reason;
  readonly usd: number;
  readonly atMs: number;
};

/** What probes of doubt and of quiet may come to. */
export type WatchLimits = {
  /** A model of a route that nobody has asked for so long is probed, ms. */
  readonly everyMs: number;
  /** Of all models together. */
  readonly perHour: number;
  readonly usdPerDay: number;
};

/** How the operator wants targets to be probed that do not rest. */
export type Rules = {
  /** One that has not answered for so long is probed, ms; 0: never. */
  readonly warmMs: number;
  /** Null: nobody is probed only to know how it is. */
  readonly watch: WatchLimits | null;
};

/** A target that may be probed, and what is known of it. Times are monotonic ms; null: not yet. */
export type Candidate = {
  readonly target: string;
  readonly health: Pick<Health, 'breaker' | 'failedMs'>;
  /** When it has answered anybody last, be it a request or a probe. */
  readonly provenMs: number | null;
  /** When it was probed last. */
  readonly probedMs: number | null;
  /** Does anybody who watches it suspect it? */
  readonly isSuspected: boolean;
  /** What a probe costs, US dollars. */
  readonly usd: number;
  /** A number from 0 to 1 that spreads its turns. */
  readonly jitter: number;
};

/** `sinceMs`: since when anybody is probed. `probes`: those of doubt and of quiet in the last day. */
export type Situation = {
  readonly nowMs: number;
  readonly sinceMs: number;
  readonly probes: readonly Probe[];
};

/** How often a target is probed that something speaks against, ms. */
const DOUBTED_MS = 20_000;
/** How often one is probed at most that does not answer and was not seen at work, ms. */
const UNPROVEN_MS = 600_000;
/** How far an interval is stretched or shortened by chance. */
const SPREAD = 0.2;
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Sums of prices are not exact. */
const ROUNDING_USD = 1e-9;

/** Has it a share in the probes of an hour, and in what may be spent in a day? */
export function isBudgeted(why: Reason): boolean {
  return why === 'doubted' || why === 'quiet';
}

/**
 * Whom to probe next, and why: the one that is overdue for the longest time, as far as the budgets go; null: nobody. One probe answers
 * all reasons that a target has, and counts once. Those that rest, or have just come back, have a pace of
 * their own (breaker.ts), and no other reason.
 */
export function nextProbe(candidates: readonly Candidate[], rules: Rules, at: Situation): Probe | null {
  const left = leftOf(rules, at);
  const due = candidates.flatMap((one) => {
    if (shareOf(one.health.breaker, at.nowMs) < 1) return [];
    const first = watched(one, rules, at, left) ?? unproven(one, rules, at);
    return first === null ? [] : [{ ...one, ...first }];
  });
  const [next] = due.toSorted((a, b) => b.overdueMs - a.overdueMs);
  return next === undefined ? null : { target: next.target, why: next.why, usd: next.usd, atMs: at.nowMs };
}

type Due = { readonly why: Reason; readonly overdueMs: number };
type Left = { readonly probes: number; readonly usd: number };

/** What is left of the budgets of doubt and of quiet. */
function leftOf({ watch }: Rules, { probes, nowMs }: Situation): Left {
  if (watch === null) return { probes: 0, usd: 0 };
  const inDay = probes.filter(({ atMs }) => nowMs - atMs < DAY_MS);
  const inHour = inDay.filter(({ atMs }) => nowMs - atMs < HOUR_MS);
  const spentUsd = inDay.reduce((sum, { usd }) => sum + usd, 0);
  return { probes: watch.perHour - inHour.length, usd: watch.usdPerDay - spentUsd + ROUNDING_USD };
}

function watched(one: Candidate, { watch }: Rules, { nowMs, sinceMs }: Situation, left: Left): Due | null {
  if (watch === null || left.probes < 1 || one.usd > left.usd) return null;
  const provenMs = one.provenMs ?? sinceMs;
  const failedMs = one.health.failedMs ?? sinceMs;
  // One failure settles nothing, and whoever asks again at once is sure within a minute.
  const isDoubted = one.isSuspected || failedMs > provenMs;
  const everyMs = isDoubted ? Math.min(DOUBTED_MS, watch.everyMs) : watch.everyMs;
  const lastMs = Math.max(sinceMs, provenMs, failedMs, one.probedMs ?? sinceMs);
  return dueAfter(isDoubted ? 'doubted' : 'quiet', nowMs - lastMs - everyMs * (1 - SPREAD + 2 * SPREAD * one.jitter));
}

function unproven({ provenMs, probedMs }: Candidate, { warmMs }: Rules, { nowMs, sinceMs }: Situation): Due | null {
  if (warmMs === 0 || (provenMs !== null && nowMs - provenMs < warmMs)) return null;
  return dueAfter('unproven', nowMs - Math.max(sinceMs, probedMs ?? sinceMs) - Math.min(warmMs, UNPROVEN_MS));
}

function dueAfter(why: Reason, overdueMs: number): Due | null {
  return overdueMs < 0 ? null : { why, overdueMs };
}
