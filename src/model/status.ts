import type { JobCounts } from './job.ts';
import type { ChannelStatus } from './alerts.ts';
import type { SlotStatus } from './edition.ts';
import type { KeptStatus } from './kept-status.ts';
import type { Need } from './need.ts';
import type { Mode } from './route.ts';

/** How a gateway and all that it knows is doing: what `failsoft status` prints and `GET /admin/status` answers. */
export type Status = {
  readonly version: string;
  readonly pid: number;
  /** ms since 1970. */
  readonly startedAtMs: number;
  readonly config: {
    /** A file's path, `environment`, or `sandbox`. */
    readonly source: string;
    /** Counts the configurations that were applied since the start, from 1. */
    readonly generation: number;
    readonly appliedAtMs: number;
    /** Why the newest configuration was not applied; empty when it was. */
    readonly refused: string;
  };
  /** Since when nothing can be reached from this machine, ms since 1970; null while something can. Then no provider is blamed. */
  readonly cutOffSinceMs: number | null;
  /** An outage on purpose that goes on now: who fails, how, and for how long yet, ms. */
  readonly drill: { readonly provider: string; readonly mode: string; readonly leftMs: number } | null;
  readonly routes: readonly RouteStatus[];
  /** The accounts that have limits of their own. */
  readonly accounts: readonly AccountStatus[];
  readonly spend: SpendStatus;
  readonly requests: Readonly<Record<'total' | 'answered' | 'failed' | 'broken' | 'left', number>> & {
    readonly byMode: Readonly<Partial<Record<Mode, number>>>;
  };
  readonly kept: KeptStatus;
  readonly journal: {
    /** The file; null when entries are kept in memory only. */
    readonly path: string | null;
    readonly recorded: number;
    readonly notRecorded: number;
    /** Why entries are not recorded now; empty when they are. */
    readonly trouble: string;
  };
  /** Those that alerts are sent to. */
  readonly channels: readonly ChannelStatus[];
  /** What is made ahead of time. */
  readonly editions: readonly SlotStatus[];
  /** What is answered later; null where nothing can be stored. */
  readonly deferred: DeferredStatus | null;
};

/** How much of its limits an account has used. */
export type AccountStatus = {
  readonly account: string;
  /** Requests under way there, and those that wait for a place; null where there may be any number. */
  readonly underWay: number | null;
  readonly waiting: number | null;
  readonly concurrency: number | null;
  /** What it has cost in the last hour and may cost, US dollars; null where it may cost anything. */
  readonly spentUsd: number | null;
  readonly spendPerHour: number | null;
};

/** What was spent in the last hour, US dollars, as far as prices are known. */
export type SpendStatus = {
  readonly allUsd: number;
  /** By calls in addition: hedges, rescues, second tries, continuations and probes, those under way included. */
  readonly extraUsd: number;
  /** What they may come to. */
  readonly extraMostUsd: number;
  /** How much of it is guessed, because nobody told what was used. */
  readonly guessedUsd: number;
  /** Calls in addition that are not counted, because nobody here knows their price. */
  readonly unpriced: number;
};

export type RouteStatus = {
  readonly name: string;
  readonly match: readonly string[];
  readonly rungs: readonly RungStatus[];
};

export type RungStatus = {
  /** `openai/gpt-5.6`, `anthropic/*`, `cache`, `edition daily` or `notice`. */
  readonly label: string;
  /**
   * `ready`: it may be asked. `resting`: its breaker is open, or nothing can be reached. `parked`: all its keys rest. `spent`: its
   * account has cost enough in this hour. `forbidden`: the route's data policy excludes it.
   */
  readonly state: 'ready' | 'resting' | 'parked' | 'spent' | 'forbidden';
  /** What is known, one line per model for `*` rungs. */
  readonly targets: readonly TargetStatus[];
};

/** Does a rung ask a model? */
export function asksModel({ label }: RungStatus): boolean {
  return label.includes('/');
}

/** A rung that nobody has seen at work for this long is a hope, ms. */
export const PROVEN_MS = 24 * 3_600_000;

export type TargetStatus = {
  readonly target: string;
  /** `probing`: it is open, and a probe or a request is finding out whether it is back. `ramping`: it gets `share`. */
  readonly breaker: 'closed' | 'open' | 'probing' | 'ramping';
  /** The share of the requests that it gets, 0–1. */
  readonly share: number;
  /** What speaks against it, 0–1; with 1 its breaker opens. */
  readonly evidence: number;
  /** The evidence is enough to ask another one beside it when it is late. */
  readonly suspect: boolean;
  /** Why its breaker is open, empty while it is not. */
  readonly why: string;
  /** When it is probed next, ms since 1970; null while it need not be, or nobody has wanted it for an hour, or only a request can look. */
  readonly nextProbeAtMs: number | null;
  /** How often it was probed. */
  readonly probes: number;
  /** When it answered last, ms since 1970; null when it has not since the start. */
  readonly answeredAtMs: number | null;
  /** When it was last seen at work, by a request or by a question of ours; null when it was not since the start. */
  readonly provenAtMs: number | null;
  /** What it was seen to answer beyond words, by requests, and when. */
  readonly seen: readonly { readonly need: Need; readonly atMs: number }[];
  readonly failedAtMs: number | null;
  /** The last fault in words, empty when there was none. */
  readonly lastFault: string;
  readonly answered: number;
  readonly failed: number;
  /** Median ms to the first content of the last answers; null without any. */
  readonly firstContentMs: number | null;
};

/** The queue of deferred answers. */
export type DeferredStatus = {
  /** As they were a short time ago; null before the first promise. */
  readonly counts: JobCounts | null;
  /** What came to which end in this process. */
  readonly ended: Readonly<Record<'done' | 'failed' | 'cancelled' | 'expired', number>>;
  /** Could nothing be stored the last time? */
  readonly trouble: boolean;
};
