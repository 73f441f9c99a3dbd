/** Every bound of the journal's store. */
export type JournalLimits = {
  /** Entries that wait in memory for the disk; what comes beyond is not recorded. */
  readonly queueEntries: number;
  /** The text of those entries, bodies included, characters. */
  readonly queueChars: number;
  /** Entries and characters of one transaction, and after how many ms a smaller one is written. */
  readonly batchEntries: number;
  readonly batchChars: number;
  readonly flushMs: number;
  /** Pause after the first failed try; it doubles up to the second number, ms. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** How often old entries are deleted, ms, and how many per transaction. */
  readonly pruneMs: number;
  readonly pruneEntries: number;
  /** Queries that wait at once, and entries that one of them may ask for. */
  readonly queries: number;
  readonly queryEntries: number;
  /** How long the last entries may take when the store is closed, ms. */
  readonly closeMs: number;
  /** The largest file, pages of 4 KB; null leaves it to the disk. */
  readonly pagesMax: number | null;
};

export const JOURNAL_LIMITS: JournalLimits = {
  queueEntries: 10_000,
  queueChars: 64 * 1024 * 1024,
  batchEntries: 500,
  batchChars: 4 * 1024 * 1024,
  flushMs: 250,
  retryMs: 250,
  retryMsMax: 10_000,
  pruneMs: 60 * 60_000,
  pruneEntries: 1_000,
  queries: 100,
  queryEntries: 1_000,
  closeMs: 2_000,
  pagesMax: null,
};
