import type { Incident } from './incident.ts';
import type { Level, Maintenance, Source } from './official.ts';
import type { OwnPast } from './own-past.ts';
import type { Surface } from './surface.ts';
import type { Condition, Verdict } from './verdict.ts';

/** What is known of how providers are doing, for all who show it. It explains; it never routes. */
export type Monitor = {
  /** The surfaces that this gateway watches, those of its own providers first. */
  readonly surfaces: () => readonly Surface[];
  /** The newest verdicts: one for each surface, and one for every part of it that differs. */
  readonly verdicts: () => readonly Verdict[];
  readonly sources: () => readonly Source[];
  /** What the official pages say of all of a surface now; `unknown` where none can be read. */
  readonly official: (surface: string) => Level;
  readonly maintenances: () => readonly Maintenance[];
  /** Newest first, of all that is watched where no surface is named. Rejects with a `busy` fault when the store cannot be read now. */
  readonly incidents: (query: IncidentQuery) => Promise<readonly Incident[]>;
  /** The last days of a surface, oldest first, ending today. Days are UTC. */
  readonly days: (surface: string, count: number) => Promise<readonly Day[]>;
  /** How our own calls and probes of a surface went, summed up by spans, oldest first. Rejects like `incidents`. */
  readonly calls: (query: CallsQuery) => Promise<readonly Calls[]>;
  /** What was seen and read here, to be played in forecasts. Rejects like `incidents`. */
  readonly past: () => Promise<OwnPast>;
  /** Rungs below the first that are looked after, route by route. */
  readonly standbys: () => readonly Standby[];
  /** Calls back with everything that changes; returns how to stop that. */
  readonly listen: (hear: (tiding: Tiding) => void) => () => void;
};

/** `target` ends in `/*` while nobody knows for which model. `proven`: it was seen at work since the start, and within a day. */
export type Standby = { readonly route: string; readonly target: string; readonly proven: boolean };

export type IncidentQuery = {
  readonly limit: number;
  readonly surface?: string;
  readonly id?: string;
  /** Words that title or updates have in them. */
  readonly text?: string;
  readonly openOnly?: boolean;
  /** Only those that began before, ms since 1970. */
  readonly beforeMs?: number;
};

export type Day = {
  /** `2026-11-25`. */
  readonly date: string;
  /** The worst of the day; null where nothing is known of it. */
  readonly worst: Level | null;
  /** How long it was how bad, ms. Two incidents at once count once, as the worse one. */
  readonly badMs: Readonly<Record<'degraded' | 'partial' | 'major', number>>;
  /** Ids of its incidents. */
  readonly incidents: readonly string[];
};

export type CallsQuery = {
  readonly surface: string;
  /** ms since 1970. */
  readonly fromMs: number;
  /** Before this, ms since 1970. Absent: until now. */
  readonly toMs?: number;
  /** The length of a span, ms: whole minutes, and of what is older than 90 days whole hours. */
  readonly spanMs: number;
};

/** What came of the calls of one kind in one span of time. What says nothing of anybody's health is not counted. */
export type Calls = {
  /** When the span begins, ms since 1970. */
  readonly atMs: number;
  readonly spanMs: number;
  readonly surface: string;
  readonly provider: string;
  readonly model: string;
  readonly kind: 'traffic' | 'probe';
  readonly well: number;
  readonly ill: number;
};

/** Something that has changed. */
export type Tiding =
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      readonly before: Condition;
      /** The title of the maintenance that its maker has announced for now; null where there is none. Nobody is woken up for that. */
      readonly maintenance: string | null;
    }
  | {
      readonly kind: 'incident';
      readonly incident: Incident;
      /** `posted` and `updated` are the maker's words, `opened` and `closed` are about the whole. */
      readonly change: 'opened' | 'posted' | 'updated' | 'closed';
    }
  | { readonly kind: 'maintenance'; readonly maintenance: Maintenance }
  | { readonly kind: 'source'; readonly source: Source; readonly before: Source['state'] }
  /** A rung that nobody has seen at work for too long, or again has. */
  | { readonly kind: 'standby'; readonly target: string; readonly route: string; readonly proven: boolean };
