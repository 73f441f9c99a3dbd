import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readOrNull, UNFINISHED } from './files.ts';
import { decodeText } from './decode.ts';
import { hashOf, idOfPath } from './names.ts';
import { type DocumentRecord, type Places, readRecords, writeRecord } from './record.ts';

/** A `.md` in the folder. */
export type Found = { readonly path: string; readonly changedAtMs: number; readonly bytes: number };

/** All that lies in the folder. */
export type Shelf = {
  readonly files: readonly (Found & { readonly record: DocumentRecord })[];
  readonly trashed: readonly DocumentRecord[];
  /** Also those without a document. */
  readonly folders: readonly string[];
};

/** A folder with more is somebody's whole disk. */
const FILES_MAX = 5_000;
const DEPTH_MAX = 9;

/**
 * Looks through the folder. Files that others have put there are documents, too, and one that was moved by hand is known again by its
 * words.
 */
export async function lookThrough(folder: string, places: Places): Promise<Shelf> {
  const { files, folders } = await walk(folder);
  const records = await readRecords(places);
  const live = new Map(records.filter((one) => one.trashedAtMs === null).map((one) => [one.path, one]));
  const paths = new Set(files.map(({ path }) => path));
  const lost = new Map([...live.values()].filter(({ path }) => !paths.has(path)).map((one) => [one.hash, one]));
  const ids = new Set(records.map(({ id }) => id));
  const shown: (Found & { readonly record: DocumentRecord })[] = [];
  for (const file of files) {
    const known = live.get(file.path) ?? (lost.size === 0 ? undefined : await movedTo(file, { folder, places, lost }));
    const record = known ?? strange(file.path, ids);
    shown.push({ ...file, record });
  }
  return { files: shown, folders, trashed: records.filter((one) => one.trashedAtMs !== null) };
}

type Moving = {
  readonly folder: string;
  readonly places: Places;
  readonly lost: Map<string, DocumentRecord>;
};

async function movedTo({ path }: Found, { folder, places, lost }: Moving): Promise<DocumentRecord | undefined> {
  const text = await readOrNull(join(folder, path));
  const hash = text === null ? '' : hashOf(decodeText(text));
  const record = lost.get(hash);
  if (record === undefined) return undefined;
  lost.delete(hash);
  const moved = { ...record, path, title: titleIn(path) };
  await writeRecord(places, moved);
  return moved;
}

/** The record of a file that has none yet. */
export function strange(path: string, taken: ReadonlySet<string>): DocumentRecord {
  let id = idOfPath(path);
  for (let again = 1; taken.has(id); again += 1) id = idOfPath(path, again);
  return { id, title: titleIn(path), path, through: 0, hash: '', hashBefore: '', trashedAtMs: null };
}

function titleIn(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.md$/i, '');
}

async function walk(root: string): Promise<{ readonly files: readonly Found[]; readonly folders: readonly string[] }> {
  const files: Found[] = [];
  const folders: string[] = [];
  const look = async (below: string, depth: number): Promise<void> => {
    const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
      // Links may lead anywhere, in circles too.
      if (entry.name.startsWith('.') || entry.name.startsWith(UNFINISHED) || files.length >= FILES_MAX) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && depth < DEPTH_MAX) {
        folders.push(path);
        await look(path, depth + 1);
      } else if (entry.isFile() && /\.md$/i.test(entry.name)) {
        const { mtimeMs, size } = await stat(join(root, path));
        files.push({ path, changedAtMs: Math.round(mtimeMs), bytes: size });
      }
    }
  };
  await look('', 0);
  return { files, folders };
}
