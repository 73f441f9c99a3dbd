import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processorClock } from '../../../../test/fixtures/processor.ts';
import { statedWindow } from './window.ts';

const at = (iso: string): number => Date.parse(iso);

/** From the makers' own reports of 2022 to 2025, with what somebody has read in them. */
const LAGS = join(import.meta.dirname, '../../../../../shared/data/incidents/derived_status_page_lag.csv');

describe('a stated window', () => {
  it.each([
    ['Impact occurred from 13:57 to 14:20 UTC', '2026-09-11T14:37:11Z', '2026-09-11T13:57Z', '2026-09-11T14:20Z'],
    ['Between 7:45PM and 10:05PM PST all was slow.', '2024-12-27T07:00:00Z', '2024-12-27T03:45Z', '2024-12-27T06:05Z'],
    ['from approximately 3:45 PM to 3:50 PM PT', '2024-12-05T00:08:00Z', '2024-12-04T23:45Z', '2024-12-04T23:50Z'],
    ['between 10:45 and 11:15 AM PT', '2024-11-26T19:30:00Z', '2024-11-26T18:45Z', '2024-11-26T19:15Z'],
    ['between 11:30 and 12:15 PM PDT', '2024-07-26T20:00:00Z', '2024-07-26T18:30Z', '2024-07-26T19:15Z'],
    ['In July they write from 10:00 to 11:00 PST', '2024-07-26T20:00:00Z', '2024-07-26T17:00Z', '2024-07-26T18:00Z'],
    ['From 23:50 to 00:10 UTC requests failed', '2026-09-12T00:30:00Z', '2026-09-11T23:50Z', '2026-09-12T00:10Z'],
    [
      'from September 10 23:50 UTC to September 11 00:10 UTC',
      '2026-09-12T00:30:00Z',
      '2026-09-10T23:50Z',
      '2026-09-11T00:10Z',
    ],
  ])('%s', (text, written, from, to) => {
    expect(statedWindow(text, at(written))).toEqual({ fromMs: at(from), toMs: at(to) });
  });

  it.each([
    ['Since 1:30 PM Pacific Time on September 14, customers waited', '2026-09-14T23:20:41Z', '2026-09-14T20:30Z'],
    ['Starting at 10:40 AM PST, errors rose.', '2024-12-26T19:00:00Z', '2024-12-26T18:40Z'],
  ])('may have a beginning only: %s', (text, written, from) => {
    expect(statedWindow(text, at(written))).toEqual({ fromMs: at(from), toMs: null });
  });

  it.each([
    'from 13:57 to 14:20',
    'from 5 to 10 UTC regions',
    'errors rose from 3% to 12% UTC',
    'We expect an update by 3:30 PM PDT',
    'from 25:70 to 26:00 UTC',
    'from February 18 10:00 UTC to February 18 11:00 UTC',
    'between 7 and 9 models',
    '',
  ])('is not seen in: %s', (text) => {
    expect(statedWindow(text, at('2024-04-18T12:00:00Z'))).toBeNull();
  });

  it('is read in no time in a text that is nothing but beginnings', () => {
    const processorMs = processorClock();
    statedWindow('from 1:00 and '.repeat(100_000), at('2026-01-01T00:00:00Z'));
    expect(processorMs()).toBeLessThan(5_000);
  });

  it.skipIf(!existsSync(LAGS))('is what people have read in 98 reports of makers, or nothing', () => {
    const rows = readFileSync(LAGS, 'utf8')
      .split(/\r?\n/)
      .slice(1)
      .flatMap((line) => {
        const cells = [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell = '']) =>
          cell.replace(/^"|"$/g, ''),
        );
        const [, , , , posted = '', start = '', end = '', , , , usable, quote = ''] = cells;
        return usable === 'True' ? [{ posted, start, end, quote }] : [];
      });
    expect(rows).toHaveLength(98);
    const read = rows.map(({ posted, start, end, quote }) => {
      const writtenMs = Math.max(at(posted), end === '' ? 0 : at(end)) + 30 * 60_000;
      return {
        quote,
        postedMs: at(posted),
        said: [at(start), end === '' ? null : at(end)],
        window: statedWindow(quote, writtenMs),
      };
    });
    const wrong = read.filter(
      ({ window, said }) => window !== null && (window.fromMs !== said[0] || window.toMs !== said[1]),
    );
    expect(wrong).toEqual([]);
    // What "started" and "began" is as often a rollout as an outage, and the first names a date three days before it was written.
    expect(read.flatMap(({ quote, window }) => (window === null ? [quote] : []))).toEqual([
      'Between 10:00pm PT on December 10 and 11:45pm PT',
      'started at approximately 6:38 PM GMT',
      'started 6:33pm GMT',
      'began at 08:34AM PDT',
    ]);
    const lags = read.flatMap(({ window, postedMs }) => (window === null ? [] : [(postedMs - window.fromMs) / 60_000]));
    const sorted = lags.toSorted((one, other) => one - other);
    expect(sorted[Math.floor(sorted.length / 2)]).toBe(25);
  });
});
