import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorClock } from '../../../test/fixtures/processor.ts';
import type { OfficialIncident } from '../../model/official.ts';
import { cell, incident, MINUTE_MS, NINE_MS, page, play, type Said, SECOND_MS, times } from './testing/play.ts';

const OPUS = cell('claude-api', 'claude-opus-4-7');
const SONNET = cell('claude-api', 'claude-sonnet-5');
const GPT = cell('openai-api', 'gpt-5.6');
const GEMINI = cell('gemini-api', 'gemini-3-pro');

describe('a verdict', () => {
  it('says what it has seen in words, and that the page still says otherwise', () => {
    const { pages, calls, wait, of } = play();
    pages([page('claude-api', 'operational')]);
    calls(OPUS, times(30, 'well'));
    wait(11 * MINUTE_MS);
    calls(OPUS, [529, 'well', 529, 529, 'well', 529, 529, 529, 'well', 529, 529, 529], { everyMs: 10 * SECOND_MS });
    wait(10 * SECOND_MS);
    expect(of('claude-api')).toMatchObject({
      condition: 'down',
      confidence: 'medium',
      evidence: [
        { kind: 'traffic', text: '9 of 12 requests failed with 529 between 09:12 and 09:14 UTC' },
        { kind: 'page', text: 'The official page says operational, checked 38 s ago', factor: 1 },
      ],
      disagreements: ['The official page still says operational, checked 38 s ago'],
      blind: [],
    });
  });

  it('is told once per change, with what was before', () => {
    const { calls, wait, changes } = play(['claude-api']);
    calls(OPUS, times(10, 'well'));
    calls(OPUS, times(20, 503), { everyMs: SECOND_MS });
    wait(MINUTE_MS);
    expect(changes.map(({ before, verdict }) => [before, verdict.condition])).toEqual([
      ['unknown', 'healthy'],
      ['healthy', 'down'],
    ]);
  });

  it('follows what is seen with patience: suspected, degraded, recovering, healthy', () => {
    const { calls, wait, changes } = play(['claude-api']);
    calls(OPUS, times(20, 'well'));
    for (let round = 0; round < 25; round += 1)
      calls(OPUS, [503, ...times<Said>(5, 'well')], { everyMs: 5 * SECOND_MS });
    for (let round = 0; round < 40; round += 1) calls(OPUS, times(6, 'well'), { everyMs: 5 * SECOND_MS });
    wait(MINUTE_MS);
    const path = changes.map(({ verdict }) => verdict.condition);
    expect(path).toEqual(['healthy', 'suspected', 'degraded', 'recovering', 'healthy']);
  });

  it('is unknown as long as nobody has said anything, and again when that is long ago', () => {
    const { calls, wait, of } = play(['claude-api']);
    wait(MINUTE_MS);
    expect(of('claude-api')?.sinceMs).toBe(NINE_MS);
    expect(of('claude-api')).toMatchObject({
      condition: 'unknown',
      confidence: 'none',
      blind: ['Nothing was asked of it yet'],
    });
    calls(OPUS, times(10, 'well'));
    wait(20 * SECOND_MS);
    expect(of('claude-api')).toMatchObject({ condition: 'healthy', blind: [] });
    wait(61 * MINUTE_MS);
    expect(of('claude-api')).toMatchObject({ condition: 'unknown', blind: ['Nothing was asked of it for 61 min'] });
  });

  it('is there for every surface, in their order, and for the parts that differ', () => {
    const { book, calls, wait } = play();
    calls(OPUS, times(10, 'well'));
    calls(SONNET, times(40, 'well'));
    calls(OPUS, times(10, 529));
    wait(20 * SECOND_MS);
    expect(book.verdicts().map((one) => [one.cell.surface, one.cell.model, one.condition])).toEqual([
      ['claude-api', null, 'healthy'],
      ['claude-api', 'claude-opus-4-7', 'down'],
      ['openai-api', null, 'unknown'],
      ['gemini-api', null, 'unknown'],
    ]);
  });

  it('says where requests and probes do not agree', () => {
    const { calls, wait, of } = play(['claude-api']);
    for (let round = 0; round < 10; round += 1) {
      calls(OPUS, ['well'], { kind: 'probe' });
      calls(OPUS, [500]);
    }
    wait(10 * SECOND_MS);
    expect(of('claude-api')?.disagreements).toEqual([
      expect.stringMatching(
        /^Requests and probes do not agree: \d+ of \d+ requests failed with 500 .*, and \d+ probes were answered/,
      ),
    ]);
  });
});

describe('a condition that will not stay', () => {
  it('is one trouble that is not steady', () => {
    const p = play(['claude-api']);
    for (let round = 0; round < 4; round += 1) {
      p.calls(OPUS, times(8, 500), { everyMs: 2 * SECOND_MS });
      p.calls(OPUS, times(240, 'well'), { everyMs: 2 * SECOND_MS });
    }
    const path = p.changes.map(({ verdict }) => verdict.condition);
    expect(path.slice(-1)).toEqual(['degraded']);
    expect(p.of('claude-api')?.evidence[0]?.text).toBe('It keeps changing between well and not');
    const before = p.changes.length;
    p.calls(OPUS, times(8, 500), { everyMs: 2 * SECOND_MS });
    p.calls(OPUS, times(240, 'well'), { everyMs: 2 * SECOND_MS });
    expect(p.changes.length).toBe(before);
  });
});

