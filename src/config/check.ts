import { z } from 'zod';
import type { Path, Source } from './source.ts';
import { didYouMean, listed, nearest, shown } from './words.ts';

/**
 * Checks one piece of a file against its schema and reports all that is wrong in it. The piece comes back without its
 * unknown keys, so that the rest of it can be checked further, or null when it is of no use.
 */
export function take<T>(source: Source, schema: z.ZodType<T>, value: unknown, path: Path): T | null {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;

  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const unknown = checked.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  reportUnknown(source, unknown, known, path);
  for (const issue of checked.error.issues) {
    if (issue.code === 'unrecognized_keys') continue;
    const inner = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    const culprit = inner.reduce<unknown>((here, step) => (isRecord(here) ? here[step] : undefined), value);
    const last = inner.at(-1);
    if (culprit === undefined && typeof last === 'string') {
      if (unknown.some((key) => nearest(key, known) === last)) continue;
      source.report([...path, ...inner.slice(0, -1)], `"${last}" is missing here`);
    } else {
      const at = [...path, ...inner];
      source.report(at, `${name(at)} ${wording(issue, culprit, source.written(at))}`);
    }
  }
  if (unknown.length === 0 || !isRecord(value)) return null;
  const pruned = Object.fromEntries(Object.entries(value).filter(([key]) => !unknown.includes(key)));
  const again = schema.safeParse(pruned);
  return again.success ? again.data : null;
}

/** Says of each key that it is not known. */
export function reportUnknown(source: Source, unknown: readonly string[], known: readonly string[], path: Path): void {
  for (const key of unknown) {
    source.report([...path, key], `unknown key ${shown(key)}${didYouMean(key, known)}`, 'key');
  }
}

/** A mapping of anything, or a list seen as one. */
export function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A mapping, and no list. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !Array.isArray(value);
}

function wording(issue: z.core.$ZodIssue, value: unknown, written: string): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const quotes = issue.expected === 'string' && ['number', 'boolean'].includes(typeof value);
    return `must be ${EXPECTED[issue.expected] ?? issue.expected}, not ${kind(value)}${quotes ? '; put quotes round it' : ''}`;
  }
  if (issue.code === 'invalid_value') {
    const options = issue.values.map(String);
    return `must be ${listed(options)}${written === '' ? '' : didYouMean(written, options)}`;
  }
  const isSize = issue.code === 'invalid_union' && issue.message.startsWith('Invalid input');
  return isSize ? 'must be a whole number or a text such as 32MB' : issue.message;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  boolean: 'true or false',
  number: 'a whole number',
  int: 'a whole number',
};

function kind(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/** `"ladder"`, or for a place in a list `"ladder" entry 2`. */
function name(path: Path): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return `"${last ?? 'the file'}"`;
  const list = path.findLast((step) => typeof step === 'string');
  return `"${list ?? 'the list'}" entry ${last + 1}`;
}
