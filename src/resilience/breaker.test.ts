import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admits,
  type Breaker,
  CLOSED,
  comesAndGoes,
  evidenceOf,
  LATE_AT,
  onBeginning,
  onProbeEnd,
  onProbeStart,
  onStart,
  onVerdict,
  OPEN_AT,
  type Open,
  restored,
  shareOf,
  suspected,
  type Verdict,
} from './breaker.ts';

const at = (nowMs: number, jitter = 0.5): { readonly nowMs: number; readonly jitter: number } => ({ nowMs, jitter });

/** One call that starts and reports at once; `probed`: others look. */
const step = (breaker: Breaker, verdict: Verdict, nowMs: number, probed = true): Breaker => {
  const started = onStart(breaker, { nowMs, probed });
  return onVerdict(started, { generation: started.generation, verdict, retryAfterMs: null }, at(nowMs));
};
const after = (...verdicts: Verdict[]): Breaker =>
  verdicts.reduce<Breaker>((breaker, verdict) => step(breaker, verdict, 0), CLOSED);
const begins = (breaker: Breaker, late: boolean, nowMs = 0): Breaker =>
  onBeginning(breaker, { generation: breaker.generation, late: late ? 1 : 0 }, at(nowMs));
const probe = (breaker: Breaker, verdict: Verdict | 'alive', nowMs: number): Breaker => {
  const started = onProbeStart(breaker);
  return onProbeEnd(started, { generation: started.generation, verdict, retryAfterMs: null }, at(nowMs));
};
const open = (): Open => asOpen(after('ill', 'ill', 'ill'));
const asOpen = (breaker: Breaker): Open => {
  if (breaker.state !== 'open') throw new Error('open was expected');
  return breaker;
};
const probedBack = (nowMs: number): Breaker =>
  [0, 1, 2].reduce<Breaker>((breaker) => probe(breaker, 'well', nowMs), open());

