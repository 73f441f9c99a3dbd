import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting, shortened } from './names.ts';

describe('a name that has to fit', () => {
  it('stays as it is when it fits', () => {
    expect(fitting('mcp__files-read', 64)).toBe('mcp__files-read');
    expect(shortened('abcDEF123')).toBe('abcDEF123');
  });

  it('is the same each time, and of the letters that are taken', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(fitting(text, 40)).toMatch(/^[\w-]{1,40}$/);
        expect(shortened(text)).toMatch(/^[a-zA-Z0-9]{9}$/);
        expect([fitting(text, 40), shortened(text)]).toEqual([fitting(text, 40), shortened(text)]);
      }),
    );
  });

  it('is another for each of a hundred thousand ids that differ in one digit', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => `toolu_01ABCDEFGHIJ${index}`);
    expect(new Set(ids.map(shortened)).size).toBe(ids.length);
  });
});
