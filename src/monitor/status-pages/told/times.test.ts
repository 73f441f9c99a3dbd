import { describe, expect, it } from 'vitest';
import { instant, momentOf, secondsSince1970, withoutYear } from './times.ts';

describe('a time on a page', () => {
  it.each([
    ['2026-09-11T14:19:51.478Z', '2026-09-11T14:19:51.478Z'],
    ['2026-09-11T14:19:51+00:00', '2026-09-11T14:19:51.000Z'],
    ['2026-09-02T14:25:45+08:00', '2026-09-02T06:25:45.000Z'],
    ['2026-09-11 14:19 UTC', '2026-09-11T14:19:00.000Z'],
    ['Thu, 03 Sep 2026 13:30:00 GMT', '2026-09-03T13:30:00.000Z'],
    ['Thu, 28 May 2026 19:24:51 +0800', '2026-05-28T11:24:51.000Z'],
    ['Thu, 06 Aug 2026 01:09:00 Z', '2026-08-06T01:09:00.000Z'],
    ['Thu, 03 Sep 2026 13:30:00 PDT', '2026-09-03T20:30:00.000Z'],
  ])('%s says its zone', (text, iso) => {
    expect(new Date(instant(text) ?? 0).toISOString()).toBe(iso);
  });

  it.each([
    '2026-09-11T14:19:51',
    '2026-09-11',
    'Thu, 03 Sep 2026 13:30:00',
    'yesterday',
    '',
    '1970-01-01T00:00:00Z',
    '2999-01-01T00:00:00Z',
    '12',
  ])('%s could be any time, or is none', (text) => {
    expect(instant(text)).toBeNull();
  });

  it('may have no year: then it is the last such day', () => {
    const near = Date.parse('2026-01-10T00:00:00Z');
    expect(withoutYear('Dec 28, 10:33 PM UTC', near)).toBe(Date.parse('2025-12-28T22:33:00Z'));
    expect(withoutYear('Jan 9, 12:05 AM UTC', near)).toBe(Date.parse('2026-01-09T00:05:00Z'));
    expect(withoutYear('Jul 9, 10:00 PDT', near)).toBe(Date.parse('2025-07-09T17:00:00Z'));
    expect(withoutYear('Jan 9, 12:05 AM', near)).toBeNull();
  });

  it('of the American west coast is what the clocks there showed, be it called PST or PDT', () => {
    const july = { year: 2026, month: 7, day: 1, hour: 12, minute: 0 };
    expect(momentOf(july, 'PT')).toBe(Date.parse('2026-07-01T19:00:00Z'));
    expect(momentOf({ ...july, month: 12 }, 'PT')).toBe(Date.parse('2026-12-01T20:00:00Z'));
    expect(momentOf({ year: 2026, month: 3, day: 8, hour: 3, minute: 30 }, 'PT')).toBe(
      Date.parse('2026-03-08T10:30:00Z'),
    );
  });

  it('in seconds is one of our time', () => {
    expect(secondsSince1970('1788472198')).toBe(1_788_472_198_000);
    expect([
      secondsSince1970(0),
      secondsSince1970('now'),
      secondsSince1970(1_788_472_198_000),
      secondsSince1970(null),
    ]).toEqual([null, null, null, null]);
  });
});
