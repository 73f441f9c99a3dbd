import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { isInside, plainBytes } from '../read/plain-text.ts';
import type { ChangedFile } from './workbench.ts';

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
  const bytes = plainBytes(root, file);
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
