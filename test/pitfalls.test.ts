import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COUNT = 110;

/** Rows of the list: number, what went wrong elsewhere, and why it cannot happen here where no test says so. */
const rows = readFileSync(join(ROOT, 'docs/reference/pitfalls.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, what, reason] = /^\| (\d+) \| (.+?) \| (.*?) ?\|$/.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), what: what ?? '', reason: (reason ?? '').trim() }];
  });

/** The numbers at the beginning of names of tests: `it('#9 #54 do not …', …)`. */
const tested = new Set(
  globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: ROOT })
    .flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(/['`]((?:#\d+ )+)/g)])
    .flatMap(([, numbers = '']) => [...numbers.matchAll(/#(\d+)/g)].map((match) => Number(match[1]))),
);

describe('every pitfall', () => {
  it('is in the list, once and in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
    expect(rows.every(({ what }) => what.length > 10)).toBe(true);
  });

  it('is tested, or has a reason why it cannot happen here, and not both', () => {
    expect(rows.filter(({ number, reason }) => reason === '' && !tested.has(number))).toEqual([]);
    expect(rows.filter(({ number, reason }) => reason !== '' && tested.has(number))).toEqual([]);
  });

  it('that a test names is in the list', () => {
    expect([...tested].filter((number) => number < 1 || number > COUNT)).toEqual([]);
  });
});
