import type { Calls, CallsQuery } from '../../model/monitor.ts';

/** Counts of calls where there is no store: the newest minutes. */
export type Counts = {
  readonly add: (calls: Calls) => void;
  readonly find: (query: CallsQuery) => readonly Calls[];
};

const ROWS_MAX = 10_000;

export function counts(): Counts {
  const rows = new Map<string, Calls>();
  return {
    add: (calls) => {
      sumUp(rows, calls);
      if (rows.size <= ROWS_MAX) return;
      for (const oldest of rows.keys()) {
        rows.delete(oldest);
        break;
      }
    },
    find: ({ surface, fromMs, toMs = Number.POSITIVE_INFINITY, spanMs }) => {
      const spans = new Map<string, Calls>();
      for (const row of rows.values()) {
        if (row.surface !== surface || row.atMs < fromMs || row.atMs >= toMs) continue;
        sumUp(spans, { ...row, atMs: row.atMs - (row.atMs % spanMs), spanMs });
      }
      return [...spans.values()].toSorted((a, b) => a.atMs - b.atMs);
    },
  };
}

function sumUp(rows: Map<string, Calls>, calls: Calls): void {
  const key = JSON.stringify([calls.atMs, calls.surface, calls.provider, calls.model, calls.kind]);
  const known = rows.get(key);
  rows.set(key, known === undefined ? calls : { ...calls, well: known.well + calls.well, ill: known.ill + calls.ill });
}
