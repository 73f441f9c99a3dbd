import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isMapping } from '../../config/check.ts';
import { renderProblems } from '../../config/load.ts';
import { type Path, type Problem, readSource, type Source } from '../../config/source.ts';
import { didYouMean, shown } from '../../config/words.ts';
import { Fault } from '../../model/fault.ts';
import { fileSchema, type WorkflowsFile } from './schema.ts';

/** The file in which people say what their uses of AI are, beside the code. */
export const WORKFLOWS_FILE = 'failsoft.workflows.yaml';

/** Bytes that are read of one file at most. */
const BYTES_MAX = 4 * 1024 * 1024;

/** The text of the file of a folder; null where there is none. Throws a `configuration` fault. */
export function workflowsText(folder: string): string | null {
  const path = join(folder, WORKFLOWS_FILE);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return null;
  if (size > BYTES_MAX) throw new Fault('configuration', `${path} is larger than 4 MB.`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Fault('configuration', `${path} cannot be read.`, { cause: error });
  }
}

/** What stands in such a text. Throws a `configuration` fault that lists all that is wrong in it, with its places. */
export function checkedWorkflows(text: string): WorkflowsFile {
  const { file, problems } = parseWorkflows(text);
  if (file === null || problems.length > 0) throw new Fault('configuration', renderProblems(problems));
  return file;
}

/** Reads the text of such a file; null where the problems leave nothing to use. */
export function parseWorkflows(text: string): {
  readonly file: WorkflowsFile | null;
  readonly problems: readonly Problem[];
} {
  const source = readSource(WORKFLOWS_FILE, text, null);
  if (!source.readable) return { file: null, problems: source.problems() };
  if (!isMapping(source.value)) source.report([], 'the file must be a mapping with "version" and "workflows"');
  const checked = fileSchema.safeParse(source.value);
  if (!checked.success) {
    for (const issue of checked.error.issues) report(source, issue);
    return { file: null, problems: source.problems() };
  }
  reportDoubles(source, checked.data);
  return { file: checked.data, problems: source.problems() };
}

function report(source: Source, issue: z.core.$ZodIssue): void {
  const path: Path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(fileSchema, path);
    for (const key of issue.keys)
      source.report([...path, key], `unknown key ${shown(key)}${didYouMean(key, known)}`, 'key');
    return;
  }
  const last = path.at(-1);
  const value = path.reduce<unknown>(
    (here, step) => (isMapping(here) || Array.isArray(here) ? Reflect.get(here, step) : undefined),
    source.value,
  );
  if (value === undefined && typeof last === 'string') {
    source.report(path.slice(0, -1), `"${last}" is missing here`);
    return;
  }
  const options = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const message =
    options.length > 1 && issue.message.startsWith('Invalid')
      ? `must be one of ${options.join(', ')}${typeof value === 'string' ? didYouMean(value, options) : ''}`
      : issue.message;
  source.report(path, `${last === undefined ? 'the file' : `"${last}"`} ${message}`);
}

/** The keys that a mapping at this path may have. */
function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  let here: z.core.$ZodType = schema;
  for (const step of path) {
    here = plain(here);
    const next: unknown =
      here instanceof z.ZodObject ? here.shape[String(step)] : here instanceof z.ZodArray ? here.element : undefined;
    if (!(next instanceof z.ZodType)) return [];
    here = next;
  }
  here = plain(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function plain(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? plain(schema.unwrap()) : schema;
}

function reportDoubles(source: Source, { workflows }: WorkflowsFile): void {
  for (const [at, { id }] of workflows.entries()) {
    if (workflows.findIndex((one) => one.id === id) !== at)
      source.report(['workflows', at, 'id'], `there is another workflow ${shown(id)}`);
  }
}
