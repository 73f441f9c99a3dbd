import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuiet, quietFrom } from './quiet.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const on = (text: string, atMs: number): boolean => {
  const quiet = quietFrom(text);
  if (quiet === null) throw new Error(`${text} cannot be read`);
  return isQuiet(quiet, atMs);
};

describe('quiet hours', () => {
  it.each([
    ['22:00-07:00', '2026-11-25T21:59:59Z', false],
    ['22:00-07:00', '2026-11-25T22:00:00Z', true],
    ['22:00-07:00', '2026-11-26T00:00:00Z', true],
    ['22:00-07:00', '2026-11-26T06:59:59Z', true],
    ['22:00-07:00', '2026-11-26T07:00:00Z', false],
    ['09:00-17:00', '2026-11-26T12:00:00Z', true],
    ['00:00-08:00 Asia/Kathmandu', '2026-11-25T18:15:00Z', true],
    ['00:00-08:00 Asia/Kathmandu', '2026-11-25T18:14:00Z', false],
  ])('of %s at %s', (text, at, quiet) => {
    expect(on(text, Date.parse(at))).toBe(quiet);
  });

  it('follow the clocks of their place, also when these are changed', () => {
    const berlin = '22:00-07:00 Europe/Berlin';
    // On 25 October 2026 they are set back at 03:00, so that the night has ten hours.
    const night = Array.from({ length: 24 }, (_, hour) => Date.parse('2026-10-24T12:30:00Z') + hour * HOUR);
    expect(night.filter((ms) => on(berlin, ms))).toHaveLength(10);
    expect(on(berlin, Date.parse('2026-07-01T20:30:00Z'))).toBe(true);
    expect(on(berlin, Date.parse('2026-12-01T20:30:00Z'))).toBe(false);
  });

  it('are as long in every day as they say', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(minute, minute, (from, to) => {
        fc.pre(from !== to);
        const start = Date.UTC(2026, 10, 25);
        const all = Array.from({ length: 24 * 60 }, (_, at) => isQuiet({ from, to, zone: 'UTC' }, start + at * MINUTE));
        expect(all.filter(Boolean)).toHaveLength((to - from + 24 * 60) % (24 * 60));
      }),
      { numRuns: 20 },
    );
  });

  it.each(['22-7', '22:00-7:00', '24:00-07:00', '22:00-22:00', '22:00-07:00 Mars/Olympus', '22:00-07:00 Europe/', ''])(
    'are not written %s',
    (text) => {
      expect(quietFrom(text)).toBeNull();
    },
  );
});
