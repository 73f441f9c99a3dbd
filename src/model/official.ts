/** How bad a maker says that it is. `unknown`: a word that we cannot read, which is never green. */
export type Level = 'operational' | 'maintenance' | 'degraded' | 'partial' | 'major' | 'unknown';

export type Stage = 'investigating' | 'identified' | 'monitoring' | 'resolved';

/** What an official status page says, in nobody's format. All times are ms since 1970. */
export type Reading = {
  /** When the page says that it was made; null when it does not say. */
  readonly updatedAtMs: number | null;
  readonly components: readonly Component[];
  readonly incidents: readonly OfficialIncident[];
  readonly maintenances: readonly Maintenance[];
};

/** One lamp of the page. `surface` is null where it is none of those that we know. */
export type Component = {
  readonly id: string;
  readonly name: string;
  readonly surface: string | null;
  /** What of the surface its level is about (see scope.ts); empty where it is about all of it. */
  readonly scope: readonly string[];
  readonly level: Level;
};

export type OfficialIncident = {
  /** As the page calls it; unique on this page. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly level: Level;
  readonly stage: Stage;
  /** Ids of the surfaces that it is about; empty where that cannot be told. */
  readonly surfaces: readonly string[];
  /** What of the surfaces title and text name (see scope.ts); empty where it is about all of them. */
  readonly scope: readonly string[];
  /** When the trouble began, as far as the page says so. */
  readonly startedAtMs: number;
  /** When the page first said so; null where it does not tell. Later than `startedAtMs` by the page's lag. */
  readonly postedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Oldest first. */
  readonly updates: readonly OfficialUpdate[];
};

export type OfficialUpdate = {
  readonly id: string;
  readonly atMs: number;
  readonly stage: Stage;
  /** Plain text, never HTML. */
  readonly text: string;
};

export type Maintenance = {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly surfaces: readonly string[];
  readonly fromMs: number;
  /** Null where nobody says. */
  readonly toMs: number | null;
  readonly stage: 'scheduled' | 'under-way' | 'completed';
};

/**
 * Whether a page can be read. `stale`: what was read last is too old to go by. `blocked`: it answers with a challenge or refuses.
 * `unreadable`: what it says is not what it used to look like. `unasked`: not yet, or switched off.
 */
export type Source = {
  /** The id of the page. */
  readonly page: string;
  readonly name: string;
  readonly url: string;
  readonly state: 'ok' | 'stale' | 'blocked' | 'unreadable' | 'unasked';
  /** In words; empty while it is `ok`. */
  readonly why: string;
  /** The surfaces that it speaks of. */
  readonly surfaces: readonly string[];
  readonly readAtMs: number | null;
  readonly nextAtMs: number | null;
};
