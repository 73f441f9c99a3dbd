/**
 * What came of a request on a route that keeps answers. `fresh`: given before anybody was asked. `swr`: the same, no longer fresh, and
 * asked for anew behind it. `stale`: it stood in where nobody could answer. `alias`, `near`: the answer to the same question in other
 * words. `collapsed`: it waited for the answer to another one. `miss`: somebody was asked. `bypass`: its answer is nobody else's.
 */
export type KeptOutcome = 'fresh' | 'swr' | 'stale' | 'alias' | 'near' | 'edition' | 'collapsed' | 'miss' | 'bypass';

/** Hours after which it is said how much could still be answered. */
export const RUNWAY_HOURS = [1, 6, 24] as const;

/** The share of the requests of the last hour that would be answered at the end of an outage of so many hours, 0–1. */
export type RouteRunway = {
  readonly route: string;
  /** How many requests it is a share of. */
  readonly requests: number;
  readonly hours: Readonly<Record<(typeof RUNWAY_HOURS)[number], number>>;
};

/** Answers that were given before and are kept in memory, and what went wrong with them since the start. */
export type KeptShelf = {
  readonly entries: number;
  readonly bytes: number;
  /** Entries that lay under the key of another request: a store's mistake. None of them was given to anybody. */
  readonly mismatches: number;
  /** How often the file behind memory could not be read or written. */
  readonly errors: number;
  /** Answers that went because there was no room, or because they were of no use any more. */
  readonly evicted: Readonly<Record<'memory' | 'disk', { readonly room: number; readonly expired: number }>>;
};

/** The same, with what came of requests since the start. */
export type KeptStatus = KeptShelf & {
  readonly outcomes: Readonly<Record<KeptOutcome, number>>;
  readonly runway: readonly RouteRunway[];
  /** What asking would have cost where an answer was kept, and what asking anew behind one has, US dollars. */
  readonly savedUsd: number;
  readonly renewedUsd: number;
  readonly renewals: RenewalCounts;
  /** How answers to the same question in other words were checked, those first that are given no more; a hundred at most. */
  readonly near: readonly NearStatus[];
};

/** How one way to find the same question stands among those that have all else in common. */
export type NearStatus = {
  readonly route: string;
  readonly tenant: string;
  readonly tier: 'near' | 'alias';
  readonly checked: number;
  readonly wrong: number;
  /** The share of wrong ones that is seen, and what it may be at most, with 95 % certainty, 0–1. */
  readonly seen: number;
  readonly upTo: number;
  /** No more are given until checks prove them right. */
  readonly suspended: boolean;
};

/** Answers that were asked for anew behind one that was given. */
export type RenewalCounts = {
  readonly begun: number;
  /** Those that there was no budget for. */
  readonly refused: number;
  /** How many may be asked for now. */
  readonly left: number;
};
