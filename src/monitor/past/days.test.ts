import { describe, expect, it } from 'vitest';
import type { Incident } from '../../model/incident.ts';
import type { Level } from '../../model/official.ts';
import { daysOf } from './days.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 25, 12);

function incident(id: string, fromHours: number, toHours: number | null, level: Level, scope: string[] = []): Incident {
  const startedAtMs = NOON + fromHours * HOUR;
  const endedAtMs = toHours === null ? null : NOON + toHours * HOUR;
  const official = {
    page: 'p',
    id,
    url: '',
    stage: 'resolved',
    scope,
    startedAtMs,
    postedAtMs: null,
    endedAtMs,
    updates: [],
  } as const;
  const requests = { affected: 0, saved: 0, lost: 0 };
  return { id, surface: 's', title: id, level, observed: null, official, imported: false, requests };
}

const days = (count: number, ...incidents: readonly Incident[]): ReturnType<typeof daysOf> =>
  daysOf({ incidents, known: (date) => date >= '2026-11-24', count, nowMs: NOON });

describe('the days of a surface', () => {
  it('end today, and say of those that nobody watched that nothing is known', () => {
    expect(days(3).map(({ date, worst }) => [date, worst])).toEqual([
      ['2026-11-23', null],
      ['2026-11-24', 'operational'],
      ['2026-11-25', 'operational'],
    ]);
  });

  it('share an incident that goes over midnight, and one that is open lasts until now', () => {
    const [, before, yesterday, today] = days(4, incident('a', -38, -11, 'partial'), incident('b', -2, null, 'major'));
    expect(before).toMatchObject({ date: '2026-11-23', worst: 'partial', incidents: ['a'] });
    expect(before?.badMs.partial).toBe(2 * HOUR);
    expect(yesterday).toMatchObject({ badMs: { degraded: 0, partial: 24 * HOUR, major: 0 } });
    expect(today).toEqual({
      date: '2026-11-25',
      worst: 'major',
      badMs: { degraded: 0, partial: HOUR, major: 2 * HOUR },
      incidents: ['a', 'b'],
    });
  });

  it('count two incidents at once as the worse one', () => {
    const [today] = days(
      1,
      incident('a', -6, -2, 'degraded'),
      incident('b', -4, -3, 'major'),
      incident('c', -5, -3, 'partial'),
    );
    expect(today?.badMs).toEqual({ degraded: 2 * HOUR, partial: HOUR, major: HOUR });
  });

  it('do not show a surface down for weeks because one model was taken away, nor for a model that is down', () => {
    const gone = incident('gone', -24 * 19, -1, 'major', ['Claude Mythos 5']);
    const ill = incident('ill', -3, -2, 'major', ['Opus']);
    const all = days(20, gone, ill);
    expect(all.slice(0, -1).every(({ worst }) => worst === 'operational')).toBe(true);
    expect(all.at(-1)).toMatchObject({
      worst: 'partial',
      badMs: { partial: HOUR, major: 0 },
      incidents: ['gone', 'ill'],
    });
  });
});
