import type { Json } from '../model/json.ts';

/** Walks into an answer of any shape. Null for what is not there. */
export function at(value: Json, ...path: readonly (string | number)[]): Json {
  let here: Json = value;
  for (const key of path) {
    if (isList(here)) here = here[Number(key)] ?? null;
    else if (typeof here === 'object' && here !== null && Object.hasOwn(here, key)) here = here[key] ?? null;
    else return null;
  }
  return here;
}

/** The text at a path, or the empty text. */
export function textAt(value: Json, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function listAt(value: Json, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return isList(found) ? found : [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The JSON of a text, or the text itself where it is none. */
export function parsed(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return text;
  }
}
