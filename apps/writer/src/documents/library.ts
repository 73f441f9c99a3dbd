import { newId } from '../app/new-id.ts';
import { type Observable, settable } from '../app/observable.ts';
import { draftCard, isCalledLike, withListed } from './cards.ts';
import { type Gateway, GatewayTrouble, type Listing } from './gateway.ts';
import { handOverVersions } from './kept-versions.ts';
import type { Card, Shelf } from './shelf.ts';

/** All documents, as far as this browser and the gateway know them. */
export type Library = {
  readonly cards: Observable<readonly Card[]>;
  readonly folders: Observable<readonly string[]>;
  /** What the gateway said last of itself; null: nothing yet. */
  readonly gateway: Observable<Omit<Listing, 'documents' | 'folders'> | null>;
  /** Why the gateway says nothing; empty when it does. */
  readonly refusal: Observable<string>;
  readonly card: (id: string) => Card | null;
  /** A new document, which is one for others from its first word on. */
  readonly draft: (folder: string) => Card;
  readonly rename: (id: string, title: string) => Promise<void>;
  readonly moveTo: (id: string, folder: string) => Promise<void>;
  readonly trash: (id: string) => Promise<void>;
  readonly restore: (id: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** The text of a document was written down, or something in it was changed. */
  readonly changed: (id: string, text: string | null) => void;
  /** The folder has all words of a document now. */
  readonly reached: (id: string) => void;
  /** Tells the gateway what it has not heard, and takes what is new there. Never rejects. */
  readonly refresh: () => Promise<void>;
  /** Ids of documents with all these words, with a piece of the text. */
  readonly search: (words: string) => Promise<ReadonlyMap<string, string>>;
};

/** A card is written so seldom while somebody types, ms. */
const CARD_MS = 1_000;
/** A title that the gateway did not take is told again after so long, ms. */
const AGAIN_MS = 5_000;

export async function openLibrary(shelf: Shelf, gateway: Gateway): Promise<Library> {
  const cards = settable<readonly Card[]>(await shelf.cards());
  const folders = settable<readonly string[]>([]);
  const said = settable<Omit<Listing, 'documents' | 'folders'> | null>(null);
  const refusal = settable('');
  const drafts = new Map<string, Card>();
  const card = (id: string): Card | null => cards.get().find((one) => one.id === id) ?? drafts.get(id) ?? null;
  const put = async (next: Card): Promise<void> => {
    cards.set([...cards.get().filter(({ id }) => id !== next.id), next]);
    await shelf.putCard(next);
  };
  const change = async (id: string, part: Partial<Card>): Promise<void> => {
    const before = card(id);
    if (before === null) return;
    drafts.delete(id);
    await put({ ...before, ...part, unsent: true });
    // Nobody waits for the gateway.
    void refresh();
  };

  let again: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  const refresh = async (): Promise<void> => {
    // What was changed after a run had begun needs another one.
    const mine = (running ?? Promise.resolve()).then(refreshNow);
    running = mine;
    await mine;
  };
  const refreshNow = async (): Promise<void> => {
    try {
      for (const one of cards.get().filter(({ unsent }) => unsent)) {
        await tell(gateway, one);
        const now = card(one.id);
        // It may be called otherwise since.
        if (now !== null && isCalledLike(now, one)) await put({ ...now, unsent: false });
      }
      const listing = await gateway.list();
      const { documents: _, folders: below, ...rest } = listing;
      said.set(rest);
      folders.set(below);
      refusal.set('');
      cards.set(withListed(cards.get(), listing));
      for (const one of cards.get()) await shelf.putCard(one);
      await handOverVersions(gateway, shelf);
    } catch (error) {
      refusal.set(error instanceof GatewayTrouble && error.kind === 'refused' ? error.message : '');
      // A folder that cannot be written now tells nobody when it can be.
      clearTimeout(again);
      if (cards.get().some(({ unsent }) => unsent)) again = setTimeout(() => void refresh(), AGAIN_MS);
    }
  };
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  return {
    cards,
    folders,
    gateway: said,
    refusal,
    card,
    draft: (folder) => {
      const made = draftCard(newId(), folder, Date.now());
      drafts.set(made.id, made);
      return made;
    },
    rename: async (id, title) => change(id, { title }),
    moveTo: async (id, folder) => change(id, { folder }),
    trash: async (id) => change(id, { trashedAtMs: Date.now() }),
    restore: async (id) => change(id, { trashedAtMs: null }),
    remove: async (id) => {
      await gateway.remove(id);
      await shelf.forget(id);
      cards.set(cards.get().filter((one) => one.id !== id));
    },
    changed: (id, text) => {
      clearTimeout(timers.get(id));
      const draft = drafts.get(id);
      if (draft !== undefined) {
        drafts.delete(id);
        void put({ ...draft, waits: true }).then(refresh);
        return;
      }
      const now = card(id);
      if (text === null && now !== null && now.waits !== true) void put({ ...now, waits: true });
      const act = (): void => {
        const before = card(id);
        if (before !== null) void put({ ...before, changedAtMs: Date.now(), ...(text !== null && { text }) });
      };
      if (text === null) timers.set(id, setTimeout(act, CARD_MS));
      else act();
    },
    reached: (id) => {
      const before = card(id);
      if (before?.waits === true) void put({ ...before, waits: false });
    },
    refresh,
    search: async (words) => searchIn(cards.get(), words, gateway),
  };
}

/** What has all these words here, and what the gateway finds. */
async function searchIn(cards: readonly Card[], words: string, gateway: Gateway): Promise<ReadonlyMap<string, string>> {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = new Map<string, string>();
  for (const { id, title, text } of cards) {
    const all = `${title}\n${text}`.toLowerCase();
    if (wanted.every((word) => all.includes(word))) found.set(id, '');
  }
  const hits = await gateway.search(words).catch(() => []);
  for (const { id, excerpt } of hits) found.set(id, excerpt);
  return found;
}

async function tell(gateway: Gateway, { id, title, folder, trashedAtMs }: Card): Promise<void> {
  try {
    if (trashedAtMs !== null) await gateway.trash(id);
    else {
      await gateway.restore(id).catch(onlyMissing);
      await gateway.put(id, title, folder);
    }
  } catch (error) {
    // It was thrown away before the gateway ever heard of it.
    onlyMissing(error);
  }
}

function onlyMissing(error: unknown): void {
  if (!(error instanceof GatewayTrouble) || error.kind !== 'missing') throw error;
}
