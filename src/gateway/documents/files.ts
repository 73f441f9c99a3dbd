import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Fault } from '../../model/fault.ts';

/** Names of files that are being written. A gateway that was killed leaves them behind; they are nothing yet. */
export const UNFINISHED = '.failsoft-part';

let parts = 0;

/**
 * Writes a file so that whoever looks, and whenever the process is killed, finds all of the old or all of the new. Missing folders are
 * made. Throws `configuration` when the folder cannot be written.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  parts += 1;
  const part = join(folder, `${UNFINISHED}-${process.pid}-${parts}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(part, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    await settle(folder);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw unwritable(folder, error);
  }
}

/** A new name survives a power cut once its folder is on the disk, too. */
async function settle(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY);
    await handle.sync().finally(async () => handle.close());
  } catch {
    // Windows opens no folders, and some file systems have nothing to settle.
  }
}

/** Moves a file; missing folders are made. Throws `configuration`. */
export async function move(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
    await settle(dirname(to));
  } catch (error) {
    throw unwritable(dirname(to), error);
  }
}

/** Null where there is none. Throws `configuration` when it cannot be read. */
export async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw new Fault('configuration', `${path} cannot be read (${codeOf(error)})`, { cause: error });
  }
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Takes a file away that may be gone already. */
export async function remove(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true }).catch((error: unknown) => {
    throw unwritable(dirname(path), error);
  });
}

/** Null: it can be written, or made. Else why not, in a sentence. */
export async function whyUnwritable(folder: string): Promise<string | null> {
  for (let here = folder; ; here = dirname(here)) {
    try {
      if (!(await lstatFollowed(here)).isDirectory()) return `${here} is a file, not a folder.`;
      await access(here, constants.W_OK | constants.X_OK);
      return null;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && dirname(here) !== here) continue;
      return `${sentenceFor(folder, error)}.`;
    }
  }
}

async function lstatFollowed(path: string): ReturnType<typeof lstat> {
  return lstat(await realpath(path));
}

/** A link in the folder may lead anywhere; what is written stays below it. Throws `bad-request`. */
export async function keepBelow(root: string, folder: string): Promise<void> {
  const real = await realpath(root).catch(() => null);
  const there = await realpath(folder).catch(() => null);
  if (real === null || there === null || there === real || there.startsWith(`${real}${sep}`)) return;
  throw new Fault('bad-request', 'This folder leads out of the folder of the documents');
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it cannot be written to',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk space of this user is used up',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ENAMETOOLONG: 'the name is too long',
};

function unwritable(folder: string, error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('configuration', sentenceFor(folder, error), { cause: error });
}

function sentenceFor(folder: string, error: unknown): string {
  const code = codeOf(error);
  return `The folder ${folder} cannot be written: ${WHY[code] ?? code}`;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
