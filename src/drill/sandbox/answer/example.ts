import { at, isArray, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { Chance } from './chance.ts';

/** How deep a value may become. A schema that refers to itself ends there. */
const DEPTH_MAX = 8;

const WORDS = ['Zürich', '京都', 'São Paulo', 'a "quoted" word', 'two\nlines', 'plain', 'naïve ☕', '🚦 red'] as const;

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-11-22',
  time: '09:30:00Z',
  'date-time': '2026-11-22T09:30:00Z',
  duration: 'PT15M',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.7',
  ipv6: '2001:db8::7',
  uri: 'https://example.com/a?b=c',
  uuid: '3f2b8c1e-5d4a-4f6b-9a7c-0e1d2c3b4a59',
};

/** A value that fits a JSON Schema, as far as the keywords that tools and structured output use go (`pattern` is not one). */
export function exampleOf(schema: Json, chance: Chance): Json {
  return value(schema, { chance, root: schema, depth: 0 });
}

type Making = { readonly chance: Chance; readonly root: Json; readonly depth: number };

function value(schema: Json | undefined, making: Making): Json {
  if (!isObject(schema) || making.depth > DEPTH_MAX) return null;
  const deeper = { ...making, depth: making.depth + 1 };
  const fixed = at(schema, 'const');
  if (fixed !== undefined) return fixed;
  const options = listAt(schema, 'enum');
  if (options.length > 0) return options[making.chance.between(0, options.length - 1)] ?? null;
  const reference = textAt(schema, '$ref');
  if (reference !== '') return value(resolve(making.root, reference), deeper);
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = listAt(schema, keyword);
    if (branches.length > 0) return value(branches[0], deeper);
  }
  const all = listAt(schema, 'allOf');
  if (all.length > 0) return value(merged(schema, all, making.root), deeper);
  return plain(schema, deeper);
}

function plain(schema: JsonObject, making: Making): Json {
  const { chance } = making;
  switch (typeOf(schema)) {
    case 'object':
      return object(schema, making);
    case 'array': {
      const least = numberAt(schema, 'minItems');
      const most = Math.max(
        least,
        at(schema, 'maxItems') === undefined ? 3 : Math.min(3, numberAt(schema, 'maxItems')),
      );
      const length = chance.between(Math.max(least, Math.min(1, most)), most);
      return Array.from({ length }, () => value(at(schema, 'items'), making));
    }
    case 'string':
      return text(schema, chance);
    case 'integer':
      return Math.round(number(schema, chance));
    case 'number':
      return number(schema, chance);
    case 'boolean':
      return chance.next() < 0.5;
    case 'null':
      return null;
    default:
      return chance.pick(WORDS);
  }
}

function object(schema: JsonObject, making: Making): JsonObject {
  const properties = at(schema, 'properties');
  const required = new Set(listAt(schema, 'required'));
  if (!isObject(properties)) return {};
  // Past half the depth only what must be there, so that recursive schemas come to an end.
  const generous = making.depth < DEPTH_MAX / 2;
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.has(name) || (generous && making.chance.next() < 0.7))
      .map(([name, inner]) => [name, value(inner, making)]),
  );
}

function text(schema: JsonObject, chance: Chance): string {
  const format = FORMATS[textAt(schema, 'format')];
  if (format !== undefined) return format;
  const least = numberAt(schema, 'minLength');
  const most = at(schema, 'maxLength') === undefined ? Infinity : numberAt(schema, 'maxLength');
  return Array.from(chance.pick(WORDS).padEnd(least, '.')).slice(0, most).join('');
}

function number(schema: JsonObject, chance: Chance): number {
  const lowest =
    at(schema, 'minimum') === undefined ? bound(schema, 'exclusiveMinimum', 1) : numberAt(schema, 'minimum');
  const highest =
    at(schema, 'maximum') === undefined ? bound(schema, 'exclusiveMaximum', -1) : numberAt(schema, 'maximum');
  const least = lowest ?? Math.min(0, highest ?? 0);
  const most = Math.max(least, highest ?? least + 100);
  const step = numberAt(schema, 'multipleOf');
  if (step > 0) return Math.ceil(least / step) * step;
  return chance.between(Math.ceil(least), Math.floor(most));
}

function bound(schema: JsonObject, keyword: string, inward: number): number | null {
  return at(schema, keyword) === undefined ? null : numberAt(schema, keyword) + inward;
}

function typeOf(schema: JsonObject): string {
  const type = at(schema, 'type');
  if (typeof type === 'string') return type;
  if (isArray(type)) return type.filter((name) => typeof name === 'string').find((name) => name !== 'null') ?? 'null';
  if (at(schema, 'properties') !== undefined) return 'object';
  return at(schema, 'items') === undefined ? '' : 'array';
}

function resolve(root: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#')) return undefined;
  const path = reference
    .slice(1)
    .split('/')
    .filter((step) => step !== '');
  return at(root, ...path.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function merged(schema: JsonObject, all: readonly Json[], root: Json): JsonObject {
  const parts = [schema, ...all].map((part) => {
    const reference = textAt(part, '$ref');
    return reference === '' ? part : (resolve(root, reference) ?? part);
  });
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map((part) => at(part, 'properties') ?? {})),
    required: parts.flatMap((part) => listAt(part, 'required')),
  };
}
