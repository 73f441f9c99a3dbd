import { loadConfig } from '../../config/load.ts';
import { Fault } from '../../model/fault.ts';
import { type Given, isSet } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { ladders } from '../serving/screen.ts';

/** Checks a file and tells all its mistakes at once. Contacts nobody. */
export async function run(given: Given): Promise<Ending> {
  const { cwd, env, words } = given;
  const [file] = words;
  const json = isSet(given, 'json');
  try {
    const config = loadConfig({ cwd, env, ...(file !== undefined && { file }) });
    const { source, warnings, routes } = config;
    if (json) {
      printReport('config-check', {
        ok: true,
        data: { file: source, warnings, routes: routes.map(({ name }) => name) },
      });
      return 'fine';
    }
    out.line(`${out.paint('green', '✓')} ${file ?? source} is fine`);
    for (const line of ladders(config, out.width())) out.line(`  ${line}`);
    for (const warning of warnings) talk.line(`${talk.paint('yellow', '!')} ${warning}`);
    return 'fine';
  } catch (error) {
    const fault = Fault.from(error);
    if (!json || fault.kind !== 'configuration') throw fault;
    const errors = fault.message.split('\n').map((message) => ({ code: 'configuration', message }));
    printReport('config-check', { ok: false, data: null, errors });
    return 'usage';
  }
}
