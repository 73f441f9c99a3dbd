import { at, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';

/** The object at a path, or an empty one. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The words of a content that is a text or a list of parts, of which those of these types hold words. */
export function wordsOf(content: Json | undefined, types: readonly string[] = ['text']): string {
  if (typeof content === 'string') return content;
  return listAt(content)
    .filter((part) => types.includes(textAt(part, 'type')))
    .map((part) => textAt(part, 'text'))
    .join('\n');
}
