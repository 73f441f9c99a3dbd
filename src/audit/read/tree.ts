import { realpathSync } from 'node:fs';
import type { NotRead } from '../../model/audit.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { SettingsFacts } from '../settings/settings.ts';
import type { Knowledge } from '../signatures/load.ts';
import { openCache } from './cache.ts';
import { importedBy } from '../find/match.ts';
import { useOf } from './kinds.ts';
import type { Content, ReadFile } from './one.ts';
import { readAll, type Task } from './pool.ts';
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
  let isNew = false;
  const read = async (tasks: readonly Task[]): Promise<readonly ReadFile[]> => {
    const all = await readAll({
      root: real,
      knowledge,
      tasks,
      onProgress: (done) => onProgress(done, candidates.length),
    });
    if (all.some(({ content }) => content.is !== 'same')) isNew = true;
    return all.map((file): ReadFile =>
      file.content.is === 'same' ? { ...file, content: cache.contentOf(file.path) ?? NOTHING } : file,
    );
  };
  let all = await read(
    candidates.map((candidate) => ({ candidate, knownHash: cache.hashOf(candidate.path), step: 'look' })),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const paths = round === 0 ? promisingIn(all) : usersOf(all, knowledge);
    if (paths.size === 0 && round > 0) break;
    const tasks = candidates.filter(({ path }) => paths.has(path));
    const parsed = await read(tasks.map((candidate) => ({ candidate, knownHash: null, step: 'parse' })));
    const again = new Map(parsed.map((file) => [file.path, file]));
    all = all.map((file) => again.get(file.path) ?? file);
  }
  if (isNew) cache.keep(all);
  return { ...sorted(all, notRead), seen: candidates.length };
}

const NOTHING: Content = { is: 'nothing', uses: [] };

function promisingIn(read: readonly ReadFile[]): ReadonlySet<string> {
  return new Set(read.flatMap(({ path, content }) => (content.is === 'promising' ? [path] : [])));
}

/** Files without a word of AI that use one with it: what they call may be a wrapper. */
function usersOf(read: readonly ReadFile[], { signatures }: Knowledge): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { path, content } of read) {
    if (content.is !== 'code' || useOf(path) !== 'production') continue;
    if (importedBy(content.facts, signatures).size > 0 || content.facts.passesOn.length > 0) names.add(stemOf(path));
  }
  const using = read.flatMap(({ path, content }) =>
    content.is === 'nothing' && content.uses.some((name) => names.has(name)) ? [path] : [],
  );
  return new Set(using.slice(0, USERS_MAX));
}

function sorted(read: readonly ReadFile[], notRead: readonly NotRead[]): Omit<ReadTree, 'seen'> {
  const files = new Map<string, FileFacts>();
  const settings = new Map<string, SettingsFacts>();
  const unread: NotRead[] = [...notRead];
  for (const { path, content } of read.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (content.is === 'code') {
      files.set(path, content.facts);
      if (content.facts.cut) unread.push({ file: path, why: 'nested too deeply; only the outer part was read' });
    } else if (content.is === 'settings') settings.set(path, content.facts);
    else if (content.is === 'not read') unread.push({ file: path, why: content.why });
  }
  return { files, settings, notRead: unread };
}
