import { sizeOf, type StoredAnswer } from '../../model/stored-answer.ts';
import type { StoreThread } from '../thread.ts';
import { answerReader } from './answer-reader.ts';

/**
 * Kept answers on disk. Reading and writing never throw and never wait: what cannot be read is not there, what cannot be written is tried
 * again for a while and then lost.
 */
export type AnswerStore = {
  readonly read: (id: string) => StoredAnswer | null;
  readonly write: (answer: StoredAnswer) => void;
  /** Makes ready what the first read needs. Never rejects. */
  readonly prepare: () => Promise<void>;
  /** Writes what waits, for a bounded time. The thread goes on. */
  readonly close: () => Promise<void>;
};

export type AnswerStoreOptions = {
  readonly path: string;
  /** What all answers may take, bytes. */
  readonly bytesMax: number;
  readonly onTrouble: (text: string) => void;
  readonly wallMs: () => number;
  readonly limits?: Partial<AnswerStoreLimits>;
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
  closeMs: 1_000,
};

/** After so much was written as a share of what there may be, it is seen whether it is too much. */
const PRUNE_SHARE = 0.02;

export function openAnswerStore(options: AnswerStoreOptions, thread: StoreThread): AnswerStore {
  const { path, bytesMax, onTrouble, wallMs } = options;
  const limits = { ...ANSWER_STORE_LIMITS, ...options.limits };
  const reader = answerReader(path, () => performance.now());
  /** Of each request the newest answer, oldest first. */
  const waiting = new Map<string, StoredAnswer>();
  let bytes = 0;
  let written = 0;
  let failures = 0;
  let isOver = false;
  let isInTrouble = false;
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
    for (const one of batch) if (!waiting.has(one.id)) put(one);
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
    const outcome = await thread.ask({ kind: 'keep-answers', answers: batch });
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
    // One chunk per order, so that batches get in between.
    if (outcome.kind === 'done' && outcome.count > 0) await prune();
  };
  const pruning = setInterval(() => void prune(), limits.pruneMs).unref();

  return {
    read: (id) => waiting.get(id) ?? reader.read(id),
    write: (answer) => {
      if (isOver) return;
      put(answer);
      wakeIn(failures === 0 ? limits.flushMs : limits.retryMs);
    },
    prepare: async () => {
      try {
        await reader.prepare();
      } catch {
        // Then nothing is found.
      }
    },
    close: async () => {
      clearInterval(pruning);
      if (timer !== null) clearTimeout(timer);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const deadline = setTimeout(resolve, limits.closeMs);
      await Promise.race([work.then(flush), late]);
      clearTimeout(deadline);
      isOver = true;
      reader.close();
    },
  };
}
