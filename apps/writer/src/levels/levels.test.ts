import { type Availability, Trouble } from 'failsoft/client';
import { describe, expect, it } from 'vitest';
import { helpIn, lineOf, secondsToTry, whyNot } from './levels.ts';

const clock = (): string => '14:02';
const route = (level: Availability['level'], more: Partial<Availability> = {}): Availability => ({
  route: 'default',
  match: ['*'],
  mode: 'primary',
  level,
  sinceMs: 1,
  servedBy: '',
  why: 'anthropic/x is not asked, because its calls fail.',
  nextTryAtMs: null,
  ...more,
});
const known = (one: Availability) => helpIn({ kind: 'known', routes: [one] });
const gone = (trouble: Trouble) => helpIn({ kind: 'gone', sinceMs: 1, routes: [], trouble });

describe('the level of help', () => {
  it.each<readonly [string, ReturnType<typeof helpIn>, string | null, string]>([
    ['all is well', known(route(0)), null, ''],
    ['another model answers', known(route(1)), null, ''],
    ['a local one does', known(route(2)), 'On this computer: simpler suggestions.', ''],
    [
      'nobody does',
      known(route(3)),
      'AI is unavailable since 14:02. You can go on writing; everything is saved.',
      'AI is unavailable. Your question can wait.',
    ],
    [
      'the gateway is gone',
      gone(new Trouble('unreachable', 'The gateway cannot be reached')),
      'Working in this browser only since 14:02. You can go on writing.',
      'The gateway does not answer. Your question can wait here.',
    ],
    [
      'it wants a key',
      gone(new Trouble('refused', 'A key is needed to use this gateway', { status: 401 })),
      'This gateway wants a key before it helps.',
      'This gateway wants a key.',
    ],
  ])('is told in a line when %s', (_, help, line, reason) => {
    expect(lineOf(help, clock)?.text ?? null).toBe(line);
    expect(whyNot(help)).toBe(reason);
  });

  it('counts down to the next try, and not beyond', () => {
    const help = known(route(3, { nextTryAtMs: 10_000 }));
    expect([0, 9_500, 10_000, 20_000].map((nowMs) => secondsToTry(help, nowMs))).toEqual([10, 1, null, null]);
    // A clock that jumps makes no countdown of a day.
    expect(secondsToTry(help, -90_000_000)).toBeNull();
  });
});
