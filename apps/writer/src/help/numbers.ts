import { wordsIn } from '../documents/words-in.ts';
import type { Numbers } from './report.ts';

const WORDS_PER_MINUTE = 230;

/** Flesch's reading ease, in words; by the usual steps of the scale. */
const EASE: readonly (readonly [number, string])[] = [
  [70, 'easily'],
  [50, 'fairly easily'],
  [30, 'with some effort'],
  [Number.NEGATIVE_INFINITY, 'hard'],
];

export function numbersOf(text: string): Numbers {
  const words = wordsIn(text);
  const sentences = text.split(/[.!?…]+(?=\s|$)|\n\n+/).filter((one) => /\p{L}/u.test(one)).length;
  return {
    words: words.length,
    characters: text.length,
    sentences,
    minutes: Math.max(words.length === 0 ? 0 : 1, Math.round(words.length / WORDS_PER_MINUTE)),
    ease: easeOf(words, sentences),
  };
}

function easeOf(words: readonly string[], sentences: number): string {
  if (words.length < 30 || sentences === 0) return 'too short to say';
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  const score = 206.835 - 1.015 * (words.length / sentences) - 84.6 * (syllables / words.length);
  return EASE.find(([least]) => score >= least)?.[1] ?? '';
}

function syllablesIn(word: string): number {
  const groups =
    word
      .toLowerCase()
      .replace(/e$/, '')
      .match(/[aeiouyäöü]+/g) ?? [];
  return Math.max(1, groups.length);
}
