import { parentPort, workerData } from 'node:worker_threads';
import { EMPTY, type Tally, tryOne } from './campaign.ts';
import { seeds } from './seeds.ts';
import { TARGETS } from './targets.ts';
import { TRAPPED } from './traps.ts';

/** What a worker is told. `beat` holds the number of the input that is being read. */
export type Orders = {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly beat: SharedArrayBuffer;
  readonly traps: boolean;
};

/** What it says: how far it has come, now and then, and once when it is done. */
export type Word = { readonly tally: Tally; readonly next: number; readonly done: boolean };

const SPEAK_EVERY = 2_000;

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is what watched.ts sends.
const { seed, from, to, beat, traps } = workerData as Orders;
const campaign = { seed, ...(traps ? TRAPPED : { seeds: seeds(), targets: TARGETS }) };
const now = new Int32Array(beat);
let tally = EMPTY;
for (let number = from; number < to; number += 1) {
  Atomics.store(now, 0, number);
  tally = tryOne(tally, campaign, number);
  if ((number - from) % SPEAK_EVERY !== SPEAK_EVERY - 1) continue;
  say({ tally, next: number + 1, done: false });
  tally = EMPTY;
}
say({ tally, next: to, done: true });

function say(word: Word): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
  parentPort?.postMessage(word);
}
