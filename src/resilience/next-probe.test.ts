import { describe, expect, it } from 'vitest';
import type { Breaker } from './breaker.ts';
import { CLOSED } from './breaker.ts';
import { type Candidate, nextProbe, type Probe, type Rules } from './next-probe.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WATCH = { everyMs: 5 * MINUTE, perHour: 12, usdPerDay: 1 };
const RULES: Rules = { warmMs: 12 * HOUR, watch: WATCH };

/** One that has answered since the beginning, and was not probed. */
const candidate = (
  change: Partial<Candidate> & { readonly breaker?: Breaker; readonly failedMs?: number },
): Candidate => ({
  target: 'a/m',
  health: { breaker: change.breaker ?? CLOSED, failedMs: change.failedMs ?? null },
  provenMs: 0,
  probedMs: null,
  isSuspected: false,
  usd: 0.001,
  jitter: 0.5,
  ...change,
});
const at = (nowMs: number, probes: readonly Probe[] = []) => ({ nowMs, sinceMs: 0, probes });
const why = (one: Candidate, nowMs: number, rules: Rules = RULES) => nextProbe([one], rules, at(nowMs))?.why ?? null;

describe('why a target is probed', () => {
  it.each<readonly [string, Candidate, number, Rules, string | null]>([
    ['it was asked a moment ago', candidate({ provenMs: 10 * MINUTE }), 11 * MINUTE, RULES, null],
    ['nobody has asked it for as long as the operator says', candidate({}), 5 * MINUTE, RULES, 'quiet'],
    ['its turn comes a fifth sooner by chance', candidate({ jitter: 0 }), 4 * MINUTE, RULES, 'quiet'],
    ['or a fifth later', candidate({ jitter: 1 }), 5.9 * MINUTE, RULES, null],
    ['its last call has failed', candidate({ failedMs: MINUTE }), MINUTE + 20 * SECOND, RULES, 'doubted'],
    ['it has answered a probe since', candidate({ failedMs: 1, provenMs: 2 }), MINUTE, RULES, null],
    ['somebody suspects it', candidate({ isSuspected: true }), 20 * SECOND, RULES, 'doubted'],
    [
      'it is probed more often than doubt would have it',
      candidate({ isSuspected: true }),
      10 * SECOND,
      { ...RULES, watch: { ...WATCH, everyMs: 10 * SECOND } },
      'doubted',
    ],
    ['nobody is watched, and it has answered today', candidate({}), 11 * HOUR, { ...RULES, watch: null }, null],
    [
      'nobody is watched, and it has not answered for long',
      candidate({}),
      12 * HOUR,
      { ...RULES, watch: null },
      'unproven',
    ],
    ['it has never answered', candidate({ provenMs: null }), 10 * MINUTE, { ...RULES, watch: null }, 'unproven'],
    [
      'it has never answered, but was just probed',
      candidate({ provenMs: null, probedMs: HOUR }),
      HOUR + 9 * MINUTE,
      { ...RULES, watch: null },
      null,
    ],
    ['nothing is wanted', candidate({ provenMs: null }), 100 * HOUR, { warmMs: 0, watch: null }, null],
  ])('%s', (_, one, nowMs, rules, expected) => {
    expect(why(one, nowMs, rules)).toBe(expected);
  });

  it('is no reason of these where it has just come back, and is one when it gets all requests again, whether there are any or not', () => {
    const back = (sinceMs: number): Breaker => ({ ...CLOSED, state: 'ramping', sinceMs });
    expect(why(candidate({ breaker: back(HOUR - 5 * SECOND), isSuspected: true }), HOUR)).toBeNull();
    expect(why(candidate({ breaker: back(HOUR - MINUTE), isSuspected: true }), HOUR)).toBe('doubted');
    expect(why(candidate({ breaker: back(0) }), 12 * HOUR, { ...RULES, watch: null })).toBe('unproven');
  });
});

describe('whom to probe next', () => {
  it('is who has been due for the longest time, and one alone', () => {
    const all = [candidate({}), candidate({ target: 'b/m', failedMs: MINUTE }), candidate({ target: 'c/m' })];
    expect(nextProbe(all, RULES, at(10 * MINUTE))).toEqual({
      target: 'b/m',
      why: 'doubted',
      usd: 0.001,
      atMs: 10 * MINUTE,
    });
  });

  it('is decided once for all reasons that it has, and counts where there is a budget', () => {
    const one = candidate({ provenMs: null });
    expect(why(one, HOUR)).toBe('quiet');
    expect(why(one, HOUR, { ...RULES, watch: null })).toBe('unproven');
  });

  it('keeps to the count of an hour and the money of a day, over doubt and quiet together', () => {
    const asked = (count: number, everyMs: number): readonly Probe[] =>
      Array.from({ length: count }, (_, index) => ({
        target: `${index}/m`,
        why: index % 2 === 0 ? 'doubted' : 'quiet',
        usd: 0.01,
        atMs: index * everyMs,
      }));
    const one = candidate({ usd: 0.01 });
    const asks = (nowMs: number, before: readonly Probe[], rules: Rules = { warmMs: 0, watch: WATCH }) =>
      nextProbe([one], rules, at(nowMs, before))?.why ?? null;
    expect(asks(50 * MINUTE, asked(11, MINUTE))).toBe('quiet');
    expect(asks(50 * MINUTE, asked(12, MINUTE))).toBeNull();
    expect(asks(60 * MINUTE, asked(12, MINUTE))).toBe('quiet');
    expect(asks(23 * HOUR, asked(99, 10 * MINUTE))).toBe('quiet');
    expect(asks(23 * HOUR, asked(100, 10 * MINUTE))).toBeNull();
    expect(asks(24 * HOUR, asked(100, 10 * MINUTE))).toBe('quiet');
    // That a standby is seen at work has its own pace instead.
    expect(asks(23 * HOUR, asked(100, 10 * MINUTE), RULES)).toBe('unproven');
  });
});
