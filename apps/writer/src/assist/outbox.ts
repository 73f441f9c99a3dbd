import type { Client } from 'failsoft/client';
import { type Observable, settable } from '../app/observable.ts';
import type { Shelf } from '../documents/shelf.ts';
import type { Anchor } from '../editor/anchor.ts';
import type { Author } from '../editor/authorship.ts';
import type { Help } from '../levels/levels.ts';
import { authorFrom } from './answering.ts';
import { type Question, requestFor } from './question.ts';
import { answerText } from './whole.ts';

/** A question that waits until somebody can answer it, and then for the person. */
export type Waiting = {
  /** Also its idempotency key. */
  readonly id: string;
  readonly document: string;
  readonly question: Question;
  readonly anchor: Anchor;
  /** The words that it is about, as they were. */
  readonly words: string;
  /** Ms since 1970. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly state: 'waiting' | 'sending' | 'ready' | 'failed';
  readonly text: string;
  readonly author: Author | null;
  /** What went wrong, in a sentence; empty when nothing has. */
  readonly trouble: string;
};

export type Outbox = {
  readonly items: Observable<readonly Waiting[]>;
  readonly add: (item: Pick<Waiting, 'document' | 'question' | 'anchor' | 'words'>) => Promise<void>;
  readonly drop: (id: string) => Promise<void>;
  /** Asks what waits, where somebody may answer. One tab of all does it. */
  readonly look: () => void;
};

export type OutboxParts = {
  readonly shelf: Shelf;
  readonly client: Client;
  readonly model: () => string;
  readonly help: Observable<Help>;
};

const EXPIRES_MS = 24 * 3_600_000;
const AGAIN_MS = 15_000;
const ITEMS_MAX = 50;
const PREFIX = 'waiting ';

/** Keeps questions over restarts. An answer is never put into a text by itself, and a question has one answer at most. */
export async function openOutbox(parts: OutboxParts): Promise<Outbox> {
  const { shelf } = parts;
  const items = settable<readonly Waiting[]>(await stored(shelf));
  const channel = new BroadcastChannel('failsoft-writer-outbox');
  const reload = async (): Promise<void> => items.set(await stored(shelf));
  channel.addEventListener('message', () => void reload());

  const put = async (item: Waiting): Promise<void> => {
    await shelf.putThing(PREFIX + item.id, item);
    items.set([...items.get().filter(({ id }) => id !== item.id), item]);
    channel.postMessage('changed');
  };
  const isThere = (id: string): boolean => items.get().some((one) => one.id === id);

  const send = async (item: Waiting): Promise<boolean> => {
    await put({ ...item, state: 'sending' });
    const model = parts.model();
    try {
      const request = requestFor(item.question, model);
      const { body, served } = await parts.client.ask({
        ...request,
        headers: { ...request.headers, 'idempotency-key': item.id },
      });
      const text = answerText(body);
      if (!isThere(item.id)) return true;
      if (served.mode === 'notice' || served.mode === 'deferred' || text.trim() === '') {
        await put({ ...item, state: 'waiting' });
        return false;
      }
      const author = authorFrom(item.question, served, { model, help: parts.help.get });
      await put({ ...item, state: 'ready', text, author });
      return true;
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      const isFinal =
        'status' in Object(error) && Number(Object(error).status) >= 400 && Number(Object(error).status) < 429;
      if (isThere(item.id)) await put({ ...item, trouble, state: isFinal ? 'failed' : 'waiting' });
      return isFinal;
    }
  };

  let isLeader = false;
  let isLooking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    if (!isLeader || isLooking) return;
    isLooking = true;
    clearTimeout(timer);
    void lookNow().finally(() => {
      isLooking = false;
    });
  };
  const lookNow = async (): Promise<void> => {
    await reload();
    for (const item of items.get()) {
      if (item.state !== 'waiting' || parts.help.get().level >= 3) continue;
      if (Date.now() > item.expiresAtMs)
        await put({ ...item, state: 'failed', trouble: 'Nobody could answer in a day.' });
      else if (!(await send(item))) {
        timer = setTimeout(look, AGAIN_MS);
        return;
      }
    }
  };
  parts.help.watch(look);
  void lead(async () => {
    // Whoever was asking when the page was closed will not come back; the gateway knows the question by its key.
    for (const item of await stored(shelf)) if (item.state === 'sending') await put({ ...item, state: 'waiting' });
    isLeader = true;
    look();
  });

  return {
    items,
    add: async (item) => {
      if (items.get().length >= ITEMS_MAX) throw new Error('Too many questions wait already.');
      const createdAtMs = Date.now();
      const times = { createdAtMs, expiresAtMs: createdAtMs + EXPIRES_MS };
      await put({ ...item, ...times, id: crypto.randomUUID(), state: 'waiting', text: '', author: null, trouble: '' });
      channel.postMessage('changed');
      look();
    },
    drop: async (id) => {
      await shelf.dropThing(PREFIX + id);
      items.set(items.get().filter((one) => one.id !== id));
      channel.postMessage('changed');
    },
    look,
  };
}

async function stored(shelf: Shelf): Promise<readonly Waiting[]> {
  const items = await shelf.things<Waiting>(PREFIX);
  return items.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
}

/** Goes on once this is the one tab that does; for as long as it is open. */
async function lead(begin: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return begin();
  await navigator.locks.request('failsoft-writer-outbox', async () => {
    await begin();
    await new Promise(() => {});
  });
}
