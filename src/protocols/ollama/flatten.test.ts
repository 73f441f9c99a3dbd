import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { json } from '../testing/arbitrary.ts';
import { flattenSchema } from './flatten.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });

/** What becomes of a property, and whether something is lost. */
function flat(property: JsonObject, more: JsonObject = {}): unknown {
  const { schema, lost } = flattenSchema(object({ a: property }, more));
  return [isObject(schema['properties']) ? schema['properties']['a'] : null, lost];
}

describe('a property', () => {
  it.each<[string, JsonObject, JsonObject, boolean]>([
    ['that is simple stays', { type: 'string', description: 'D' }, { type: 'string', description: 'D' }, false],
    ['keeps its choices', { enum: ['a', 1] }, { enum: ['a', 1] }, false],
    ['keeps its alternatives', { anyOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }, false],
    ['of one kind of several', { oneOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }, false],
    ['of one value has one choice', { const: 'a' }, { enum: ['a'] }, false],
    ['may be null', { type: ['string', 'null'] }, { type: ['string', 'null'] }, false],
    ['may be null in the words of OpenAPI', { type: 'STRING', nullable: true }, { type: ['string', 'null'] }, false],
    ['has limits in words', { type: 'integer', minimum: 1 }, { type: 'integer', description: 'minimum: 1' }, false],
    [
      'has words and limits',
      { type: 'string', description: 'D', format: 'date', pattern: '^a' },
      { type: 'string', description: 'D (format: "date", pattern: "^a")' },
      false,
    ],
    ['#65 loses comments', { type: 'string', $comment: 'x', title: 'T' }, { type: 'string' }, false],
    ['#64 #69 loses what closes it', { type: 'object', additionalProperties: false }, { type: 'object' }, true],
    ['#67 loses rules for names', { type: 'object', propertyNames: {} }, { type: 'object' }, true],
    ['has items', { type: 'array', items: { const: 1 } }, { type: 'array', items: { enum: [1] } }, false],
    ['has any items', { type: 'array', items: true }, { type: 'array', items: {} }, false],
    [
      'has properties',
      object({ b: { const: 1 } }, { required: ['b', 5] }),
      object({ b: { enum: [1] } }, { required: ['b'] }),
      false,
    ],
    [
      'of several schemas is one',
      { allOf: [object({ b: { type: 'string' } }, { required: ['b'] }), object({ c: {} }, { required: ['c'] })] },
      object({ b: { type: 'string' }, c: {} }, { required: ['b', 'c'] }),
      false,
    ],
    ['with a type that is none', { type: 5 }, {}, false],
  ])('%s', (_, property, wanted, lost) => {
    const [found, isLost] = flat(property) as [JsonObject, boolean];
    expect(found).toEqual(wanted);
    expect(isLost).toBe(lost);
  });

  it('is written out where it refers to something', () => {
    const $defs = { x: { type: 'string' }, y: { $ref: '#/$defs/x' }, 'a/b': { type: 'number' } };
    expect(flat({ $ref: '#/$defs/y', description: 'D' }, { $defs })).toEqual([
      { type: 'string', description: 'D' },
      false,
    ]);
    expect(flat({ $ref: '#/$defs/a~1b' }, { $defs })).toEqual([{ type: 'number' }, false]);
    expect(flat({ allOf: [{ $ref: '#/$defs/x' }], description: 'D' }, { $defs })).toEqual([
      { type: 'string', description: 'D' },
      false,
    ]);
    expect(flat({ $ref: '#/$defs/none' }, { $defs })).toEqual([{ type: 'object' }, true]);
    expect(flat({ $ref: 'https://example.com' })).toEqual([{ type: 'object' }, true]);
  });

  it('#66 that refers to itself ends somewhere', () => {
    const $defs = { tree: object({ left: { $ref: '#/$defs/tree' } }), self: { allOf: [{ $ref: '#/$defs/self' }] } };
    expect(flat({ $ref: '#/$defs/tree' }, { $defs })).toEqual([object({ left: { type: 'object' } }), true]);
    expect(flat({ $ref: '#/$defs/self' }, { $defs })).toEqual([{}, true]);
    expect(flat({ $ref: '#' })).toEqual([object({ a: { type: 'object' } }), true]);
  });

  it('#66 that grows with every step ends somewhere, too', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => {
        const next = { $ref: `#/$defs/n${index + 1}` };
        return [`n${index}`, object({ a: next, b: next, c: next })];
      }),
    );
    const { schema, lost } = flattenSchema(object({ a: { $ref: '#/$defs/n0' } }, { $defs }));
    expect(lost).toBe(true);
    expect(JSON.stringify(schema).length).toBeLessThan(400_000);
  });
});

describe('the input of a tool', () => {
  it('is always an object with properties', () => {
    expect(flattenSchema({}).schema).toEqual(object({}));
    expect(flattenSchema({ type: ['object', 'null'], description: 'D' }).schema).toEqual(object({}));
    expect(flattenSchema({ $ref: '#/$defs/x', $defs: { x: object({ a: {} }) } }).schema).toEqual(object({ a: {} }));
  });

  it('allows for all of its alternatives, and requires what they share', () => {
    const anyOf = [object({ a: {}, b: {} }, { required: ['a', 'b'] }), object({ a: {} }, { required: ['a'] })];
    expect(flattenSchema({ anyOf })).toEqual({ schema: object({ a: {}, b: {} }, { required: ['a'] }), lost: true });
  });

  /** What Ollama's server can read into its own types; it answers 400 to anything else. */
  function isReadable(schema: Json): boolean {
    if (!isObject(schema)) return false;
    const { type, properties, required, anyOf, items, description, ...others } = schema;
    const { enum: choices, ...unknown } = others;
    const types = isArray(type) ? type : type === undefined ? [] : [type];
    return (
      types.every((one) => typeof one === 'string') &&
      (description === undefined || typeof description === 'string') &&
      (choices === undefined || isArray(choices)) &&
      (required === undefined || (isArray(required) && required.every((name) => typeof name === 'string'))) &&
      (anyOf === undefined || (isArray(anyOf) && anyOf.every(isReadable))) &&
      (items === undefined || isReadable(items)) &&
      (properties === undefined || (isObject(properties) && Object.values(properties).every(isReadable))) &&
      Object.keys(unknown).length === 0
    );
  }

  it('can be read by the server, whatever it was', () => {
    const key = fc.constantFrom(
      'type',
      'properties',
      'required',
      'items',
      'enum',
      'anyOf',
      'oneOf',
      'allOf',
      'const',
      '$ref',
      'description',
      'default',
      'x',
    );
    const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        json,
        fc.constantFrom<Json>('string', 'object', '#', '#/properties/a'),
        fc.dictionary(key, tie('schema'), { noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
        fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
        fc.array(tie('schema'), { maxLength: 3 }) as fc.Arbitrary<Json>,
      ),
    }));
    fc.assert(
      fc.property(schema.filter(isObject), (any) => {
        const flattened = flattenSchema(any).schema;
        expect(isReadable(flattened)).toBe(true);
        expect(flattened['type']).toBe('object');
        // What survives once survives again.
        expect(flattenSchema(flattened)).toEqual({ schema: flattened, lost: false });
      }),
      { numRuns: 500 },
    );
  });
});
