import { Fault } from '../../model/fault.ts';
import { isMeant, type KeptAnswer, type KeptQuery, withoutWords } from '../../model/kept-answer.ts';
import type { StoredAnswer } from '../../model/stored-answer.ts';
import type { Outcome } from '../orders.ts';
import { type Sealing, sealing, Unopened } from '../sealing.ts';
import type { StoreThread } from '../thread.ts';
import { answerReader, PURGED } from './answer-reader.ts';
import { ANSWER_STORE_LIMITS, type AnswerStoreLimits, answerWriter } from './answer-writer.ts';
import { answerOf, keyOf } from './sealed-row.ts';

/**
 * Kept answers on disk. Reading and writing never throw and never wait: what cannot be read is not there, what cannot be written is tried
 * again for a while and then lost.
 */
export type AnswerStore = {
  readonly read: (id: string) => StoredAnswer | null;
  readonly write: (answer: StoredAnswer) => void;
  /** Under which name the answer to a request lies in the file. */
  readonly keyOf: (id: string) => string;
  /** The answer of this name. */
  readonly show: (key: string) => StoredAnswer | null;
  /** Newest first. Rejects with `busy` when the file cannot be read now. */
  readonly list: (query: KeptQuery, limit: number) => Promise<readonly KeptAnswer[]>;
  /** Deletes those that are meant, and says which that were; `busy` when the file cannot be written now. */
  readonly purge: (query: KeptQuery) => Promise<number>;
  /** Told when another process on the file has forgotten some. */
  readonly onPurged: (act: () => void) => void;
  /** Takes a turn that other processes on the file may have instead. True, too, when the file cannot be written now. */
  readonly lease: (name: string, forMs: number) => Promise<boolean>;
  readonly counts: () => AnswerStoreCounts;
  /** Makes ready what the first read needs. Never rejects. */
  readonly prepare: () => Promise<void>;
  /** Writes what waits, for a bounded time. The thread goes on. */
  readonly close: () => Promise<void>;
};

/** What has happened to it since the start. */
export type AnswerStoreCounts = {
  /** How often the file could not be read or written, and how many answers in it could not be opened. */
  readonly errors: number;
  /** Answers that went because there was no room. */
  readonly evicted: number;
  readonly expired: number;
};

export type AnswerStoreOptions = {
  readonly path: string;
  /** What all answers may take, bytes. */
  readonly bytesMax: number;
  readonly onTrouble: (text: string) => void;
  readonly wallMs: () => number;
  /** Absent: answers are written as they are. */
  readonly sealing?: Sealing;
  /** This process among others on the file. Absent: one that takes leases alone. */
  readonly instance?: string;
  readonly limits?: Partial<AnswerStoreLimits>;
};

export function openAnswerStore(options: AnswerStoreOptions, thread: StoreThread): AnswerStore {
  const { path, wallMs, sealing: seal = PLAIN, instance = '' } = options;
  const limits = { ...ANSWER_STORE_LIMITS, ...options.limits };
  const reader = answerReader(path, () => performance.now());
  const writer = answerWriter({ ...options, seal, limits }, thread);
  const { waiting } = writer;
  const told: (() => void)[] = [];
  let unopened = 0;
  let own = '';
  let last = '';

  const look = (): void => {
    const purged = reader.purged();
    if (purged === null || purged === last) return;
    last = purged;
    if (purged === own) return;
    writer.forget(Number(purged.slice(purged.lastIndexOf(' '))));
    for (const act of told) act();
  };
  const looking = setInterval(look, limits.lookMs).unref();

  /** Opens what was found; what cannot be opened is not there. */
  const find = (key: string, id: string): StoredAnswer | null => {
    const row = reader.read(key);
    if (row === null) return null;
    try {
      return answerOf(row, id, seal);
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
      unopened += 1;
      return null;
    }
  };

  const waitingAt = (key: string): StoredAnswer | undefined =>
    waiting.get(key) ?? [...waiting.values()].find(({ id }) => keyOf(id, seal) === key);

  return {
    read: (id) => waiting.get(id) ?? find(keyOf(id, seal), id),
    keyOf: (id) => keyOf(id, seal),
    show: (key) => waitingAt(key) ?? find(key, key),
    list: async (query, limit) => {
      await thread.held(writer.flush);
      const outcome = await thread.ask({ kind: 'list-answers', query, limit });
      if (outcome.kind === 'answers') return outcome.answers;
      throw troubled(outcome);
    },
    purge: async (query) => {
      await thread.held(writer.flush);
      for (const one of waiting.values())
        if (isMeant(withoutWords(one, keyOf(one.id, seal)), query)) writer.remove(one.id);
      let count = 0;
      for (;;) {
        const outcome = await thread.ask({ kind: 'purge-answers', query, limit: limits.pruneRows });
        if (outcome.kind !== 'done') throw troubled(outcome);
        count += outcome.count;
        if (outcome.count < limits.pruneRows) break;
      }
      // Every process has a memory of its own.
      own = `${instance} ${wallMs()}`;
      const notes = [{ name: PURGED, text: own }];
      const outcome = await thread.held(async () =>
        thread.ask({ kind: 'keep', kept: { incidents: [], trials: [], calls: [], notes } }),
      );
      // Those that did not hear of it would go on giving what was meant.
      if (outcome.kind !== 'done') throw troubled(outcome);
      return count;
    },
    onPurged: (act) => void told.push(act),
    lease: async (name, forMs) => {
      const nowMs = wallMs();
      const lease = { name: keyOf(name, seal), holder: instance, nowMs, untilMs: nowMs + forMs };
      const outcome = await thread.ask({ kind: 'lease', lease });
      return outcome.kind !== 'done' || outcome.count > 0;
    },
    counts: () => {
      const { errors, ...gone } = writer.counts();
      return { errors: errors + unopened + reader.errors(), ...gone };
    },
    write: writer.write,
    prepare: async () => {
      try {
        await reader.prepare();
      } catch {
        // Then nothing is found.
      }
    },
    close: async () => {
      clearInterval(looking);
      await writer.close();
      reader.close();
    },
  };
}

const PLAIN = sealing({ key: null, oldKeys: [] });

function troubled(outcome: Outcome): Fault {
  const why = outcome.kind === 'trouble' ? outcome.trouble.why : 'the store has another answer to that';
  return new Fault('busy', `The kept answers on disk cannot be reached now, because ${why}`);
}
