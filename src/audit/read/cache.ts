import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Knowledge } from '../signatures/load.ts';
import type { Content, ReadFile } from './one.ts';
import { pack, type Packed, unpack } from './pack.ts';

/** What files said when they were last read, by what was in them. It is kept outside of the tree, so that nobody can prepare it. */
export type Cache = {
  readonly hashOf: (path: string) => string | null;
  readonly contentOf: (path: string) => Content | null;
  readonly keep: (files: readonly ReadFile[]) => void;
};

/** To be counted up with every change of what is kept of a file. */
const FORM = 6;
/** Larger than the facts of any tree that is scanned often; bytes. */
const BYTES_MAX = 250_000_000;

const NEWLINE = 0x0a;

type Written = Exclude<Content, { readonly is: 'code' }> | { readonly is: 'code'; readonly facts: Packed };
type Kept = { readonly hash: string; readonly content: Written };
/** One line of the file. The first says which version wrote it. */
type Line = readonly [path: string, kept: Kept];

/** The cache of a tree in a folder; null keeps nothing. */
export function openCache(folder: string | null, root: string, knowledge: Knowledge): Cache {
  if (folder === null) return { hashOf: () => null, contentOf: () => null, keep: () => {} };
  const version = createHash('sha1')
    .update(`${FORM} ${JSON.stringify(knowledge)}`)
    .digest('base64url');
  const file = join(folder, `${createHash('sha1').update(root).digest('hex')}.jsonl`);
  const known = readCache(file, version);
  return {
    hashOf: (path) => known.get(path)?.hash ?? null,
    contentOf: (path) => {
      const content = known.get(path)?.content;
      // It is asked for once, and two of them are not kept.
      known.delete(path);
      if (content === undefined) return null;
      return content.is === 'code' ? { is: 'code', facts: unpack(content.facts) } : content;
    },
    keep: (files) => writeCache(file, version, files),
  };
}

function writeCache(file: string, version: string, files: readonly ReadFile[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const out = openSync(`${file}.new`, 'w');
    let bytes = writeSync(out, `${JSON.stringify(version)}\n`);
    for (const { path, hash, content } of files) {
      if (hash === null) continue;
      const written: Written = content.is === 'code' ? { is: 'code', facts: pack(content.facts) } : content;
      const line: Line = [path, { hash, content: written }];
      bytes += writeSync(out, `${JSON.stringify(line)}\n`);
      if (bytes > BYTES_MAX) break;
    }
    closeSync(out);
    renameSync(`${file}.new`, file);
  } catch {
    // A disk that is full or not ours makes the next scan slower, and nothing else.
  }
}

function readCache(file: string, version: string): Map<string, Kept> {
  try {
    const bytes = readFileSync(file);
    const known = new Map<string, Kept>();
    let from = bytes.indexOf(NEWLINE);
    if (bytes.toString('utf8', 0, from) !== JSON.stringify(version)) return known;
    // One line after the other: the whole as one text would take twice its size.
    for (let to = bytes.indexOf(NEWLINE, from + 1); to >= 0; to = bytes.indexOf(NEWLINE, from + 1)) {
      const [path, kept]: Line = JSON.parse(bytes.toString('utf8', from + 1, to));
      known.set(path, kept);
      from = to;
    }
    return known;
  } catch {
    // There is none, or it was cut short: everything is read anew.
    return new Map();
  }
}
