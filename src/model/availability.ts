import type { Mode } from './route.ts';

/** What an app should show of a route now: by whom the next request is most likely to be answered. */
export type Availability = {
  readonly route: string;
  /** The model names that it is for; `*` stands for any run of characters. */
  readonly match: readonly string[];
  /** `none`: nobody is expected to answer. Whoever asks all the same is tried for. */
  readonly mode: Mode | 'none';
  /** 0: as always. 1: another model answers. 2: one on the gateway's own machine does. 3: no model answers. */
  readonly level: 0 | 1 | 2 | 3;
  /** Since when it is so, ms since 1970; null: since the start of the gateway, or for a time that is not known. */
  readonly sinceMs: number | null;
  /** `provider/model`, or `provider/*` where routes leave the model to the caller; empty when no model answers. */
  readonly servedBy: string;
  /** Why the best rung does not answer, in a sentence; empty when it does. */
  readonly why: string;
  /** When it is found out next whether the best rung is back, ms since 1970; null when that is not known, or under way, or not needed. */
  readonly nextTryAtMs: number | null;
};

export const LEVELS: Readonly<Record<Availability['mode'], Availability['level']>> = {
  primary: 0,
  standby: 1,
  local: 2,
  cache: 3,
  edition: 3,
  deferred: 3,
  notice: 3,
  none: 3,
};
