import { type Help, UNKNOWN } from 'failsoft/client';
import { describe, expect, it } from 'vitest';
import { lineOf, secondsToTry, whyNot } from './levels.ts';

const clock = (): string => '14:02';
const help = (level: Help['level'], more: Partial<Help> = {}): Help => ({
  ...UNKNOWN,
  level,
  sinceMs: 1,
  why: 'So.',
  ...more,
});

describe('the level of help', () => {
  it.each<readonly [string, Help, string | null, string]>([
    ['all is well', help(0), null, ''],
    ['another model answers', help(1), null, ''],
    ['a local one does', help(2), 'On this computer: simpler suggestions.', ''],
    [
      'nobody does',
      help(3),
      'AI is unavailable since 14:02. You can go on writing; everything is saved.',
      'AI is unavailable. Your question can wait.',
    ],
    [
      'the gateway is gone',
      help(4),
      'Working in this browser only since 14:02. You can go on writing.',
      'The gateway does not answer. Your question can wait here.',
    ],
    [
      'it wants a key',
      help(3, { needsKey: true }),
      'This gateway wants a key before it helps.',
      'This gateway wants a key.',
    ],
  ])('is told in a line when %s', (_, now, line, reason) => {
    expect(lineOf(now, clock)?.text ?? null).toBe(line);
    expect(whyNot(now)).toBe(reason);
  });

  it('counts down to the next try, and not beyond', () => {
    const now = help(3, { nextTryAtMs: 10_000 });
    expect([0, 9_500, 10_000, 20_000].map((nowMs) => secondsToTry(now, nowMs))).toEqual([10, 1, null, null]);
    // A clock that jumps makes no countdown of a day.
    expect(secondsToTry(now, -90_000_000)).toBeNull();
  });
});
