import { isArray, isObject, type Json } from '../model/json.ts';

/** A request that cannot be told from another one for certain; the message is why. */
export class NotCanonical extends Error {}

/**
 * The one text of a JSON value: names sorted at every depth, lists in their order, numbers and escapes as JavaScript prints them. Throws
 * NotCanonical for whole numbers that are too large to be told from their neighbours.
 */
export function canonical(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return printed(value);
  if (isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return String(value);
  let text = '';
  for (const name of Object.keys(value).toSorted()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(value[name] ?? null)}`;
  }
  return `{${text}}`;
}

function printed(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new NotCanonical('a number is too large');
  return JSON.stringify(value);
}

/** What only tells a provider what it should keep of a prompt. */
const MARKS: readonly string[] = ['cache_control', 'prompt_cache_breakpoint'];

/** The same without such marks: in blocks and in what blocks hold as `content`. What a tool gets or gives may be called the same. */
export function withoutMarks(value: Json): Json {
  if (isArray(value)) return value.map(withoutMarks);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !MARKS.includes(name));
  return Object.fromEntries(kept.map(([name, one]) => [name, name === 'content' ? withoutMarks(one) : one]));
}
