import { openDesk } from './desk.ts';
import { keptTable } from './lines.ts';
import { queryOf } from './query.ts';
import { type Given, isSet, limitOf, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { notRunning } from '../running/running.ts';

/** Shows which answers are kept: in the running gateway, else in its file. */
export async function run(given: Given): Promise<Ending> {
  const query = queryOf(given);
  const limit = limitOf(given);
  const desk = await openDesk(given);
  if (desk === null) {
    talk.line(notRunning(optionOf(given, 'url')));
    return 'not-running';
  }
  try {
    const answers = await desk.list(query, limit);
    if (isSet(given, 'json')) printReport('cache-list', { ok: true, data: { answers } });
    else if (answers.length === 0)
      talk.line(Object.keys(query).length === 0 ? 'No answer is kept.' : 'No answer is kept that fits.');
    else for (const line of keptTable(answers, out)) out.line(line);
    return 'fine';
  } finally {
    await desk.close();
  }
}
