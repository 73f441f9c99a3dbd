import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admits, type Breaker, CLOSED, onStart, onVerdict, type Verdict } from './breaker.ts';

/** One call that starts and reports at once. */
const step = (breaker: Breaker, verdict: Verdict, nowMs: number): Breaker => {
  const started = onStart(breaker);
  return onVerdict(started, { generation: started.generation, verdict }, nowMs, 0.5);
};
const after = (...verdicts: Verdict[]): Breaker =>
  verdicts.reduce((breaker, verdict) => step(breaker, verdict, 0), CLOSED);

describe('a breaker', () => {
  it('opens after three failures in a row and not after two', () => {
    expect(after('ill', 'ill').state).toBe('closed');
    expect(after('ill', 'ill', 'ill').state).toBe('open');
  });

  it('opens when half of the calls fail, and stays closed at one failure in fifty', () => {
    let flaky: Breaker = CLOSED;
    let calls = 0;
    while (flaky.state === 'closed' && calls < 100) flaky = step(flaky, calls++ % 2 === 0 ? 'ill' : 'well', 0);
    expect(calls).toBeLessThan(12);
    let sound: Breaker = CLOSED;
    for (let call = 0; call < 5_000; call += 1) sound = step(sound, call % 50 === 0 ? 'ill' : 'well', 0);
    expect(sound.state).toBe('closed');
  });

  it('lets one caller look when its rest is over, and nobody else until that one reports', () => {
    const open = after('ill', 'ill', 'ill');
    expect(admits(open, 1_999)).toBe(false);
    expect(admits(open, 2_000)).toBe(true);
    const looking = onStart(open);
    expect(admits(looking, 2_000)).toBe(false);
    expect(onVerdict(looking, { generation: looking.generation, verdict: 'well' }, 2_100, 0.5).state).toBe('closed');
    expect(onVerdict(looking, { generation: looking.generation, verdict: 'ill' }, 2_100, 0.5).state).toBe('open');
  });

  it('lets the next caller look at once when a look taught nothing', () => {
    const looking = onStart(after('ill', 'ill', 'ill'));
    const again = onVerdict(looking, { generation: looking.generation, verdict: 'silent' }, 2_100, 0.5);
    expect(admits(again, 2_100)).toBe(true);
  });

  it('pays no heed to calls from before its last change', () => {
    const open = after('ill', 'ill', 'ill');
    const looking = onStart(open);
    expect(onVerdict(looking, { generation: 0, verdict: 'well' }, 2_100, 0.5)).toBe(looking);
  });

  it('rests longer each time it opens again, up to a bound', () => {
    let breaker = after('ill', 'ill', 'ill');
    let nowMs = 0;
    const rests: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      if (breaker.state !== 'open') throw new Error('open was expected');
      rests.push(breaker.untilMs - nowMs);
      nowMs = breaker.untilMs;
      breaker = step(breaker, 'ill', nowMs);
    }
    expect(rests.map(Math.round)).toEqual([2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('can always be closed again by calls that go well', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Verdict>('well', 'ill', 'silent'), { maxLength: 60 }), (verdicts) => {
        let breaker = verdicts.reduce((one, verdict) => step(one, verdict, 0), CLOSED);
        breaker = step(breaker, 'well', 1_000_000);
        expect(breaker.state).toBe('closed');
      }),
    );
  });
});
