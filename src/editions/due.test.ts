import { describe, expect, it } from 'vitest';
import type { Builds } from '../model/edition.ts';
import type { Schedule } from '../model/slot.ts';
import { dueMs } from './due.ts';

const at = (text: string): number => Date.parse(text);
const NOW = at('2026-11-26T12:00:00Z');
const DAILY: Schedule = { pattern: '0 6 * * *', zone: 'Europe/Berlin' };

type Given = {
  readonly schedule?: Schedule | null;
  readonly watchMs?: number | null;
  readonly last?: string;
  readonly failures?: number;
  readonly hasCurrent?: boolean;
};

function due({
  schedule = DAILY,
  watchMs = null,
  last,
  failures = 0,
  hasCurrent = true,
}: Given): string | number | null {
  const builds: Pick<Builds, 'last' | 'failures'> = {
    last:
      last === undefined
        ? null
        : { atMs: at(last), outcome: failures > 0 ? 'failed' : 'published', said: '', edition: null },
    failures,
  };
  const ms = dueMs({ schedule, watchMs, retries: 3 }, { nowMs: NOW, builds, hasCurrent });
  return ms === null || ms === 0 ? ms : new Date(ms).toISOString();
}

describe('a slot is built next', () => {
  it.each<readonly [string, Given, string | number | null]>([
    ['at the next time of its pattern, in its zone', { last: '2026-11-26T05:00:10Z' }, '2026-11-27T05:00:00.000Z'],
    ['at the time that was missed', { last: '2026-11-23T05:00:10Z' }, '2026-11-24T05:00:00.000Z'],
    ['at once when it never was', { hasCurrent: false }, 0],
    ['at once when it never was and has sources to watch', { schedule: null, watchMs: 60_000, hasCurrent: false }, 0],
    ['at its next time when only its record is lost', {}, '2026-11-27T05:00:00.000Z'],
    ['never by itself when nothing says when', { schedule: null, hasCurrent: false }, null],
    ['a minute after it has failed', { last: '2026-11-26T11:59:30Z', failures: 1 }, '2026-11-26T12:00:30.000Z'],
    ['sixteen minutes after the third time', { last: '2026-11-26T11:50:00Z', failures: 3 }, '2026-11-26T12:06:00.000Z'],
    ['at its next time after that', { last: '2026-11-26T11:50:00Z', failures: 4 }, '2026-11-27T05:00:00.000Z'],
    [
      'not again by itself when a person has asked in vain',
      { schedule: null, last: '2026-11-26T11:59:30Z', failures: 1 },
      null,
    ],
    [
      'at its next time, no later, when a clock was set back behind its last',
      { last: '2027-03-01T05:00:10Z' },
      '2026-11-27T05:00:00.000Z',
    ],
    [
      'at the same time of the day when the clocks change',
      { schedule: { pattern: '30 2 * * *', zone: 'Europe/Berlin' }, last: '2026-10-24T01:00:00Z' },
      '2026-10-25T00:30:00.000Z',
    ],
  ])('%s', (_, given, expected) => {
    expect(due(given)).toBe(expected);
  });
});
