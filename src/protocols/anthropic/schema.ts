import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';

/**
 * What Anthropic can hold one request to, in all its schemas together: properties that may be left out, places with a choice of
 * types, and tools. It answers 400 for more. From its page on structured outputs, read 2026-11-25.
 */
const OPTIONAL_MAX = 24;
const UNIONS_MAX = 16;
const TOOLS_MAX = 20;
const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);

/** How many references may lead from one to the next. */
const CHAIN_MAX = 100;

/** Holds a model to schemas as long as a request has room for them. */
export type Strictness = {
  /** The schema of the answer as it is enforced; null when it cannot be. */
  readonly hold: (schema: JsonObject) => JsonObject | null;
  /** The same for the input of one more tool. */
  readonly holdTool: (schema: JsonObject) => JsonObject | null;
};

/** What can be enforced in one request. */
export function newStrictness(): Strictness {
  let optional = 0;
  let unions = 0;
  let tools = 0;
  const hold = (schema: JsonObject): JsonObject | null => {
    const strict = strictSchema(schema);
    const adds = { optional: countOptional(schema), unions: countUnions(schema) };
    if (strict === null || optional + adds.optional > OPTIONAL_MAX || unions + adds.unions > UNIONS_MAX) return null;
    optional += adds.optional;
    unions += adds.unions;
    return strict;
  };
  return {
    hold,
    holdTool: (schema) => {
      const strict = tools < TOOLS_MAX ? hold(schema) : null;
      if (strict !== null) tools += 1;
      return strict;
    },
  };
}

/**
 * The schema in the subset that Anthropic can hold an answer to, or null when it does not fit: it refers to itself, allows
 * properties without a name, or leaves too much open. Constraints outside the subset go into descriptions, as the official
 * SDK does it (`transformJSONSchema` of @anthropic-ai/sdk 1.13.0).
 */
export function strictSchema(schema: JsonObject): JsonObject | null {
  if (countOptional(schema) > OPTIONAL_MAX || !fits(schema)) return null;
  return refersToItself(schema, schema, { open: [], done: new Set() }) ? null : narrow(schema);
}

const isPrimitive = (value: Json): boolean => value === null || typeof value !== 'object';

/** Is there a way to say the schema and everything in it without allowing more or less? */
function fits(schema: Json | undefined): boolean {
  if (!isObject(schema)) return false;
  if (isObject(schema['$defs']) && !Object.values(schema['$defs']).every(fits)) return false;
  if (schema['$ref'] !== undefined) return true;
  const inner = [variantsOf(schema), schema['allOf']].flatMap((list) => (isArray(list) ? list : []));
  if (!inner.every(fits)) return false;
  if (inner.length > 0 || Object.keys(literalsOf(schema)).length > 0) return true;
  const types = typesOf(schema);
  if (types.length === 0) return false;
  if (types.includes('object')) {
    const { properties, additionalProperties = false } = schema;
    return isObject(properties) && additionalProperties === false && Object.values(properties).every(fits);
  }
  return !types.includes('array') || schema['items'] === undefined || fits(schema['items']);
}

const variantsOf = (schema: JsonObject): Json | undefined => schema['anyOf'] ?? schema['oneOf'];

const typesOf = ({ type }: JsonObject): readonly Json[] => (isArray(type) ? type : type === undefined ? [] : [type]);

function literalsOf({ enum: choices, const: only }: JsonObject): JsonObject {
  return {
    ...(isArray(choices) && choices.every(isPrimitive) && { enum: choices }),
    ...(only !== undefined && isPrimitive(only) && { const: only }),
  };
}

/** Expects a schema that fits. */
function narrow(schema: Json): JsonObject {
  if (!isObject(schema)) return {};
  const { $defs, $ref, $schema: _, ...rest } = schema;
  const defs = isObject($defs) ? { $defs: narrowAll($defs) } : {};
  if ($ref !== undefined) return { ...defs, $ref };
  const { enum: _choices, const: _only, type, anyOf: _any, oneOf: _one, allOf, description, title, ...others } = rest;
  const variants = variantsOf(schema);
  const literals = literalsOf(schema);
  const said = Object.keys(literals).length > 0 || isArray(variants) || isArray(allOf);
  const shape = said ? { kept: {}, left: others } : narrowShape(schema, others);
  return {
    ...defs,
    ...literals,
    ...(isArray(variants) && { anyOf: variants.map(narrow) }),
    ...(isArray(allOf) && { allOf: allOf.map(narrow) }),
    ...(!said && type !== undefined && { type }),
    ...(title !== undefined && { title }),
    ...described(description, shape.left),
    ...shape.kept,
  };
}

