import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { WORKFLOWS_FILE } from '../../audit/workflows/file.ts';
import { Fault } from '../../model/fault.ts';
import { type Given, isSet, optionOf } from '../command.ts';

/** The folder of the code that is tried: the one that is named, or this one where it has any workflows. Throws a `configuration` fault. */
export function codeRoot(given: Given): string | null {
  const named = optionOf(given, 'code');
  const root = resolve(given.cwd, named ?? '.');
  if (existsSync(join(root, WORKFLOWS_FILE))) return root;
  if (named !== null || isSet(given, 'record'))
    throw new Fault('configuration', `There is no ${WORKFLOWS_FILE} in ${root}.`);
  return null;
}
