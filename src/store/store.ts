import { type AnswerStore, openAnswerStore } from './answers/answer-store.ts';
import { type JournalStore, type JournalStoreOptions, openJournalStore } from './journal-store.ts';
import { type MonitorStore, openMonitorStore } from './monitor/monitor-store.ts';
import type { Sealing } from './sealing.ts';
import { StoreThread } from './thread.ts';

/** All that survives a restart, in one file, of which one thread takes care. */
export type Store = {
  readonly journal: JournalStore;
  readonly monitor: MonitorStore;
  readonly answers: AnswerStore;
  /** Writes what waits, for a bounded time, and ends the thread. */
  readonly close: () => Promise<void>;
};

/** How long the thread may take to let go of the file, ms. */
const STOP_MS = 1_000;

export type StoreOptions = JournalStoreOptions & {
  /** What kept answers may take, bytes. Absent: as much as there is. */
  readonly answerBytes?: number;
  /** Seals kept answers. Absent: they are written as they are. */
  readonly sealing?: Sealing;
  /** This process among others on the file. */
  readonly instance?: string;
};

export function openStore(options: StoreOptions): Store {
  const { path, onTrouble, wallMs, limits, answerBytes = Number.POSITIVE_INFINITY, sealing, instance } = options;
  const thread = new StoreThread({ path, pagesMax: limits?.pagesMax ?? null });
  const journal = openJournalStore(options, thread);
  // What keeps both from writing is said once.
  const sayOnce = (text: string): void => (journal.state().trouble === '' ? onTrouble(text) : undefined);
  const monitor = openMonitorStore({ path, onTrouble: sayOnce, wallMs }, thread);
  const answers = openAnswerStore(
    {
      path,
      bytesMax: answerBytes,
      onTrouble: sayOnce,
      wallMs,
      ...(sealing !== undefined && { sealing }),
      ...(instance !== undefined && { instance }),
    },
    thread,
  );
  return {
    journal,
    monitor,
    answers,
    close: async () => {
      // Requests come first, should there be no time for all.
      await journal.close();
      await monitor.close();
      await answers.close();
      await thread.stop(STOP_MS);
    },
  };
}
