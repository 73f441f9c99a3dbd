import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Knowledge } from '../signatures/load.ts';
import type { Packed } from './pack.ts';

/** What files said when they were last read, by what was in them. It is kept outside of the tree, so that nobody can prepare it. */
export type Cache = {
  readonly hashOf: (path: string) => string | null;
  /** What was kept of a file that is the same. */
  readonly packedOf: (path: string) => Packed | null;
  /** Keeps what was read of files; what comes later of the same file counts. */
  readonly keep: (files: readonly Kept[]) => void;
  /** The tree was read: what was neither asked for nor kept is forgotten. */
  readonly end: () => void;
};

export type Kept = { readonly path: string; readonly hash: string; readonly packed: Packed };

/** To be counted up with every change of what is kept of a file. */
const FORM = 8;
/** Larger than the facts of any tree that is scanned often; bytes. */
const BYTES_MAX = 250_000_000;

const DAY_MS = 86_400_000;
const NEWLINE = 0x0a;

/** Two lines of the file each: whose it is, and what it said. The first line of all says which version wrote it. */
type Lines = {
  readonly hash: string;
  /** Both lines, newlines included, and where the second begins; in bytes of the file. */
  readonly from: number;
  readonly said: number;
  readonly to: number;
};
type Written = { readonly bytes: Buffer; readonly byPath: ReadonlyMap<string, Lines> };

/** The cache of a tree in a folder; null keeps nothing. */
export function openCache(folder: string | null, root: string, knowledge: Knowledge): Cache {
  if (folder === null) return { hashOf: () => null, packedOf: () => null, keep: () => {}, end: () => {} };
  const version = JSON.stringify(
    createHash('sha1')
      .update(`${FORM} ${JSON.stringify(knowledge)}`)
      .digest('base64url'),
  );
  const file = join(folder, `${createHash('sha1').update(root).digest('hex')}.cache`);
  const { bytes, byPath } = readCache(file, version);
  const same = new Map<string, Lines>();
  const writer = writerTo(file, version);
  return {
    hashOf: (path) => byPath.get(path)?.hash ?? null,
    packedOf: (path) => {
      const lines = byPath.get(path);
      if (lines === undefined) return null;
      same.set(path, lines);
      return bytes.toString('utf8', lines.said, lines.to - 1);
    },
    keep: (files) => {
      for (const { path } of files) same.delete(path);
      writer.write(
        Buffer.from(files.map(({ path, hash, packed }) => `${JSON.stringify([path, hash])}\n${packed}\n`).join('')),
      );
    },
    end: () => {
      if (!writer.isOpen() && same.size === byPath.size) return;
      for (const { from, to } of same.values()) writer.write(bytes.subarray(from, to));
      writer.end();
    },
  };
}

type Writer = { readonly isOpen: () => boolean; readonly write: (bytes: Buffer) => void; readonly end: () => void };

/** Writes beside the file, in whose place it comes at the end. A disk that is full or not ours makes the next scan slower, and nothing else. */
function writerTo(file: string, version: string): Writer {
  // Two scans of one tree at the same time do not write into each other.
  const beside = `${file}.${process.pid}`;
  let out: number | null = null;
  let written = 0;
  let isLost = false;
  const attempt = (what: () => void): void => {
    if (isLost) return;
    try {
      what();
    } catch {
      isLost = true;
      rmSync(beside, { force: true });
    }
  };
  const open = (): number => {
    mkdirSync(dirname(file), { recursive: true });
    const opened = openSync(beside, 'w');
    writeSync(opened, `${version}\n`);
    return opened;
  };
  return {
    isOpen: () => out !== null || isLost,
    write: (bytes) =>
      attempt(() => {
        out ??= open();
        if (written + bytes.length <= BYTES_MAX) written += writeSync(out, bytes);
      }),
    end: () =>
      attempt(() => {
        closeSync(out ?? open());
        renameSync(beside, file);
        removeLeft(file);
      }),
  };
}

/** What a scan left that was killed a day ago or more. */
function removeLeft(file: string): void {
  for (const name of readdirSync(dirname(file))) {
    const left = join(dirname(file), name);
    if (name.startsWith(`${basename(file)}.`) && statSync(left).mtimeMs < Date.now() - DAY_MS) rmSync(left);
  }
}

function readCache(file: string, version: string): Written {
  const byPath = new Map<string, Lines>();
  try {
    const bytes = readFileSync(file);
    let from = bytes.indexOf(NEWLINE) + 1;
    if (bytes.toString('utf8', 0, from - 1) !== version) return { bytes: Buffer.alloc(0), byPath };
    while (from < bytes.length) {
      const said = bytes.indexOf(NEWLINE, from) + 1;
      const to = bytes.indexOf(NEWLINE, said) + 1;
      // It was cut short.
      if (said === 0 || to === 0) break;
      const [path, hash]: readonly [string, string] = JSON.parse(bytes.toString('utf8', from, said));
      byPath.set(path, { hash, from, said, to });
      from = to;
    }
    return { bytes, byPath };
  } catch {
    // There is none, or it is not ours: everything is read anew.
    return { bytes: Buffer.alloc(0), byPath: new Map() };
  }
}
