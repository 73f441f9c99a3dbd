import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import type { ChangedFile } from './workbench.ts';

/** The text of a file below a folder, byte by byte; null where there is none, or it is a link, too large, or no UTF-8. */
export function plainText(root: string, file: string): string | null {
  const bytes = bytesOf(root, file);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // It is in another encoding, and nothing is written into what cannot be read.
    return null;
  }
}

/** Larger files are made by machines; the audit does not parse them either. */
const BYTES_MAX = 1_000_000;

function bytesOf(root: string, file: string): Buffer | null {
  if (!isInside(root, file)) return null;
  let handle: number;
  try {
    handle = openSync(join(root, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(handle);
    return stat.isFile() && stat.size <= BYTES_MAX ? readFileSync(handle) : null;
  } finally {
    closeSync(handle);
  }
}

/** No part of the way is a link, and it does not lead out. */
function isInside(root: string, file: string): boolean {
  if (file.split('/').some((part) => part === '..' || part === '')) return false;
  try {
    const folder = dirname(join(root, file));
    return realpathSync(folder) === folder;
  } catch {
    return false;
  }
}

/**
 * Writes changed files, each whole or not at all. All are looked at before the first is written. Throws a `configuration` fault where one
 * is not any more what it was when it was read, or is reached through a link.
 */
export function writeChanges(root: string, files: readonly ChangedFile[]): void {
  for (const { file, before } of files) {
    if (!isInside(root, file))
      throw new Fault('configuration', `${file} is reached through a link; nothing was written.`);
    if (!isAsBefore(root, file, before))
      throw new Fault('configuration', `${file} has changed since it was read; nothing was written. Run it again.`);
  }
  for (const one of files) replace(root, one);
}

function isAsBefore(root: string, file: string, before: string | null): boolean {
  if (before === null) return lstatSync(join(root, file), { throwIfNoEntry: false }) === undefined;
  const bytes = bytesOf(root, file);
  return bytes !== null && digest(bytes) === digest(Buffer.from(before, 'utf8'));
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function replace(root: string, { file, before, after }: ChangedFile): void {
  const path = join(root, file);
  const temporary = join(dirname(path), `.${basename(path)}.failsoft-${process.pid}`);
  try {
    writeFileSync(temporary, after, { mode: 0o600, flag: 'wx' });
    chmodSync(temporary, before === null ? 0o644 : lstatSync(path).mode & 0o7777);
    const handle = openSync(temporary, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    if (!isAsBefore(root, file, before)) throw new Error('it has changed since it was read');
    // A new file never takes the place of one that somebody else has made meanwhile.
    if (before === null) linkSync(temporary, path);
    else renameSync(temporary, path);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it failed';
    throw new Fault('configuration', `${file} cannot be written: ${why}.`, { cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}
