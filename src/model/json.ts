export type Json = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export type JsonObject = { readonly [key: string]: Json };

/** Walks into untrusted JSON. Anything missing on the way is undefined, never an exception. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (isArray(here)) here = here[Number(key)];
    else if (isObject(here)) here = own(here, key);
    else return undefined;
  }
  return here;
}

/** The value of a field, never of one that every object has: looked up last, as most fields that are missing have no namesake there. */
export function own(object: JsonObject, key: string | number): Json | undefined {
  const value = object[key];
  return value === undefined || Object.hasOwn(object, key) ? value : undefined;
}

export function isArray(value: Json | undefined): value is JsonArray {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The array at a path, or an empty one. */
export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonArray {
  const found = at(value, ...path);
  return isArray(found) ? found : [];
}

/** The text at a path, or the empty text. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number at a path, or 0. */
export function numberAt(value: Json | undefined, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : 0;
}
