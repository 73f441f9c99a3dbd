import { type Asked, type Database, type Shelf, surroundings } from './browser.ts';
import type { Kept } from './kept.ts';
import { lead } from './tabs.ts';

/** Where questions are kept. An app may bring its own. */
export type KeptStore = {
  readonly all: () => Promise<readonly Kept[]>;
  /** Makes of one what `become` says (null: it is gone), in one step that nobody can come between, and gives what it was before. */
  readonly change: (id: string, become: (was: Kept | null) => Kept | null) => Promise<Kept | null>;
  /** For stores that several pages have: tells that another one has changed something, until what it returns is called. */
  readonly watch?: (changed: () => void) => () => void;
  /** The same: settles when this is the one page of all that has the questions answered, until `stop` fires. */
  readonly lead?: (stop: AbortSignal) => Promise<void>;
};

/** Keeps questions as long as the program runs. */
export function memoryStore(): KeptStore {
  const kept = new Map<string, Kept>();
  return {
    all: async () => [...kept.values()],
    change: async (id, become) => {
      const was = kept.get(id) ?? null;
      const next = become(was);
      if (next === null) kept.delete(id);
      else kept.set(id, next);
      return was;
    },
  };
}

/** Keeps questions in the browser (IndexedDB), over reloads and restarts, for all pages of an app that call it by the same name. */
export function browserStore(name: string): KeptStore {
  const tabs = `${name} kept`;
  let opened: Promise<Database> | null = null;
  let channel: InstanceType<typeof BroadcastChannel> | null = null;
  const others = (): InstanceType<typeof BroadcastChannel> => (channel ??= new BroadcastChannel(tabs));
  /** What is done in one transaction, once it is on the disk. */
  const once = async <T>(act: (shelf: Shelf) => () => T): Promise<T> => {
    const database = await (opened ??= open(name));
    return new Promise((resolve, reject) => {
      const transaction = database.transaction('kept', 'readwrite', { durability: 'strict' });
      const result = act(transaction.objectStore('kept'));
      transaction.addEventListener('complete', () => resolve(result()));
      transaction.addEventListener('abort', () => reject(transaction.error));
    });
  };
  return {
    all: async () =>
      once((shelf) => {
        const found = shelf.getAll();
        return () => keptIn(found);
      }),
    change: async (id, become) => {
      const before = await once((shelf) => {
        const found = shelf.get(id);
        let was: Kept | null = null;
        found.addEventListener('success', () => {
          was = oneIn(found);
          const next = become(was);
          if (next === null) shelf.delete(id);
          else shelf.put(next, id);
        });
        return () => was;
      });
      others().postMessage(null);
      return before;
    },
    watch: (changed) => {
      others().addEventListener('message', changed);
      return () => others().removeEventListener('message', changed);
    },
    lead: async (stop) => lead(tabs, stop),
  };
}

async function open(name: string): Promise<Database> {
  const { indexedDB } = surroundings();
  if (indexedDB === undefined) throw new Error('There is no IndexedDB here');
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('kept'));
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error));
  });
}

function keptIn({ result }: Asked<readonly unknown[]>): readonly Kept[] {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nobody else puts anything there.
  return result as readonly Kept[];
}

function oneIn({ result }: Asked<unknown>): Kept | null {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- The same.
  return (result as Kept | undefined) ?? null;
}
