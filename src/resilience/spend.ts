import type { Why } from './budget.ts';

/** What was spent within an hour, US dollars, to the minute. Times are monotonic ms. A value. */
export type Hour = {
  /** The minute that is under way, counted from the beginning of the clock. */
  readonly minute: number;
  readonly usd: number;
  /** The minutes before it, newest first. */
  readonly before: readonly number[];
  /** All of `before`. */
  readonly beforeUsd: number;
};

const MINUTE_MS = 60_000;
/** Behind the minute that is under way, a whole hour counts: what was spent in the last 60 minutes, and up to one more. */
const MINUTES = 60;

export const NOTHING_SPENT: Hour = { minute: 0, usd: 0, before: [], beforeUsd: 0 };

export function spentIn(hour: Hour, nowMs: number): number {
  const { usd, beforeUsd } = upTo(hour, nowMs);
  return usd + beforeUsd;
}

export function withSpent(hour: Hour, usd: number, nowMs: number): Hour {
  const now = upTo(hour, nowMs);
  return { ...now, usd: now.usd + usd };
}

function upTo(hour: Hour, nowMs: number): Hour {
  const minute = Math.floor(nowMs / MINUTE_MS);
  const passed = minute - hour.minute;
  if (passed <= 0) return hour;
  const idle = Array.from<number>({ length: Math.min(passed - 1, MINUTES) }).fill(0);
  const before = [...idle, hour.usd, ...hour.before].slice(0, MINUTES);
  return { minute, usd: 0, before, beforeUsd: before.reduce((sum, one) => sum + one, 0) };
}

/** What calls that are made in addition may cost within an hour. */
export type ExtraSpend = {
  /** The share of all that is spent in the hour, 0–1. */
  readonly share: number;
  /** And so much besides, US dollars: enough to begin with. */
  readonly perHour: number;
};

/** One in twenty calls, as Tail at Scale and retry budgets have it, and some dozens where there is hardly any traffic. */
export const EXTRA_SPEND: ExtraSpend = { share: 0.05, perHour: 0.5 };

/** Calls that are made beside or behind one that might have done. To ask the next rung because one failed is what ladders are for. */
const IS_EXTRA: Readonly<Record<Why, boolean>> = {
  first: false,
  next: false,
  mend: false,
  again: true,
  hedge: true,
  rescue: true,
  continue: true,
};

export function isExtra(why: Why): boolean {
  return IS_EXTRA[why];
}

/** The most that calls in addition may have cost in the hour in which all came to so much, US dollars. */
export function extraMost({ share, perHour }: ExtraSpend, allUsd: number): number {
  return share * allUsd + perHour;
}

/** An account with a limit per hour, US dollars: what it has cost in the hour, and how many calls there are under way. */
export type Account = { readonly spentUsd: number; readonly calls: number; readonly underWay: number };

/** Is nothing left of the limit? Those under way will cost something, too: what the others have cost on the average. */
export function isUsedUp({ spentUsd, calls, underWay }: Account, perHour: number): boolean {
  const each = calls === 0 ? 0 : spentUsd / calls;
  return spentUsd + underWay * each >= perHour;
}