describe('all verdicts', () => {
  const said = fc.constantFrom<Said>('well', 'well', 500, 529, 429, 401, 400, 'unreachable', 'timeout', 'cut');
  const call = fc.record({
    who: fc.constantFrom(OPUS, SONNET, GPT, GEMINI),
    said,
    everyMs: fc.nat({ max: 2 * MINUTE_MS }),
  });
  const level = fc.constantFrom(
    'operational',
    'degraded',
    'major',
    'unknown',
    'maintenance',
  ) as fc.Arbitrary<'operational'>;

  it('are probabilities with reasons, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 80 }), level, (all, says) => {
        const p = play();
        p.pages([page('claude-api', says), page('openai-api', 'blocked')]);
        for (const { who, said: what, everyMs } of all) p.calls(who, [what], { everyMs });
        p.wait(MINUTE_MS);
        for (const verdict of p.book.verdicts()) {
          expect(verdict.bad).toBeGreaterThanOrEqual(0);
          expect(verdict.bad).toBeLessThanOrEqual(1);
          const isSure = verdict.condition === 'degraded' || verdict.condition === 'down';
          if (isSure) expect(verdict.evidence.length).toBeGreaterThan(0);
          for (const { factor } of verdict.evidence) expect(Number.isFinite(factor) && factor > 0).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are no better for calls that fail in the place of calls that are answered', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (all, count) => {
        const after = (last: Said): readonly (number | undefined)[] => {
          const p = play();
          for (const { who, said: what, everyMs } of all) p.calls(who, [what], { everyMs });
          p.wait(10 * SECOND_MS);
          p.calls(OPUS, times(count, last), { everyMs: SECOND_MS });
          p.wait(10 * SECOND_MS);
          return [p.of('claude-api')?.bad, p.of('claude-api', OPUS.model)?.bad ?? p.of('claude-api')?.bad];
        };
        const [failed, answered] = [after(500), after('well')];
        for (const [at, bad] of failed.entries()) expect(bad).toBeGreaterThanOrEqual((answered[at] ?? 1) - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on the order in which cells are told of', () => {
    const round = fc.record({ says: fc.tuple(said, said, said), everyMs: fc.nat({ max: 2 * MINUTE_MS }) });
    const models = [OPUS, GPT, GEMINI];
    fc.assert(
      fc.property(
        fc.array(round, { maxLength: 60 }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        (all, order) => {
          const playedIn = (places: readonly number[]) => {
            const p = play();
            for (const { says, everyMs } of all) {
              p.wait(everyMs);
              for (const place of places) p.calls(models[place] ?? OPUS, [says[place] ?? 'well'], { everyMs: 0 });
            }
            p.wait(MINUTE_MS);
            return p.book.verdicts();
          };
          expect(playedIn(order)).toEqual(playedIn([0, 1, 2]));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a clock', () => {
  it('that was hours ahead and is set right keeps nobody from noticing an outage, or its end', () => {
    const p = play();
    p.setClock(NINE_MS + 5 * 3_600_000);
    p.calls(OPUS, times(10, 500));
    p.calls(GPT, times(10, 'well'));
    p.setClock(NINE_MS);
    p.calls(OPUS, times(200, 'well'));
    p.wait(10 * MINUTE_MS);
    expect(p.of('claude-api')?.condition).toBe('healthy');
    expect(p.of('claude-api')?.sinceMs).toBeLessThanOrEqual(p.nowMs());
    p.calls(OPUS, times(10, 500));
    p.wait(10 * SECOND_MS);
    expect(p.of('claude-api')?.condition).toBe('down');
  });
});

describe('a page', () => {
  const any = fc.oneof(fc.double(), fc.integer(), fc.constant(Number.NaN), fc.constant(1e300));
  const text = fc.oneof(fc.string(), fc.constant('x'.repeat(2_000)));
  const told = fc.record({
    title: text,
    level: fc.constantFrom('operational', 'major', 'unknown'),
    stage: fc.constantFrom('investigating', 'monitoring', 'resolved'),
    scope: fc.array(text, { maxLength: 3 }),
    startedAtMs: any,
    postedAtMs: fc.option(any),
    endedAtMs: fc.option(any),
  });

  it('may claim whatever it likes', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 4 }), fc.boolean(), (all, calls) => {
        const p = play(['claude-api']);
        p.pages([
          page('claude-api', { incidents: all.map((one) => incident('claude-api', one as Partial<OfficialIncident>)) }),
        ]);
        if (calls) p.calls(OPUS, times(10, 'well'));
        p.wait(MINUTE_MS);
        for (const verdict of p.book.verdicts()) {
          expect(verdict.bad).toBeGreaterThanOrEqual(0);
          expect(verdict.bad).toBeLessThanOrEqual(1);
          for (const one of verdict.evidence) expect(one.text.length).toBeLessThan(1_000);
        }
        if (calls) expect(p.condition('claude-api')).not.toBe('down');
      }),
      { numRuns: 60 },
    );
  });
});

describe('an observation', () => {
  it('costs no more where much is known', () => {
    const among = (count: number): (() => number) => {
      const { book } = play();
      const models = Array.from({ length: count }, (_, index) => cell('claude-api', `model-${index}`, index % 3));
      let atMs = NINE_MS;
      return () => {
        const processorMs = processorClock();
        for (let index = 0; index < 10_000; index += 1) {
          const failed = index % 50 === 0;
          const fault = failed ? ({ kind: 'overloaded', upstreamStatus: 529 } as const) : null;
          atMs += 1;
          const model = models[index % count] ?? OPUS;
          book.observe(model, { kind: 'traffic', outcome: failed ? 'ill' : 'well', fault, atMs });
        }
        return processorMs();
      };
    };
    const [few, many] = [among(9), among(900)];
    // The best of many, turn by turn: whatever else the machine does, it does to both.
    const took = Array.from({ length: 20 }, () => [few(), many()] as const);
    const best = (which: 0 | 1): number => Math.min(...took.map((pair) => pair[which]));
    expect(best(1)).toBeLessThan(5 * best(0) + 5);
  });
});
