import type { Given } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { changeJobs } from './at-desk.ts';

/** Ends jobs that are open, without an answer. */
export async function run(given: Given): Promise<Ending> {
  return changeJobs(given, {
    name: 'queue-cancel',
    change: async (desk, id) => desk.cancel(id),
    said: ({ id, state }) => (state === 'cancelled' ? `${id} is cancelled.` : null),
    not: (id) => `${id} is not there, or over.`,
  });
}
