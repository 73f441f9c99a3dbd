import { statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { REPORT_NAME } from '../../../audit/read/kinds.ts';
import { FORMATS, isFormat } from '../../../audit/reports/formats.ts';
import { FORMAT_NAMES, type FormatName } from '../../../audit/reports/names.ts';
import { reportOf } from '../../../audit/reports/report.ts';
import { workflowsText } from '../../../audit/workflows/file.ts';
import { Fault } from '../../../model/fault.ts';
import { rootOf, scanOf } from '../audit.ts';
import { type Given, optionOf } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { assumedIn, pastOf } from '../forecast/asked.ts';
import { out, talk } from '../../print.ts';
import { version } from '../../version.ts';
import { joined } from './gather.ts';

const USUAL: FormatName = 'html';

/** Writes down how everything stands, in one format or several; all of them are made of the same scan. */
export async function run(given: Given): Promise<Ending> {
  const formats = formatsOf(given);
  const pathOf = pathsFor(given, formats);
  const root = rootOf(given);
  const assumed = assumedIn(given);
  const text = workflowsText(root);
  const scan = await scanOf(given, root);
  const sources = text === null ? null : await joined(given, root, { text, scan });
  const past = pastOf(given, sources?.own ?? null);
  const report = reportOf({
    name: basename(root),
    generatedAt: new Date().toISOString(),
    version: version(),
    scan,
    sources,
    past,
    assumed,
  });
  for (const name of formats) {
    const path = pathOf(name);
    const written = FORMATS[name].render(report);
    if (path === null) out.piece(written);
    else {
      write(path, written);
      talk.line(`${relative(given.cwd, path)}: ${FORMATS[name].title}`);
    }
  }
  if (report.about.isPartial) talk.line('Not everything could be read, and the report says so.');
  return report.about.isPartial ? 'partial' : 'fine';
}

function formatsOf(given: Given): readonly FormatName[] {
  const names = [...new Set((optionOf(given, 'format') ?? USUAL).split(',').map((name) => name.trim()))];
  return names.map((name) => {
    if (isFormat(name)) return name;
    throw new Fault('configuration', `--format takes ${FORMAT_NAMES.join(', ')}, not "${name}".`);
  });
}

/** Where each format goes to; null: to the output. Throws a `configuration` fault where several would go to one place. */
function pathsFor(given: Given, { length }: readonly FormatName[]): (name: FormatName) => string | null {
  const said = optionOf(given, 'out');
  if (said === null) return (name) => usualPath(given.cwd, name);
  const path = resolve(given.cwd, said);
  if (said !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    return (name) => usualPath(path, name);
  if (length > 1)
    throw new Fault('configuration', '--out has to be a folder that exists where --format names several.');
  return () => (said === '-' ? null : path);
}

function usualPath(folder: string, name: FormatName): string {
  return join(folder, `${REPORT_NAME}.${FORMATS[name].extension}`);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Fault('configuration', `${path} cannot be written.`, { cause: error });
  }
}
