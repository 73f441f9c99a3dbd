import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorClock } from '../../../test/fixtures/processor.ts';
import { Fault } from '../../model/fault.ts';
import type { Reading } from '../../model/official.ts';
import { STATUS_PAGES } from './index.ts';
import type { Way } from './page.ts';
import { answersOf, MIN, NOW_MS, PLAYED, playedPage, wayOf } from './testing/told.ts';

/** How long reading may take at worst, ms of the processor: a page of 4 MB. */
const READ_MS_MAX = 15_000;

const ways: readonly (readonly [string, Way])[] = [...STATUS_PAGES.values()].flatMap(({ id, ways: list }) =>
  list.map((way, place) => [`${id}, way ${place}`, way] as const),
);

const HEALTHY = new Map(
  PLAYED.map((played) => {
    const way = wayOf(played.page, played.way);
    const page = playedPage(played, [
      {
        id: 'inc-1',
        stage: 'investigating',
        title: 'Elevated errors on Opus 4.5',
        level: 'partial',
        atMs: NOW_MS - 90 * MIN,
      },
      { id: 'inc-2', stage: 'resolved', title: 'Elevated errors', atMs: NOW_MS - 20 * MIN },
    ]);
    return [way, answersOf(way, page)] as const;
  }),
);

/** A reading, or the one fault that a page may be; anything else fails. */
function outcomeOf(way: Way, answers: readonly Uint8Array[]): Reading | null {
  const processorMs = processorClock();
  let reading: Reading | null = null;
  try {
    reading = way.read(answers, NOW_MS);
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect(['garbled', 'refused']).toContain(Fault.from(error).kind);
    expect(Fault.from(error).message).not.toBe('');
  }
  expect(processorMs()).toBeLessThan(READ_MS_MAX);
  if (reading !== null) expectSound(reading);
  return reading;
}

function expectSound({ components, incidents, maintenances }: Reading): void {
  for (const one of [...incidents, ...maintenances]) {
    expect(new URL(one.url).protocol).toBe('https:');
    expect(one.title).toMatch(/^\P{Cc}+$/u);
  }
  for (const { stage, startedAtMs, endedAtMs, updates } of incidents) {
    expect(Number.isSafeInteger(startedAtMs)).toBe(true);
    expect(endedAtMs === null).toBe(stage !== 'resolved');
    expect(endedAtMs ?? startedAtMs).toBeGreaterThanOrEqual(startedAtMs);
    expect(updates).toEqual(updates.toSorted((one, other) => one.atMs - other.atMs));
  }
  expect(components.length).toBeLessThanOrEqual(500);
  expect(incidents.length).toBeLessThanOrEqual(100);
}

describe('whatever a page says', () => {
  it.each(ways)('any bytes are a reading or unreadable: %s', (_, way) => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 0, maxLength: 3 }),
        (answers) => void outcomeOf(way, answers),
      ),
      { numRuns: 60 },
    );
  });

  it.each(ways)('any JSON is a reading or unreadable: %s', (_, way) => {
    fc.assert(
      fc.property(fc.array(fc.json({ maxDepth: 4 }), { minLength: 1, maxLength: 3 }), (answers) => {
        outcomeOf(
          way,
          answers.map((answer) => Buffer.from(answer)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each(ways.filter(([, way]) => HEALTHY.has(way)))(
    'its own answer with a piece changed is a reading or unreadable: %s',
    (_, way) => {
      const healthy = HEALTHY.get(way) ?? [];
      const spoiled = fc.record({
        place: fc.nat(),
        length: fc.nat(40),
        bytes: fc.uint8Array({ maxLength: 12 }),
        which: fc.nat(),
      });
      fc.assert(
        fc.property(spoiled, ({ place, length, bytes, which }) => {
          outcomeOf(
            way,
            healthy.map((answer, number) => {
              if (number !== which % healthy.length) return answer;
              const from = place % (answer.length + 1);
              return Buffer.concat([answer.subarray(0, from), bytes, answer.subarray(from + length)]);
            }),
          );
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each(ways.filter(([, way]) => HEALTHY.has(way)))(
    'its own answer with a value changed is a reading or unreadable: %s',
    (_, way) => {
      const healthy = HEALTHY.get(way) ?? [];
      const values = [
        'null',
        '""',
        '0',
        '-1',
        '1e999',
        '[]',
        '{}',
        '"\\u0000"',
        '"9999-99-99T99:99:99Z"',
        '"__proto__"',
        'true',
      ];
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(...values), (which, value) => {
          outcomeOf(
            way,
            healthy.map((answer) => {
              const text = Buffer.from(answer).toString('utf8');
              const places = [...text.matchAll(/(?<=":)(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|null|true|false)/g)];
              const hit = places[which % Math.max(1, places.length)];
              if (hit === undefined) return answer;
              return Buffer.from(text.slice(0, hit.index) + value + text.slice(hit.index + hit[0].length));
            }),
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  const MB = 4 * 1024 * 1024;
  const hostile: readonly (readonly [string, Uint8Array])[] = [
    ['brackets', Buffer.from('['.repeat(MB))],
    ['objects in objects', Buffer.from('{"a":'.repeat(MB / 5))],
    ['elements in elements', Buffer.from('<a>'.repeat(MB / 3))],
    ['a feed in a feed', Buffer.from('<rss><channel>'.repeat(MB / 14))],
    [
      'entities that grow',
      Buffer.from(`<!DOCTYPE r [${'<!ENTITY a "aaaaaaaaaa">'.repeat(9)}]><rss><channel>&a;</channel></rss>`),
    ],
    ['references', Buffer.from(`<rss><channel><item><title>${'&amp;'.repeat(MB / 6)}</title></item></channel></rss>`)],
    ['many entries', Buffer.from(`<rss><channel>${'<item><title>a</title></item>'.repeat(MB / 30)}</channel></rss>`)],
    ['attributes', Buffer.from(`<rss ${Array.from({ length: MB / 16 }, (_, place) => `a${place}="1"`).join(' ')}/>`)],
    ['half of UTF-16', Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.alloc(MB - 1, 0xd8)])],
    ['spaces', Buffer.alloc(MB, ' ')],
    ['zeros', Buffer.alloc(MB)],
    ['a web page', Buffer.from('<!DOCTYPE html><html><body>Just a moment...</body></html>')],
  ];
  it.each(hostile)('4 MB of %s are unreadable soon', (_, bytes) => {
    for (const way of [wayOf('claude'), wayOf('aws'), wayOf('openrouter', 1)]) {
      const reading = outcomeOf(way, [bytes, bytes, bytes]);
      expect(reading?.incidents ?? []).toEqual([]);
    }
  });

  it('texts that are as long as can be are read soon', () => {
    const long = [
      'from 1:00 to '.repeat(90_000),
      '<'.repeat(1_000_000),
      '<p '.repeat(400_000),
      'Opus 4, '.repeat(130_000),
      '[['.repeat(500_000),
    ];
    for (const text of long) {
      for (const played of PLAYED) {
        const way = wayOf(played.page, played.way);
        outcomeOf(
          way,
          answersOf(way, playedPage(played, [{ id: 'a', stage: 'resolved', title: text, text, atMs: NOW_MS - MIN }])),
        );
      }
    }
  });
});
