import { describe, expect, it } from 'vitest';
import { outcomeOf } from './observation.ts';
import { sentence, summed, type Tally, tallied } from './tally.ts';

const NINE_MS = Date.UTC(2026, 10, 23, 9);
const MINUTE_MS = 60_000;

type Fault = Parameters<typeof tallied>[1]['fault'];

const OVERLOADED: Fault = { kind: 'overloaded', upstreamStatus: 529 };
const CUT: Fault = { kind: 'cut', upstreamStatus: 200 };

function told(...all: readonly (readonly [minute: number, fault: Fault])[]): Tally {
  return all.reduce<Tally>(
    (tally, [minute, fault]) => tallied(tally, { fault, atMs: NINE_MS + minute * MINUTE_MS }),
    [],
  );
}

function words(tally: Tally): string {
  const sum = summed([tally], 'first-failure');
  return sum === null ? '' : sentence(sum, 'request');
}

describe('what was seen, in words', () => {
  it.each<readonly [string, Tally, string]>([
    ['nothing', [], ''],
    ['one answer', told([0, null]), '1 request was answered at 09:00 UTC'],
    ['answers', told([0, null], [3, null]), '2 requests were answered between 09:00 and 09:03 UTC'],
    ['a failure', told([0, OVERLOADED]), '1 of 1 request failed with 529 at 09:00 UTC'],
    [
      'failures, from the first of them on',
      told([0, null], [1, null], [2, OVERLOADED], [2.5, null], [5, OVERLOADED]),
      '2 of 3 requests failed with 529 between 09:02 and 09:05 UTC',
    ],
    ['what has no status', told([0, CUT]), '1 of 1 request failed with an answer that broke off at 09:00 UTC'],
    [
      'different ones, by the most common',
      told([0, CUT], [0, OVERLOADED], [0, OVERLOADED]),
      '3 of 3 requests failed with 529 and other faults at 09:00 UTC',
    ],
  ])('%s', (_, tally, expected) => {
    expect(words(tally)).toBe(expected);
  });

  it('is about the last ten minutes, however much there was', () => {
    let tally: Tally = [];
    for (let second = 0; second < 3_600; second += 1)
      tally = tallied(tally, { fault: null, atMs: NINE_MS + second * 1_000 });
    expect(tally.length).toBeLessThanOrEqual(11);
    expect(summed([tally], 'all')?.asked).toBeLessThanOrEqual(660);
  });

  it('does not grow with the number of different faults', () => {
    const statuses = Array.from({ length: 40 }, (_, index): readonly [number, Fault] => [
      0,
      { kind: 'broken', upstreamStatus: 500 + index },
    ]);
    expect(Object.keys(told(...statuses)[0]?.faults ?? {}).length).toBeLessThanOrEqual(6);
  });
});

describe('the end of a call', () => {
  it.each([
    [null, 'well'],
    ['overloaded', 'ill'],
    ['unreachable', 'ill'],
    ['empty', 'ill'],
    ['rate-limited', 'throttled'],
    ['unauthorized', 'refused-credential'],
    ['no-credit', 'refused-credential'],
    ['no-such-model', 'ignored'],
    ['invalid', 'ignored'],
    ['cancelled', 'ignored'],
    ['bug', 'ignored'],
  ] as const)('%s is %s', (kind, outcome) => {
    expect(outcomeOf(kind === null ? null : { kind })).toBe(outcome);
  });
});