type Shape = { readonly kept: JsonObject; readonly left: JsonObject };

function narrowShape(schema: JsonObject, others: JsonObject): Shape {
  const types = typesOf(schema);
  if (types.includes('object')) {
    const { properties, additionalProperties: _, required, ...left } = others;
    const kept = { properties: isObject(properties) ? narrowAll(properties) : {}, additionalProperties: false };
    return { kept: required === undefined ? kept : { ...kept, required }, left };
  }
  if (types.includes('array')) {
    const { items, minItems, ...left } = others;
    const few = minItems === 0 || minItems === 1;
    return {
      kept: { ...(items !== undefined && { items: narrow(items) }), ...(few && { minItems }) },
      left: few || minItems === undefined ? left : { ...left, minItems },
    };
  }
  const { format, ...left } = others;
  return typeof format === 'string' && FORMATS.has(format) ? { kept: { format }, left } : { kept: {}, left: others };
}

function narrowAll(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, narrow(schema)]));
}

/** The description, with the constraints that cannot be enforced written behind it. */
function described(description: Json | undefined, left: JsonObject): JsonObject {
  const said = typeof description === 'string' ? [description] : [];
  const rest = Object.entries(left).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const texts = rest.length === 0 ? said : [...said, `{${rest.join(', ')}}`];
  return texts.length === 0 ? {} : { description: texts.join('\n\n') };
}

type Seen = { readonly open: readonly string[]; readonly done: Set<string> };

function refersToItself(value: Json, root: JsonObject, seen: Seen): boolean {
  if (isArray(value)) return value.some((item) => refersToItself(item, root, seen));
  if (!isObject(value)) return false;
  const ref = textAt(value, '$ref');
  if (ref === '') {
    return Object.entries(value).some(([key, inner]) => key !== '$defs' && refersToItself(inner, root, seen));
  }
  // Each is followed once: references to references would otherwise take a time that doubles with each.
  if (seen.done.has(ref)) return false;
  if (!ref.startsWith('#/') || seen.open.includes(ref) || seen.open.length >= CHAIN_MAX) return true;
  const found = at(root, ...ref.slice(2).split('/'));
  if (found === undefined || refersToItself(found, root, { ...seen, open: [...seen.open, ref] })) return true;
  seen.done.add(ref);
  return false;
}

function countOptional(value: Json): number {
  if (isArray(value)) return value.reduce((sum: number, item) => sum + countOptional(item), 0);
  if (!isObject(value)) return 0;
  const properties = at(value, 'properties');
  const required = at(value, 'required');
  const needed = isArray(required) ? required : [];
  const here = isObject(properties) ? Object.keys(properties).filter((name) => !needed.includes(name)).length : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + countOptional(inner), here);
}

function countUnions(value: Json): number {
  if (isArray(value)) return value.reduce((sum: number, item) => sum + countUnions(item), 0);
  if (!isObject(value)) return 0;
  const here = isArray(variantsOf(value)) || isArray(value['type']) ? 1 : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + countUnions(inner), here);
}

/**
 * The schema of a tool's input as Anthropic accepts it: an object at its root, without alternatives there. Alternatives are
 * merged into one object in which only what all of them require is required; `exact` says whether nothing was changed.
 */
export function objectSchema(schema: JsonObject): { readonly schema: JsonObject; readonly exact: boolean } {
  const { anyOf, oneOf, allOf, ...rest } = schema;
  const options = [anyOf, oneOf].flatMap((list) => (isArray(list) ? list : []));
  const additions = isArray(allOf) ? allOf : [];
  if (options.length === 0 && additions.length === 0) {
    if (textAt(schema, 'type') === 'object') return { schema, exact: true };
    return { schema: { properties: {}, ...rest, type: 'object' }, exact: textAt(schema, 'type') === '' };
  }
  const properties = Object.assign({}, ...[...options, ...additions, rest].map(propertiesOf));
  const [first, ...others] = options.map(requiredOf);
  const shared = (first ?? []).filter((name) => others.every((names) => names.includes(name)));
  const required = [...new Set([...requiredOf(rest), ...additions.flatMap(requiredOf), ...shared])];
  return { schema: { ...rest, type: 'object', properties, ...(required.length > 0 && { required }) }, exact: false };
}

function propertiesOf(schema: Json): JsonObject {
  const properties = at(schema, 'properties');
  return isObject(properties) ? properties : {};
}

function requiredOf(schema: Json): readonly Json[] {
  const required = at(schema, 'required');
  return isArray(required) ? required : [];
}
