import { Fault } from '../../model/fault.ts';
import type { JournalQuery, RequestEntry } from '../../model/journal.ts';
import type { Chronicle } from './chronicle.ts';
import { testimonies } from '../calls/witness.ts';
import type { Scene } from '../scene.ts';
import { TICK_MS } from '../verdict/verdict-book.ts';

export type RecallParts = {
  readonly past: Pick<Chronicle, 'restore' | 'lately'>;
  readonly journal: (query: JournalQuery) => Promise<readonly RequestEntry[]>;
  readonly scene: Scene;
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

/** Goes once more through what was heard in the last hour, at the times when it was. */
async function remember({ past, journal, scene: { book, atlas }, wallMs }: RecallParts): Promise<void> {
  const nowMs = wallMs();
  const entries = await journal({ limit: RECALL_MAX });
  const heard = [...testimonies(entries, atlas), ...past.lately()]
    .filter(({ seen }) => seen.atMs <= nowMs && nowMs - seen.atMs <= RECALL_MS)
    .toSorted((a, b) => a.seen.atMs - b.seen.atMs);
  let tickMs = heard[0]?.seen.atMs ?? nowMs;
  for (const { cell, seen } of heard) {
    for (; tickMs + TICK_MS <= seen.atMs; tickMs += TICK_MS) book.tick([], tickMs);
    book.observe(cell, seen);
  }
  for (; tickMs + TICK_MS <= nowMs; tickMs += TICK_MS) book.tick([], tickMs);
}
