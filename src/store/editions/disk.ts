import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../model/fault.ts';

let count = 0;

/** A name beside others that no other process and no other call takes. */
export function besides(path: string): string {
  count += 1;
  return `${path}.${process.pid}-${count}.tmp`;
}

/** Writes a file and waits until it is on the disk. */
export async function writeDown(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts a file in the place of another, so that whoever reads it finds the old one or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = besides(path);
  try {
    await writeDown(beside, text, 0o600);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Waits until what a folder lists is on the disk. Where folders cannot be opened (Windows), the system does that by itself. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(async () => folder.close());
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes(codeOf(error))) throw error;
  }
}

/** Files that only their owner may read lie in such a folder. */
export async function makePrivate(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** The system's code of an error, empty for any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Is it only that nothing is there? */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the disk is full',
  EACCES: 'that is not allowed',
  EPERM: 'that is not allowed',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a file is in the place of a folder',
  EEXIST: 'something else is there',
  ELOOP: 'its links lead in a circle',
  EIO: 'the disk does not answer',
};

/** What went wrong with files of editions, as a Fault for people. What is one already stays as it is. */
export function troubleOf(error: unknown, doing: string): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  if (code === '') return Fault.from(error);
  return new Fault('busy', `${doing}: ${REASONS[code] ?? code}`, { cause: error });
}
