import { sizeOf, type StoredAnswer } from '../../model/stored-answer.ts';
import type { Sealing } from '../sealing.ts';
import type { StoreThread } from '../thread.ts';
import { rowOf } from './sealed-row.ts';

/** Writes kept answers in batches, so that nobody waits for the disk, and looks after what there is too much of. */
export type AnswerWriter = {
  readonly write: (answer: StoredAnswer) => void;
  /** Those that wait to be written, of each request the newest. */
  readonly waiting: ReadonlyMap<string, StoredAnswer>;
  readonly remove: (id: string) => void;
  /** Writes nothing any more that was made until then, ms since 1970. */
  readonly forget: (untilMs: number) => void;
  /** Writes what waits, as far as that can be done now. */
  readonly flush: () => Promise<void>;
  readonly counts: () => { readonly errors: number; readonly evicted: number; readonly expired: number };
  /** Writes what waits, for a bounded time. */
  readonly close: () => Promise<void>;
};

export type AnswerWriterOptions = {
  readonly path: string;
  /** What all answers may take, bytes. */
  readonly bytesMax: number;
  readonly onTrouble: (text: string) => void;
  readonly wallMs: () => number;
  readonly seal: Sealing;
  readonly limits: AnswerStoreLimits;
};

/** Every bound of what waits to be written. */
export type AnswerStoreLimits = {
  /** What waits, bytes; what comes beyond it is lost, the oldest first. */
  readonly waitingBytes: number;
  /** What is written in one transaction, so that others get in between. */
  readonly batch: number;
  readonly flushMs: number;
  /** Pause after the first failed try; it doubles up to the second number, ms. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** How often what is of no use is looked for, ms, and how much goes at once. */
  readonly pruneMs: number;
  readonly pruneRows: number;
  /** How often it is looked whether another process on the file has forgotten some. */
  readonly lookMs: number;
  readonly closeMs: number;
};

export const ANSWER_STORE_LIMITS: AnswerStoreLimits = {
  waitingBytes: 16 * 1024 * 1024,
  batch: 100,
  flushMs: 250,
  retryMs: 1_000,
  retryMsMax: 30_000,
  pruneMs: 10 * 60_000,
  pruneRows: 500,
  lookMs: 1_000,
  closeMs: 1_000,
};

/** After so much was written as a share of what there may be, it is seen whether it is too much. */
const PRUNE_SHARE = 0.02;

export function answerWriter(options: AnswerWriterOptions, thread: StoreThread): AnswerWriter {
  const { path, bytesMax, onTrouble, wallMs, seal, limits } = options;
  /** Of each request the newest answer, oldest first. */
  const waiting = new Map<string, StoredAnswer>();
  let bytes = 0;
  let written = 0;
  let failures = 0;
  let isOver = false;
  let isInTrouble = false;
  let errors = 0;
  let evicted = 0;
  let expired = 0;
  let forgottenMs = 0;
  let timer: NodeJS.Timeout | null = null;
  let work: Promise<void> = Promise.resolve();

  const remove = (id: string): void => {
    const one = waiting.get(id);
    if (one === undefined) return;
    waiting.delete(id);
    bytes -= sizeOf(one);
  };
  const put = (answer: StoredAnswer): void => {
    remove(answer.id);
    waiting.set(answer.id, answer);
    bytes += sizeOf(answer);
    for (const oldest of waiting.keys()) {
      if (bytes <= limits.waitingBytes) return;
      remove(oldest);
    }
  };

  const wakeIn = (ms: number): void => {
    if (timer !== null || isOver) return;
    // Not the world's timer: it must not keep the process alive, and no simulated world has a disk.
    timer = setTimeout(() => {
      timer = null;
      work = work.then(flush);
    }, ms).unref();
  };

  const failed = (batch: readonly StoredAnswer[], why: string, isLasting: boolean): void => {
    errors += 1;
    for (const one of batch) if (!waiting.has(one.id) && one.madeAtMs > forgottenMs) put(one);
    if (!isInTrouble)
      onTrouble(`Answers are not kept in ${path} ${isLasting ? 'until the next start' : 'for now'}, because ${why}.`);
    isInTrouble = true;
    if (isLasting) isOver = true;
    wakeIn(Math.min(limits.retryMsMax, limits.retryMs * 2 ** failures));
    failures = Math.min(failures + 1, 16);
  };

  const flush = async (): Promise<void> => {
    if (isOver || waiting.size === 0) return;
    const batch = [...waiting.values()].slice(0, limits.batch);
    for (const { id } of batch) remove(id);
    const outcome = await thread.ask({ kind: 'keep-answers', answers: batch.map((one) => rowOf(one, seal)) });
    if (outcome.kind === 'trouble') return failed(batch, outcome.trouble.why, outcome.trouble.kind === 'lasting');
    failures = 0;
    isInTrouble = false;
    written += batch.reduce((sum, one) => sum + sizeOf(one), 0);
    if (written > bytesMax * PRUNE_SHARE) await prune();
    await flush();
  };

  const prune = async (): Promise<void> => {
    written = 0;
    if (isOver) return;
    const outcome = await thread.ask({
      kind: 'prune-answers',
      pruning: { nowMs: wallMs(), bytesMax, limit: limits.pruneRows },
    });
    if (outcome.kind !== 'pruned') return;
    evicted += outcome.evicted;
    expired += outcome.expired;
    // One chunk per order, so that batches get in between.
    if (outcome.evicted + outcome.expired > 0) await prune();
  };
  const pruning = setInterval(() => void prune(), limits.pruneMs).unref();

  return {
    waiting,
    remove,
    forget: (untilMs) => {
      forgottenMs = untilMs;
      for (const { id, madeAtMs } of waiting.values()) if (madeAtMs <= untilMs) remove(id);
    },
    write: (answer) => {
      if (isOver) return;
      put(answer);
      wakeIn(failures === 0 ? limits.flushMs : limits.retryMs);
    },
    flush: async () => {
      work = work.then(flush);
      await work;
    },
    counts: () => ({ errors, evicted, expired }),
    close: async () => {
      clearInterval(pruning);
      if (timer !== null) clearTimeout(timer);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const deadline = setTimeout(resolve, limits.closeMs);
      await Promise.race([work.then(flush), late]);
      clearTimeout(deadline);
      isOver = true;
    },
  };
}
