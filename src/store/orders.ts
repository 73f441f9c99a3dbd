import type { Incident } from '../model/incident.ts';
import type { JournalQuery, RequestEntry } from '../model/journal.ts';
import type { Calls, CallsQuery } from '../model/monitor.ts';
import type { Trial, TrialQuery } from '../model/trial.ts';
import type { KeptAnswer, KeptQuery } from '../model/kept-answer.ts';
import type { Pruning } from './answers/answer-rows.ts';
import type { Lease } from './answers/leases.ts';
import type { StoredIncidentQuery } from './monitor/incident-rows.ts';
import type { Kept } from './monitor/kept-rows.ts';
import type { AnswerRow } from './tables.ts';

/** How the worker thread opens the file. Given to it when it starts. */
export type StoreFile = {
  readonly path: string;
  /** The largest size of the file in pages of 4 KB; null leaves it to the disk. */
  readonly pagesMax: number | null;
};

/** One entry on its way to the worker: as JSON, which crosses threads for a fifth of the price, bodies apart and unescaped. */
export type Parcel = {
  readonly json: string;
  readonly bodies: RequestEntry['bodies'];
};

/** What the worker thread can be asked to do. It does one after the other and answers each exactly once. */
export type Order =
  | { readonly kind: 'open' }
  | { readonly kind: 'write'; readonly parcels: readonly Parcel[] }
  | { readonly kind: 'query'; readonly query: JournalQuery }
  /** Deletes entries older than `beforeMs`, `limit` at most. */
  | { readonly kind: 'prune'; readonly beforeMs: number; readonly limit: number }
  /** Writes what the monitor has seen: incidents and notes over older ones, counts on top of them. */
  | { readonly kind: 'keep'; readonly kept: Kept }
  | { readonly kind: 'incidents'; readonly query: StoredIncidentQuery }
  | { readonly kind: 'calls'; readonly query: CallsQuery; readonly limit: number }
  | { readonly kind: 'trials'; readonly query: TrialQuery }
  | { readonly kind: 'note'; readonly name: string }
  /** Makes less of old counts, `limit` of them at most. */
  | { readonly kind: 'thin'; readonly nowMs: number; readonly limit: number }
  /** Writes kept answers over older ones to the same requests. */
  | { readonly kind: 'keep-answers'; readonly answers: readonly AnswerRow[] }
  /** Deletes some of those that are of no use, or too many. */
  | { readonly kind: 'prune-answers'; readonly pruning: Pruning }
  | { readonly kind: 'list-answers'; readonly query: KeptQuery; readonly limit: number }
  /** Deletes those that are meant, `limit` of them at most. */
  | { readonly kind: 'purge-answers'; readonly query: KeptQuery; readonly limit: number }
  | { readonly kind: 'lease'; readonly lease: Lease };

/**
 * Why an order was not carried out, as the second half of a sentence ("because …"). `passing`: it is worth another try.
 * `lasting`: nothing will change before a restart.
 */
export type StoreTrouble = { readonly kind: 'passing' | 'lasting'; readonly why: string };

export type Outcome =
  /** `count`: entries written or deleted. */
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'found'; readonly entries: readonly RequestEntry[] }
  | { readonly kind: 'incidents'; readonly incidents: readonly Incident[] }
  | { readonly kind: 'calls'; readonly calls: readonly Calls[] }
  | { readonly kind: 'trials'; readonly trials: readonly Trial[] }
  | { readonly kind: 'note'; readonly text: string | null }
  | { readonly kind: 'answers'; readonly answers: readonly KeptAnswer[] }
  | { readonly kind: 'pruned'; readonly expired: number; readonly evicted: number }
  | Troubled;

/** It could not be done. */
export type Troubled = { readonly kind: 'trouble'; readonly trouble: StoreTrouble };

/** What goes to a thread and comes back from it: the answer has the number of the question. */
export type Numbered<T> = { readonly number: number; readonly content: T };
