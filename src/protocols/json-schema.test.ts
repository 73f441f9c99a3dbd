import { describe, expect, it } from 'vitest';
import type { Json } from '../model/json.ts';
import { changeSchema, described, looksAround, schemasIn } from './json-schema.ts';

const marked = (schema: Json): Json => changeSchema(schema, (one) => ({ ...one, seen: true }));

describe('every schema in a schema', () => {
  it('is changed, wherever a keyword has one', () => {
    expect(
      marked({
        properties: { a: { items: { type: 'string' } } },
        $defs: { b: {} },
        anyOf: [{}],
        additionalProperties: false,
        not: {},
        items: [{}, true],
      }),
    ).toEqual({
      properties: { a: { items: { type: 'string', seen: true }, seen: true } },
      $defs: { b: { seen: true } },
      anyOf: [{ seen: true }],
      additionalProperties: false,
      not: { seen: true },
      items: [{ seen: true }, true],
      seen: true,
    });
  });

  it('is not what looks like one: names of properties, and data', () => {
    expect(marked({ properties: { not: {}, items: {} }, const: { not: {} }, default: [{}], enum: [{}] })).toEqual({
      properties: { not: { seen: true }, items: { seen: true } },
      const: { not: {} },
      default: [{}],
      enum: [{}],
      seen: true,
    });
    expect(schemasIn({ properties: { a: {} } })).toHaveLength(2);
    expect(schemasIn(true)).toEqual([]);
  });
});

describe('what cannot be enforced', () => {
  it('is said behind the description', () => {
    expect(described({ type: 'string' }, {})).toEqual({ type: 'string' });
    expect(described({}, { minLength: 1, format: 'x' })).toEqual({ description: '{minLength: 1, format: "x"}' });
    expect(described({ description: 'D' }, { a: 1 })).toEqual({ description: 'D\n\n{a: 1}' });
  });

  it('includes expressions that look around', () => {
    for (const pattern of ['(?=a)', 'x(?!a)', '(?<=a)b', '(?<!a)b']) expect(looksAround(pattern)).toBe(true);
    for (const pattern of ['(?:a)', '(?<name>a)', '[?=]', undefined]) expect(looksAround(pattern)).toBe(false);
  });
});
