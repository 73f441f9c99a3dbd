import { isArray, isObject, type Json } from '../model/json.ts';

/** A request that cannot be told from another one for certain; the message is why. */
export class NotCanonical extends Error {}

/**
 * The one text of a JSON value: names sorted at every depth, lists in their order, numbers and escapes as JavaScript prints them. Throws
 * NotCanonical for whole numbers that are too large to be told from their neighbours.
 */
export function canonical(value: Json): string {
  return written(value, false);
}

/**
 * The same without what only tells a provider what it should keep: in blocks and in what blocks hold as `content`. What a tool gets or
 * gives may be called the same.
 */
export function canonicalWithoutMarks(value: Json): string {
  return written(value, true);
}

/** What only tells a provider what it should keep of a prompt. */
const MARKS: readonly string[] = ['cache_control', 'prompt_cache_breakpoint'];

/** One pass and no copies: a large request is mostly walked through here. */
function written(value: Json, isBlock: boolean): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return printed(value);
  let text = '';
  if (isArray(value)) {
    for (const one of value) text += text === '' ? written(one, isBlock) : `,${written(one, isBlock)}`;
    return `[${text}]`;
  }
  if (!isObject(value)) return String(value);
  for (const name of inOrder(Object.keys(value))) {
    if (isBlock && MARKS.includes(name)) continue;
    const rest = written(value[name] ?? null, isBlock && name === 'content');
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${rest}`;
  }
  return `{${text}}`;
}

/** Sorted; most lists of names have one or two, or are it already. */
export function inOrder(names: readonly string[]): readonly string[] {
  let last = '';
  for (const name of names) {
    if (name < last) return names.toSorted();
    last = name;
  }
  return names;
}

function printed(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new NotCanonical('a number is too large');
  return JSON.stringify(value);
}
