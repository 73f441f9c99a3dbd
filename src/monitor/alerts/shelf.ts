import { Fault } from '../../model/fault.ts';
import type { MonitorStore } from '../../store/monitor/monitor-store.ts';
import type { World } from '../../world/world.ts';
import { type Memory, readMemory, written } from './memory.ts';

/** Where a memory lies over a restart. */
export type Shelf = {
  /** Finds what was there before, once. Until then nothing is kept, so that it is not written over. */
  readonly restore: () => Promise<Memory | null>;
  readonly isRestored: () => boolean;
  readonly keep: (memory: Memory) => void;
  /** Resolves when what was kept is on disk, or after WRITTEN_MS: a disk must not hold up an alert. */
  readonly flushed: () => Promise<void>;
};

export type ShelfParts = {
  readonly world: Pick<World, 'after'>;
  /** Null: what was is forgotten by a restart. */
  readonly store: Pick<MonitorStore, 'keepNote' | 'note' | 'flush'> | null;
  readonly say: (sentence: string) => void;
};

/** Where it stands in the store. */
const NOTE = 'alerts';
/** How often what was before is asked for, before it is done without. */
const TRIES = 3;
/** How long the disk may take before something is sent without its having been written down, ms. */
const WRITTEN_MS = 2_000;

export function shelf({ world, store, say }: ShelfParts): Shelf {
  let saved = '';
  let tries = 0;
  let isRestored = store === null;
  let isAsking = false;
  return {
    isRestored: () => isRestored,
    restore: async () => {
      if (store === null || isRestored || isAsking) return null;
      isAsking = true;
      tries += 1;
      try {
        saved = (await store.note(NOTE)) ?? '';
        isRestored = true;
      } catch (error) {
        isRestored = tries >= TRIES;
        if (isRestored) say(`What was told of before is not known: ${Fault.from(error).message}`);
      }
      isAsking = false;
      return readMemory(saved);
    },
    keep: (memory) => {
      if (store === null || !isRestored) return;
      const text = written(memory);
      if (text !== saved) store.keepNote({ name: NOTE, text });
      saved = text;
    },
    flushed: async () => {
      if (store === null) return;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const stop = world.after(WRITTEN_MS, resolve, 'idle');
      await Promise.race([store.flush(), late]);
      stop();
    },
  };
}
