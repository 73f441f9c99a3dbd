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
  /**
   * The share of our own requests for its surface that met it while it lasted, 0–1: it failed them, or they were led past it. Null where
   * there were too few requests to say.
   */
  readonly met: number | null;
};
