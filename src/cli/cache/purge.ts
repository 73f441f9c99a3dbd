import { Fault } from '../../model/fault.ts';
import { openDesk } from './desk.ts';
import { keptTable } from './lines.ts';
import { queryOf } from './query.ts';
import { type Given, isSet, limitOf, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { notRunning } from '../running/running.ts';

/** Forgets kept answers, in the memory of the running gateway, too. */
export async function run(given: Given): Promise<Ending> {
  const query = queryOf(given);
  const isAll = isSet(given, 'all');
  if (Object.keys(query).length === 0 && !isAll)
    throw new Fault('configuration', 'Say which answers (--route, --model, --tenant, --key, --older-than), or --all.');
  const desk = await openDesk(given);
  if (desk === null) {
    talk.line(notRunning(optionOf(given, 'url')));
    return 'not-running';
  }
  try {
    if (isSet(given, 'dryRun')) {
      const answers = await desk.list(query, limitOf(given));
      if (isSet(given, 'json')) printReport('cache-purge', { ok: true, data: { purged: 0, answers } });
      else for (const line of keptTable(answers, out)) out.line(line);
      talk.line('Nothing was forgotten.');
      return 'fine';
    }
    const purged = await desk.purge(query);
    if (isSet(given, 'json')) printReport('cache-purge', { ok: true, data: { purged } });
    else out.line(purged === 1 ? '1 answer was forgotten.' : `${purged} answers were forgotten.`);
    return 'fine';
  } finally {
    await desk.close();
  }
}
