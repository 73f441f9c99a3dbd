import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFERENCE_FOLDER, referencePages } from '../scripts/reference.ts';
import { FAULTS } from '../src/model/fault.ts';
import { PROVIDERS } from '../src/providers/index.ts';

const pages = referencePages();
const read = (name: string): string => readFileSync(join(REFERENCE_FOLDER, name), 'utf8');

describe('the reference', () => {
  it.each([...pages].map(([path, text]) => [basename(path), text] as const))(
    '%s says what the code does; `npm run docs` would change nothing',
    (name, text) => {
      expect(read(name)).toBe(text);
    },
  );

  it('has no page that is not made from the code', () => {
    const written = [...pages.keys()].map((path) => basename(path));
    // Its own test holds it to the names of tests.
    expect(readdirSync(REFERENCE_FOLDER).toSorted()).toEqual([...written, 'pitfalls.md'].toSorted());
  });

  it('names every fault and every provider, and every limit of an attempt says what it is for', () => {
    const faults = read('faults.md');
    expect(Object.keys(FAULTS).filter((kind) => !faults.includes(`| \`${kind}\` |`))).toEqual([]);
    const providers = read('providers.md');
    expect(Object.keys(PROVIDERS).filter((id) => !providers.includes(`| \`${id}\` |`))).toEqual([]);
    expect(read('limits.md')).toContain(
      '| `firstContent` | 30s | Until the first text, thinking or tool call of a stream. |',
    );
  });
});
