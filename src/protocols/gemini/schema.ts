import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { objectSchema } from '../anthropic/schema.ts';
import { findCircles } from './references.ts';

/** How many times definitions are copied into one schema: copies in copies would double with each level. */
const COPIES_MAX = 100;

/** `exact`: nothing that the schema demands was left out, though some of it may stand in a description now. */
export type Narrowed = { readonly schema: JsonObject; readonly exact: boolean };

/** The schema of a tool's input: an object at its root. */
export function toolSchema(schema: JsonObject): Narrowed {
  const root = objectSchema(schema);
  const narrowed = answerSchema(root.schema);
  return { schema: narrowed.schema, exact: root.exact && narrowed.exact };
}

/**
 * The schema in the words of JSON Schema that Gemini knows (`parametersJsonSchema` and `responseJsonSchema`, as the reference of the
 * API lists them, and as recorded requests show that it accepts them): everything else that it says goes into descriptions, because
 * Gemini answers 400 for it. What refers to itself
 * is cut where Gemini would have to go round for ever.
 */
export function answerSchema(root: JsonObject): Narrowed {
  let exact = true;
  const definitions = { ...mapAt(root, 'definitions'), ...mapAt(root, '$defs') };
  const circles = findCircles(definitions);
  let copies = 0;

  const cut = (description: string): JsonObject => {
    exact = false;
    return description === '' ? {} : { type: 'object', description };
  };

  /** A definition to be copied to where it is referred to; undefined when copies would have no end, or be too many. */
  const copied = (name: string | null): Json | undefined => {
    if (name === null || copies >= COPIES_MAX || circles.isEndless(name)) return undefined;
    copies += 1;
    return definitions[name];
  };

  /** Where a schema stands: inside which definition, and may what it describes be left out? */
  type Place = { readonly inside: string; readonly optional: boolean };

  const referTo = (schema: JsonObject, place: Place): JsonObject => {
    const name = definitionOf(textAt(schema, '$ref'));
    if (name === null || !Object.hasOwn(definitions, name)) return cut('');
    if (!place.optional && circles.leadsBack(place.inside, name)) return cut(`The same again as ${name}.`);
    const { $ref: _, title, ...beside } = schema;
    // Nothing but a title may stand beside a reference, so that other words about it need a copy of what it refers to.
    const copy = Object.keys(beside).length === 0 ? undefined : copied(name);
    if (isObject(copy)) return narrow({ ...copy, ...beside }, { ...place, inside: name });
    return { $ref: `#/$defs/${name}`, ...(title !== undefined && { title }) };
  };

  const narrow = (value: Json, place: Place): JsonObject => {
    if (!isObject(value)) return value === true ? {} : cut('');
    const schema = merged(value, (ref) => copied(definitionOf(ref)));
    if (schema === null) return cut('');
    if ('$ref' in schema) return referTo(schema, place);
    const out: Record<string, Json> = {};
    const left: Record<string, Json> = {};
    for (const [key, inner] of Object.entries(schema)) {
      if (SILENT.has(key) || (key === 'enum' && 'const' in schema)) continue;
      const said = sayKey(key, inner, schema);
      if (said === 'inner') Object.assign(out, innerOf(key, inner, schema, place));
      else if (said === null) left[key] = inner;
      else Object.assign(out, said);
    }
    if (typesOf(schema).includes('array') && out['items'] === undefined && out['prefixItems'] === undefined)
      out['items'] = {};
    return described(out, left);
  };

  /** The schemas inside of one, and what stands with them. */
  const innerOf = (key: string, inner: Json, schema: JsonObject, place: Place): JsonObject => {
    if (key === 'properties' && isObject(inner)) {
      const needed = schema['required'];
      const isNeeded = (name: string): boolean => isArray(needed) && needed.includes(name);
      const read = Object.entries(inner).map(([name, one]) => [
        name,
        narrow(one, { ...place, optional: place.optional || !isNeeded(name) }),
      ]);
      return { [key]: Object.fromEntries(read) };
    }
    if (isArray(inner)) return { [key === 'items' ? 'prefixItems' : key]: inner.map((one) => narrow(one, place)) };
    return { [key]: key === 'additionalProperties' && typeof inner === 'boolean' ? inner : narrow(inner, place) };
  };

  const { definitions: _, $defs: _defs, ...whole } = root;
  const schema = narrow(whole, { inside: '', optional: false });
  const used = Object.entries(definitions).map(([name, one]) => [name, narrow(one, { inside: name, optional: false })]);
  return { schema: used.length === 0 ? schema : { $defs: Object.fromEntries(used), ...schema }, exact };
}

