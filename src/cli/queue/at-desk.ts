import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import type { Job } from '../../model/job.ts';
import { out, printReport, talk } from '../print.ts';
import { notRunning } from '../running/running.ts';
import { type Desk, openDesk } from './desk.ts';

/** Does something at the queue, where there is one. */
export async function atDesk(given: Given, work: (desk: Desk) => Promise<Ending>): Promise<Ending> {
  const desk = await openDesk(given);
  if (desk === null) {
    talk.line(notRunning(optionOf(given, 'url')));
    return 'not-running';
  }
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}

export type Change = {
  readonly name: 'queue-retry' | 'queue-cancel';
  readonly change: (desk: Desk, id: string) => Promise<Job | null>;
  /** What became of a job that was changed; null: it was not. */
  readonly said: (job: Job) => string | null;
  /** Why one was not. */
  readonly not: (id: string) => string;
};

/** Changes each job that was named. Fails when one of them could not be. */
export async function changeJobs(given: Given, { name, change, said, not }: Change): Promise<Ending> {
  return atDesk(given, async (desk) => {
    const done: Job[] = [];
    const errors: { readonly code: string; readonly message: string }[] = [];
    for (const id of given.words) {
      const job = await change(desk, id);
      const words = job === null ? null : said(job);
      if (job === null || words === null) errors.push({ code: 'not-changed', message: not(id) });
      else {
        done.push(job);
        if (!isSet(given, 'json')) out.line(words);
      }
    }
    const ok = errors.length === 0;
    if (isSet(given, 'json')) printReport(name, { ok, data: { jobs: done }, errors });
    else for (const { message } of errors) talk.line(message);
    return ok ? 'fine' : 'failing';
  });
}
