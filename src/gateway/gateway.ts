import type { Client, Config } from '../config/config.ts';
import type { Deferred } from '../deferred/deferred.ts';
import type { Engine } from '../engine/engine.ts';
import type { Proof } from '../engine/probes/proofs.ts';
import type { Outcome, Shown, SlotStatus } from '../model/edition.ts';
import type { JournalQuery, RequestEntry } from '../model/journal.ts';
import type { Alerts } from '../model/alerts.ts';
import type { Monitor } from '../model/monitor.ts';
import type { Status } from '../model/status.ts';
import type { Trial, TrialQuery } from '../model/trial.ts';
import type { Availabilities } from './availability/watch.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Bulletin } from './status-page/bulletin.ts';
import type { Streams } from './streams.ts';
import type { Writer } from './writer/writer.ts';

/** The configuration in effect with all that is built from it. A reload replaces it as a whole; a request keeps its own. */
export type Live = {
  readonly config: Config;
  readonly engine: Engine;
  /** Clients by the digest of their key. */
  readonly clients: ReadonlyMap<string, Client>;
  /** Does an account send the caller's own credential on? */
  readonly sendsCredentials: boolean;
};

export type Reloaded =
  | { readonly ok: true; readonly generation: number }
  | { readonly ok: false; readonly why: string };

/** The editions as requests and administrators meet them. */
export type GatewayEditions = {
  readonly status: () => readonly SlotStatus[];
  /** What a slot shows now; null when that is nothing. */
  readonly shown: (slot: string) => Shown | null;
  /** When its current edition became that, ms since 1970. */
  readonly sinceMs: (slot: string) => number;
  /** Builds now. Rejects with `no-such-path` for a slot that is not declared. */
  readonly build: (slot: string, order: { readonly by: string; readonly why: string }) => Promise<BuildEnd>;
};

/** `resting`: no model may be asked now. `elsewhere`: another process is at it. `said`: why, in a sentence. */
export type BuildEnd = {
  readonly outcome: Outcome | 'resting' | 'elsewhere';
  readonly said: string;
  readonly edition: string | null;
};

/** A gateway without its server: what requests and administrators are served from. */
export type Gateway = {
  readonly live: () => Live;
  readonly status: () => Status;
  readonly streams: Streams;
  /** From the store when there is one, else from memory. Rejects with a `busy` fault. */
  readonly requests: (query: JournalQuery) => Promise<readonly RequestEntry[]>;
  /** What drills and incidents have come to, the newest first. Rejects with a `busy` fault. */
  readonly trials: (query: TrialQuery) => Promise<readonly Trial[]>;
  /** Asks every rung that has not answered for so long one question of a token. Never rejects. */
  readonly prove: (olderThanMs: number) => Promise<readonly Proof[]>;
  /** What is known of how providers are doing; null where nobody watches. */
  readonly monitor: Monitor | null;
  /** The same for people, who look at it together; null like `monitor`. */
  readonly bulletin: Bulletin | null;
  /** Who is told of trouble; null like `monitor`. */
  readonly alerts: Alerts | null;
  /** What apps should show of every route. */
  readonly availability: Availabilities;
  readonly metrics: Metrics;
  /** The writing assistant. */
  readonly writer: Writer;
  /** What was made ahead of time. */
  readonly editions: GatewayEditions;
  /** What is answered later; null where nothing can be stored. */
  readonly deferred: Deferred | null;
  /** What `/admin` takes, as the header `x-failsoft-admin-key`, where `origins` are named. Another one in every run. */
  readonly adminKey: string;
  /** Reads the configuration anew. The last good one stays in effect when the new one is refused. */
  readonly reload: () => Reloaded;
};
