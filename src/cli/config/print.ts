import { redacted } from '../../config/redacted.ts';
import type { Config } from '../../config/config.ts';
import { readEnvironment } from '../../config/environment.ts';
import { renderConfig, variablesOf } from '../../config/write/write.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { columns, out, printReport } from '../print.ts';
import { NO_WISHES, type Place, setUp } from '../setup/setup.ts';

/** Prints the configuration in effect and where each key comes from. Keys are shown as a hint. */
export async function run(given: Given): Promise<Ending> {
  const wishes = { ...NO_WISHES, file: optionOf(given, 'config'), standby: optionOf(given, 'standby') };
  const setup = await setUp(given, wishes, 'remembered');
  await setup.close();
  const { config } = setup;
  if (isSet(given, 'json')) {
    printReport('config', { ok: true, data: { config: redacted(config), keys: keysOf(config, given) } });
    return 'fine';
  }
  out.line(`# In effect: ${config.source}`);
  const rows = keysOf(config, given).map(({ variable, hint, origin }) => [`#   ${variable}`, hint, origin]);
  if (rows.length > 0) out.line(['# Keys', ...columns(rows)].join('\n'));
  out.line();
  out.piece(renderConfig(config));
  return 'fine';
}

type Key = { readonly variable: string; readonly hint: string; readonly origin: string };

function keysOf(config: Config, place: Place): readonly Key[] {
  const environment = readEnvironment(place);
  const inPlace = config.source === 'sandbox' ? 'simulated' : 'written in the file';
  return [...variablesOf(config)].map(([variable, secret]) => {
    const written = secret.variable === '';
    return {
      variable,
      hint: secret.hint(),
      origin: written ? inPlace : (environment.get(variable)?.origin ?? ''),
    };
  });
}
