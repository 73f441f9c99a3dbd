import { lstat, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { besides, isAbsent, syncFolder } from './disk.ts';
import type { Places } from './places.ts';

/** The id of the edition that is current; null when none is. */
export async function currentId({ pointer }: Pick<Places, 'pointer'>): Promise<string | null> {
  try {
    return basename(await readlink(pointer));
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** When it became that, ms since 1970; 0 when none is current. */
export async function currentSinceMs({ pointer }: Pick<Places, 'pointer'>): Promise<number> {
  try {
    return Math.floor((await lstat(pointer)).mtimeMs);
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  }
}

/**
 * Makes another edition the current one, in one step of the file system: whoever looks finds the old one or the new one, and content and
 * what is known of it always go together.
 */
export async function point({ pointer, published }: Places, id: string): Promise<void> {
  const beside = besides(pointer);
  try {
    await symlink(`editions/${id}`, beside);
    await rename(beside, pointer);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(published);
}
