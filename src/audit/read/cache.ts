import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Knowledge } from '../signatures/load.ts';
import type { Content, ReadFile } from './one.ts';

/** What files said when they were last read, by what was in them. It is kept outside of the tree, so that nobody can prepare it. */
export type Cache = {
  readonly hashOf: (path: string) => string | null;
  readonly contentOf: (path: string) => Content | null;
  readonly keep: (files: readonly ReadFile[]) => void;
};

/** To be counted up with every change of what is kept of a file. */
const FORM = 1;
const BYTES_MAX = 200_000_000;

/** Nobody else writes there, and a file of another version is not looked into. */
type Written = { readonly version: string; readonly entries: readonly (readonly [string, Kept])[] };

type Kept = { readonly hash: string; readonly content: Content };

/** The cache of a tree in a folder; null keeps nothing. */
export function openCache(folder: string | null, root: string, knowledge: Knowledge): Cache {
  if (folder === null) return { hashOf: () => null, contentOf: () => null, keep: () => {} };
  const version = createHash('sha1')
    .update(`${FORM} ${JSON.stringify(knowledge)}`)
    .digest('base64url');
  const file = join(folder, `${createHash('sha1').update(root).digest('hex')}.json`);
  const known = readCache(file, version);
  return {
    hashOf: (path) => known.get(path)?.hash ?? null,
    contentOf: (path) => known.get(path)?.content ?? null,
    keep: (files) => {
      const entries = files.flatMap(({ path, hash, content }) =>
        hash === null ? [] : [[path, { hash, content }] as const],
      );
      const text = JSON.stringify({ version, entries });
      if (text.length > BYTES_MAX) return;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      } catch {
        // A disk that is full or not ours makes the next scan slower, and nothing else.
      }
    },
  };
}

function readCache(file: string, version: string): ReadonlyMap<string, Kept> {
  try {
    const kept: Written = JSON.parse(readFileSync(file, 'utf8'));
    return new Map(kept.version === version ? kept.entries : []);
  } catch {
    // There is none, or it was cut short: everything is read anew.
    return new Map();
  }
}
