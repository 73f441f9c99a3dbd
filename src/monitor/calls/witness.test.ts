import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptEntry, RequestEntry } from '../../model/journal.ts';
import { NINE_MS, play } from '../verdict/testing/play.ts';
import type { Atlas } from './atlas.ts';
import { counted, type Testimony, testimonies } from './witness.ts';

const CELLS = new Map(
  ['claude/opus', 'openai/gpt'].map((target) => {
    const [provider = '', model = ''] = target.split('/');
    return [target, { surface: `${provider}-api`, provider, model, region: null, credential: null }];
  }),
);
const ATLAS: Atlas = {
  surfaceOf: (provider) => `${provider}-api`,
  cellOf: (target) => CELLS.get(target) ?? null,
  ladderOf: () => [],
};

type Call = { readonly target: string; readonly failed: boolean; readonly atMs: number };

function ended({ target, failed, atMs }: Call): RequestEntry {
  const attempt: AttemptEntry = {
    rung: 0,
    target,
    startedMs: 0,
    tookMs: 0,
    fault: failed ? 'overloaded' : null,
    detail: '',
    upstreamStatus: failed ? 529 : 200,
    key: -1,
  };
  return {
    id: 'req_1',
    atMs,
    protocol: 'anthropic',
    route: 'claude',
    model: 'opus',
    client: '',
    workflow: '',
    streamed: false,
    outcome: failed ? 'failed' : 'answered',
    status: failed ? 529 : 200,
    mode: failed ? null : 'primary',
    servedBy: failed ? '' : target,
    fault: attempt.fault,
    tookMs: 0,
    firstContentMs: null,
    usage: null,
    lost: [],
    attempts: [attempt],
    bodies: null,
  };
}

const told = (calls: readonly Call[]): readonly Testimony[] => testimonies(calls.map(ended), ATLAS);
const oneByOne = (calls: readonly Call[]): readonly Testimony[] => calls.flatMap((call) => told([call]));
const well = (atMs: number, target = 'claude/opus'): Call => ({ target, failed: false, atMs: NINE_MS + atMs });
const ill = (atMs: number, target = 'claude/opus'): Call => ({ target, failed: true, atMs: NINE_MS + atMs });

describe('calls that go well together', () => {
  it('are told as one of each target, with the time of the last', () => {
    const all = told([well(0), well(1, 'openai/gpt'), well(200), well(300), well(310, 'openai/gpt')]);
    expect(all.map(({ cell, seen }) => [cell.provider, seen.outcome, seen.times, seen.atMs - NINE_MS])).toEqual([
      ['claude', 'well', 3, 300],
      ['openai', 'well', 2, 310],
    ]);
  });

  it('are told apart where one has failed between them, wherever that was', () => {
    const all = told([well(0), well(10), ill(20, 'openai/gpt'), well(30)]);
    expect(all.map(({ seen }) => [seen.outcome, seen.times])).toEqual([
      ['well', 2],
      ['ill', undefined],
      ['well', 1],
    ]);
  });

  it('are told apart where half a second or the end of a minute is between them', () => {
    expect(told([well(0), well(499), well(500)]).map(({ seen }) => seen.times)).toEqual([2, 1]);
    expect(told([well(59_900), well(59_999), well(60_000)]).map(({ seen }) => seen.times)).toEqual([2, 1]);
  });
});

describe('all calls', () => {
  const call = fc.record({
    target: fc.constantFrom(...CELLS.keys()),
    failed: fc.boolean(),
    everyMs: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 3_000 })),
  });
  const calls = fc.array(call, { maxLength: 80 }).map((all) => {
    let atMs = NINE_MS;
    return all.map(({ everyMs, ...one }): Call => ({ ...one, atMs: (atMs += everyMs) }));
  });

  it('are counted as if they were told one by one', () => {
    fc.assert(
      fc.property(calls, (all) => {
        expect(new Set(counted(told(all)))).toEqual(new Set(counted(oneByOne(all))));
      }),
    );
  });

  it('are put in the same words', () => {
    const evidence = (all: readonly Testimony[], untilMs: number): unknown => {
      const { book } = play(['claude-api', 'openai-api']);
      for (const { cell, seen } of all) book.observe(cell, seen);
      book.tick([], untilMs);
      return book.verdicts().map((one) => one.evidence.map(({ text }) => text));
    };
    fc.assert(
      fc.property(calls, (all) => {
        const untilMs = (all.at(-1)?.atMs ?? NINE_MS) + 10_000;
        expect(evidence(told(all), untilMs)).toEqual(evidence(oneByOne(all), untilMs));
      }),
    );
  });

  it('are believed nearly as if they were told one by one', () => {
    const bad = (all: readonly Testimony[], untilMs: number): readonly number[] => {
      const { book } = play(['claude-api', 'openai-api']);
      for (const { cell, seen } of all) book.observe(cell, seen);
      book.tick([], untilMs);
      return book.verdicts().map((one) => one.bad);
    };
    // A gateway that is busy, and one call in a hundred that fails.
    const all = Array.from({ length: 3_000 }, (_, at) => (at % 100 === 50 ? ill(at * 20) : well(at * 20)));
    const together = bad(told(all), NINE_MS + 70_000);
    for (const [at, one] of bad(oneByOne(all), NINE_MS + 70_000).entries()) expect(together[at]).toBeCloseTo(one, 3);
    expect(told(all).length).toBeLessThan(200);
  });
});
