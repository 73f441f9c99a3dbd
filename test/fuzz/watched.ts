import { Worker } from 'node:worker_threads';
import { EMPTY, make, sum, type Tally } from './campaign.ts';
import { seeds } from './seeds.ts';
import { TARGETS } from './targets.ts';
import { TRAPPED } from './traps.ts';
import type { Orders, Word } from './worker.ts';

/** An input that takes longer hangs, ms: the slowest good ones take a hundredth of it, and the machine may be busy. */
export const HANG_MS = 10_000;
/** What a worker may hold, MB: a hundred times the largest input, and what the recordings take. */
const HEAP_MB = 512;
const LOOK_MS = 250;

export type Wanted = {
  readonly seed: number;
  readonly from?: number;
  readonly inputs: number;
  /** Threads side by side. */
  readonly workers?: number;
  readonly hangMs?: number;
  /** Readers that are known to be broken take the place of ours. */
  readonly traps?: boolean;
  readonly told?: (tally: Tally) => void;
};

/** Has inputs read in threads of their own, so that one that hangs or eats all memory is found and the others go on. */
export async function watched(wanted: Wanted): Promise<Tally> {
  const { inputs, from = 0, workers = 1, told = () => {} } = wanted;
  let all = EMPTY;
  const add = (tally: Tally): void => {
    all = sum(all, tally);
    told(all);
  };
  const share = Math.ceil(inputs / workers);
  await Promise.all(
    Array.from({ length: workers }, async (_, place) =>
      readShare(wanted, { from: from + place * share, to: from + Math.min(inputs, (place + 1) * share) }, add),
    ),
  );
  return all;
}

type Share = { readonly from: number; readonly to: number };

async function readShare(wanted: Wanted, share: Share, add: (tally: Tally) => void): Promise<void> {
  for (let next = share.from; next < share.to;) next = await readUntilStuck(wanted, { ...share, from: next }, add);
}

/** Reads on until the end or until an input does not come back; says where to go on. */
async function readUntilStuck(wanted: Wanted, share: Share, add: (tally: Tally) => void): Promise<number> {
  const { seed, hangMs = HANG_MS, traps = false } = wanted;
  const beat = new SharedArrayBuffer(4);
  const number = new Int32Array(beat);
  Atomics.store(number, 0, share.from - 1);
  const orders: Orders = { seed, ...share, beat, traps };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: orders,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let next = share.from;
  const stuck: string[] = [];
  worker.on('message', (word: Word) => {
    add(word.tally);
    ({ next } = word);
  });
  worker.on('error', (error) => void stuck.push(`stops its thread: ${error.message}`));

  let before = -1;
  let sinceMs = performance.now();
  const look = setInterval(() => {
    const now = Atomics.load(number, 0);
    if (now !== before) {
      before = now;
      sinceMs = performance.now();
    } else if (now >= share.from && performance.now() - sinceMs > hangMs) {
      stuck.push(`hangs for more than ${hangMs} ms`);
      void worker.terminate();
    }
  }, LOOK_MS);
  await new Promise((resolve) => worker.on('exit', resolve));
  clearInterval(look);
  const [what] = stuck;
  if (what === undefined) return next;

  const input = Atomics.load(number, 0);
  if (input < share.from) throw new Error(`The thread ${what}, before its first input`);
  const campaign = { seed, ...(traps ? TRAPPED : { seeds: seeds(), targets: TARGETS }) };
  const target = make(campaign, input).target.name;
  // What it had not said yet of the inputs before is read once more.
  if (input > next)
    await watched({ ...wanted, from: next, inputs: input - next, workers: 1, told: () => {} }).then(add);
  add({ ...EMPTY, inputs: 1, findings: [{ target, what, input, times: 1 }] });
  return input + 1;
}
