import { describe, expect, it } from 'vitest';
import { harmIn, STOP_WHEN } from './drill-harm.ts';

const soon = (count: number): readonly number[] => Array.from({ length: count }, () => 800);

describe('the harm that a drill does', () => {
  it.each([
    ['nothing, while too few have met it to say', { answered: 0, lost: 9, firstTokensMs: [] }, ''],
    ['what is borne', { answered: 90, lost: 10, firstTokensMs: soon(90) }, ''],
    ['one lost too many', { answered: 89, lost: 11, firstTokensMs: soon(89) }, '89 of 100 requests'],
    ['one answer in a hundred that is late', { answered: 100, lost: 0, firstTokensMs: [...soon(99), 60_000] }, ''],
    [
      'one in ten that is late',
      { answered: 20, lost: 0, firstTokensMs: [...soon(18), 40_000, 50_000] },
      'began after 50 s or more, later than 30 s',
    ],
  ])('is %s', (_, seen, said) => {
    const harm = harmIn(seen, STOP_WHEN);
    if (said === '') expect(harm).toBe('');
    else expect(harm).toContain(said);
  });

  it('is none where nobody minds', () => {
    const anything = { answeredMin: null, firstTokenMsMax: null, silentMsMax: null };
    expect(harmIn({ answered: 1, lost: 99, firstTokensMs: [...soon(20), 90_000, 90_000] }, anything)).toBe('');
  });
});
