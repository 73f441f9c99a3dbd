import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../model/fault.ts';

/** The text of a file; null when there is none. Throws `configuration` when it is no text or cannot be read. */
export function readText(file: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new Fault('configuration', `${file} cannot be read (${codeOf(error)}).`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Fault('configuration', `${file} is no UTF-8 text.`, { cause: error });
  }
}

/**
 * Puts a whole new text in the place of a file, so that nobody ever sees half of it. A link stays a link, and the mode stays.
 * Throws `configuration` when it cannot be written.
 */
export function writeText(file: string, text: string, newMode = 0o644): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const temporary = `${target}.failsoft-${process.pid}`;
  try {
    const mode = existsSync(target) ? statSync(target).mode & 0o777 : newMode;
    writeFileSync(temporary, text, { mode: 0o600 });
    chmodSync(temporary, mode);
    const handle = openSync(temporary, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Fault('configuration', `${file} cannot be written (${codeOf(error)}).`, { cause: error });
  }
}

/** Makes the folder of a file. Gives the folders that were not there before, the outermost first. */
export function makeFolder(file: string): readonly string[] {
  const made: string[] = [];
  for (let folder = dirname(file); !existsSync(folder); folder = dirname(folder)) made.unshift(folder);
  mkdirSync(dirname(file), { recursive: true });
  return made;
}

/** Takes folders away that are empty, the innermost first. */
export function removeFolders(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      // Somebody has put something into it.
      return;
    }
  }
}

/** Keeps a text beside a file under a name that is free, readable for those who may read the file. Gives the name. */
export function backUp(file: string, text: string): string {
  for (let number = 1; ; number += 1) {
    const backup = `${file}.failsoft-backup${number === 1 ? '' : `-${number}`}`;
    if (existsSync(backup)) continue;
    writeText(backup, text, statSync(file).mode & 0o777);
    return backup;
  }
}

export function removeFile(file: string): void {
  rmSync(file, { force: true });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
}
