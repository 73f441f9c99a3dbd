import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Runaway, watchRunaway } from './runaway.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What is found, and after how many characters; pieces of any size. */
function found(text: string, sizes: readonly number[] = [4], json = false): { what: Runaway | null; after: number } {
  const watch = watchRunaway(() => json);
  let at = 0;
  for (let turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 4;
    const what = watch.feed(text.slice(at, at + size));
    at += size;
    if (what !== null) return { what, after: at };
  }
  return { what: null, after: at };
}

const BEGINNING = 'The lighthouse stands where the river meets the sea, and its keeper writes down every ship. ';
const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 9 });

describe('a model that has lost its way', () => {
  it.each([
    ['a sentence', 'I am sorry, I cannot do that. ', 20 * 40],
    ['a paragraph', `${BEGINNING}It is late, and the lamp is lit. `, 20 * 124],
    ['a token of four letters', 'lamp', 20 * 40 * 5],
    ['a blank line and a star', '\n\n* ', 20 * 40 * 5],
  ])('is noticed as it says %s again and again, in pieces of any size', (_, block, most) => {
    fc.assert(
      fc.property(sizes, (cut) => {
        const { what, after } = found(BEGINNING + block.repeat(Math.ceil(12_000 / block.length)), cut);
        expect(what).toBe('loop');
        // Twice a block until it is known for one, and the pieces in which that and the end of the last one lie.
        expect(after).toBeLessThanOrEqual(BEGINNING.length + most + 2 * Math.max(block.length, 40) + 600);
      }),
    );
  });

  it('is noticed when nothing but white space comes where JSON was asked for', () => {
    fc.assert(
      fc.property(sizes, (cut) => {
        const { what, after } = found(`{"ships": [\n${' \n'.repeat(400)}`, cut, true);
        expect(what).toBe('spaces');
        expect(after).toBeLessThanOrEqual(12 + 65 + 300);
      }),
    );
  });

  it('may write white space where no JSON was asked for, and lay out JSON as it likes', () => {
    expect(found(`Dear\n${'\n'.repeat(200)}Sir`).what).toBeNull();
    expect(found(`{"a":\n${' '.repeat(60)}1}`, [7], true).what).toBeNull();
    expect(found(`{"a":"${' '.repeat(900)}"}`, [7], true).what).toBeNull();
  });
});

describe('an answer', () => {
  it.each([
    ['a line of dashes', `${BEGINNING}\n${'-'.repeat(800)}\n${BEGINNING}`],
    ['a row of zeros', `[${'0, '.repeat(500)}0]`],
    ['a sentence said nineteen times', `${'I will not forget the lamp of the harbour again. '.repeat(19)}Done.`],
    ['a table', Array.from({ length: 300 }, (_, row) => `| ship ${row} | ${row * 7} t | Genoa |\n`).join('')],
  ])('may hold %s', (_, text) => {
    expect(found(text).what).toBeNull();
    expect(found(text, [1_000]).what).toBeNull();
  });

  it.each([
    'package-lock.json',
    'docs/reference/translation.md',
    'src/protocols/protocol.ts',
    'docs/guides/sandbox.md',
  ])('may be %s, word by word, with JSON asked for or not', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(found(text, [5], false)).toEqual({ what: null, after: Math.ceil(text.length / 5) * 5 });
    expect(found(text, [5], true).what).toBeNull();
  });

  it('that does not repeat itself is calm after a few hundred characters, and one that does is not', () => {
    const calm = watchRunaway(() => true);
    const loop = watchRunaway(() => true);
    for (let at = 0; at < 600; at += 6) {
      calm.feed(`${at} ships`);
      loop.feed('six of');
    }
    expect([calm.isCalm(), loop.isCalm()]).toEqual([true, false]);
  });
});
