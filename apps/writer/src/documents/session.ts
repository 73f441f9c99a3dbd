import * as Y from 'yjs';
import { type Observable, settable } from '../app/observable.ts';
import { channelFor } from './channel.ts';
import type { NewVersion } from './gateway.ts';
import { keepVersion } from './kept-versions.ts';
import { openLine, type LineParts } from './line.ts';
import { BODY, FOREIGN, FROM_FILE, FROM_SHELF, FROM_TAB } from './origins.ts';
import type { Saving } from './saving.ts';
import type { Shelf } from './shelf.ts';

/** A document that is open: kept at every keystroke here, and soon after by the gateway. */
export type Session = {
  readonly id: string;
  readonly doc: Y.Doc;
  readonly body: Y.XmlFragment;
  readonly saving: Observable<Saving>;
  /** Settles when all is there that this browser has, or the gateway, if it answers. */
  readonly loaded: Promise<void>;
  /** Sends what waits, now. */
  readonly flush: () => Promise<void>;
  /** Has the gateway ever heard of it? */
  readonly isKnown: () => boolean;
  /** Takes up what others have done meanwhile. */
  readonly refresh: () => void;
  readonly heard: (number: number, change: Uint8Array) => void;
  readonly keepVersion: (version: Pick<NewVersion, 'reason' | 'note'>) => Promise<void>;
  readonly close: () => void;
};

export type SessionParts = Pick<LineParts, 'gateway' | 'place' | 'changed' | 'isKnown'> & {
  readonly shelf: Shelf;
};

export function openSession(id: string, parts: SessionParts): Session {
  const { shelf } = parts;
  const doc = new Y.Doc();
  const body = doc.getXmlFragment(BODY);
  const saving = settable<Saving>({ browser: 'kept', folder: { kind: 'nothing' } });
  const set = (next: Partial<Saving>): void => saving.set({ ...saving.get(), ...next });
  const keepHereOrThere: LineParts['keepVersion'] = async (version) => keepVersion(id, version, parts);
  const line = openLine(id, {
    ...parts,
    keepVersion: keepHereOrThere,
    doc,
    body,
    folder: settable(saving.get().folder),
  });
  line.folder.subscribe(() => set({ folder: line.folder.get() }));

  let underWay = 0;
  const keep = (change: Uint8Array): void => {
    underWay += 1;
    set({ browser: 'saving' });
    void shelf.keep(id, change).then(() => {
      underWay -= 1;
      const state = shelf.state.get();
      if (underWay === 0) set({ browser: state === 'fine' ? 'kept' : state });
    });
  };
  const channel = channelFor(id, (change) => Y.applyUpdate(doc, change, FROM_TAB));
  doc.on('update', (change: Uint8Array, origin: unknown) => {
    if (origin === FROM_SHELF) return;
    // The other tab has kept it already.
    if (origin !== FROM_TAB) keep(change);
    if (FOREIGN.includes(origin)) return;
    channel.send(change);
    line.send(change, origin !== FROM_FILE);
    if (origin !== FROM_FILE) parts.changed(null);
  });

  const loaded = (async () => {
    for (const change of await shelf.changesOf(id)) applyWhatCanBe(doc, change);
    const state = shelf.state.get();
    set({ browser: state === 'fine' ? 'kept' : state });
    // Whoever has the words here need not wait for the gateway.
    if (body.length > 0) void line.refresh();
    else await line.refresh();
  })();

  return {
    id,
    doc,
    body,
    saving,
    loaded,
    flush: line.flush,
    isKnown: parts.isKnown,
    refresh: () => void line.refresh(),
    heard: line.heard,
    keepVersion: line.keepVersion,
    close: () => {
      channel.close();
      void line.flush().finally(() => {
        line.close();
        doc.destroy();
      });
    },
  };
}

/** A change that is damaged is left out; the others are words. */
function applyWhatCanBe(doc: Y.Doc, change: Uint8Array): void {
  try {
    Y.applyUpdate(doc, change, FROM_SHELF);
  } catch {
    // It stays where it is.
  }
}
