import { Fault } from '../model/fault.ts';
import type { JournalQuery, JournalSink, RequestEntry } from '../model/journal.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './journal-limits.ts';
import { JournalWriter, type JournalState } from './journal-writer.ts';
import { StoreThread } from './thread.ts';

const DAY_MS = 24 * 60 * 60_000;

export type JournalStoreOptions = {
  /** The SQLite file. It and its folder are created when they are missing, for the owner only. */
  readonly path: string;
  readonly keepDays: number;
  /** Called once per spell of trouble, with a sentence for the operator. */
  readonly onTrouble: (text: string) => void;
  readonly wallMs: () => number;
  readonly limits?: Partial<JournalLimits>;
};

export type JournalStore = JournalSink & {
  /** Rejects with a `busy` fault when the file cannot be read now. */
  readonly query: (query: JournalQuery) => Promise<readonly RequestEntry[]>;
  readonly state: () => JournalState;
  /** Writes what waits, for a bounded time, and ends its thread. */
  readonly close: () => Promise<void>;
};

/**
 * The journal on disk. The path of a request only puts a text into a queue; one thread does all the rest, and whatever is
 * wrong with the disk is that thread's trouble: it is said once, retried, and never waited for. A thread that is shared is left running.
 */
export function openJournalStore(options: JournalStoreOptions, shared?: StoreThread): JournalStore {
  const { path, onTrouble } = options;
  const limits = { ...JOURNAL_LIMITS, ...options.limits };
  const thread = shared ?? new StoreThread({ path, pagesMax: limits.pagesMax });
  const writer = new JournalWriter(thread, { path, limits, onTrouble, onReady: () => void prune() });
  let queries = 0;
  let closing: Promise<void> | null = null;

  const query = async (wanted: JournalQuery): Promise<readonly RequestEntry[]> => {
    if (writer.isOver()) throw new Fault('busy', `The journal cannot be read. ${writer.state().trouble}`.trim());
    if (queries >= limits.queries) throw new Fault('busy', 'Too many readers of the journal at once');
    queries += 1;
    // What was recorded until now is to be found, when the disk takes it.
    await writer.handOver();
    const limit = Math.max(0, Math.min(limits.queryEntries, Math.trunc(wanted.limit)));
    const outcome = await thread.ask({ kind: 'query', query: { ...wanted, limit } });
    queries -= 1;
    if (outcome.kind === 'found') return outcome.entries;
    const why = outcome.kind === 'trouble' ? outcome.trouble.why : 'it gave no answer';
    throw new Fault('busy', `The journal ${path} cannot be read now, because ${why}`);
  };

  const prune = async (): Promise<void> => {
    if (writer.isOver() || closing !== null) return;
    const beforeMs = options.wallMs() - options.keepDays * DAY_MS;
    const outcome = await thread.ask({ kind: 'prune', beforeMs, limit: limits.pruneEntries });
    // One chunk per order, so that batches get in between.
    if (outcome.kind === 'done' && outcome.count > 0) await prune();
  };
  const pruning = setInterval(() => void prune(), limits.pruneMs).unref();

  const close = async (): Promise<void> => {
    clearInterval(pruning);
    const startMs = performance.now();
    await writer.close();
    if (shared === undefined) await thread.stop(Math.max(0, limits.closeMs - (performance.now() - startMs)));
  };

  return {
    record: writer.record,
    query,
    state: () => writer.state(),
    close: () => (closing ??= close()),
  };
}
