import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from '../facts/collect.ts';
import type { FileFacts } from '../facts/facts.ts';
import { FAMILIES } from '../find/families.ts';
import { interestOf, type Sieve, sieves } from '../find/interest.ts';
import { readSettings, type SettingsFacts } from '../settings/settings.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { LanguageId, Reader, Unread } from '../syntax/parse.ts';
import { pythonIn } from './notebook.ts';
import type { Task } from './pool.ts';
import { usedIn } from './used.ts';
import type { Candidate } from './walk.ts';

/** What was read of one file. `hash` null: it was too large to be kept. */
export type ReadFile = {
  readonly path: string;
  readonly hash: string | null;
  readonly content: Content;
};

export type Content =
  /** Something of AI is in it, so that it is worth parsing. */
  | { readonly is: 'promising' }
  | { readonly is: 'same' }
  /** Nothing of AI is in it. `uses`: the files of this tree that it imports, by the last part of their names. */
  | { readonly is: 'nothing'; readonly uses: readonly string[] }
  | { readonly is: 'code'; readonly facts: FileFacts }
  | { readonly is: 'settings'; readonly facts: SettingsFacts }
  | { readonly is: 'not read'; readonly why: string };

/** Files up to this are parsed, bytes. Larger ones are made by machines; whether AI is in them is looked at all the same. */
const PARSED_MAX = 1_000_000;
/** Most of a notebook is pictures and tables that its code made once. */
const NOTEBOOK_MAX = 16_000_000;
/** Files up to this are looked through. */
const LOOKED_THROUGH_MAX = 64_000_000;
const PIECE = 4_000_000;

export type ReadOne = (task: Task) => Promise<ReadFile>;

/** Reads files of a tree, one at a time. */
export function readerOfFiles(root: string, knowledge: Knowledge, read: Reader): ReadOne {
  const interest = interestOf(knowledge);
  const pass = sieves(knowledge);
  const sieveOf = ({ kind }: Candidate): Sieve => {
    if (kind.is === 'code') return pass[FAMILIES[kind.language]];
    return kind.is === 'notebook' ? pass.python : pass.settings;
  };
  const code = async (text: string, language: LanguageId): Promise<Content> => {
    const parsed = await read(text, language);
    if (typeof parsed === 'string') return { is: 'not read', why: WHY[parsed] };
    return { is: 'code', facts: collect(parsed, language, interest) };
  };
  return async ({ candidate, knownHash, step }) => {
    const { path, kind } = candidate;
    const bytes = bytesOf(join(root, path), sieveOf(candidate), kind.is === 'notebook' ? NOTEBOOK_MAX : PARSED_MAX);
    if (typeof bytes === 'string') {
      return { path, hash: null, content: bytes === '' ? { is: 'nothing', uses: [] } : { is: 'not read', why: bytes } };
    }
    const hash = createHash('sha1').update(bytes).digest('base64url');
    if (hash === knownHash) return { path, hash, content: { is: 'same' } };
    if (bytes.subarray(0, 8_000).includes(0)) return { path, hash, content: { is: 'nothing', uses: [] } };
    const raw = bytes.toString('latin1');
    const isCode = kind.is === 'code' || kind.is === 'notebook';
    if (step === 'look') {
      if (!sieveOf(candidate)(raw)) return { path, hash, content: { is: 'nothing', uses: usedIn(raw, kind) } };
      if (isCode) return { path, hash, content: { is: 'promising' } };
    }
    const text = bytes.toString('utf8');
    try {
      if (kind.is === 'code') return { path, hash, content: await code(text, kind.language) };
      if (kind.is === 'notebook') return { path, hash, content: await code(pythonIn(text), 'python') };
      return { path, hash, content: { is: 'settings', facts: readSettings(path, kind, text, knowledge) } };
    } catch (error) {
      // The parser is somebody else's code in a sandbox of its own; a file that makes it give up is said not to be read.
      return {
        path,
        hash: null,
        content: {
          is: 'not read',
          why: `the parser gave up (${error instanceof Error ? error.message.slice(0, 80) : 'unknown'})`,
        },
      };
    }
  };
}

const WHY: Readonly<Record<Unread, string>> = {
  'too deep': 'nested too deeply',
  'too slow': 'takes too long to parse',
  unreadable: 'cannot be parsed',
};

/** The bytes of a file; a text says why not, and is empty where a large file has nothing of AI in it. */
function bytesOf(path: string, sieve: Sieve, parsedMax: number): Buffer | string {
  let file: number;
  try {
    // A link that was put in the place of a file since is not followed, and a pipe does not hold us up.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return 'cannot be opened';
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return 'neither a file nor a folder';
    if (stat.size <= parsedMax) return readFileSync(file);
    if (stat.size > LOOKED_THROUGH_MAX) return `larger than ${LOOKED_THROUGH_MAX / 1_000_000} MB`;
    return hasAi(file, stat.size, sieve) ? `larger than ${parsedMax / 1_000_000} MB, and has AI in it` : '';
  } catch {
    return 'cannot be read';
  } finally {
    closeSync(file);
  }
}

function hasAi(file: number, size: number, sieve: Sieve): boolean {
  const piece = Buffer.allocUnsafe(PIECE);
  // Pieces overlap, so that nothing is cut in two.
  for (let at = 0; at < size; at += PIECE - 1_000) {
    const length = readSync(file, piece, 0, PIECE, at);
    if (length <= 0) return false;
    if (sieve(piece.toString('latin1', 0, length))) return true;
  }
  return false;
}
