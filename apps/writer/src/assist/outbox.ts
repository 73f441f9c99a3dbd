import { lead } from '../app/lead.ts';
import { newId } from '../app/new-id.ts';
import { type Observable, settable } from '../app/observable.ts';
import type { Shelf } from '../documents/shelf.ts';
import type { Help } from '../levels/levels.ts';
import { advance, type AdvanceParts } from './advance.ts';
import { isOpen, type Waiting } from './waiting.ts';

export type Outbox = {
  readonly items: Observable<readonly Waiting[]>;
  readonly add: (item: Pick<Waiting, 'document' | 'question' | 'anchor' | 'words'>) => Promise<void>;
  readonly drop: (id: string) => Promise<void>;
  /** Sees how far the questions are. One tab of all does it. */
  readonly look: () => void;
};

export type OutboxParts = Omit<AdvanceParts, 'help'> & {
  readonly shelf: Shelf;
  readonly help: Observable<Help>;
};

const EXPIRES_MS = 24 * 3_600_000;
/** How often it is looked how far questions are, while some are open, ms. */
const LOOK_MS = 3_000;
const ITEMS_MAX = 50;
const PREFIX = 'waiting ';

/** Keeps questions over restarts. An answer is never put into a text by itself, and a question has one answer at most. */
export async function openOutbox({ shelf, help, ...rest }: OutboxParts): Promise<Outbox> {
  const parts: AdvanceParts = { ...rest, help: help.get };
  const items = settable<readonly Waiting[]>(await stored(shelf));
  const channel = new BroadcastChannel('failsoft-writer-outbox');
  const reload = async (): Promise<void> => items.set(await stored(shelf));

  const put = async (item: Waiting): Promise<void> => {
    await shelf.putThing(PREFIX + item.id, item);
    items.set([...items.get().filter(({ id }) => id !== item.id), item].toSorted(oldestFirst));
    channel.postMessage('changed');
  };

  let isLeader = false;
  let isLooking = false;
  let isAskedAgain = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    if (!isLeader) return;
    if (isLooking) {
      isAskedAgain = true;
      return;
    }
    isLooking = true;
    clearTimeout(timer);
    void lookNow().finally(() => {
      isLooking = false;
      const isSoon = isAskedAgain;
      isAskedAgain = false;
      if (items.get().some(isOpen)) timer = setTimeout(look, isSoon ? 0 : LOOK_MS);
    });
  };
  const lookNow = async (): Promise<void> => {
    await reload();
    for (const item of items.get().filter(isOpen)) {
      const next = await advance(item, parts, Date.now());
      // The person may have dropped it meanwhile.
      const isThere = items.get().some(({ id }) => id === item.id);
      if (isThere && JSON.stringify(next) !== JSON.stringify(item)) await put(next);
    }
  };
  channel.addEventListener('message', () => void reload().then(look));
  help.watch(look);
  void lead('outbox', () => {
    isLeader = true;
    look();
  });

  return {
    items,
    add: async (item) => {
      if (items.get().length >= ITEMS_MAX) throw new Error('Too many questions wait already.');
      const createdAtMs = Date.now();
      const times = { createdAtMs, expiresAtMs: createdAtMs + EXPIRES_MS };
      const fresh = { state: 'waiting', job: '', text: '', author: null, trouble: '' } as const;
      await put({ ...item, ...times, ...fresh, id: newId() });
      look();
    },
    drop: async (id) => {
      const item = items.get().find((one) => one.id === id);
      items.set(items.get().filter((one) => one.id !== id));
      await shelf.dropThing(PREFIX + id);
      channel.postMessage('changed');
      // Nobody should pay for what nobody reads, and nobody needs to keep it.
      if (item !== undefined && item.job !== '') await rest.client.cancelDeferred(item.job).catch(() => null);
    },
    look,
  };
}

async function stored(shelf: Shelf): Promise<readonly Waiting[]> {
  return (await shelf.things<Waiting>(PREFIX)).toSorted(oldestFirst);
}

function oldestFirst(a: Waiting, b: Waiting): number {
  return a.createdAtMs - b.createdAtMs;
}
