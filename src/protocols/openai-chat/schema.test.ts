import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { looseSchema, strictSchema } from './schema.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});

describe('a schema that OpenAI can hold an answer to', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['is closed, and asks for all it names', { type: 'string' }, { type: 'string' }],
    ['may have limits of numbers and lists', { type: 'integer', minimum: 1 }, { type: 'integer', minimum: 1 }],
    ['says lengths in words', { type: 'string', minLength: 1 }, { type: 'string', description: '{minLength: 1}' }],
    [
      'says them behind its own words',
      { type: 'string', description: 'D', maxLength: 9 },
      { type: 'string', description: 'D\n\n{maxLength: 9}' },
    ],
    [
      'says in words that items differ',
      { type: 'array', items: { type: 'string' }, uniqueItems: true, maxItems: 3 },
      { type: 'array', items: { type: 'string' }, maxItems: 3, description: '{uniqueItems: true}' },
    ],
    ['knows some formats', { type: 'string', format: 'date' }, { type: 'string', format: 'date' }],
    ['says others in words', { type: 'string', format: 'uri' }, { type: 'string', description: '{format: "uri"}' }],
    ['knows patterns', { type: 'string', pattern: '^a+$' }, { type: 'string', pattern: '^a+$' }],
    [
      'says in words what looks around',
      { type: 'string', pattern: '^(?!a).*$' },
      { type: 'string', description: '{pattern: "^(?!a).*$"}' },
    ],
    ['has alternatives of one kind', { oneOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }],
    ['has objects in it', object({ b: { type: 'null' } }), object({ b: { type: 'null' } })],
    ['may refer to itself', { $ref: '#' }, { $ref: '#' }],
    ['says defaults in words', { type: 'integer', default: 3 }, { type: 'integer', description: '{default: 3}' }],
    ['has references alone', { $ref: '#', title: 'T', description: 'D' }, { $ref: '#' }],
    ['has data that looks like keywords', { enum: ['minLength'] }, { enum: ['minLength'] }],
  ])('%s', (_, inner, wanted) => {
    expect(strictSchema(object({ minLength: inner }))).toEqual(object({ minLength: wanted }));
  });

  const color = { type: 'string', enum: ['red'] };
  const node = object({ next: { $ref: '#/$defs/node', description: 'The next one' } });
  const others = { node, again: { $ref: '#/$defs/color' }, 'a/b': { type: 'null' } };
  it.each<[string, JsonObject, JsonObject]>([
    ['what it refers to', { $ref: '#/$defs/color', description: 'D' }, { ...color, description: 'D' }],
    ['a default', { $ref: '#/$defs/color', default: 'red' }, { ...color, description: '{default: "red"}' }],
    ['an odd name', { $ref: '#/$defs/a~1b', description: 'D' }, { type: 'null', description: 'D' }],
    ['nothing without words', { $ref: '#/$defs/color', title: 'T' }, { $ref: '#/$defs/color' }],
    ['no reference to a reference', { $ref: '#/$defs/again', description: 'D' }, { $ref: '#/$defs/again' }],
    ['nothing that is not there', { $ref: '#/$defs/gone', description: 'D' }, { $ref: '#/$defs/gone' }],
    [
      'what goes round once',
      { $ref: '#/$defs/node', description: 'D' },
      { ...object({ next: { $ref: '#/$defs/node' } }), description: 'D' },
    ],
  ])('has words beside a reference by a copy of it: %s', (_, inner, wanted) => {
    const bare = object({ a: wanted }, { $defs: { color, ...others, node: expect.anything() } });
    expect(strictSchema(object({ a: inner }, { $defs: { color, ...others } }))).toEqual(bare);
  });

  it('does not grow without end by that', () => {
    const large = object(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, color])));
    const many = Array.from({ length: 100 }, (_, index) => [`q${index}`, { $ref: '#/$defs/large', description: 'D' }]);
    const strict = strictSchema(object(Object.fromEntries(many), { $defs: { large } }));
    expect(JSON.stringify(strict).length).toBeLessThan(50_000);
    expect(JSON.stringify(strict)).toContain('"$ref":"#/$defs/large"}');
  });

  it.each<[string, JsonObject]>([
    ['no object', { type: 'array', items: {} }],
    ['alternatives at its root', { anyOf: [object({})] }],
    ['open', { ...object({ a: {} }), additionalProperties: true }],
    ['open inside', object({ a: { type: 'object' } })],
    ['silent about a property', { ...object({ a: {} }), required: [] }],
    ['made of several', object({ a: { allOf: [{ type: 'string' }] } })],
    ['a negation', object({ a: { not: { type: 'string' } } })],
    ['a condition', object({ a: { if: {}, else: {} } })],
    ['of no kind', object({ a: {} })],
    ['of no kind but with words', object({ a: { description: 'Anything' } })],
    ['a reference to which more is added', object({ a: { $ref: '#', minProperties: 1 } })],
    ['open in its parts', object({ a: { $ref: '#/$defs/x' } }, { $defs: { x: { type: 'object' } } })],
  ])('is none that is %s', (_, schema) => {
    expect(strictSchema(schema)).toBeNull();
  });
});

describe('a schema that nobody enforces', () => {
  it('loses only what OpenAI refuses even then, and says it in words', () => {
    const names = { type: 'object', propertyNames: { pattern: 'x' }, properties: { propertyNames: { minLength: 1 } } };
    expect(looseSchema(names)).toEqual({
      type: 'object',
      properties: { propertyNames: { minLength: 1 } },
      description: '{propertyNames: {"pattern":"x"}}',
    });
    expect(looseSchema({ items: [{ pattern: '(?<=a)b' }] })).toEqual({
      items: [{ description: '{pattern: "(?<=a)b"}' }],
    });
  });

  it('stays the very same where it loses nothing', () => {
    const schema = { $ref: '#', additionalProperties: false, default: { propertyNames: 1 } };
    expect(looseSchema(schema)).toBe(schema);
  });
});
