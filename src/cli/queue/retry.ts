import type { Given } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { changeJobs } from './at-desk.ts';

/** Wants answers to jobs once more that are over without one. */
export async function run(given: Given): Promise<Ending> {
  return changeJobs(given, {
    name: 'queue-retry',
    change: async (desk, id) => desk.retry(id),
    said: ({ id }) => `${id} waits again.`,
    not: (id) => `${id} is not there, still open, or answered.`,
  });
}
