import { lstat, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edition, Printed } from '../../model/edition.ts';
import { Fault } from '../../model/fault.ts';
import { isObject, type Json } from '../../model/json.ts';
import { FORMS } from '../../model/slot.ts';
import { sha256Hex } from '../../world/hashes.ts';
import { besides, codeOf, isAbsent, makePrivate, syncFolder, writeDown } from './disk.ts';
import { EDITION_FILE, type Places } from './places.ts';

/** The largest content that is published, bytes. */
export const CONTENT_BYTES_MAX = 4 * 1024 * 1024;
/** What is known of an edition is not longer, bytes. */
const EDITION_BYTES_MAX = 256 * 1024;

/** Lays an edition down where nobody sees it yet. One with the same id is the same, and stays. */
export async function stage({ work, staged }: Places, { edition, body }: Printed): Promise<void> {
  if (edition.bytes > CONTENT_BYTES_MAX) throw new Fault('too-large', 'The edition is larger than 4 MB');
  await makePrivate(staged);
  await sweep(work);
  const beside = besides(join(work, 'edition'));
  try {
    // It goes from here to where a web server has to be able to read it.
    await mkdir(beside, { mode: 0o755 });
    await writeDown(join(beside, edition.file), body, 0o644);
    await writeDown(join(beside, EDITION_FILE), `${JSON.stringify(edition, null, 2)}\n`, 0o644);
    await syncFolder(beside);
    await putInPlace(beside, join(staged, edition.id));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  await syncFolder(staged);
}

/** Brings a staged edition to where everybody may see it. One that is there already stays. */
export async function release({ staged, editions }: Places, id: string): Promise<void> {
  await mkdir(editions, { recursive: true, mode: 0o755 });
  try {
    await putInPlace(join(staged, id), join(editions, id));
  } catch (error) {
    if (!isAbsent(error)) throw error;
    if (!(await isThere(join(editions, id)))) throw new Fault('no-such-path', `There is no edition ${id}`);
  }
  await removeEdition(staged, id);
  await syncFolder(editions);
}

async function putInPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // It is named after what is in it.
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
  }
}

/** The edition in a folder. Rejects when it is not there, not whole, or not what its name says. */
export async function readPrinted(folder: string, id: string): Promise<Printed> {
  const edition = await readEdition(folder, id);
  const path = join(folder, id, edition.file);
  if ((await stat(path)).size !== edition.bytes) throw damaged(id);
  const body = await readFile(path);
  if (sha256Hex(body) !== edition.sha256) throw damaged(id);
  return { edition, body: body.toString('utf8') };
}

async function readEdition(folder: string, id: string): Promise<Edition> {
  const path = join(folder, id, EDITION_FILE);
  if ((await stat(path)).size > EDITION_BYTES_MAX) throw damaged(id);
  const edition = editionIn(await readFile(path, 'utf8'));
  if (edition?.id !== id) throw damaged(id);
  return edition;
}

function editionIn(text: string): Edition | null {
  try {
    const json: Json = JSON.parse(text);
    if (!isObject(json) || json['schema'] !== 'failsoft.edition/v1') return null;
    const { format, file } = json;
    const isOurs = Object.entries(FORMS).some(([name, form]) => name === format && form.file === file);
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nobody else writes this schema, and its file is one of ours.
    return isOurs ? (json as unknown as Edition) : null;
  } catch {
    return null;
  }
}

function damaged(id: string): Fault {
  return new Fault('busy', `The edition ${id} is damaged`);
}

/** The editions in a folder that are whole, in any order. What else lies there is passed over. */
export async function editionsIn(folder: string): Promise<readonly Edition[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
  const read = names
    .filter((name) => /^[0-9a-f]+$/.test(name))
    .map(async (id) => readEdition(folder, id).catch(() => null));
  return (await Promise.all(read)).filter((edition) => edition !== null);
}

/** It is gone in one step, so that no half of it is left by a process that dies meanwhile. */
export async function removeEdition(folder: string, id: string): Promise<void> {
  const beside = besides(join(folder, id));
  try {
    await rename(join(folder, id), beside);
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  await rm(beside, { recursive: true, force: true });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What stands beside for so long was left by a process that has died, ms. */
const LEFT_MS = 10 * 60_000;

/** Takes away what processes have left that died in the middle of something. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.tmp'))) {
    const path = join(folder, name);
    const found = await lstat(path).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs > LEFT_MS) await rm(path, { recursive: true, force: true });
  }
}
