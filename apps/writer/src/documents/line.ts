import * as Y from 'yjs';
import type { Observable, Settable } from '../app/observable.ts';
import type { BodyText } from '../markdown/body.ts';
import { type Gateway, GatewayTrouble, isAway, type NewVersion, type Saved } from './gateway.ts';
import { meet, openOrMake } from './meet.ts';
import { FROM_FILE, FROM_GATEWAY } from './origins.ts';
import { openPace } from './pace.ts';
import { openPosition } from './position.ts';
import type { Saving } from './saving.ts';
import { wordsIn } from './words-in.ts';

/** Between a document that is open and the gateway. */
export type Line = {
  /** How far it has got there. */
  readonly folder: Observable<Saving['folder']>;
  /** A change of ours. `isNew`: the file does not have it yet. */
  readonly send: (change: Uint8Array, isNew: boolean) => void;
  /** A change of somebody else, with its number. */
  readonly heard: (number: number, change: Uint8Array) => void;
  /** Compares what both have, and sends and takes what the other lacks. Never rejects. */
  readonly refresh: () => Promise<void>;
  readonly flush: () => Promise<void>;
  readonly keepVersion: (version: Pick<NewVersion, 'reason' | 'note'>) => Promise<void>;
  readonly close: () => void;
};

export type LineParts = {
  readonly gateway: Gateway;
  readonly doc: Y.Doc;
  readonly body: Y.XmlFragment;
  readonly folder: Settable<Saving['folder']>;
  /** Keeps it there, or here until that is possible. */
  readonly keepVersion: (version: NewVersion) => Promise<void>;
  /** Has the gateway ever heard of it? */
  readonly isKnown: () => boolean;
  /** What the document is called and where it lies, at this moment. */
  readonly place: () => { readonly title: string; readonly folder: string };
  /** Told of every change at once, and of the text when it was written down. */
  readonly changed: (text: string | null) => void;
};

/** Changes are sent so soon after they were made, several at once, ms. */
const SEND_MS = 300;
/** How long it takes until somebody who did not answer is asked again, ms. */
const AGAIN_MS = 3_000;
export function openLine(id: string, parts: LineParts): Line {
  const { doc, body, gateway, folder } = parts;
  /** Ours, which the gateway has not confirmed yet. */
  let waiting: Uint8Array[] = [];
  const position = openPosition();
  const pace = openPace(() => void inTurn(write));
  let isUnsaved = false;
  let isClosed = false;
  let sending: ReturnType<typeof setTimeout> | undefined;
  let turn: Promise<void> = Promise.resolve();

  /** One after the other, and what fails says so and is tried again. */
  const inTurn = async (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work).catch((error: unknown) => {
      if (isAway(error)) folder.set({ kind: 'away' });
      else folder.set({ kind: 'refused', why: error instanceof Error ? error.message : String(error) });
      if (!isClosed) sending = setTimeout(() => void inTurn(exchange), AGAIN_MS);
    });
    return turn;
  };

  const push = async (): Promise<void> => {
    clearTimeout(sending);
    if (waiting.length === 0) return;
    const sent = waiting;
    waiting = [];
    try {
      position.reached(await gateway.update(id, Y.mergeUpdates(sent)));
    } catch (error) {
      waiting = [...sent, ...waiting];
      // The gateway has not heard of this document yet.
      if (error instanceof GatewayTrouble && error.kind === 'missing') return exchange();
      throw error;
    }
    // Somebody else's change between ours has not come, or will not.
    if (position.hasGap()) await exchange();
  };

  const exchange = async (): Promise<void> => {
    // There is nothing yet, here or there.
    if (body.length === 0 && !parts.isKnown()) return folder.set({ kind: 'nothing' });
    const remote = await openOrMake(id, gateway, parts.place);
    const lacking = meet(doc, remote);
    waiting = lacking === null ? [] : [lacking];
    position.moveTo(remote.changes.at(-1)?.number ?? remote.through);
    // What was sent without being written down is not in the file yet; but a file of somebody else waits until we have something to say.
    const isBehind = remote.changes.length > 0 && remote.outside === null;
    const wasUnsaved = isUnsaved || waiting.length > 0 || isBehind;
    if (remote.outside !== null && !wasUnsaved) await takeFrom(remote.outside);
    await push();
    if (wasUnsaved) await write();
    else folder.set({ kind: 'saved', atMs: Date.now(), path: '' });
  };

  const takeFrom = async (file: string): Promise<void> => {
    const { changeTo } = await import('../editor/outside.ts');
    const change = changeTo(doc, file);
    if (change === null) return;
    if (body.length > 0) await keepVersion({ reason: 'outside', note: 'Before another program changed the file' });
    Y.applyUpdate(doc, change, FROM_FILE);
  };

  let text: BodyText | null = null;
  const textNow = async (): Promise<string> => {
    const { openBodyText } = await import('../editor/markdown.ts');
    text ??= openBodyText(body);
    return text.now();
  };

  const write = async (): Promise<void> => {
    pace.stop();
    const startMs = performance.now();
    if (folder.get().kind === 'saved') folder.set({ kind: 'saving' });
    await push();
    isUnsaved = false;
    const through = position.at();
    const state = Y.encodeStateAsUpdate(doc);
    try {
      const markdown = await textNow();
      const saved = await gateway.save(id, markdown, state, through);
      parts.changed(markdown);
      pace.took(performance.now() - startMs);
      await settle(saved);
    } catch (error) {
      isUnsaved = true;
      throw error;
    }
  };

  const settle = async (saved: Saved): Promise<void> => {
    if (saved.kind === 'stale') {
      isUnsaved = true;
      return exchange();
    }
    if (!isUnsaved) folder.set({ kind: 'saved', atMs: saved.atMs, path: saved.path });
  };

  const keepVersion: Line['keepVersion'] = async (version) => {
    const markdown = await textNow();
    const words = wordsIn(markdown).length;
    await parts.keepVersion({ ...version, markdown, words, state: Y.encodeStateAsUpdate(doc) });
  };

  return {
    folder,
    send: (change, isNew) => {
      waiting.push(change);
      if (!isNew) return;
      // As long as the gateway is away, that is what is true.
      if (!['away', 'refused'].includes(folder.get().kind)) folder.set({ kind: 'saving' });
      clearTimeout(sending);
      sending = setTimeout(() => void inTurn(push), SEND_MS);
      isUnsaved = true;
      pace.changed();
    },
    heard: (number, change) => {
      Y.applyUpdate(doc, change, FROM_GATEWAY);
      position.reached(number);
      if (!position.hasGap()) return;
      clearTimeout(sending);
      sending = setTimeout(() => void inTurn(exchange), SEND_MS);
    },
    refresh: async () => inTurn(exchange),
    flush: async () => {
      pace.stop();
      await inTurn(async () => {
        if (isUnsaved || waiting.length > 0) await write();
      });
    },
    keepVersion,
    close: () => {
      isClosed = true;
      clearTimeout(sending);
      pace.stop();
      text?.close();
    },
  };
}
