import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { strictSchema } from './schema.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });

describe('a schema that an answer can be held to', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      'is closed',
      object({ a: { type: 'string' } }),
      object({ a: { type: 'string' } }, { additionalProperties: false }),
    ],
    [
      'has alternatives of one kind',
      { oneOf: [{ type: 'string' }, { const: 1 }] },
      { anyOf: [{ type: 'string' }, { const: 1 }] },
    ],
    ['knows some formats', { type: 'string', format: 'uuid' }, { type: 'string', format: 'uuid' }],
    [
      'says others in words',
      { type: 'string', format: 'phone', description: 'D' },
      { type: 'string', description: 'D\n\n{format: "phone"}' },
    ],
    [
      'may ask for one item, not for three',
      { type: 'array', items: { enum: [1] }, minItems: 3 },
      { type: 'array', items: { enum: [1] }, description: '{minItems: 3}' },
    ],
    ...(
      [
        ['minimum', 1],
        ['maximum', 9],
        ['exclusiveMinimum', 0],
        ['exclusiveMaximum', 10],
        ['multipleOf', 2],
        ['minLength', 1],
        ['maxLength', 9],
        ['pattern', '^a'],
        ['minItems', 2],
        ['maxItems', 9],
        ['uniqueItems', true],
        ['minProperties', 1],
        ['maxProperties', 9],
        ['not', { const: 1 }],
      ] as const
    ).map(([key, value]): [string, JsonObject, JsonObject] => [
      `says in words: ${key}`,
      { type: 'string', [key]: value },
      { type: 'string', description: `{${key}: ${JSON.stringify(value)}}` },
    ]),
    ...['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'].map(
      (format): [string, JsonObject, JsonObject] => [
        `is held to the format ${format}`,
        { type: 'string', format },
        { type: 'string', format },
      ],
    ),
    ['keeps a set of values', { enum: ['a', 1, null] }, { enum: ['a', 1, null] }],
    [
      'is made of several',
      { allOf: [object({ a: { type: 'string' } })] },
      { allOf: [object({ a: { type: 'string' } }, { additionalProperties: false })] },
    ],
    ['may be null', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['loses its dialect', { $schema: 'x', type: 'string' }, { type: 'string' }],
    [
      'may refer to its parts',
      object(
        { a: { $ref: '#/$defs/x' }, b: { $ref: '#/$defs/x' } },
        { $defs: { x: { type: 'string', minLength: 1 } } },
      ),
      object(
        { a: { $ref: '#/$defs/x' }, b: { $ref: '#/$defs/x' } },
        { additionalProperties: false, $defs: { x: { type: 'string', description: '{minLength: 1}' } } },
      ),
    ],
  ])('%s', (_, schema, strict) => {
    expect(strictSchema(schema)).toEqual(strict);
  });

  it.each<[string, JsonObject]>([
    ['allows anything', {}],
    ['allows any object', { type: 'object' }],
    ['allows further properties', object({}, { additionalProperties: { type: 'string' } })],
    ['allows anything inside', object({ a: true })],
    ['refers to itself', object({ a: { $ref: '#/$defs/x' } }, { $defs: { x: object({ b: { $ref: '#/$defs/x' } }) } })],
    ['refers to its root', object({ a: { $ref: '#' } })],
    ['refers to nothing', object({ a: { $ref: '#/$defs/x' } })],
    [
      'leaves out too much',
      object(Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`p${index}`, { type: 'string' }]))),
    ],
  ])('is not one that %s', (_, schema) => {
    expect(strictSchema(schema)).toBeNull();
  });

  it('is judged at once, however many references lead to references', () => {
    const refs = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` };
        return [`d${index}`, object({ a: next, b: next }, { required: ['a', 'b'] })];
      }),
    );
    const schema = object(
      { a: { $ref: '#/$defs/d0' } },
      { required: ['a'], $defs: { ...refs, d90: { type: 'string' } } },
    );
    expect(strictSchema(schema)).not.toBeNull();
  });
});
