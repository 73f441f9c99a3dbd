import { advance } from './advance.ts';
import type { Client } from './client.ts';
import type { Help } from './help.ts';
import { isOpen, type Kept, type Question } from './kept.ts';
import { type KeptStore, memoryStore } from './kept-store.ts';
import { openRounds } from './rounds.ts';
import { Trouble } from './trouble.ts';
import { settable, shared, type Value } from './value.ts';

export type QueueOptions = {
  readonly client: Pick<Client, 'ask' | 'later' | 'deferred' | 'cancelDeferred'>;
  /** Tells when it is of use to try: `followHelp(client, …)`. */
  readonly help: Value<Help>;
  /** Where questions are kept; in memory unless said. */
  readonly store?: KeptStore;
  /** What is sent for a question, where that is not known yet when it is asked; its own request unless said. */
  readonly requestFor?: (kept: Kept) => Kept['request'];
};

/** Questions that wait for an answer, and answers that wait for the person. None is put anywhere by itself. */
export type Queue = {
  /** All of them, oldest first, once it runs. */
  readonly items: Value<readonly Kept[]>;
  /**
   * Keeps a question, and settles when it is stored. One that waits already is not kept twice. Rejects with Trouble (`unkept`) where it cannot
   * be kept, or too many wait.
   */
  readonly add: (question: Question, options?: AddOptions) => Promise<Kept>;
  /**
   * Takes one out: an answer, to use it, or a question that nobody wants any more. Null when it is out already, be it in another page; so
   * whoever uses only what it gives uses an answer once.
   */
  readonly take: (id: string) => Promise<Kept | null>;
  /** Has questions answered, in one page of all, until what it returns is called. */
  readonly run: () => () => void;
  /** Looks at once how far they are, such as when the page is back online. */
  readonly look: () => void;
};

export type AddOptions = {
  /** How long an answer may take, ms; a day unless said. The gateway may allow less. */
  readonly expiresMs?: number;
};

const EXPIRES_MS = 24 * 3_600_000;
const ITEMS_MAX = 50;

/** Keeps questions until there are answers. Does nothing until it runs or something is asked of it. */
export function createQueue(options: QueueOptions): Queue {
  const { client, help, store = memoryStore(), requestFor = ownRequest } = options;
  const { items, reload, put } = listIn(store);
  const lookAtAll = async (): Promise<void> => {
    for (const one of (await reload()).filter(isOpen)) {
      const next = await advance(one, { client, help: help.get(), request: requestFor(one), nowMs: Date.now() });
      if (JSON.stringify(next) === JSON.stringify(one)) continue;
      const was = await store.change(one.id, (now) => now && next);
      // The person has taken it out meanwhile.
      if (was === null) letGo(next, client);
      await reload();
    }
  };

  let look = nothing;
  const run = shared(() => {
    const stop = new AbortController();
    const rounds = openRounds(lookAtAll, () => items.get().some(isOpen));
    let leave = nothing;
    const unwatch = store.watch?.(() => void reload().then(look, nothing)) ?? nothing;
    // A store that gives nothing back says so when something is to be kept in it.
    void reload().catch(nothing);
    void Promise.resolve(store.lead?.(stop.signal)).then(() => {
      if (stop.signal.aborted) return;
      look = rounds.begin;
      leave = help.subscribe(look);
      look();
    });
    return () => {
      stop.abort();
      look = nothing;
      for (const end of [unwatch, leave, rounds.end]) end();
    };
  });

  return {
    items,
    run,
    look: () => look(),
    add: async (question, { expiresMs = EXPIRES_MS } = {}) => {
      const kept = await put(keptFrom(question, expiresMs)).catch(unkept);
      look();
      return kept;
    },
    take: async (id) => {
      const was = await store.change(id, () => null);
      await reload();
      if (was !== null) letGo(was, client);
      return was;
    },
  };
}

type List = {
  readonly items: Value<readonly Kept[]>;
  readonly reload: () => Promise<readonly Kept[]>;
  /** Gives what is kept: this, or the same question that waits already. */
  readonly put: (kept: Kept) => Promise<Kept>;
};

/** What a store has, as a value. */
function listIn(store: KeptStore): List {
  const items = settable<readonly Kept[]>([]);
  const reload = async (): Promise<readonly Kept[]> => {
    const all = (await store.all()).toSorted((a, b) => a.createdAtMs - b.createdAtMs);
    items.set(all);
    return all;
  };
  const putNow = async (kept: Kept): Promise<Kept> => {
    const all = await reload();
    const same = all.find((one) => isOpen(one) && wordsOf(one) === wordsOf(kept));
    if (same !== undefined) return same;
    if (all.length >= ITEMS_MAX) throw new Error('Too many questions wait already');
    await store.change(kept.id, () => kept);
    await reload();
    return kept;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    items,
    reload,
    // One after the other, so that whoever presses a button twice has asked once.
    put: async (kept) => {
      const next = last.then(async () => putNow(kept));
      last = next.catch(nothing);
      return next;
    },
  };
}

/** Nobody should pay for what nobody reads, and nobody needs to keep it. */
function letGo(kept: Kept, client: QueueOptions['client']): void {
  if ('job' in kept && kept.job !== '') void client.cancelDeferred(kept.job).catch(() => null);
}

function wordsOf({ place, about, request }: Kept): string {
  return JSON.stringify([place, about, request]);
}

function unkept(cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new Trouble('unkept', `The question could not be kept: ${why}`, { cause });
}

function keptFrom({ request, place = '', about = '', note = null }: Question, expiresMs: number): Kept {
  const createdAtMs = Date.now();
  return {
    id: newId(),
    // Stores keep data only, and neither signals nor functions are any.
    request: JSON.parse(JSON.stringify({ ...request, signal: undefined })),
    place,
    about,
    note,
    createdAtMs,
    expiresAtMs: createdAtMs + expiresMs,
    state: 'waiting',
    trouble: '',
  };
}

/** Browsers keep `randomUUID` from pages that came over plain http. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function ownRequest({ request }: Kept): Kept['request'] {
  return request;
}

function nothing(): void {}
