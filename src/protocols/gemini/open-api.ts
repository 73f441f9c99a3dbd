import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { camelKey } from './spelling.ts';

/**
 * A schema as callers of this dialect write it, as JSON Schema. Google's older form is a part of OpenAPI 3.0 with types in capital
 * letters, `nullable`, and long numbers as texts; Gemini CLI writes capital letters in JSON Schema, too. JSON Schema in its
 * own words comes out as it went in.
 */
export function jsonSchema(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).flatMap(([written, value]): readonly (readonly [string, Json])[] => {
    const key = KEYS.has(camelKey(written)) ? camelKey(written) : written;
    const read = readKey(key, value);
    return read === undefined ? [] : [[key, read]];
  });
  const read = Object.fromEntries(entries);
  return schema['nullable'] === true ? withNull(read) : read;
}

/** The order of properties is their order. */
const DROPPED = new Set(['nullable', 'propertyOrdering']);
const NUMBERS = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']);
const SCHEMAS = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else']);
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'defs', 'dependentSchemas']);
const KEYS = new Set([...DROPPED, ...NUMBERS, ...SCHEMAS, ...LISTS, ...MAPS]);

function readKey(key: string, value: Json): Json | undefined {
  if (DROPPED.has(key)) return undefined;
  if (key === 'type') return readType(value);
  if (key === 'format' && value === 'enum') return undefined;
  if (NUMBERS.has(key) && typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
  if (SCHEMAS.has(key) && isObject(value)) return jsonSchema(value);
  if ((LISTS.has(key) || key === 'items') && isArray(value)) return value.map(readSchema);
  if (!MAPS.has(key) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readSchema(inner)]));
}

const readSchema = (value: Json): Json => (isObject(value) ? jsonSchema(value) : value);

const TYPES = /^(string|number|integer|boolean|array|object|null)$/i;

function readType(value: Json): Json | undefined {
  if (isArray(value)) return value.map((type) => readType(type) ?? type);
  if (value === 'TYPE_UNSPECIFIED') return undefined;
  return typeof value === 'string' && TYPES.test(value) ? value.toLowerCase() : value;
}

function withNull({ type, anyOf, enum: choices, ...rest }: Readonly<Record<string, Json>>): JsonObject {
  return {
    ...rest,
    ...(typeof type === 'string' && { type: [type, 'null'] }),
    ...(isArray(type) && { type: type.includes('null') ? type : [...type, 'null'] }),
    ...(isArray(anyOf) && { anyOf: type === undefined ? [...anyOf, { type: 'null' }] : anyOf }),
    ...(isArray(choices) && { enum: choices.includes(null) ? choices : [...choices, null] }),
  };
}
