import { parentPort } from 'node:worker_threads';
import { simulate } from './simulate.ts';

/** Of so many seeds one is played again to see whether it leaves the same trace. */
const TWINS = 20;

parentPort?.on('message', (seeds: readonly number[]) => {
  const found = seeds.map((seed) => simulate(seed, { twins: seed % TWINS === 0 }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
  parentPort?.postMessage(found);
});
