import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Characters of a hash that are noted: short enough for people, and nothing else has the same. */
const LENGTH = 16;

/** The hash of these files of a folder together, whatever their order; null where one of them cannot be read. */
export function hashOfFiles(root: string, files: readonly string[]): string | null {
  if (files.length === 0) return null;
  const hash = createHash('sha256');
  try {
    for (const file of files.toSorted())
      hash
        .update(`${file}\n`)
        .update(readFileSync(join(root, file)))
        .update('\n');
  } catch {
    // Gone, or not ours to read: nothing can be said of it.
    return null;
  }
  return hash.digest('hex').slice(0, LENGTH);
}

/**
 * Has nothing touched these files of a folder since then, ms since 1970? By the time of their last change of any kind, which no program
 * sets back: a fresh checkout counts as a change.
 */
export function unchangedSince(root: string, files: readonly string[], atMs: number): boolean {
  return (
    files.length > 0 &&
    files.every((file) => (statSync(join(root, file), { throwIfNoEntry: false })?.ctimeMs ?? atMs) < atMs)
  );
}
