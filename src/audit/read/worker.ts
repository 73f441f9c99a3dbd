import { parentPort, workerData } from 'node:worker_threads';
import type { Knowledge } from '../signatures/load.ts';
import { reader } from '../syntax/parse.ts';
import { readerOfFiles, type ReadFile } from './one.ts';
import type { Parcel } from './pool.ts';

/** What a thread is started with. */
type Start = { readonly root: string; readonly knowledge: Knowledge };

const { root, knowledge }: Start = workerData;
const readOne = readerOfFiles(
  root,
  knowledge,
  reader(() => performance.now()),
);
let busy: Promise<void> = Promise.resolve();

parentPort?.on('message', (parcel: Parcel) => {
  busy = busy.then(async () => carryOut(parcel));
});

async function carryOut(parcel: Parcel): Promise<void> {
  const files: ReadFile[] = [];
  for (const task of parcel.tasks) files.push(await readOne(task));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
  parentPort?.postMessage({ files });
}
