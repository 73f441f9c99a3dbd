import type { Editions } from '../engine/below/edition-rung.ts';
import { type Builds, type Edition, NO_BUILDS, type Printed, type Staged } from '../model/edition.ts';
import { Fault } from '../model/fault.ts';
import type { Slot } from '../model/slot.ts';
import type { EditionStore } from '../store/editions/edition-store.ts';
import { shownOf } from './showing.ts';

/** What is known of a slot in memory. */
export type Kept = {
  readonly printed: Printed | null;
  /** When it became current, ms since 1970. */
  readonly sinceMs: number;
  readonly staged: readonly Staged[];
  readonly builds: Builds;
  /** What is wrong with its files; empty when nothing is. Then what was read last still counts. */
  readonly trouble: string;
};

const NOTHING: Kept = { printed: null, sinceMs: 0, staged: [], builds: NO_BUILDS, trouble: '' };

/** The published editions in memory: requests are served from it, and it looks at the disk behind their back. */
export type Shelf = Editions & {
  readonly kept: (slot: string) => Kept;
  /** Looks what is current now. Rejects with nothing. */
  readonly look: (store: EditionStore, slots: readonly Slot[]) => Promise<void>;
  /** The same for all that is known of a slot. */
  readonly lookWell: (store: EditionStore, slot: Slot) => Promise<void>;
  readonly note: (slot: string, builds: Builds) => void;
};

export type ShelfOptions = {
  readonly slots: () => readonly Slot[];
  readonly wallMs: () => number;
  /** For what is wrong with files, once each time. */
  readonly say: (sentence: string) => void;
};

export function openShelf({ slots, wallMs, say }: ShelfOptions): Shelf {
  const all = new Map<string, Kept>();
  const kept = (slot: string): Kept => all.get(slot) ?? NOTHING;

  const trying = async (slot: string, work: () => Promise<Partial<Kept>>): Promise<void> => {
    const before = kept(slot);
    try {
      const found = await work();
      all.set(slot, { ...kept(slot), ...found, trouble: '' });
    } catch (error) {
      const trouble = Fault.from(error).message;
      if (trouble !== before.trouble) say(`${trouble}. What was read before still counts.`);
      all.set(slot, { ...kept(slot), trouble });
    }
  };

  const lookAt = async (store: EditionStore, name: string): Promise<Partial<Kept>> => {
    const id = await store.currentId(name);
    if (id === null) return { printed: null, sinceMs: 0 };
    const sinceMs = await store.currentSinceMs(name);
    const { printed, sinceMs: before } = kept(name);
    if (printed?.edition.id === id && sinceMs === before) return {};
    return { printed: await store.read(name, id), sinceMs };
  };

  return {
    kept,
    shown: (name) => {
      const slot = slots().find((one) => one.name === name);
      // Until it was looked, nobody knows whether the fallback is to be shown.
      if (slot === undefined || !all.has(name)) return null;
      return shownOf(slot, kept(name), wallMs());
    },
    look: async (store, wanted) => {
      await Promise.all(wanted.map(async ({ name }) => trying(name, async () => lookAt(store, name))));
    },
    lookWell: async (store, { name }) =>
      trying(name, async () => {
        const [found, builds, staged] = await Promise.all([
          lookAt(store, name),
          store.builds(name),
          store.staged(name),
        ]);
        return { ...found, builds: newer(kept(name).builds, builds), staged: staged.map(stagedOf) };
      }),
    note: (slot, builds) => void all.set(slot, { ...kept(slot), builds }),
  };
}

/** What is in memory counts where it could not be written down. */
function newer(mine: Builds, written: Builds): Builds {
  return (mine.last?.atMs ?? 0) > (written.last?.atMs ?? 0) ? mine : written;
}

function stagedOf({ id, created, createdAtMs, checks }: Edition): Staged {
  return { id, created, createdAtMs, checks };
}
