import { isArray, type Json, type JsonArray, type JsonObject } from '../../model/json.ts';
import { bad, fieldOf, join, objectOf } from '../fields.ts';

/** Every field of this dialect has two spellings, `fileUri` and `file_uri`, and Google takes both, even side by side. */

/** The object with its own fields in the one spelling that is read here. What is inside of them stays as it is. */
export function camel(object: JsonObject): JsonObject {
  if (!Object.keys(object).some((key) => key.includes('_'))) return object;
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camelKey(key), value]));
}

export function camelKey(key: string): string {
  return key.replaceAll(/(?<=[a-z0-9])_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

/** An object inside of another, with its fields in one spelling; undefined when it is not there. */
export function camelField(object: JsonObject, key: string, path: string): JsonObject | undefined {
  const value = fieldOf(object, key);
  return value === undefined ? undefined : camelOf(value, join(path, key));
}

/** Throws `bad-request` for what is no object. */
export function camelOf(value: Json, path: string): JsonObject {
  return camel(objectOf(value, path));
}

/** A list, or the only one of its items, which Google accepts in its place. */
export function listOf(object: JsonObject, key: string, path: string): JsonArray {
  const value = fieldOf(object, key);
  if (value === undefined) return [];
  if (isArray(value)) return value;
  return [objectOf(value, join(path, key))];
}

/** A number, or its digits as a text, which is how Google writes long ones. */
export function numberOf(object: JsonObject, key: string, path: string): number | undefined {
  const value = fieldOf(object, key);
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  throw bad(join(path, key), 'a number was expected');
}

/** The spelling in which a field stands in an object; null when it does not. */
export function spelled(object: JsonObject, key: string): string | null {
  return Object.keys(object).find((name) => camelKey(name) === key) ?? null;
}
