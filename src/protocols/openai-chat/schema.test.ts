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
    ['has data that looks like keywords', { enum: ['minLength'] }, { enum: ['minLength'] }],
  ])('%s', (_, inner, wanted) => {
    expect(strictSchema(object({ minLength: inner }))).toEqual(object({ minLength: wanted }));
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
