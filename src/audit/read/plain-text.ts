import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The text of a file below a folder, byte by byte; null where there is none, or it is a link, too large, or no UTF-8. */
export function plainText(root: string, file: string): string | null {
  const bytes = plainBytes(root, file);
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

/** The bytes of the same; null where there is none, or it is a link or too large. */
export function plainBytes(root: string, file: string): Buffer | null {
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
export function isInside(root: string, file: string): boolean {
  if (file.split('/').some((part) => part === '..' || part === '')) return false;
  try {
    const folder = dirname(join(root, file));
    return realpathSync(folder) === folder;
  } catch {
    return false;
  }
}
