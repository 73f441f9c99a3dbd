import type { KeptOutcome } from '../model/kept-status.ts';
import { type Runway, runway } from './runway.ts';

export type KeptEvent = {
  readonly route: string;
  readonly outcome: KeptOutcome;
  /** What tells apart those of one kind, else empty. */
  readonly reason: string;
  /** Of an answer that was given although it was no longer fresh: how old it was, ms; null for any other. */
  readonly ageMs: number | null;
};

export type KeptTally = Runway & {
  readonly note: (event: KeptEvent) => void;
  /** What it would have cost to ask, and what asking anew behind an answer has cost, US dollars. */
  readonly saved: (usd: number) => void;
  readonly renewed: (usd: number) => void;
  readonly totals: () => KeptTotals;
};

export type KeptTotals = {
  readonly outcomes: Readonly<Record<KeptOutcome, number>>;
  readonly savedUsd: number;
  readonly renewedUsd: number;
};

/** Reasons are fields that callers may make up: beyond so many, all others are `other`. */
const REASONS_MAX = 50;

/** `heard`: told of every event. */
export function keptTally(heard: (event: KeptEvent) => void): KeptTally {
  const outcomes: Record<KeptOutcome, number> = {
    fresh: 0,
    swr: 0,
    stale: 0,
    alias: 0,
    near: 0,
    edition: 0,
    collapsed: 0,
    miss: 0,
    bypass: 0,
  };
  const reasons = new Set<string>();
  let savedUsd = 0;
  let renewedUsd = 0;

  const bounded = (reason: string): string => {
    if (reasons.has(reason)) return reason;
    if (reasons.size >= REASONS_MAX) return 'other';
    reasons.add(reason);
    return reason;
  };

  return {
    ...runway(),
    note: (event) => {
      outcomes[event.outcome] += 1;
      heard({ ...event, reason: bounded(event.reason) });
    },
    saved: (usd) => void (savedUsd += usd),
    renewed: (usd) => void (renewedUsd += usd),
    totals: () => ({ outcomes: { ...outcomes }, savedUsd, renewedUsd }),
  };
}
