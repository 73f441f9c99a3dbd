import fc from 'fast-check';
import { expect, it } from 'vitest';
import { processorClock } from '../../../test/fixtures/processor.ts';
import { diffOf } from './line-diff.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
const without = (kind: 'gone' | 'new', before: string, after: string): string =>
  diffOf(before, after)
    .filter((line) => line.kind !== kind)
    .map((line) => line.text)
    .join('\n');

it('gives back both texts, and takes nothing out that need not be', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(without('new', before, after)).toBe(before.trimEnd());
      expect(without('gone', before, after)).toBe(after.trimEnd());
      expect(diffOf(before, before).every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});

it('is quick over long texts, whatever they are', () => {
  const long = (word: string): string => Array.from({ length: 20_000 }, (_, line) => `${word} ${line}`).join('\n');
  const processorMs = processorClock();
  expect(diffOf(long('a'), long('b'))).toHaveLength(40_000);
  expect(processorMs()).toBeLessThan(5_000);
});
