import { openDesk, type Desk, type ShownAnswer } from './desk.ts';
import { keptDetails } from './lines.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { notRunning } from '../running/running.ts';

/** Shows one kept answer, and what was asked. */
export async function run(given: Given): Promise<Ending> {
  const [key = ''] = given.words;
  const desk = await openDesk(given);
  if (desk === null) {
    talk.line(notRunning(optionOf(given, 'url')));
    return 'not-running';
  }
  try {
    const found = await oneOf(desk, key);
    const json = isSet(given, 'json');
    if (typeof found === 'string') {
      if (json) printReport('cache-show', { ok: false, data: null, errors: [{ code: 'not-kept', message: found }] });
      talk.line(found);
      return 'failing';
    }
    if (json) printReport('cache-show', { ok: true, data: found });
    else for (const line of keptDetails(found, out)) out.line(line);
    return 'fine';
  } finally {
    await desk.close();
  }
}

/** The answer that a key or its beginning means, or why that is none. */
async function oneOf(desk: Desk, key: string): Promise<ShownAnswer | string> {
  const [first, second] = await desk.list({ key }, 2);
  if (first === undefined) return `No answer is kept whose key begins with ${key}.`;
  if (second !== undefined && first.key !== key) return `More than one answer is kept whose key begins with ${key}.`;
  return (await desk.show(first.key)) ?? `The answer ${first.key} has just gone.`;
}
