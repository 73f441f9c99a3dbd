import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';

/** The schema of a tool's input as Ollama keeps it, and whether something of it is lost on the way. */
export type Flat = { readonly schema: JsonObject; readonly lost: boolean };

/** Schemas that refer to themselves in many places grow when they are written out. Objects. */
const NODES_MAX = 2_000;
const DEPTH_MAX = 30;

/** What can be told the model in words. */
// oxfmt-ignore
const WORDS = [
  'format', 'pattern', 'default', 'examples', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf',
  'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems',
] as const;

/** What is read here, or says nothing about the input. */
// oxfmt-ignore
const READ = new Set<string>([
  ...WORDS, 'type', 'description', 'enum', 'const', 'items', 'properties', 'required', 'anyOf', 'oneOf', 'allOf', 'nullable',
  '$ref', '$defs', 'definitions', '$schema', '$id', '$anchor', '$comment', 'title', 'deprecated', 'readOnly', 'writeOnly',
]);

type Walk = { readonly root: JsonObject; nodes: number; lost: boolean };
type Place = { readonly refs: readonly string[]; readonly depth: number };

/**
 * Of a schema, Ollama's server reads type, description, enum, items, properties, required and anyOf (api/types.go), refuses types
 * that are no texts, and drops the rest before the model sees it: so references are written out, what is like these words
 * becomes them, and limits are told in the description.
 */
export function flattenSchema(schema: JsonObject): Flat {
  const walk: Walk = { root: schema, nodes: 0, lost: false };
  const flat = flatten(schema, walk, { refs: [], depth: 0 });
  // Only an object with properties is understood here; alternatives become one object that allows for any of them.
  const branches = listAt(flat, 'anyOf').filter(isObject);
  if (branches.length > 0) walk.lost = true;
  const all = [flat, ...branches];
  const properties = all.reduce<JsonObject>((sum, one) => ({ ...sum, ...objectAt(one, 'properties') }), {});
  const shared = branches
    .map((branch) => listAt(branch, 'required'))
    .reduce<readonly Json[] | null>(
      (sum, list) => (sum === null ? list : sum.filter((name) => list.includes(name))),
      null,
    );
  const required = [...new Set([...listAt(flat, 'required'), ...(shared ?? [])])];
  return {
    schema: { type: 'object', properties, ...(required.length > 0 && { required }) },
    lost: walk.lost,
  };
}

function flatten(value: Json | undefined, walk: Walk, { refs, depth }: Place): JsonObject {
  if (!isObject(value)) return {};
  walk.nodes += 1;
  if (walk.nodes > NODES_MAX || depth > DEPTH_MAX) return lose(walk);
  const ref = textAt(value, '$ref');
  if (ref !== '') {
    const target = refs.includes(ref) ? undefined : resolve(ref, walk.root);
    if (!isObject(target)) return lose(walk);
    const { $ref: _, ...siblings } = value;
    return flatten({ ...target, ...siblings }, walk, { refs: [...refs, ref], depth: depth + 1 });
  }
  const below = { refs, depth: depth + 1 };
  if (isArray(value['allOf'])) return flatten(merged(value, walk, refs), walk, below);
  if (Object.keys(value).some((key) => !READ.has(key))) walk.lost = true;
  const anyOf = [...listAt(value, 'anyOf'), ...listAt(value, 'oneOf')].map((one) => flatten(one, walk, below));
  const properties = objectAt(value, 'properties');
  const required = listAt(value, 'required').filter((name) => typeof name === 'string');
  const { items } = value;
  const allowed = 'const' in value ? [value['const'] ?? null] : at(value, 'enum');
  const description = describe(value);
  return {
    ...typeOf(value),
    ...(description !== '' && { description }),
    ...(isArray(allowed) && { enum: allowed }),
    ...(items !== undefined && { items: flatten(items, walk, below) }),
    ...(isObject(value['properties']) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, flatten(one, walk, below)]),
      ),
    }),
    ...(required.length > 0 && { required }),
    ...(anyOf.length > 0 && { anyOf }),
  };
}

function lose(walk: Walk): JsonObject {
  walk.lost = true;
  return { type: 'object' };
}

/** What a pointer inside the document leads to. */
function resolve(ref: string, root: JsonObject): Json | undefined {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  return at(
    root,
    ...ref
      .slice(2)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
}

/** All parts of an `allOf` as one schema. */
function merged(value: JsonObject, walk: Walk, refs: readonly string[]): JsonObject {
  const { allOf: _, ...rest } = value;
  return listAt(value, 'allOf').reduce<JsonObject>((sum, one) => {
    const ref = textAt(one, '$ref');
    const found = ref === '' || refs.includes(ref) ? one : resolve(ref, walk.root);
    if (!isObject(found) || (ref !== '' && refs.includes(ref))) walk.lost = true;
    const part = isObject(found) && found['$ref'] === undefined ? found : {};
    return {
      ...part,
      ...sum,
      ...((isObject(sum['properties']) || isObject(part['properties'])) && {
        properties: { ...objectAt(part, 'properties'), ...objectAt(sum, 'properties') },
      }),
      ...((isArray(sum['required']) || isArray(part['required'])) && {
        required: [...new Set([...listAt(sum, 'required'), ...listAt(part, 'required')])],
      }),
    };
  }, rest);
}

function objectAt(value: Json | undefined, key: string): JsonObject {
  const found = at(value, key);
  return isObject(found) ? found : {};
}

/** A text, or several; the server refuses anything else. */
function typeOf(value: JsonObject): JsonObject {
  const { type } = value;
  const types = (isArray(type) ? type : [type])
    .filter((one) => typeof one === 'string')
    .map((one) => one.toLowerCase());
  if (value['nullable'] === true && types.length > 0 && !types.includes('null')) types.push('null');
  const [first, ...others] = types;
  if (first === undefined) return {};
  return { type: others.length === 0 && !isArray(type) ? first : types };
}

function describe(value: JsonObject): string {
  const limits = WORDS.flatMap((key) => (value[key] === undefined ? [] : [`${key}: ${JSON.stringify(value[key])}`]));
  const said = textAt(value, 'description');
  if (limits.length === 0) return said;
  return said === '' ? limits.join(', ') : `${said} (${limits.join(', ')})`;
}
