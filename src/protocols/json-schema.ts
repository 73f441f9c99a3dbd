import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

/** Keywords whose value is a schema, or for old drafts a list of them. */
// oxfmt-ignore
const ONE = new Set([
  'items', 'additionalProperties', 'additionalItems', 'not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems',
  'unevaluatedProperties',
]);
/** Keywords whose value is a list of schemas. */
const MANY = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
/** Keywords whose value holds schemas under names that are no keywords. */
const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/**
 * A schema with a change made to it and to every schema in it, the inner ones first. Names of properties, and what stands in
 * `enum`, `const`, `default` and `examples`, are data and no schemas. References are not followed, so it always ends.
 */
export function changeSchema(schema: Json, change: (schema: JsonObject) => JsonObject): Json {
  if (!isObject(schema)) return schema;
  const inner = (value: Json): Json => changeSchema(value, change);
  const entries = Object.entries(schema).map(([key, value]): readonly [string, Json] => {
    if (NAMED.has(key) && isObject(value)) return [key, mapValues(value, inner)];
    if ((MANY.has(key) || ONE.has(key)) && isArray(value)) return [key, value.map(inner)];
    return [key, ONE.has(key) ? inner(value) : value];
  });
  return change(Object.fromEntries(entries));
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** The schema and every schema in it. */
export function schemasIn(schema: Json): readonly JsonObject[] {
  const found: JsonObject[] = [];
  changeSchema(schema, (one) => {
    found.push(one);
    return one;
  });
  return found;
}

/** The schema with what cannot be enforced said at the end of its description: `{minLength: 1}`. */
export function described(schema: JsonObject, left: JsonObject): JsonObject {
  const rest = Object.entries(left).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (rest.length === 0) return schema;
  const { description } = schema;
  const words = `{${rest.join(', ')}}`;
  return { ...schema, description: typeof description === 'string' ? `${description}\n\n${words}` : words };
}

/** A regular expression that looks around, which the engines behind enforced schemas do not know. */
export function looksAround(pattern: Json | undefined): boolean {
  return typeof pattern === 'string' && /\(\?<?[=!]/.test(pattern);
}
