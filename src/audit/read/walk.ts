import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { NotRead } from '../../model/audit.ts';
import { FOREIGN_FOLDERS, type Kind, kindOf } from './kinds.ts';

/** A file that may say something. */
export type Candidate = { readonly path: string; readonly kind: Kind };

export type Walked = { readonly candidates: readonly Candidate[]; readonly notRead: readonly NotRead[] };

/** More files than this are not looked at; the largest repositories that are known have about 100,000 source files. */
const FILES_MAX = 200_000;
/** Entries of folders, whatever they are. */
const ENTRIES_MAX = 2_000_000;
const DEPTH_MAX = 60;

/** Every file below a folder that may say something. Nothing outside the folder is looked at: links are not followed. */
export function walkTree(root: string, filesMax = FILES_MAX): Walked {
  const real = realpathSync(root);
  const candidates: Candidate[] = [];
  const notRead: NotRead[] = [];
  let entries = 0;
  let isFull = false;
  const open: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = open.pop(); folder !== undefined && !isFull; folder = open.pop()) {
    const { path, depth } = folder;
    const inside = entriesOf(join(real, path));
    if (inside === null) {
      notRead.push({ file: path, why: 'the folder cannot be read' });
      continue;
    }
    for (const entry of inside) {
      if (++entries > ENTRIES_MAX || candidates.length >= filesMax) {
        isFull = true;
        break;
      }
      const at = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isSymbolicLink()) {
        if (kindOf(at) !== null || !entry.name.includes('.')) notRead.push(...leadsOut(real, at));
      } else if (entry.isDirectory()) {
        if (FOREIGN_FOLDERS.has(entry.name)) continue;
        if (depth >= DEPTH_MAX) notRead.push({ file: at, why: `deeper than ${DEPTH_MAX} folders` });
        else open.push({ path: at, depth: depth + 1 });
      } else if (entry.isFile()) {
        const kind = kindOf(at);
        if (kind !== null) candidates.push({ path: at, kind });
      } else if (kindOf(at) !== null) notRead.push({ file: at, why: 'neither a file nor a folder' });
    }
  }
  if (isFull) notRead.push({ file: '', why: `more than ${filesMax} files; the rest was not looked at` });
  return { candidates: candidates.toSorted((a, b) => (a.path < b.path ? -1 : 1)), notRead };
}

function entriesOf(folder: string): readonly Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // No right to look into it, or it is gone: it is said that it was not read.
    return null;
  }
}

/** What a link leads to inside of the tree is found there anyway. */
function leadsOut(root: string, path: string): readonly NotRead[] {
  try {
    const target = realpathSync(join(root, path));
    return target === root || target.startsWith(root + sep)
      ? []
      : [{ file: path, why: 'a link that leads out of the tree' }];
  } catch {
    return [{ file: path, why: 'a link that leads nowhere' }];
  }
}
