import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Knowledge } from '../signatures/load.ts';
import { reader } from '../syntax/parse.ts';
import { type Content, readerOfFiles, type ReadFile, type ReadOne } from './file-reader.ts';
import { pack, type Packed } from './pack.ts';
import type { Candidate } from './walk.ts';

/** A file that is to be read. `knownHash`: what it had in it last time. */
export type Task = {
  readonly candidate: Candidate;
  readonly knownHash: string | null;
  /** First all files are looked at, which takes little. What is promising is parsed, and what uses it. */
  readonly step: 'look' | 'parse';
};

/** What was read of a file, as it goes from thread to thread and into the cache. */
export type PackedFile = Pick<ReadFile, 'path' | 'hash'> & {
  readonly content: Extract<Content, { is: 'same' | 'promising' }> | { readonly is: 'packed'; readonly packed: Packed };
};

export function packFile({ path, hash, content }: ReadFile): PackedFile {
  const isShort = content.is === 'same' || content.is === 'promising';
  return { path, hash, content: isShort ? content : { is: 'packed', packed: pack(content) } };
}

/** Reads files of one tree. What a thread ends at is said not to be read; nothing is lost without a word. */
export type Pool = {
  /** `take` is given every file once, in any order. */
  readonly read: (tasks: readonly Task[], take: (files: readonly PackedFile[]) => void) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Below this, starting threads takes longer than they save. */
const ALONE_MAX = 150;
/** Small enough that all threads end at about the same time. */
const PARCEL = 50;
const THREADS_MAX = 4;
/** The memory of one thread, MB: beyond it the thread ends, and what it was reading counts as not read. */
const MEMORY_MB = 128;
const YOUNG_MEMORY_MB = 12;
/** A thread that says nothing for so long hangs in a parser; ms. */
const SILENCE_MS = 60_000;

/** Threads are started when there is enough for them, and stay until the end, with the grammars that they have loaded. */
export function openPool(root: string, knowledge: Knowledge): Pool {
  const threads = new Map<number, Thread>();
  const carryOut = async (at: number, tasks: readonly Task[]): Promise<readonly PackedFile[] | null> => {
    const thread = threads.get(at) ?? startThread(root, knowledge);
    threads.set(at, thread);
    const files = await thread.carryOut(tasks);
    if (files === null) threads.delete(at);
    return files;
  };
  const read: Pool['read'] = async (tasks, take) => {
    const parcels: (readonly Task[])[] = [];
    for (let at = 0; at < tasks.length; at += PARCEL) parcels.push(tasks.slice(at, at + PARCEL));
    const readParcels = async (thread: number): Promise<void> => {
      for (let parcel = parcels.shift(); parcel !== undefined; parcel = parcels.shift()) {
        const files = await carryOut(thread, parcel);
        if (files !== null) take(files);
        // One file after the other finds out over which it ended.
        else for (const task of parcel) take((await carryOut(thread, [task])) ?? [lost(task)]);
      }
    };
    const count = Math.min(availableParallelism(), THREADS_MAX, parcels.length);
    await Promise.all(Array.from({ length: count }, async (_, thread) => readParcels(thread)));
  };
  const readAlone = aloneReader(root, knowledge);
  return {
    read: async (tasks, take) =>
      tasks.length <= ALONE_MAX && threads.size === 0 ? readAlone(tasks, take) : read(tasks, take),
    close: async () => {
      await Promise.all([...threads.values()].map(async (thread) => thread.end()));
    },
  };
}

function aloneReader(root: string, knowledge: Knowledge): Pool['read'] {
  let readOne: ReadOne | null = null;
  return async (tasks, take) => {
    readOne ??= readerOfFiles(
      root,
      knowledge,
      reader(() => performance.now()),
    );
    for (const task of tasks) take([packFile(await readOne(task))]);
  };
}

function lost({ candidate }: Task): PackedFile {
  return packFile({ path: candidate.path, hash: null, content: { is: 'not read', why: 'the parser ended over it' } });
}

/** In the package, the thread is JavaScript like everything else. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}

type Thread = {
  /** Null: the thread ended over it, and is gone. */
  readonly carryOut: (tasks: readonly Task[]) => Promise<readonly PackedFile[] | null>;
  readonly end: () => Promise<void>;
};

function startThread(root: string, knowledge: Knowledge): Thread {
  const worker = new Worker(workerUrl(), {
    workerData: { root, knowledge },
    name: 'failsoft-audit',
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  });
  let answer: ((files: readonly PackedFile[] | null) => void) | null = null;
  worker.on('message', (files: readonly PackedFile[]) => answer?.(files));
  worker.on('error', () => answer?.(null));
  worker.on('exit', () => answer?.(null));
  const end = async (): Promise<void> => {
    await worker.terminate();
  };
  return {
    carryOut: async (tasks) =>
      new Promise((resolve) => {
        const silence = setTimeout(() => answer?.(null), SILENCE_MS);
        answer = (files) => {
          clearTimeout(silence);
          answer = null;
          if (files === null) void end().then(() => resolve(null));
          else resolve(files);
        };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
        worker.postMessage(tasks);
      }),
    end,
  };
}
