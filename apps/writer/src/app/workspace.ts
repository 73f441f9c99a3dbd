import {
  browserStore,
  type Client,
  createClient,
  createQueue,
  type Help,
  memoryStore,
  type Queue,
  UNKNOWN,
} from 'failsoft/client';
import { requestFor } from '../assist/question.ts';
import { itemFrom } from '../assist/waiting.ts';
import { bytesIn } from '../documents/base64.ts';
import type { GatewayEvent } from '../documents/events.ts';
import { type Gateway, keptKey, openGateway } from '../documents/gateway.ts';
import { type Library, openLibrary } from '../documents/library.ts';
import { handOverTo, oneAtATime } from '../documents/hand-over.ts';
import { openSession, type Session } from '../documents/session.ts';
import { openShelf, type Shelf } from '../documents/shelf.ts';
import { openLines } from './lines.ts';
import { newId } from './new-id.ts';
import { type Observable, type Settable, settable } from './observable.ts';
import { NEW, wantedDocument, wantDocument } from './place.ts';

/** All that the page works with. */
export type Workspace = {
  readonly shelf: Shelf;
  readonly gateway: Gateway;
  readonly library: Library;
  readonly client: Client;
  readonly help: Observable<Help>;
  /** What was asked while nobody could answer. */
  readonly outbox: Queue;
  readonly key: Settable<string>;
  readonly model: () => string;
  /** The document that is open. */
  readonly session: Observable<Session | null>;
  readonly open: (id: string) => void;
  readonly openNew: (folder?: string) => void;
};

/** Versions are kept after so much work, ms. */
const VERSION_MS = 600_000;

export async function openWorkspace(): Promise<Workspace> {
  const tab = newId();
  const key = keptKey();
  const shelf = await openShelf();
  const gateway = openGateway(key, tab);
  const library = await openLibrary(shelf, gateway);
  const model = (): string => library.gateway.get()?.model ?? 'default';
  const help = settable<Help>(UNKNOWN);
  // The key may be changed while the page is open.
  const client = clientWith(key);
  const outbox = createQueue({
    client,
    help,
    store: shelf.state.get() === 'refused' ? memoryStore() : browserStore('failsoft-writer-questions'),
    // Without a gateway its model is not known yet.
    requestFor: (kept) => requestFor(itemFrom(kept).question, model()),
  });
  outbox.run();
  const session = settable<Session | null>(null);

  const sessionOf = (id: string): Session => {
    let workedMs = 0;
    const next = openSession(id, {
      shelf,
      gateway,
      place: () => library.card(id) ?? { title: '', folder: '' },
      isKnown: () => library.card(id)?.unsent === false,
      changed: (text) => {
        library.changed(id, text);
        if (text === null || Date.now() - workedMs < VERSION_MS) return;
        workedMs = Date.now();
        void next.keepVersion({ reason: 'work', note: '' }).catch(() => {});
      },
    });
    next.saving.subscribe(() => {
      if (next.saving.get().folder.kind === 'saved') library.reached(id);
    });
    return next;
  };
  const open = (id: string): void => {
    if (session.get()?.id === id) return;
    session.get()?.close();
    wantDocument(id);
    session.set(sessionOf(id));
  };
  const handOver = oneAtATime(async () => handOverTo(library, { sessionOf, isOpen: (id) => session.get()?.id === id }));

  const openNew = (folder = ''): void => open(library.draft(folder).id);

  const refreshAll = (): void => {
    void library.refresh().then(handOver);
    session.get()?.refresh();
    outbox.look();
  };
  const heard = (event: GatewayEvent): void => {
    const current = session.get();
    if (event.kind === 'update' && event.id === current?.id) current.heard(event.number, bytesIn(event.data));
    if (event.kind === 'list') void library.refresh();
    if (event.kind === 'open') refreshAll();
  };
  openLines({ client, library, key, help, heard });
  addEventListener('online', refreshAll);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') refreshAll();
    else void session.get()?.flush();
  });
  addEventListener('hashchange', () => {
    const wanted = wantedDocument();
    if (wanted === NEW) openNew();
    if (wanted !== null && library.card(wanted) !== null) open(wanted);
  });

  // Whoever has documents here need not wait for the gateway to see one.
  if (library.cards.get().length === 0) await library.refresh();
  else void library.refresh().then(handOver);
  const first = wantedDocument() === NEW ? null : firstOf(library);
  if (first === null) openNew();
  else open(first);
  return { shelf, gateway, library, client, help, outbox, key, model, session, open, openNew };
}

function firstOf(library: Library): string | null {
  const wanted = wantedDocument();
  const live = library.cards.get().filter(({ trashedAtMs }) => trashedAtMs === null);
  const [newest] = live.toSorted((a, b) => b.changedAtMs - a.changedAtMs);
  return live.find(({ id }) => id === wanted)?.id ?? newest?.id ?? null;
}

function clientWith(key: Settable<string>): Client {
  const url = location.origin;
  let made = { key: '', client: createClient({ url }) };
  const current = (): Client => {
    if (made.key !== key.get()) made = { key: key.get(), client: createClient({ url, key: key.get() }) };
    return made.client;
  };
  return {
    ask: async (request) => current().ask(request),
    stream: async (request) => current().stream(request),
    availability: async (wanted) => current().availability(wanted),
    watchAvailability: (changed, wanted) => current().watchAvailability(changed, wanted),
    later: async (request, options) => current().later(request, options),
    deferred: async (id, signal) => current().deferred(id, signal),
    watchDeferred: (id, changed) => current().watchDeferred(id, changed),
    cancelDeferred: async (id) => current().cancelDeferred(id),
  };
}
