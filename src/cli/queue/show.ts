import { type Given, isSet } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { atDesk } from './at-desk.ts';
import { jobDetails } from './lines.ts';

/** Shows all that is known of one job. */
export async function run(given: Given): Promise<Ending> {
  const [id = ''] = given.words;
  return atDesk(given, async (desk) => {
    const job = await desk.find(id);
    const message = `There is no job ${id}.`;
    if (isSet(given, 'json'))
      printReport('queue-show', {
        ok: job !== null,
        data: job,
        ...(job === null && { errors: [{ code: 'no-such-job', message }] }),
      });
    else if (job === null) talk.line(message);
    else for (const line of jobDetails(job, out)) out.line(line);
    return job === null ? 'failing' : 'fine';
  });
}
