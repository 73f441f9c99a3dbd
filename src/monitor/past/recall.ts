import { Fault } from '../../model/fault.ts';
import type { JournalQuery, RequestEntry } from '../../model/journal.ts';
import type { Chronicle } from './chronicle.ts';
import type { Hearing } from '../calls/hearing.ts';
import { TICK_MS, type VerdictBook } from '../verdict/verdict-book.ts';

export type RecallParts = {
  readonly past: Pick<Chronicle, 'restore'>;
  readonly journal: (query: JournalQuery) => Promise<readonly RequestEntry[]>;
  readonly witnesses: Pick<Hearing, 'recall'>;
  readonly book: VerdictBook;
  readonly wallMs: () => number;
};

/** How far back the last requests are looked at again after a restart, ms. */
const RECALL_MS = 60 * 60_000;
const RECALL_MAX = 1_000;

/**
 * What was known before a restart: incidents as they were written down, and what was believed as it follows from the last requests. So
 * an outage goes on that began before. Never rejects: what cannot be read now is found later, and the store has said why.
 */
export async function recall(parts: RecallParts): Promise<void> {
  try {
    await parts.past.restore();
    await remember(parts);
  } catch (error) {
    if (Fault.from(error).kind !== 'busy') throw error;
  }
}

async function remember({ journal, witnesses, book, wallMs }: RecallParts): Promise<void> {
  const nowMs = wallMs();
  const entries = await journal({ limit: RECALL_MAX });
  const recent = entries.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs <= RECALL_MS).toReversed();
  let tickMs = recent[0]?.atMs ?? nowMs;
  for (const entry of recent) {
    for (; tickMs + TICK_MS <= entry.atMs; tickMs += TICK_MS) book.tick([], tickMs);
    witnesses.recall(entry);
  }
  for (; tickMs + TICK_MS <= nowMs; tickMs += TICK_MS) book.tick([], tickMs);
}
