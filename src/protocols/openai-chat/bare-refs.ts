import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { changeSchema } from '../json-schema.ts';

/** What may stand beside a reference without changing what it means. */
const NOTES = new Set([
  '$ref',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
]);

/** How much is copied for the sake of descriptions, letters of JSON. */
const COPIED_MAX = 20_000;

/** Does a reference stand with nothing beside it that asks for more than what it refers to? */
export function isPlainRef(schema: JsonObject): boolean {
  return !('$ref' in schema) || Object.keys(schema).every((key) => NOTES.has(key));
}

/**
 * A schema with every reference alone, as OpenAI asks for it where a schema is enforced. Where words stand beside one, what it refers
 * to is copied to them, as far as that does not become too much.
 */
export function withBareRefs(schema: JsonObject): JsonObject {
  let left = COPIED_MAX;
  const bared = changeSchema(schema, (one) => {
    const { $ref: reference, ...notes } = one;
    if (reference === undefined || Object.keys(notes).length === 0) return one;
    const found = 'description' in notes || 'default' in notes ? definitionOf(schema, one) : null;
    if (found === null) return { $ref: reference };
    left -= JSON.stringify(found).length;
    const copy = left < 0 ? null : changeSchema(found, alone);
    return isObject(copy) && !('$ref' in copy) ? { ...copy, ...notes } : { $ref: reference };
  });
  return isObject(bared) ? bared : schema;
}

function alone(schema: JsonObject): JsonObject {
  const { $ref: reference } = schema;
  return reference === undefined ? schema : { $ref: reference };
}

function definitionOf(root: JsonObject, schema: JsonObject): JsonObject | null {
  const [, place = '', name = ''] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(textAt(schema, '$ref')) ?? [];
  const found: Json | undefined = at(root, place, name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return isObject(found) ? found : null;
}
