import type { KeptStatus } from '../model/status.ts';
import type { StoredAnswer } from '../model/stored-answer.ts';
import { type Entry, pack, unpack } from './entry.ts';
import type { Key } from './key.ts';
import { memory } from './memory.ts';

/** Where answers are kept behind memory. It never throws: what cannot be read is not there, what cannot be written is lost. */
export type DeepAnswers = {
  readonly read: (id: string) => StoredAnswer | null;
  readonly write: (answer: StoredAnswer) => void;
};

/** Answers that were given before. */
export type Answers = {
  /** Null when there is none to exactly this request of this tenant. */
  readonly find: (tenant: string, key: Key, nowMs: number) => Entry | null;
  /** `keepMs`: for how long it is of use. */
  readonly keep: (tenant: string, key: Key, entry: Entry, keepMs: number) => void;
  readonly counts: () => KeptStatus;
};

/** What answers take in memory when nobody says, bytes. */
export const MEMORY_BYTES = 64 * 1024 * 1024;
/** The largest answer, with its request, that is kept, bytes. */
const ANSWER_BYTES_MAX = 1024 * 1024;
/** Who stands so much before its own time has lost it: a clock was set back. Ms. */
const AHEAD_MS_MAX = 60_000;

export function answers(deep: DeepAnswers | null, bytesMax = MEMORY_BYTES): Answers {
  const near = memory(bytesMax);
  let mismatches = 0;

  /** Was it made for this very request, and in time? */
  const isIt = (one: StoredAnswer, tenant: string, key: Key, nowMs: number): boolean => {
    if (one.madeAtMs > nowMs + AHEAD_MS_MAX || one.untilMs < nowMs) return false;
    if (one.tenant === tenant && key.request.equals(one.request)) return true;
    mismatches += 1;
    return false;
  };

  return {
    find: (tenant, key, nowMs) => {
      const held = near.get(tenant, key.id);
      const found = held ?? deep?.read(key.id) ?? null;
      if (found === null || !isIt(found, tenant, key, nowMs)) return null;
      const entry = unpack(found);
      if (entry !== null && held === null) near.put(found);
      if (entry === null && held !== null) near.drop(tenant, key.id);
      return entry;
    },
    keep: (tenant, { id, request }, entry, keepMs) => {
      const answer = pack(entry);
      if (answer.length + request.length > ANSWER_BYTES_MAX) return;
      const { madeAtMs } = entry;
      const stored: StoredAnswer = { id, tenant, request, answer, madeAtMs, untilMs: madeAtMs + keepMs };
      near.put(stored);
      deep?.write(stored);
    },
    counts: () => ({ entries: near.count(), bytes: near.bytes(), mismatches }),
  };
}
