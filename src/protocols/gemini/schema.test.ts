import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { answerSchema, toolSchema } from './schema.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const narrowed = (inner: JsonObject): unknown => answerSchema(object({ a: inner })).schema['properties'];

describe('a schema for Gemini', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      '#64 says nothing about itself, and puts into words what Gemini does not know',
      { $schema: 'x', type: 'object', propertyNames: { pattern: 'x' }, additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'string' }, description: '{propertyNames: {"pattern":"x"}}' },
    ],
    [
      '#64 writes numbers as texts where it says texts',
      { type: 'string', enum: [1, 2] },
      { type: 'string', enum: ['1', '2'] },
    ],
    ['#64 keeps numbers where it says numbers', { type: 'integer', enum: [1, 2] }, { type: 'integer', enum: [1, 2] }],
    ['makes a constant a choice', { const: 'x' }, { enum: ['x'], type: 'string' }],
    [
      'says in words what cannot be chosen',
      { type: 'boolean', const: true },
      { type: 'boolean', description: '{const: true}' },
    ],
    [
      'lets a choice be null by its type',
      { type: 'string', enum: ['x', null] },
      { type: ['string', 'null'], enum: ['x'] },
    ],
    [
      'never offers the empty text',
      { type: 'string', enum: ['', 'x'] },
      { type: 'string', description: '{enum: ["","x"]}' },
    ],
    [
      '#65 has no comments, and no words about choices',
      { type: 'string', $comment: 'x', enum: ['a'], enumDescriptions: ['A'] },
      { type: 'string', enum: ['a'] },
    ],
    ['#65 says of every list what is in it', { type: 'array' }, { type: 'array', items: {} }],
    [
      'keeps the formats that are known',
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date-time' },
    ],
    [
      'puts others behind the description',
      { type: 'string', format: 'uri', description: 'Where' },
      { type: 'string', description: 'Where\n\n{format: "uri"}' },
    ],
    [
      'puts all that has to hold into one',
      { allOf: [object({ x: {} }, { required: ['x'] }), object({ y: {} }, { required: ['y'] })], description: 'Both' },
      { ...object({ y: {}, x: {} }), required: ['y', 'x'], description: 'Both' },
    ],
    [
      'keeps alternatives',
      { oneOf: [{ type: 'string' }, { type: 'null' }] },
      { oneOf: [{ type: 'string' }, { type: 'null' }] },
    ],
    [
      'keeps fixed lists',
      { type: 'array', items: [{ type: 'number' }] },
      { type: 'array', prefixItems: [{ type: 'number' }] },
    ],
  ])('%s', (_, before, after) => {
    expect(narrowed(before)).toEqual({ a: after });
    expect(answerSchema(object({ a: before })).exact).toBe(true);
  });

  it('keeps definitions, under their newer name', () => {
    const { schema, exact } = answerSchema({
      ...object({ a: { $ref: '#/definitions/A' }, b: { $ref: '#/definitions/A', description: 'The other' } }),
      definitions: { A: { type: 'string', format: 'email' } },
    });
    expect(schema).toEqual({
      $defs: { A: { type: 'string', description: '{format: "email"}' } },
      // Nothing may stand beside a reference, so that what it refers to is copied.
      ...object({ a: { $ref: '#/$defs/A' }, b: { type: 'string', description: 'The other\n\n{format: "email"}' } }),
    });
    expect(exact).toBe(true);
  });

  it('#66 keeps what goes round where it may be left out, and cuts it where it may not', () => {
    const tree = (required: readonly string[]): JsonObject => ({
      $ref: '#/$defs/Node',
      $defs: { Node: object({ children: { type: 'array', items: { $ref: '#/$defs/Node' } } }, { required }) },
    });
    expect(answerSchema(tree([]))).toEqual({ schema: tree([]), exact: true });
    const cut = answerSchema(tree(['children']));
    expect(cut.exact).toBe(false);
    expect(JSON.stringify(cut.schema)).toContain('"items":{"type":"object","description":"The same again as Node."}');
  });

  it('#66 ends, however schemas refer to one another', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `D${index}`,
        object({
          a: { $ref: `#/$defs/D${index + 1}`, description: 'one' },
          b: { $ref: `#/$defs/D${index + 1}`, title: 'x', description: 'two' },
        }),
      ]),
    );
    const long = answerSchema({ $ref: '#/$defs/D0', description: 'all', $defs: { ...chain, D60: { type: 'string' } } });
    expect(JSON.stringify(long.schema).length).toBeLessThan(200_000);
    const round = {
      A: { allOf: [{ $ref: '#/$defs/A' }, { type: 'object' }] },
      B: object({ x: { allOf: [{ $ref: '#/$defs/B' }, { title: 'x' }] } }),
    };
    expect(
      answerSchema({ ...object({ a: { $ref: '#/$defs/A' }, b: { $ref: '#/$defs/B' } }), $defs: round }).exact,
    ).toBe(false);
    expect(answerSchema(object({ a: { $ref: 'https://example.com/x' }, b: { $ref: '#/properties/a' } }))).toEqual({
      schema: object({ a: {}, b: {} }),
      exact: false,
    });
  });

  it('is an object at its root when it is a tool’s', () => {
    expect(toolSchema({}).schema).toEqual({ type: 'object', properties: {} });
    expect(toolSchema({ anyOf: [object({ a: {} }, { required: ['a'] }), object({ b: {} })] })).toEqual({
      schema: object({ a: {}, b: {} }),
      exact: false,
    });
  });
});
