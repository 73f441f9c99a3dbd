import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Knowledge } from '../signatures/load.ts';
import { reader } from '../syntax/parse.ts';
import { readerOfFiles, type ReadFile } from './one.ts';
import type { Candidate } from './walk.ts';

/** A file that is to be read. `knownHash`: what it had in it last time. */
export type Task = {
  readonly candidate: Candidate;
  readonly knownHash: string | null;
  /** First all files are looked at, which takes little. What is promising is parsed, and what uses it. */
  readonly step: 'look' | 'parse';
};
export type Parcel = {
  readonly tasks: readonly Task[];
  /** A thread is only given parcels of one group: it holds the parser of one language at a time, and gives it back when it ends. */
  readonly group: string;
};

export type Reading = {
  readonly root: string;
  readonly knowledge: Knowledge;
  readonly tasks: readonly Task[];
  /** Called with how many have been read. */
  readonly onProgress: (done: number) => void;
};

/** Below this, starting threads takes longer than they save. */
const ALONE_MAX = 150;
const THREADS_MAX = 4;
/** Small enough that all threads end at about the same time. */
const PARCEL = 50;
/** The memory of one thread, MB: beyond it the thread ends, and what it was reading counts as not read. */
const MEMORY_MB = 128;
/** A thread that says nothing for so long hangs in a parser; ms. */
const SILENCE_MS = 60_000;

/** Reads files, in threads where there are many. What a thread ends at is said not to be read; nothing is lost without a word. */
export async function readAll(reading: Reading): Promise<readonly ReadFile[]> {
  if (reading.tasks.length <= ALONE_MAX) return readAlone(reading);
  const parcels: Parcel[] = [];
  for (const [group, tasks] of Map.groupBy(reading.tasks, groupOf)) {
    for (let at = 0; at < tasks.length; at += PARCEL) parcels.push({ group, tasks: tasks.slice(at, at + PARCEL) });
  }
  const found: ReadFile[] = [];
  const next = (group: string | null): Parcel | undefined => {
    const [first] = parcels;
    return group === null || first?.group === group ? parcels.shift() : undefined;
  };
  const take = (files: readonly ReadFile[]): void => {
    found.push(...files);
    reading.onProgress(found.length);
  };
  // Parsers take most of the memory, so there is one at a time.
  const threadsMax =
    reading.tasks[0]?.step === 'parse' ? 1 : Math.min(Math.max(1, availableParallelism()), THREADS_MAX);
  const threads = Math.min(threadsMax, parcels.length);
  await Promise.all(Array.from({ length: threads }, async () => readInThreads(reading, next, take)));
  const paths = new Set(found.map(({ path }) => path));
  return [...found, ...reading.tasks.filter(({ candidate }) => !paths.has(candidate.path)).map(lost)];
}

function groupOf({ candidate: { kind }, step }: Task): string {
  if (step === 'look') return 'look';
  return kind.is === 'code' ? kind.language : kind.is;
}

async function readAlone({ root, knowledge, tasks, onProgress }: Reading): Promise<readonly ReadFile[]> {
  const readOne = readerOfFiles(
    root,
    knowledge,
    reader(() => performance.now()),
  );
  const found: ReadFile[] = [];
  for (const task of tasks) {
    found.push(await readOne(task));
    onProgress(found.length);
  }
  return found;
}

/** One thread after another, until nothing is left: one that ends early is followed by the next. */
async function readInThreads(
  reading: Reading,
  next: (group: string | null) => Parcel | undefined,
  take: (files: readonly ReadFile[]) => void,
): Promise<void> {
  for (let parcel = next(null); parcel !== undefined; parcel = next(null)) {
    const failed = await readUntilItEnds(reading, parcel, next, take);
    if (failed === null) continue;
    // One file after the other finds out which it was.
    if (failed.tasks.length === 1) take(failed.tasks.map(lost));
    else
      for (const task of failed.tasks) {
        const again = await readUntilItEnds(reading, { group: failed.group, tasks: [task] }, () => undefined, take);
        if (again !== null) take([lost(task)]);
      }
  }
}

function lost({ candidate }: Task): ReadFile {
  return { path: candidate.path, hash: null, content: { is: 'not read', why: 'the parser ended over it' } };
}

/** In the package, the thread is JavaScript like everything else. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}

/** The parcel that a thread ended over; null when everything was read. */
async function readUntilItEnds(
  { root, knowledge }: Reading,
  first: Parcel,
  next: (group: string | null) => Parcel | undefined,
  take: (files: readonly ReadFile[]) => void,
): Promise<Parcel | null> {
  const worker = new Worker(workerUrl(), {
    workerData: { root, knowledge },
    name: 'failsoft-audit',
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 8 },
  });
  return new Promise((resolve) => {
    let at: Parcel | null = first;
    let silence: NodeJS.Timeout | null = null;
    const end = (left: Parcel | null): void => {
      if (silence !== null) clearTimeout(silence);
      void worker.terminate().then(() => resolve(left));
    };
    const send = (parcel: Parcel): void => {
      at = parcel;
      if (silence !== null) clearTimeout(silence);
      silence = setTimeout(() => end(at), SILENCE_MS);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
      worker.postMessage(parcel);
    };
    worker.on('message', ({ files }: { readonly files: readonly ReadFile[] }) => {
      take(files);
      const parcel = next(first.group);
      if (parcel === undefined) end(null);
      else send(parcel);
    });
    worker.on('error', () => end(at));
    send(first);
  });
}
