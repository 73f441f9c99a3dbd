import { at, isObject, numberAt, textAt } from '../../model/json.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';

/** Has the running gateway read its configuration again. The last good one stays when the new one is refused. */
export async function run(given: Given): Promise<Ending> {
  const url = optionOf(given, 'url');
  const running = await findRunning(given.cwd, url);
  if (running === null) {
    talk.line(notRunning(url));
    return 'not-running';
  }
  const { status, body } = await tell(running.url, { method: 'POST', path: '/admin/reload', body: {} });
  const ok = isObject(body) && at(body, 'ok') === true;
  const why = textAt(body, 'why') || textAt(body, 'error', 'message') || `The gateway answered ${status}.`;
  if (isSet(given, 'json')) {
    printReport('reload', { ok, data: body, errors: ok ? [] : [{ code: 'configuration', message: why }] });
  } else if (ok) out.line(`The configuration was read again (number ${numberAt(body, 'generation')}).`);
  if (!ok) talk.line(`The configuration in effect stays as it is:\n${why}`);
  return ok ? 'fine' : 'usage';
}
