import { isFailover, type JournalQuery, type JournalSink, type RequestEntry } from '../model/journal.ts';
import type { Mode } from '../model/route.ts';
import type { Status } from '../model/status.ts';

/** How many entries are kept in memory when nobody says otherwise. */
export const RING = 1_000;

/** The memory of what happened: the last entries, and how many there were of each kind since the start. */
export type Journal = JournalSink & {
  /** Newest first, from memory only. `limit` of 0 or less finds nothing. */
  readonly recent: (query: JournalQuery) => readonly RequestEntry[];
  readonly requests: () => Status['requests'];
};

/** Keeps the last `ring` entries and passes every entry on to the sink, at a constant price per request. */
export function journal(options: { readonly ring?: number; readonly sink: JournalSink | null }): Journal {
  const { ring = RING, sink } = options;
  const entries: RequestEntry[] = [];
  const counts = { total: 0, answered: 0, failed: 0, broken: 0, left: 0 };
  const byMode: Partial<Record<Mode, number>> = {};

  return {
    record: (entry) => {
      if (ring > 0) entries[counts.total % ring] = entry;
      counts.total += 1;
      counts[entry.outcome] += 1;
      if (entry.mode !== null) byMode[entry.mode] = (byMode[entry.mode] ?? 0) + 1;
      sink?.record(entry);
    },
    recent: (query) => {
      const found: RequestEntry[] = [];
      const oldest = Math.max(0, counts.total - ring);
      for (let place = counts.total - 1; place >= oldest && found.length < query.limit; place -= 1) {
        const entry = entries[place % ring];
        if (entry !== undefined && fits(entry, query)) found.push(entry);
      }
      return found;
    },
    requests: () => ({ ...counts, byMode: { ...byMode } }),
  };
}

function fits(entry: RequestEntry, { id, beforeMs, beforeId, failoversOnly }: JournalQuery): boolean {
  if (id !== undefined && entry.id !== id) return false;
  if (failoversOnly === true && !isFailover(entry)) return false;
  if (beforeMs === undefined) return true;
  return entry.atMs < beforeMs || (entry.atMs === beforeMs && beforeId !== undefined && entry.id < beforeId);
}