describe('a breaker', () => {
  it('opens after three failures in a row and not after two', () => {
    expect(after('ill', 'ill').state).toBe('closed');
    expect(after('ill', 'ill', 'ill')).toMatchObject({ state: 'open', why: 'failing' });
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

  it('opens after seven answers in a row that begin late, and stays closed at one in twenty', () => {
    let slow: Breaker = CLOSED;
    for (let call = 0; call < 6; call += 1) slow = begins(slow, true);
    expect(slow.state).toBe('closed');
    expect(begins(slow, true)).toMatchObject({ state: 'open', why: 'late' });
    let sound: Breaker = CLOSED;
    for (let call = 0; call < 5_000; call += 1) sound = begins(sound, call % 20 === 0);
    expect(sound.state).toBe('closed');
  });

  it('pays no heed to calls from before its last change', () => {
    const rests = open();
    const old = { generation: 0, verdict: 'well', retryAfterMs: null } as const;
    expect(onVerdict(rests, old, at(2_100))).toBe(rests);
    expect(onProbeEnd(rests, old, at(2_100))).toBe(rests);
    const back = probedBack(10_000);
    expect(onVerdict(back, { generation: rests.generation, verdict: 'ill', retryAfterMs: null }, at(10_100))).toBe(
      back,
    );
    expect(onBeginning(back, { generation: rests.generation, late: 1 }, at(10_100))).toBe(back);
  });
});

describe('an open breaker that is probed', () => {
  it('lets no request through, however long it takes', () => {
    expect(admits(open(), { nowMs: 1e9, chance: 0, probed: true })).toBe(false);
    expect(onStart(open(), { nowMs: 1e9, probed: true })).toEqual(open());
  });

  it('ramps up after three probes in a row that went well, and not after two', () => {
    const twice = probe(probe(open(), 'well', 2_000), 'well', 4_000);
    expect(twice.state).toBe('open');
    expect(probe(twice, 'well', 6_000).state).toBe('ramping');
    expect(asOpen(probe(twice, 'ill', 6_000)).passed).toBe(0);
  });

  it('ramps up at once when a probe is refused for what has nothing to do with the target', () => {
    expect(probe(open(), 'alive', 2_000).state).toBe('ramping');
  });

  it('ramps up at once when a request that was let through all the same is answered', () => {
    expect(step(open(), 'well', 100).state).toBe('ramping');
    expect(step(open(), 'ill', 100)).toMatchObject({ state: 'open', looker: 'none', lookMs: open().lookMs });
  });

  it('comes and goes where it opens again soon after it was back, or a probe goes well, and in no outage from calm', () => {
    expect(comesAndGoes(open())).toBe(false);
    const back = probe(open(), 'alive', 2_000);
    const again = asOpen(step(step(back, 'ill', 3_000), 'ill', 3_000));
    expect(comesAndGoes(again)).toBe(true);
    expect(comesAndGoes(asOpen(probe(open(), 'well', 2_000)))).toBe(true);
    // What is late may never answer, and would be waited for.
    expect(comesAndGoes({ ...again, why: 'late' })).toBe(false);
  });

  it('comes and goes no more for nine of ten callers when it does nothing but fail', () => {
    let breaker = asOpen(probe(open(), 'well', 2_000));
    let looks = 0;
    for (; comesAndGoes(breaker) && looks < 20; looks += 1) breaker = asOpen(step(breaker, 'ill', 2_000 + looks));
    expect(looks).toBeGreaterThan(2);
    expect(looks).toBeLessThan(8);
    expect(comesAndGoes(breaker, 0.05)).toBe(true);
    expect(comesAndGoes(breaker, 0.15)).toBe(false);
    expect(comesAndGoes(asOpen(probe(breaker, 'well', 9_000)))).toBe(true);
  });

  it('rests longer after each look in vain, up to a bound', () => {
    let breaker = open();
    let nowMs = 0;
    const rests: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      rests.push(breaker.lookMs - nowMs);
      nowMs = breaker.lookMs;
      breaker = asOpen(probe(breaker, 'ill', nowMs));
    }
    expect(rests.map(Math.round)).toEqual([2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('goes on with the longer rest when it opens again within two minutes, and not after them', () => {
    let long = open();
    for (let round = 0; round < 5; round += 1) long = asOpen(probe(long, 'ill', 0));
    const back = probe(long, 'alive', 0);
    const reopened = (nowMs: number): number => asOpen(step(step(back, 'ill', nowMs), 'ill', nowMs)).lookMs - nowMs;
    expect(reopened(119_000)).toBe(15_000);
    expect(reopened(121_000)).toBe(2_000);
  });

  it('waits as long as the provider asks for, though not for ever', () => {
    const asks = (retryAfterMs: number): number => {
      const two = after('ill', 'ill');
      return asOpen(onVerdict(two, { generation: 0, verdict: 'ill', retryAfterMs }, at(0))).lookMs;
    };
    expect(asks(30_000)).toBe(30_000);
    expect(asks(100)).toBe(2_000);
    expect(asks(86_400_000)).toBe(600_000);
  });
});

describe('an open breaker that nobody can probe', () => {
  it('lets one caller look when its rest is over, and nobody else until that one reports', () => {
    expect(admits(open(), { nowMs: 1_999, chance: 0, probed: false })).toBe(false);
    expect(admits(open(), { nowMs: 2_000, chance: 0, probed: false })).toBe(true);
    const looking = onStart(open(), { nowMs: 2_000, probed: false });
    expect(admits(looking, { nowMs: 2_000, chance: 0, probed: false })).toBe(false);
    expect(step(open(), 'well', 2_100, false).state).toBe('ramping');
    expect(asOpen(step(open(), 'ill', 2_100, false)).lookMs).toBe(6_100);
  });

  it('lets the next caller look at once when a look taught nothing', () => {
    const again = step(open(), 'silent', 2_100, false);
    expect(admits(again, { nowMs: 2_100, chance: 0, probed: false })).toBe(true);
  });
});

describe('a target that is back', () => {
  it('gets a share that doubles until it is all, by a chance that a request keeps', () => {
    const back = probedBack(10_000);
    const shares = [0, 3, 6, 9, 12, 15].map((seconds) => shareOf(back, 10_000 + seconds * 1_000));
    expect(shares).toEqual([0.05, 0.1, 0.2, 0.4, 0.8, 1]);
    expect(admits(back, { nowMs: 10_000, chance: 0.049, probed: true })).toBe(true);
    expect(admits(back, { nowMs: 10_000, chance: 0.051, probed: true })).toBe(false);
    expect(step(back, 'well', 24_999).state).toBe('ramping');
    expect(step(back, 'well', 25_000).state).toBe('closed');
  });

  it('is trusted less: two failures, or four late answers, open it again', () => {
    const back = probedBack(0);
    expect(evidenceOf(back)).toBe(0.5);
    expect(step(step(back, 'ill', 0), 'ill', 0).state).toBe('open');
    expect([1, 2, 3].reduce((breaker) => begins(breaker, true), back).state).toBe('ramping');
    expect([1, 2, 3, 4].reduce((breaker) => begins(breaker, true), back).state).toBe('open');
  });
});

describe('suspicion', () => {
  it('takes one failure less to open, and never opens by itself', () => {
    let breaker: Breaker = CLOSED;
    for (let times = 0; times < 100; times += 1) breaker = suspected(breaker);
    expect(breaker.state).toBe('closed');
    expect(step(step(suspected(CLOSED), 'ill', 0), 'ill', 0).state).toBe('open');
    expect(step(suspected(CLOSED), 'ill', 0).state).toBe('closed');
  });

  it('can be taken back, together with the say of what is under way', () => {
    const back = restored(open(), CLOSED);
    expect(back).toMatchObject({ state: 'closed', evidence: 0, generation: 2 });
    expect(onVerdict(back, { generation: 1, verdict: 'ill', retryAfterMs: null }, at(0))).toBe(back);
  });
});

describe('whatever happens', () => {
  const happening = fc.oneof(
    fc.constantFrom<Verdict>('well', 'ill', 'silent').map((verdict) => ({ kind: 'call' as const, verdict })),
    fc.boolean().map((late) => ({ kind: 'begin' as const, late })),
    fc
      .constantFrom<Verdict | 'alive'>('well', 'ill', 'silent', 'alive')
      .map((verdict) => ({ kind: 'probe' as const, verdict })),
    fc.constant({ kind: 'suspected' as const }),
  );
  const history = fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 20_000 }), fc.boolean()), { maxLength: 80 });
  const told = (
    steps: typeof history extends fc.Arbitrary<infer T> ? T : never,
    each: (breaker: Breaker) => void = () => {},
  ): Breaker => {
    let breaker: Breaker = CLOSED;
    let nowMs = 0;
    for (const [one, afterMs, probed] of steps) {
      nowMs += afterMs;
      if (one.kind === 'call') breaker = step(breaker, one.verdict, nowMs, probed);
      if (one.kind === 'begin') breaker = begins(breaker, one.late, nowMs);
      if (one.kind === 'probe') breaker = probe(breaker, one.verdict, nowMs);
      if (one.kind === 'suspected') breaker = suspected(breaker);
      each(breaker);
    }
    return breaker;
  };

  it('a target can be closed again by probes that go well, and time', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let breaker = told(steps);
        for (let count = 0; count < 3; count += 1) breaker = probe(breaker, 'well', 1e7);
        breaker = step(breaker, 'well', 1e7 + 15_000);
        expect(breaker.state).toBe('closed');
      }),
    );
  });

  it('the evidence stays between nothing and what opens, and a look is never more than a rest away', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let before = 0;
        told(steps, (breaker) => {
          expect(breaker.generation).toBeGreaterThanOrEqual(before);
          before = breaker.generation;
          if (breaker.state === 'open') {
            expect(breaker.lookMs - breaker.sinceMs).toBeGreaterThanOrEqual(0);
            return;
          }
          expect(breaker.evidence).toBeGreaterThanOrEqual(0);
          expect(breaker.evidence).toBeLessThan(OPEN_AT);
          expect(breaker.lateness).toBeGreaterThanOrEqual(0);
          expect(breaker.lateness).toBeLessThan(LATE_AT);
        });
      }),
    );
  });
});
