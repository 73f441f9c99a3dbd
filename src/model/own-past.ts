import type { Incident } from './incident.ts';

/** What a gateway itself knows of the past of providers: what it saw, and what it read on their pages. */
export type OwnPast = {
  readonly incidents: readonly OwnIncident[];
  /** The days (UTC) on which a surface was watched, so that no incident means that there was none: first and last, `2026-11-26`. */
  readonly watched: Readonly<Record<string, readonly WatchedDays[]>>;
};

export type WatchedDays = { readonly from: string; readonly to: string };

export type OwnIncident = {
  readonly incident: Incident;
  /** The share of our own calls and probes of its surface that failed, while it lasted; null where there were too few to say. */
  readonly lost: readonly LostShare[] | null;
};

/** Times are ms since 1970, `weight` is 0–1. */
export type LostShare = { readonly fromMs: number; readonly toMs: number; readonly weight: number };
