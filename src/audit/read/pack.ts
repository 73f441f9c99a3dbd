import type { Content } from './file-reader.ts';

/**
 * What was read of a file as one line of text, in which everything stands once: the facts of a file say the same client, the same
 * names and the same handlers again and again. It is a quarter as long as JSON, and what is made of it shares its parts, which takes a
 * third of the memory.
 */
export type Packed = string;

/** `shapes`: the keys of objects. `words`: texts, numbers and constants. */
type Written = readonly [shapes: readonly (readonly string[])[], words: readonly Word[], rows: readonly number[]];
type Word = string | number | boolean | null;
type Data = Word | readonly Data[] | Keyed;
type Keyed = { readonly [key: string]: Data | undefined };
/** A word is where it stands among the words; a list or an object is less than 0: -1 is the first row, -2 the second. */
type Reference = number;

/** A row begins with its shape and goes on with references; that of a list with this, and how many follow. */
const LIST = -1;

/** Writes data that consists of objects, lists and words. */
export function pack(content: Content): Packed {
  const words = new Map<Word, number>();
  const shapes = new Map<string, { readonly at: number; readonly keys: readonly string[] }>();
  const rows: number[] = [];
  const rowsByText = new Map<string, Reference>();
  const written = new Map<readonly Data[] | Keyed, Reference>();
  const wordAt = (word: Word): Reference => known(words, word, () => words.size);
  const rowAt = (value: readonly Data[] | Keyed): Reference => {
    const row = isList(value) ? [LIST, value.length, ...value.map(referenceTo)] : objectRow(value);
    return known(rowsByText, row.join(), () => {
      rows.push(...row);
      return -1 - rowsByText.size;
    });
  };
  const objectRow = (value: Keyed): readonly number[] => {
    const keys: string[] = [];
    const row = [0];
    for (const key of Object.keys(value)) {
      const one = value[key];
      // What is undefined is not there, and this one name would not become a key.
      if (one === undefined || key === '__proto__') continue;
      keys.push(key);
      row.push(referenceTo(one));
    }
    row[0] = known(shapes, JSON.stringify(keys), () => ({ at: shapes.size, keys })).at;
    return row;
  };
  const referenceTo = (value: Data): Reference =>
    typeof value === 'object' && value !== null ? known(written, value, () => rowAt(value)) : wordAt(value);
  referenceTo(content);
  const all: Written = [[...shapes.values()].map(({ keys }) => keys), [...words.keys()], rows];
  return JSON.stringify(all);
}

function isList(value: readonly Data[] | Keyed): value is readonly Data[] {
  return Array.isArray(value);
}

function known<K, V>(values: Map<K, V>, key: K, make: () => V): V {
  const found = values.get(key);
  if (found !== undefined) return found;
  const made = make();
  values.set(key, made);
  return made;
}

/** Reads what `pack` wrote, of which the last row is the whole; null where that was damaged since. */
export function unpack(packed: Packed): Content | null {
  const written = parsed(packed);
  if (written === null) return null;
  const [shapes, words, rows] = written;
  const made: unknown[] = [];
  const meant = (reference: Reference | undefined): unknown =>
    reference !== undefined && reference < 0 ? made[-1 - reference] : words[reference ?? 0];
  for (let at = 0; at < rows.length;) {
    const shape = rows[at] ?? LIST;
    if (shape === LIST) {
      const from = at + 2;
      at = from + (rows[at + 1] ?? 0);
      made.push(rows.slice(from, at).map(meant));
      continue;
    }
    const one: Record<string, unknown> = {};
    for (const key of shapes[shape] ?? []) one[key] = meant(rows[++at]);
    at++;
    made.push(one);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Only `pack` writes this, in the same version.
  return made.at(-1) as Content;
}

function parsed(packed: Packed): Written | null {
  try {
    return JSON.parse(packed);
  } catch {
    return null;
  }
}