/** Words about the schema itself, which demand nothing. */
// oxfmt-ignore
const SILENT = new Set([
  '$schema', '$id', '$anchor', '$comment', '$defs', 'definitions', 'enumDescriptions', 'discriminator', 'deprecated', 'readOnly',
  'writeOnly', 'nullable', 'contentEncoding', 'contentMediaType', 'strict',
]);
const INNER = new Set(['properties', 'items', 'prefixItems', 'anyOf', 'oneOf', 'additionalProperties']);
// oxfmt-ignore
const KEPT = new Set([
  'type', 'title', 'description', 'required', 'minimum', 'maximum', 'minItems', 'maxItems', 'minLength', 'maxLength', 'pattern',
  'uniqueItems', 'default',
]);
const FORMATS = new Set(['date-time', 'date', 'time', 'int32', 'int64', 'float', 'double']);

/** What becomes of a key: it has schemas inside, it is said like this, or it cannot be said. */
function sayKey(key: string, value: Json, schema: JsonObject): JsonObject | 'inner' | null {
  if (INNER.has(key)) return 'inner';
  if (KEPT.has(key)) return { [key]: value };
  switch (key) {
    case 'format':
      return typeof value === 'string' && FORMATS.has(value) ? { format: value } : null;
    case 'const':
      return sayChoices([value], schema);
    case 'enum':
      return isArray(value) ? sayChoices(value, schema) : null;
    default:
      return null;
  }
}

/** Only texts and numbers can be chosen from, and no empty text; that it may be null stands in the type. */
function sayChoices(choices: readonly Json[], schema: JsonObject): JsonObject | null {
  const types = typesOf(schema);
  const named = choices.filter((choice) => choice !== null);
  const isText = named.every((choice) => typeof choice === 'string' && choice !== '');
  const isNumber = named.every((choice) => typeof choice === 'number');
  if (named.length === 0 || !(isText || isNumber)) return null;
  // Some write numbers where they say that texts are wanted.
  if (types.includes('string') && isNumber) return { enum: named.map(String) };
  const type = isText ? 'string' : 'number';
  const withNull = named.length < choices.length && !types.includes('null');
  if (types.length === 0) return { enum: named, type: withNull ? [type, 'null'] : type };
  return { enum: named, ...(withNull && { type: [...types, 'null'] }) };
}

const typesOf = ({ type }: JsonObject): readonly Json[] => (isArray(type) ? type : type === undefined ? [] : [type]);

const DESCRIBED_LENGTH_MAX = 500;

/** The constraints that cannot be enforced, written behind the description. */
function described(out: JsonObject, left: JsonObject): JsonObject {
  const words = Object.entries(left).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (words.length === 0) return out;
  const said = typeof out['description'] === 'string' ? [out['description']] : [];
  const rest = `{${words.join(', ').slice(0, DESCRIBED_LENGTH_MAX).toWellFormed()}}`;
  return { ...out, description: [...said, rest].join('\n\n') };
}

/** All that has to hold at once, as one schema; null when its parts cannot be put into one. */
function merged(schema: JsonObject, lookUp: (ref: string) => Json | undefined): JsonObject | null {
  const { allOf, ...rest } = schema;
  if (allOf === undefined) return schema;
  if (!isArray(allOf)) return rest;
  const [only] = allOf;
  if (allOf.length === 1 && isObject(only) && '$ref' in only) return { ...only, ...rest };
  let whole: JsonObject = rest;
  for (const value of allOf) {
    const ref = textAt(value, '$ref');
    const part = ref === '' ? value : lookUp(ref);
    if (!isObject(part) || part['allOf'] !== undefined || '$ref' in part) return null;
    const properties = { ...mapAt(part, 'properties'), ...mapAt(whole, 'properties') };
    const required = [...new Set([...listOf(part, 'required'), ...listOf(whole, 'required')])];
    whole = {
      ...part,
      ...whole,
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
    };
  }
  return whole;
}

function mapAt(schema: Json, key: string): JsonObject {
  const found = at(schema, key);
  return isObject(found) ? found : {};
}

function listOf(schema: JsonObject, key: string): readonly Json[] {
  const found = schema[key];
  return isArray(found) ? found : [];
}

/** The name of a definition at the root; null for every other reference. */
function definitionOf(ref: string): string | null {
  return /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref)?.[1] ?? null;
}
