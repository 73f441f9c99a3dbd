import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json, numberAt, textAt } from '../../model/json.ts';
import { readOrNull, remove, writeWhole } from './files.ts';

/** What is known of a document besides its words. */
export type DocumentRecord = {
  readonly id: string;
  readonly title: string;
  /** Its `.md`, from the folder of all documents on; in the trash: where it was. */
  readonly path: string;
  /** The number of the last change that its stored state has in it. */
  readonly through: number;
  /** Of the text that was written last, and of the one before: whichever of them lies there is ours. */
  readonly hash: string;
  readonly hashBefore: string;
  /** Ms since 1970; null: it is not in the trash. */
  readonly trashedAtMs: number | null;
};

/** Where the parts of a document lie that are no words, below the folder of all documents. */
export type Places = {
  readonly hidden: string;
  readonly record: (id: string) => string;
  readonly state: (id: string) => string;
  readonly updates: (id: string) => string;
  readonly versions: (id: string) => string;
  readonly trash: (id: string) => string;
};

/** File managers do not show it. */
export const HIDDEN = '.failsoft';

export function placesIn(folder: string): Places {
  const hidden = join(folder, HIDDEN);
  return {
    hidden,
    record: (id) => join(hidden, 'documents', `${id}.json`),
    state: (id) => join(hidden, 'documents', `${id}.ydoc`),
    updates: (id) => join(hidden, 'documents', `${id}.updates`),
    versions: (id) => join(hidden, 'versions', id),
    trash: (id) => join(hidden, 'trash', `${id}.md`),
  };
}

export async function readRecord(places: Places, id: string): Promise<DocumentRecord | null> {
  const file = await readOrNull(places.record(id));
  return file === null ? null : recordIn(id, file.toString('utf8'));
}

export async function readRecords(places: Places): Promise<readonly DocumentRecord[]> {
  const names = await readdir(join(places.hidden, 'documents')).catch(() => []);
  const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const records = await Promise.all(ids.map(async (id) => readRecord(places, id)));
  return records.filter((record) => record !== null);
}

export async function writeRecord(places: Places, record: DocumentRecord): Promise<void> {
  await writeWhole(places.record(record.id), `${JSON.stringify(record, null, 2)}\n`);
}

export async function removeRecord(places: Places, id: string): Promise<void> {
  for (const path of [places.record(id), places.state(id), places.updates(id), places.versions(id), places.trash(id)])
    await remove(path);
}

/** Null: it is none, whoever has written it. */
function recordIn(id: string, text: string): DocumentRecord | null {
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const path = textAt(json, 'path');
  if (path === '' || path.split('/').some((step) => step === '' || step === '.' || step === '..')) return null;
  const trashedAtMs = numberAt(json, 'trashedAtMs');
  return {
    id,
    title: textAt(json, 'title'),
    path,
    through: numberAt(json, 'through'),
    hash: textAt(json, 'hash'),
    hashBefore: textAt(json, 'hashBefore'),
    trashedAtMs: isObject(json) && json['trashedAtMs'] !== null ? trashedAtMs : null,
  };
}
