import { Fault } from '../../model/fault.ts';
import { JOB_STATES, type JobQuery } from '../../model/job.ts';
import { type Given, isSet, limitOf, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { countsLine, jobTable } from './lines.ts';
import { atDesk } from './at-desk.ts';

/** Shows what waits to be answered later, and what became of it. */
export async function run(given: Given): Promise<Ending> {
  const query = queryOf(given);
  return atDesk(given, async (desk) => {
    const { jobs, counts } = await desk.list(query);
    if (isSet(given, 'json')) {
      printReport('queue-list', { ok: true, data: { counts, jobs } });
      return 'fine';
    }
    if (counts !== null) talk.line(countsLine(counts, Date.now()));
    if (jobs.length === 0) talk.line('No job fits.');
    else for (const line of jobTable(jobs, out)) out.line(line);
    const last = jobs.at(-1);
    if (last !== undefined && jobs.length === query.limit) talk.line(`More: --before ${last.id}`);
    return 'fine';
  });
}

function queryOf(given: Given): JobQuery {
  const tenant = optionOf(given, 'tenant');
  const beforeId = optionOf(given, 'before');
  const wanted = optionOf(given, 'state');
  const state = JOB_STATES.find((one) => one === wanted);
  if (wanted !== null && state === undefined)
    throw new Fault('configuration', `--state takes ${JOB_STATES.join(', ')}, not "${wanted}".`);
  return {
    limit: limitOf(given),
    ...(tenant !== null && { tenant }),
    ...(beforeId !== null && { beforeId }),
    ...(state !== undefined && { state }),
  };
}
