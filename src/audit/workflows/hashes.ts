import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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
