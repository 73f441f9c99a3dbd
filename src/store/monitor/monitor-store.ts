import { Fault } from '../../model/fault.ts';
import type { Incident } from '../../model/incident.ts';
import type { Calls, CallsQuery } from '../../model/monitor.ts';
import type { Trial, TrialQuery } from '../../model/trial.ts';
import type { Order, Outcome } from '../orders.ts';
import type { StoreThread } from '../thread.ts';
import type { StoredIncidentQuery } from './incident-rows.ts';
import { Keeper, KEEPER_LIMITS, type KeeperLimits } from './keeper.ts';
import type { Note } from './kept-rows.ts';

/**
 * What is known of providers, on disk. Writing never waits and never throws; reading rejects with a `busy` fault when the file cannot be
 * read now.
 */
export type MonitorStore = {
  readonly keepIncident: (incident: Incident) => void;
  readonly keepTrial: (trial: Trial) => void;
  readonly addCalls: (calls: Calls) => void;
  readonly keepNote: (note: Note) => void;
  /** The newest first. */
  readonly incidents: (query: StoredIncidentQuery) => Promise<readonly Incident[]>;
  readonly calls: (query: CallsQuery) => Promise<readonly Calls[]>;
  /** The newest first. */
  readonly trials: (query: TrialQuery) => Promise<readonly Trial[]>;
  /** Null where nothing was written by this name. */
  readonly note: (name: string) => Promise<string | null>;
  /** Resolves when what was kept until now is on disk, or cannot be written now. */
  readonly flush: () => Promise<void>;
  /** Why nothing is written now; empty when it is. */
  readonly trouble: () => string;
  /** Writes what waits, for a bounded time. The thread goes on. */
  readonly close: () => Promise<void>;
};

export type MonitorStoreOptions = {
  readonly path: string;
  readonly onTrouble: (text: string) => void;
  readonly wallMs: () => number;
  readonly limits?: Partial<KeeperLimits>;
};

/** Queries that wait at once, and what one of them may ask for. */
const QUERIES_MAX = 100;
const INCIDENTS_MAX = 5_000;
const CALLS_MAX = 20_000;
const TRIALS_MAX = 1_000;
/** How often old counts are thinned out, ms, and how many per transaction. */
const THIN_MS = 60 * 60_000;
const THIN_ROWS = 1_000;

type ReadOrder = Extract<Order, { readonly kind: 'incidents' | 'calls' | 'trials' | 'note' }>;

export function openMonitorStore(options: MonitorStoreOptions, thread: StoreThread): MonitorStore {
  const { path, onTrouble, wallMs } = options;
  const keeper = new Keeper(thread, { path, onTrouble, limits: { ...KEEPER_LIMITS, ...options.limits } });
  let queries = 0;

  const read = async (order: ReadOrder): Promise<Outcome> => {
    if (keeper.isOver()) throw new Fault('busy', `The store cannot be read. ${keeper.trouble()}`.trim());
    if (queries >= QUERIES_MAX) throw new Fault('busy', 'Too many readers of the store at once');
    queries += 1;
    const outcome = await thread.held(async () => {
      // What was seen until now is to be found, when the disk takes it.
      await keeper.handOver();
      return thread.ask(order);
    });
    queries -= 1;
    if (outcome.kind !== 'trouble') return outcome;
    throw new Fault('busy', `The store ${path} cannot be read now, because ${outcome.trouble.why}`);
  };

  const thin = async (): Promise<void> => {
    if (keeper.isOver()) return;
    const outcome = await thread.ask({ kind: 'thin', nowMs: wallMs(), limit: THIN_ROWS });
    // One chunk per order, so that batches get in between.
    if (outcome.kind === 'done' && outcome.count > 0) await thin();
  };
  void thin();
  const thinning = setInterval(() => void thin(), THIN_MS).unref();

  return {
    keepIncident: (incident) => keeper.keepIncident(incident),
    keepTrial: (trial) => keeper.keepTrial(trial),
    addCalls: (calls) => keeper.addCalls(calls),
    keepNote: (note) => keeper.keepNote(note),
    incidents: async (query) => {
      const limit = Math.max(0, Math.min(INCIDENTS_MAX, Math.trunc(query.limit)));
      const outcome = await read({ kind: 'incidents', query: { ...query, limit } });
      return outcome.kind === 'incidents' ? outcome.incidents : [];
    },
    calls: async (query) => {
      const outcome = await read({ kind: 'calls', query, limit: CALLS_MAX });
      return outcome.kind === 'calls' ? outcome.calls : [];
    },
    trials: async ({ limit }) => {
      const outcome = await read({
        kind: 'trials',
        query: { limit: Math.max(0, Math.min(TRIALS_MAX, Math.trunc(limit))) },
      });
      return outcome.kind === 'trials' ? outcome.trials : [];
    },
    note: async (name) => {
      const outcome = await read({ kind: 'note', name });
      return outcome.kind === 'note' ? outcome.text : null;
    },
    flush: async () => keeper.handOver(),
    trouble: () => keeper.trouble(),
    close: async () => {
      clearInterval(thinning);
      await keeper.close();
    },
  };
}
