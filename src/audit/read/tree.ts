import { realpathSync } from 'node:fs';
import type { NotRead } from '../../model/audit.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { SettingsFacts } from '../settings/settings.ts';
import type { Knowledge } from '../signatures/load.ts';
import { type Cache, type Kept, openCache } from './cache.ts';
import { importedBy } from '../find/match.ts';
import { useOf } from './kinds.ts';
import type { Content } from './file-reader.ts';
import { pack, unpack } from './pack.ts';
import { openPool, type PackedFile } from './pool.ts';
import { stemOf } from './used.ts';
import { walkTree } from './walk.ts';

/** A tree as it was read. */
export type ReadTree = {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly settings: ReadonlyMap<string, SettingsFacts>;
  readonly seen: number;
  readonly notRead: readonly NotRead[];
};

export type TreeToRead = {
  readonly root: string;
  readonly knowledge: Knowledge;
  /** Where what was read is kept for the next time; null: nowhere. */
  readonly cacheFolder: string | null;
  readonly onProgress: (done: number, all: number) => void;
};

/** What is promising; what uses that; and once more, for a file in between that only passes on. */
const ROUNDS = 3;
/** Files that use files with AI, at most: beyond it only their own words are looked at. */
const USERS_MAX = 1_500;

/** Reads a tree. Deterministic, offline; no code of it is executed. */
export async function readTree({ root, knowledge, cacheFolder, onProgress }: TreeToRead): Promise<ReadTree> {
  const real = realpathSync(root);
  const { candidates, notRead } = walkTree(real);
  const cache = openCache(cacheFolder, real, knowledge);
  const contents = new Map<string, Content>();
  let done = 0;
  const take = (files: readonly PackedFile[]): void => {
    for (const file of files) contents.set(file.path, contentOf(file, cache));
    cache.keep(files.flatMap(kept));
    done += files.length;
    onProgress(Math.min(done, candidates.length), candidates.length);
  };
  const pool = openPool(real, knowledge);
  try {
    await pool.read(
      candidates.map((candidate) => ({ candidate, knownHash: cache.hashOf(candidate.path), step: 'look' })),
      take,
    );
    for (let round = 0; round < ROUNDS; round++) {
      const paths = round === 0 ? promisingIn(contents) : usersOf(contents, knowledge);
      if (paths.size === 0 && round > 0) break;
      const tasks = candidates.filter(({ path }) => paths.has(path));
      await pool.read(
        tasks.map((candidate) => ({ candidate, knownHash: null, step: 'parse' })),
        take,
      );
    }
  } finally {
    await pool.close();
  }
  cache.end();
  return { ...sorted(contents, notRead), seen: candidates.length };
}

/** Most files of a tree say this, and need not be read and kept one by one. */
const NOTHING: Content = { is: 'nothing', uses: [] };
const PACKED_NOTHING = pack(NOTHING);

/** What is the same as last time is what it was then; where that cannot be read, it is parsed anew. */
function contentOf({ path, content }: PackedFile, cache: Cache): Content {
  if (content.is === 'promising') return content;
  const packed = content.is === 'packed' ? content.packed : cache.packedOf(path);
  if (packed === PACKED_NOTHING) return NOTHING;
  return (packed === null ? null : unpack(packed)) ?? { is: 'promising' };
}

function kept({ path, hash, content }: PackedFile): readonly Kept[] {
  return hash === null || content.is !== 'packed' ? [] : [{ path, hash, packed: content.packed }];
}

function promisingIn(read: ReadonlyMap<string, Content>): ReadonlySet<string> {
  return new Set([...read].flatMap(([path, content]) => (content.is === 'promising' ? [path] : [])));
}

/** Files without a word of AI that use one with it: what they call may be a wrapper. */
function usersOf(read: ReadonlyMap<string, Content>, { signatures }: Knowledge): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [path, content] of read) {
    if (content.is !== 'code' || useOf(path) !== 'production') continue;
    if (importedBy(content.facts, signatures).size > 0 || content.facts.passesOn.length > 0) names.add(stemOf(path));
  }
  const using = [...read].flatMap(([path, content]) =>
    content.is === 'nothing' && content.uses.some((name) => names.has(nameFrom(path, name))) ? [path] : [],
  );
  return new Set(using.toSorted().slice(0, USERS_MAX));
}

/** `./index` is what the folder of the file is called, `../index` what the one above is. */
function nameFrom(path: string, used: string): string {
  const up = used === '.' ? 2 : used === '..' ? 3 : 0;
  return up === 0 ? used : (path.split('/').at(-up) ?? used);
}

function sorted(read: ReadonlyMap<string, Content>, notRead: readonly NotRead[]): Omit<ReadTree, 'seen'> {
  const files = new Map<string, FileFacts>();
  const settings = new Map<string, SettingsFacts>();
  const unread: NotRead[] = [...notRead];
  for (const [path, content] of [...read].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (content.is === 'code') {
      files.set(path, content.facts);
      if (content.facts.cut) unread.push({ file: path, why: 'nested too deeply; only the outer part was read' });
    } else if (content.is === 'settings') settings.set(path, content.facts);
    else if (content.is === 'not read') unread.push({ file: path, why: content.why });
  }
  return { files, settings, notRead: unread };
}
