import { dirname, join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { exists, keepBelow, move, readOrNull, whyUnwritable, writeWhole } from './files.ts';
import { decodeText } from './decode.ts';
import { fileNameOf, folderOf, hashOf, titleOf } from './names.ts';
import { type DocumentRecord, type Places, placesIn, readRecord, removeRecord, writeRecord } from './record.ts';
import { type Hit, searchIn } from './search.ts';
import { lookThrough, type Shelf, strange } from './shelf.ts';
import { inTurn } from './turns.ts';
import { appendUpdate, mendUpdates, readUpdates, rewriteUpdates, type Update } from './updates.ts';
import { type Kept, keepVersion, listVersions, type Version, versionAt } from './versions.ts';

/** A document as lists show it. */
export type DocumentEntry = {
  readonly id: string;
  readonly title: string;
  /** The folder that it lies in, below that of all documents; empty: there itself. */
  readonly folder: string;
  /** From the folder of all documents on; in the trash: where it was. */
  readonly path: string;
  /** Ms since 1970. */
  readonly changedAtMs: number;
  readonly bytes: number;
  readonly trashedAtMs: number | null;
};

export type Listing = {
  /** The whole path, for people. */
  readonly folder: string;
  /** Null: it can be written. Else why not, in a sentence. */
  readonly unwritable: string | null;
  readonly documents: readonly DocumentEntry[];
  readonly folders: readonly string[];
};

/** All that a writer needs to go on where others have stopped. */
export type Opened = {
  readonly document: DocumentEntry;
  /** The stored state has all changes up to this one in it. */
  readonly through: number;
  readonly state: Uint8Array | null;
  readonly updates: readonly Update[];
  /** What stands in the file where it is not what was written last: somebody else has changed it. Else null. */
  readonly outside: string | null;
};

export type Save = { readonly markdown: string; readonly state: Uint8Array; readonly through: number };

/** `stale`: another writer has saved a later state, which is to be fetched first. */
export type Saved =
  | { readonly kind: 'saved'; readonly path: string; readonly atMs: number; readonly keptOutside: boolean }
  | { readonly kind: 'stale' };

/** The documents in one folder. All reject with Faults: `no-such-path`, `bad-request`, `configuration` for what the disk refuses. */
export type Documents = {
  readonly list: () => Promise<Listing>;
  readonly open: (id: string) => Promise<Opened>;
  /** Gives a document its title and its folder, and makes it where there is none. */
  readonly put: (id: string, title: string, folder: string) => Promise<DocumentEntry>;
  /** Keeps a change, and gives its number. */
  readonly update: (id: string, bytes: Uint8Array) => Promise<number>;
  readonly save: (id: string, save: Save) => Promise<Saved>;
  readonly trash: (id: string) => Promise<void>;
  readonly restore: (id: string) => Promise<DocumentEntry>;
  /** For good, and only out of the trash. */
  readonly remove: (id: string) => Promise<void>;
  readonly versions: (id: string) => Promise<readonly Version[]>;
  readonly version: (id: string, version: number) => ReturnType<typeof versionAt>;
  readonly keep: (id: string, kept: Kept) => Promise<Version>;
  readonly search: (words: string) => Promise<readonly Hit[]>;
};

/** Opens the documents in a folder, which is made when something is written into it. Reads and writes nothing by itself. */
export function openDocuments(folder: string, wallMs: () => number): Documents {
  const places = placesIn(folder);
  const room: Room = { folder, places, wallMs, last: new Map() };
  const { alone } = inTurn();
  return {
    list: async () =>
      alone('', async () => listing(folder, await lookThrough(folder, places), await whyUnwritable(folder))),
    open: async (id) => alone(id, async () => open(room, id)),
    put: async (id, title, below) => alone(id, async () => put(room, id, titleOf(title), folderOf(below))),
    update: async (id, bytes) => alone(id, async () => update(room, id, bytes)),
    save: async (id, wanted) => alone(id, async () => save(room, id, wanted)),
    trash: async (id) => alone(id, async () => trash(room, id)),
    restore: async (id) => alone(id, async () => restore(room, id)),
    remove: async (id) => alone(id, async () => removeForGood(room, id)),
    versions: async (id) => listVersions(places.versions(id)),
    version: async (id, version) => versionAt(places.versions(id), version),
    keep: async (id, kept) => alone(id, async () => keepVersion(places.versions(id), kept, wallMs())),
    search: async (words) => searchIn(folder, await lookThrough(folder, places), words),
  };
}

/** What is done with one document is done here. */
type Room = {
  readonly folder: string;
  readonly places: Places;
  readonly wallMs: () => number;
  /** The numbers of the last changes, once they were looked up. */
  readonly last: Map<string, number>;
};

async function find({ folder, places }: Room, id: string): Promise<DocumentRecord> {
  const known = await readRecord(places, id);
  if (known !== null) return known;
  const strangers = id.startsWith('f-') ? (await lookThrough(folder, places)).files : [];
  const found = strangers.find(({ record }) => record.id === id);
  if (found === undefined) throw new Fault('no-such-path', 'There is no such document');
  return found.record;
}

async function open(room: Room, id: string): Promise<Opened> {
  const { folder, places } = room;
  const record = await find(room, id);
  const { through, trashedAtMs, path } = record;
  const state = await readOrNull(places.state(id));
  const updates = (await readUpdates(places.updates(id))).filter(({ number }) => number > through);
  const file = trashedAtMs === null ? await readOrNull(join(folder, path)) : null;
  return { document: await entryOf(room, record), through, state, updates, outside: outsideOf(record, file) };
}

async function put(room: Room, id: string, title: string, below: string): Promise<DocumentEntry> {
  const { folder, places } = room;
  const before = await find(room, id).catch(() => null);
  if (before !== null && before.trashedAtMs !== null) throw inTrash();
  const stays = before !== null && before.title === title && folderIn(before.path) === below;
  const path = stays ? before.path : await freePath(folder, { title, below, own: before?.path ?? '' });
  await keepBelow(folder, join(folder, below));
  const record = { ...(before ?? strange(path, new Set())), id, title, path };
  if (before === null) {
    await writeRecord(places, record);
    await writeWhole(join(folder, path), '');
    return entryOf(room, await announce(places, record, ''));
  }
  // The file first: whoever looks through the folder meanwhile finds it by its words, where it is.
  const isElsewhere = before.path !== path && (await exists(join(folder, before.path)));
  if (isElsewhere) await move(join(folder, before.path), join(folder, path));
  await writeRecord(places, record);
  return entryOf(room, record);
}

async function update(room: Room, id: string, bytes: Uint8Array): Promise<number> {
  const { places, last } = room;
  const record = await find(room, id);
  if ((await readRecord(places, id)) === null) await writeRecord(places, record);
  const number = (await lastNumber(room, id, record.through)) + 1;
  // Where only a part could be written, the next one looks at the file again.
  last.delete(id);
  await appendUpdate(places.updates(id), { number, bytes });
  last.set(id, number);
  return number;
}

async function lastNumber({ places, last }: Room, id: string, through: number): Promise<number> {
  const known = last.get(id);
  if (known !== undefined) return known;
  const updates = await mendUpdates(places.updates(id));
  return Math.max(through, updates.at(-1)?.number ?? 0);
}

/** The order is what makes it safe to be killed in between: see docs/decisions/writer.md. */
async function save(room: Room, id: string, { markdown, state, through }: Save): Promise<Saved> {
  const { folder, places, wallMs, last } = room;
  const record = await find(room, id);
  if (record.trashedAtMs !== null) throw inTrash();
  if (through < record.through) return { kind: 'stale' };
  const path = join(folder, record.path);
  await keepBelow(folder, dirname(path));
  const outside = outsideOf(record, await readOrNull(path));
  const keptOutside = outside !== null && outside !== markdown;
  if (keptOutside) await keepVersion(places.versions(id), { ...OUTSIDE, ...counted(outside) }, wallMs());
  await writeWhole(places.state(id), state);
  await announce(places, { ...record, through }, markdown);
  await writeWhole(path, markdown);
  const rest = (await readUpdates(places.updates(id))).filter(({ number }) => number > through);
  last.set(id, Math.max(last.get(id) ?? 0, through, rest.at(-1)?.number ?? 0));
  await rewriteUpdates(places.updates(id), rest);
  return { kind: 'saved', path: record.path, atMs: wallMs(), keptOutside };
}

/** Says what is about to be written: both the new text and the old one are ours until the new one is surely there. */
async function announce(places: Places, record: DocumentRecord, text: string): Promise<DocumentRecord> {
  const next = { ...record, hash: hashOf(text), hashBefore: record.hash };
  await writeRecord(places, next);
  return next;
}

async function trash(room: Room, id: string): Promise<void> {
  const { folder, places, wallMs } = room;
  const record = await find(room, id);
  if (record.trashedAtMs !== null) return;
  if (await exists(join(folder, record.path))) await move(join(folder, record.path), places.trash(id));
  await writeRecord(places, { ...record, trashedAtMs: wallMs() });
}

async function restore(room: Room, id: string): Promise<DocumentEntry> {
  const { folder, places } = room;
  const record = await find(room, id);
  if (record.trashedAtMs === null) return entryOf(room, record);
  const path = await freePath(folder, { title: record.title, below: folderIn(record.path), own: '' });
  if (await exists(places.trash(id))) await move(places.trash(id), join(folder, path));
  const restored = { ...record, path, trashedAtMs: null };
  await writeRecord(places, restored);
  return entryOf(room, restored);
}

async function removeForGood(room: Room, id: string): Promise<void> {
  const record = await find(room, id);
  if (record.trashedAtMs === null) throw new Fault('bad-request', 'This document is not in the trash');
  await removeRecord(room.places, id);
  room.last.delete(id);
}

type Wish = { readonly title: string; readonly below: string; readonly own: string };

/** A path that is free, for a document that may be at `own` already. */
async function freePath(folder: string, { title, below, own }: Wish): Promise<string> {
  const name = fileNameOf(title);
  for (let count = 1; ; count += 1) {
    const path = `${below === '' ? '' : `${below}/`}${name}${count === 1 ? '' : ` ${count}`}.md`;
    if (path.toLowerCase() === own.toLowerCase() || !(await exists(join(folder, path)))) return path;
  }
}

async function entryOf({ folder, places, wallMs }: Room, record: DocumentRecord): Promise<DocumentEntry> {
  const { id, path, trashedAtMs } = record;
  const text = await readOrNull(trashedAtMs === null ? join(folder, path) : places.trash(id));
  return entry(record, { changedAtMs: wallMs(), bytes: text?.length ?? 0 });
}

function inTrash(): Fault {
  return new Fault('bad-request', 'This document is in the trash');
}

const OUTSIDE = { reason: 'outside', note: 'Changed by another program', state: null } as const;

function counted(markdown: string): Pick<Kept, 'markdown' | 'words'> {
  return { markdown, words: markdown.split(/\s+/).filter((word) => word !== '').length };
}

function outsideOf({ hash, hashBefore }: DocumentRecord, file: Buffer | null): string | null {
  if (file === null) return null;
  const text = decodeText(file);
  return [hash, hashBefore].includes(hashOf(text)) ? null : text;
}

function folderIn(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

function listing(folder: string, { files, trashed, folders }: Shelf, unwritable: string | null): Listing {
  return {
    folder,
    unwritable,
    documents: [
      ...files.map(({ record, changedAtMs, bytes }) => entry(record, { changedAtMs, bytes })),
      ...trashed.map((record) => entry(record, { changedAtMs: record.trashedAtMs ?? 0, bytes: 0 })),
    ],
    folders,
  };
}

function entry(
  { id, title, path, trashedAtMs }: DocumentRecord,
  file: Pick<DocumentEntry, 'changedAtMs' | 'bytes'>,
): DocumentEntry {
  return { id, title, folder: folderIn(path), path, trashedAtMs, ...file };
}
