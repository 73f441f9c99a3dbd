import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Simulated } from './simulate.ts';

/** Seeds that a thread takes at once. */
const BATCH = 25;

export type Many = {
  readonly from: number;
  readonly count: number;
  readonly threads?: number;
};

/** Plays many seeds in threads and tells of them as they come, in no order, until the listener has heard enough (`stop`). */
export async function simulateMany(
  { from, count, threads = availableParallelism() }: Many,
  told: (found: readonly Simulated[]) => 'stop' | 'go on',
): Promise<void> {
  const end = from + count;
  let next = from;
  const take = (): readonly number[] => {
    const seeds = Array.from({ length: Math.min(BATCH, end - next) }, (_, index) => next + index);
    next += seeds.length;
    return seeds;
  };
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      await new Promise<void>((resolve, reject) => {
        const give = (): void => {
          const seeds = take();
          if (seeds.length === 0) return void worker.terminate().then(() => resolve(), reject);
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
          worker.postMessage(seeds);
        };
        worker.on('message', (found: readonly Simulated[]) => {
          if (told(found) === 'stop') next = end;
          give();
        });
        worker.on('error', reject);
        give();
      });
    }),
  );
}
