import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from './chance.ts';
import { exampleOf } from './example.ts';
import { tokens } from './words.ts';

describe('the words of a simulated model', () => {
  it('lose nothing when they are cut into tokens, and no token holds half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const pieces = tokens(text);
        expect(pieces.join('')).toBe(text);
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      }),
    );
  });

  it('fit the schema that was asked for', () => {
    const schema = {
      type: 'object',
      properties: {
        list: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 2, maxItems: 2 },
        choice: { enum: ['a', 'b'] },
        maybe: { type: ['null', 'integer'], minimum: 5, maximum: 6 },
        when: { type: 'string', format: 'date' },
        short: { type: 'string', minLength: 3, maxLength: 4 },
        nested: {
          anyOf: [{ type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] }, { type: 'null' }],
        },
        self: { $ref: '#' },
      },
      required: ['list', 'choice', 'maybe', 'when', 'short', 'nested'],
      $defs: {
        item: {
          type: 'object',
          properties: { n: { type: 'number', exclusiveMinimum: 0, multipleOf: 3 } },
          required: ['n'],
        },
      },
    };
    for (let seed = 0; seed < 50; seed += 1) {
      const value = exampleOf(schema, chance(String(seed))) as Record<string, unknown>;
      expect(value).toMatchObject({
        choice: expect.stringMatching(/^[ab]$/),
        maybe: expect.toSatisfy((n: number) => n === 5 || n === 6),
        when: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        short: expect.stringMatching(/^.{3,4}$/su),
        nested: { on: expect.any(Boolean) },
        list: [{ n: expect.toSatisfy((n: number) => n > 0 && n % 3 === 0) }, { n: expect.any(Number) }],
      });
    }
  });
});
