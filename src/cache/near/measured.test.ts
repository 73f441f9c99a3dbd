import fc from 'fast-check';
import { expect, it } from 'vitest';
import { processorClock } from '../../../test/fixtures/processor.ts';
import { measured } from './measured.ts';
import { isPluralOf } from './spelling.ts';
import { tokensOf } from './tokens.ts';

it('any text is read in a moment, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ maxLength: 400 })), (text) => {
      const processorMs = processorClock();
      measured(text);
      expect(processorMs()).toBeLessThan(1_000);
    }),
    { numRuns: 1_000 },
  );
  for (const piece of ['a', 'aA', '1', '"', "'", '(', 'a.', '-', ' ', 'what is '])
    expect(['question', 'other']).toContain(measured(piece.repeat(2_000)).kind);
});

it('nothing that is written is left out but what ends it: marks, symbols and numbers stay', () => {
  const texts = (text: string): readonly string[] => tokensOf(text).map(({ text: one }) => one);
  expect(texts('What is C++ vs. C# (2.0), in $5,000 or 7%?!')).toEqual([
    'what',
    'is',
    'c',
    '+',
    '+',
    'vs',
    '.',
    'c',
    '#',
    '(',
    '2.0',
    ')',
    ',',
    'in',
    '$5,000',
    'or',
    '7%',
  ]);
  expect(texts('Isn\'t it Bob\'s "Red  Hat"?')).toEqual(['is', 'not', 'it', "bob's", '"Red  Hat"']);
  expect(texts("the boys' e-mail isn't AT&T's")).toEqual(['the', "boys'", 'e-mail', 'is', 'not', "at&t's"]);
});

it('a plural is the same word only where it means the same', () => {
  for (const [one, many] of [
    ['phone', 'phones'],
    ['city', 'cities'],
    ['box', 'boxes'],
    ['church', 'churches'],
  ])
    expect(isPluralOf(one ?? '', many ?? '')).toBe(true);
  for (const [one, many] of [
    ['new', 'news'],
    ['arm', 'arms'],
    ['good', 'goods'],
    ['the', 'thes'],
    ['a', 'as'],
    ['day', 'days'],
    ['window', 'windows'],
  ])
    expect(isPluralOf(one ?? '', many ?? '')).toBe(false);
});
