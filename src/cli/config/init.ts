import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverConfig } from '../../config/discover.ts';
import type { Config } from '../../config/config.ts';
import { readEnvironment } from '../../config/environment.ts';
import { FILE_NAMES, findConfig } from '../../config/load.ts';
import { renderConfig, variablesOf } from '../../config/write/write.ts';
import { Fault } from '../../model/fault.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, talk } from '../print.ts';
import { NO_WISHES, type Place, setUpFromKeys } from '../setup/setup.ts';

/** Writes the configuration that is in effect as a commented file, and says which variables it needs. */
export async function run(given: Given): Promise<Ending> {
  const { cwd } = given;
  const name = FILE_NAMES[0];
  const file = join(cwd, name);
  const other = findConfig(cwd);
  if (!isSet(given, 'force')) {
    if (other !== null)
      throw new Fault('configuration', `${other} is there already. To replace it: failsoft init --force`);
  } else if (other !== null && other !== file) {
    throw new Fault('configuration', `${other} is there, too, and one file counts. Remove or rename it first.`);
  }
  const setup = await setUpFromKeys(given, { ...NO_WISHES, standby: optionOf(given, 'standby') }, 'ask');
  const { origin } = setup;
  await setup.close();
  const config = origin.kind === 'sandbox' ? exampleConfig(given) : setup.config;
  writeFileSync(file, renderConfig(config));
  if (origin.kind === 'sandbox') talk.line('No key was found, so this is an example with Anthropic and OpenAI.');
  sayVariables(given, config);
  if (origin.kind === 'keys' && origin.consent === 'ask') {
    talk.line('No vendor stands in for another in it, because nobody has agreed: add rungs, or use --standby all.');
  }
  talk.line('Next: failsoft config check, then failsoft');
  out.line(name);
  return 'fine';
}

/** What a file would be for somebody who has two keys; they are named in it, not held. */
function exampleConfig({ cwd }: Place): Config {
  const env = { ANTHROPIC_API_KEY: 'to-be-set-anthropic', OPENAI_API_KEY: 'to-be-set-openai' };
  return discoverConfig({ cwd, env, standby: 'all', localModels: null }).config;
}

function sayVariables(place: Place, config: Config): void {
  const environment = readEnvironment(place);
  for (const variable of variablesOf(config).keys()) {
    const found = environment.get(variable);
    if (found === undefined) talk.line(`  ${talk.paint('yellow', '!')} ${variable} has to be set`);
    else talk.line(`  ${talk.paint('green', '✓')} ${variable} is set (${found.origin})`);
  }
}
