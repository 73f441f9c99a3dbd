import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { mergeUpdates } from 'yjs';
import { type Observable, settable } from '../app/observable.ts';
import { openKeeper } from './keeper.ts';

/** A document as this browser knows it. */
export type Card = {
  readonly id: string;
  readonly title: string;
  /** Below the folder of all documents; empty: there itself. */
  readonly folder: string;
  /** Ms since 1970. */
  readonly changedAtMs: number;
  readonly trashedAtMs: number | null;
  /** What of title, folder and trash the gateway has not heard yet. */
  readonly unsent: boolean;
  /** Are there words that the folder does not have? Absent: no. */
  readonly waits?: boolean;
  /** The folder of the gateway that has listed it last; empty: none has. */
  readonly home: string;
  /** The text, for a search without the gateway. */
  readonly text: string;
};

/** What keeps this browser from keeping anything. `fine`: nothing does. */
export type ShelfState = 'fine' | 'full' | 'refused';

type Tables = DBSchema & {
  readonly updates: {
    readonly key: number;
    readonly value: { readonly id: string; readonly bytes: Uint8Array };
    readonly indexes: { readonly id: string };
  };
  readonly cards: { readonly key: string; readonly value: Card };
  readonly things: { readonly key: string; readonly value: unknown };
};

/** What this browser keeps. Where it keeps nothing, it all stays in memory, and `state` says so. */
export type Shelf = {
  readonly state: Observable<ShelfState>;
  /** All changes of a document that were kept. */
  readonly changesOf: (id: string) => Promise<readonly Uint8Array[]>;
  /** Settles when the change is surely kept, and with false when it is not. What could not be kept is tried again with the next. */
  readonly keep: (id: string, change: Uint8Array) => Promise<boolean>;
  readonly cards: () => Promise<readonly Card[]>;
  readonly putCard: (card: Card) => Promise<void>;
  readonly forget: (id: string) => Promise<void>;
  /** Small things under a name: what waits for an answer, settings. */
  readonly things: <T>(prefix: string) => Promise<readonly T[]>;
  readonly putThing: (name: string, value: unknown) => Promise<void>;
  readonly dropThing: (name: string) => Promise<void>;
};

/** Changes of one document that are put together to one when it is opened. */
const CHANGES_MAX = 100;

/** The second one is for when the first is damaged: nothing is thrown away that somebody may still get words out of. */
const NAMES = ['failsoft-writer', 'failsoft-writer-2'];

export async function openShelf(): Promise<Shelf> {
  for (const name of NAMES) {
    try {
      return shelfIn(await openTables(name));
    } catch {
      // The next one, or memory.
    }
  }
  return memoryShelf();
}

async function openTables(name: string): Promise<IDBPDatabase<Tables>> {
  return openDB<Tables>(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('updates', { autoIncrement: true }).createIndex('id', 'id');
      database.createObjectStore('cards', { keyPath: 'id' });
      database.createObjectStore('things');
    },
  });
}

function shelfIn(database: IDBPDatabase<Tables>): Shelf {
  const state = settable<ShelfState>('fine');
  const attempt = async (write: () => Promise<unknown>): Promise<boolean> => {
    try {
      await write();
      state.set('fine');
      return true;
    } catch (error) {
      state.set(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'refused');
      return false;
    }
  };
  const keeper = openKeeper(async (id, bytes) => attempt(async () => database.add('updates', { id, bytes })));
  return {
    state,
    changesOf: async (id) => {
      const kept = await compact(database, id);
      const waiting = keeper.unkept(id);
      return waiting === null ? kept : [...kept, waiting];
    },
    keep: keeper.keep,
    cards: async () => database.getAll('cards'),
    putCard: async (card) => void (await attempt(async () => database.put('cards', card))),
    forget: async (id) => {
      await attempt(async () => {
        const writing = database.transaction(['updates', 'cards'], 'readwrite');
        for (const key of await writing.objectStore('updates').index('id').getAllKeys(id))
          await writing.objectStore('updates').delete(key);
        await writing.objectStore('cards').delete(id);
        await writing.done;
      });
    },
    things: async <T>(prefix: string) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Only the same prefix has put them there.
      (await database.getAll('things', IDBKeyRange.bound(prefix, `${prefix}\uFFFF`))) as readonly T[],
    putThing: async (name, value) => void (await attempt(async () => database.put('things', value, name))),
    dropThing: async (name) => void (await attempt(async () => database.delete('things', name))),
  };
}

/** In one transaction, so that what another tab keeps meanwhile is not lost. */
async function compact(database: IDBPDatabase<Tables>, id: string): Promise<readonly Uint8Array[]> {
  const kept = await database.getAllFromIndex('updates', 'id', id);
  if (kept.length < CHANGES_MAX) return kept.map(({ bytes }) => bytes);
  const writing = database.transaction('updates', 'readwrite');
  const keys = await writing.store.index('id').getAllKeys(id);
  const values = await writing.store.index('id').getAll(id);
  try {
    const bytes = mergeUpdates(values.map((value) => value.bytes));
    for (const key of keys) void writing.store.delete(key);
    void writing.store.add({ id, bytes });
    await writing.done;
    return [bytes];
  } catch {
    // One of them is damaged, or there is no room: they stay as they are.
    return values.map((value) => value.bytes);
  }
}

function memoryShelf(): Shelf {
  const changes = new Map<string, Uint8Array[]>();
  const cards = new Map<string, Card>();
  const things = new Map<string, unknown>();
  return {
    state: settable<ShelfState>('refused'),
    changesOf: async (id) => changes.get(id) ?? [],
    keep: async (id, change) => {
      changes.set(id, [...(changes.get(id) ?? []), change]);
      return false;
    },
    cards: async () => [...cards.values()],
    putCard: async (card) => void cards.set(card.id, card),
    forget: async (id) => {
      cards.delete(id);
      changes.delete(id);
    },
    things: async <T>(prefix: string) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
      [...things].filter(([name]) => name.startsWith(prefix)).map(([, value]) => value as T),
    putThing: async (name, value) => void things.set(name, value),
    dropThing: async (name) => void things.delete(name),
  };
}
