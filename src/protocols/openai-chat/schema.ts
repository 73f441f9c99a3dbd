import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isPlainRef, withBareRefs } from './bare-refs.ts';
import { changeSchema, described, looksAround, schemasIn } from '../json-schema.ts';

/** Keywords that OpenAI refuses in a schema that is enforced. What they ask for is said in the description instead. */
// oxfmt-ignore
const UNENFORCED = [
  'minLength', 'maxLength', 'patternProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames', 'minProperties',
  'maxProperties', 'contains', 'minContains', 'maxContains', 'uniqueItems', 'default',
] as const;
const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']);
/** Keywords that say what cannot be said otherwise: with them a schema cannot be enforced. */
const IMPOSSIBLE = ['allOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas'] as const;

/** What says of what kind a value is; where none of it stands, OpenAI refuses to enforce a schema. */
const KINDS = ['type', '$ref', 'anyOf', 'oneOf', 'enum', 'const'] as const;

/**
 * The schema as OpenAI can hold an answer to it, or null when it cannot: every object has to be closed and every property
 * required, which would change the answer if it were made so.
 */
export function strictSchema(schema: JsonObject): JsonObject | null {
  if (schema['type'] !== 'object' || !schemasIn(schema).every(isEnforceable)) return null;
  const strict = changeSchema(withBareRefs(schema), (one) => without({ ...one, ...anyOfFor(one) }, isUnenforced));
  return isObject(strict) ? strict : null;
}

function isEnforceable(schema: JsonObject): boolean {
  if (IMPOSSIBLE.some((key) => key in schema) || !KINDS.some((key) => key in schema) || !isPlainRef(schema))
    return false;
  const { properties, type } = schema;
  if (!isObject(properties)) return type !== 'object';
  const required: readonly Json[] = isArray(schema['required']) ? schema['required'] : [];
  return schema['additionalProperties'] === false && Object.keys(properties).every((name) => required.includes(name));
}

function anyOfFor({ oneOf }: JsonObject): JsonObject {
  return isArray(oneOf) ? { anyOf: oneOf } : {};
}

function isUnenforced(key: string, value: Json): boolean {
  if (key === 'oneOf' || key === '$schema') return true;
  if (key === 'format') return typeof value === 'string' && !FORMATS.has(value);
  return UNENFORCED.some((one) => one === key) || (key === 'pattern' && looksAround(value));
}

/** The schema without the few keywords that OpenAI refuses even where nothing is enforced. */
export function looseSchema(schema: JsonObject): JsonObject {
  if (!schemasIn(schema).some((one) => Object.entries(one).some(isRefused))) return schema;
  const loose = changeSchema(schema, (one) => without(one, (key, value) => isRefused([key, value])));
  return isObject(loose) ? loose : schema;
}

function isRefused([key, value]: readonly [string, Json]): boolean {
  return key === 'propertyNames' || (key === 'pattern' && looksAround(value));
}

/** What is taken out is said in words, where it says anything. */
function without(schema: JsonObject, isOut: (key: string, value: Json) => boolean): JsonObject {
  const entries = Object.entries(schema);
  const left = entries.filter(([key, value]) => isOut(key, value) && key !== 'oneOf' && key !== '$schema');
  return described(Object.fromEntries(entries.filter(([key, value]) => !isOut(key, value))), Object.fromEntries(left));
}
