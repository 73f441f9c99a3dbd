import { parentPort, workerData } from 'node:worker_threads';
import type { Knowledge } from '../signatures/load.ts';
import { reader } from '../syntax/parse.ts';
import { readerOfFiles } from './file-reader.ts';
import { packFile, type PackedFile, type Task } from './pool.ts';

/** What a thread is started with. */
type Start = { readonly root: string; readonly knowledge: Knowledge };

const { root, knowledge }: Start = workerData;
const readOne = readerOfFiles(
  root,
  knowledge,
  reader(() => performance.now()),
);
let busy: Promise<void> = Promise.resolve();

parentPort?.on('message', (tasks: readonly Task[]) => {
  busy = busy.then(async () => carryOut(tasks));
});

async function carryOut(tasks: readonly Task[]): Promise<void> {
  const files: PackedFile[] = [];
  for (const task of tasks) files.push(packFile(await readOne(task)));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
  parentPort?.postMessage(files);
}
