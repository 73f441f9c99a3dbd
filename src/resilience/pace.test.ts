import { describe, expect, it } from 'vitest';
import { judgePace, tokensIn } from './pace.ts';

describe('the pace of an answer', () => {
  it.each([
    ['2 tokens/s where 60 are usual', { tookMs: 20_000, pieces: 40, tokens: 40 }, 60, 'slow'],
    ['7.9 where 60 are usual', { tookMs: 20_000, pieces: 40, tokens: 158 }, 60, 'slow'],
    ['8 where 200 are usual: one can read along', { tookMs: 20_000, pieces: 40, tokens: 160 }, 200, 'fine'],
    ['3 from a model on a small machine that gives 5', { tookMs: 20_000, pieces: 60, tokens: 60 }, 5, 'fine'],
    ['a window that is too short', { tookMs: 19_999, pieces: 40, tokens: 40 }, 60, 'early'],
    ['fifteen pieces', { tookMs: 40_000, pieces: 15, tokens: 15 }, 60, 'early'],
  ] as const)('%s is %4$s', (_, window, median, verdict) => {
    expect(judgePace(window, median)).toBe(verdict);
  });

  it.each([
    ['', 1],
    [' of', 1],
    ['The lamp of the harbour ', 6],
    ['港の灯台', 4],
  ])('takes %j for about %d tokens', (words, tokens) => {
    expect(tokensIn(words)).toBe(tokens);
  });
});
