import { type JournalStore, type JournalStoreOptions, openJournalStore } from './journal-store.ts';
import { type MonitorStore, openMonitorStore } from './monitor/monitor-store.ts';
import { StoreThread } from './thread.ts';

/** All that survives a restart, in one file, of which one thread takes care. */
export type Store = {
  readonly journal: JournalStore;
  readonly monitor: MonitorStore;
  /** Writes what waits, for a bounded time, and ends the thread. */
  readonly close: () => Promise<void>;
};

/** How long the thread may take to let go of the file, ms. */
const STOP_MS = 1_000;

export function openStore(options: JournalStoreOptions): Store {
  const { path, onTrouble, wallMs, limits } = options;
  const thread = new StoreThread({ path, pagesMax: limits?.pagesMax ?? null });
  const journal = openJournalStore(options, thread);
  // What keeps both from writing is said once.
  const sayOnce = (text: string): void => (journal.state().trouble === '' ? onTrouble(text) : undefined);
  const monitor = openMonitorStore({ path, onTrouble: sayOnce, wallMs }, thread);
  return {
    journal,
    monitor,
    close: async () => {
      // Requests come first, should there be no time for all.
      await journal.close();
      await monitor.close();
      await thread.stop(STOP_MS);
    },
  };
}
