import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEarly } from '../../cache/early.ts';
import { shelf } from '../../cache/testing/deep.ts';
import { counter, FRESH, type Talk, textOf, WITH_CACHE } from '../testing/counter.ts';

const MEANWHILE = { ...FRESH, revalidateMs: 600_000 };
const settled = async (): Promise<void> => new Promise((done) => setImmediate(done));
const modeOf = (talk: Talk): string => talk.head().headers['x-failsoft-mode'] ?? '';

describe('two gateways on one file', () => {
  it('ask anew once for both, and both have the new answer', async () => {
    const deep = shelf();
    const [one, other] = [counter({ cache: MEANWHILE, deep }), counter({ cache: MEANWHILE, deep })];
    one.get();
    other.world.pass(one.world.nowMs() - other.world.nowMs());
    expect(textOf(other.get(), {})).toContain('Answer 1');
    expect(other.calls()).toBe(0);
    for (const gateway of [one, other]) gateway.world.pass(90_000);
    for (const gateway of [one, other, one, other]) gateway.ask();
    await settled();
    for (const gateway of [one, other]) gateway.world.settle(1_000);
    expect([one.calls(), other.calls()]).toEqual([2, 0]);
    // What it has in memory is old by then; what lies on the file is not.
    other.ask();
    expect(textOf(other.get(), {})).toContain('Answer 2');
    expect(other.calls()).toBe(0);
  });

  it('take the answer of the other where their own is much too old', () => {
    const deep = shelf();
    const [one, other] = [counter({ deep }), counter({ deep })];
    one.get();
    other.world.pass(one.world.nowMs() - other.world.nowMs());
    other.get();
    for (const gateway of [one, other]) gateway.world.pass(3_600_000);
    expect(textOf(one.get(), {})).toContain('Answer 2');
    other.world.pass(200);
    expect([textOf(other.get(), {}), other.calls()]).toEqual(['text: Answer 2, in so many words', 0]);
  });
});

describe('an answer that is asked for all the time', () => {
  it('is asked for anew before it is no longer fresh, and nobody waits for that', async () => {
    // It takes 62 ms to make, and somebody asks every two: one of the last will be early.
    const one = counter({ cache: { ...MEANWHILE, freshMs: 10_000 } });
    one.get();
    one.world.pass(9_500);
    const modes = new Set<string>();
    for (let count = 0; count < 400 && one.calls() === 1; count += 1) {
      const talk = one.ask();
      modes.add(`${modeOf(talk)} ${talk.state()}`);
      one.world.pass(2);
    }
    expect([one.calls(), [...modes]]).toEqual([2, ['cache ended']]);
    expect(one.engine.tally.totals().outcomes.swr).toBe(0);
    expect(one.engine.renewals.counts().begun).toBe(1);
  });

  it('is not, where the operator has nobody asked behind answers', () => {
    const one = counter({ cache: { ...FRESH, freshMs: 10_000 } });
    one.get();
    for (let count = 0; count < 200; count += 1) one.ask();
    one.world.pass(9_999 - 62);
    for (let count = 0; count < 200; count += 1) one.ask();
    expect(one.calls()).toBe(1);
  });

  it('is early the more likely the longer it takes and the older it is', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.nat(1_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (ageMs, tookMs, chance) => {
          const early = isEarly({ ageMs, freshMs: 1_000, tookMs }, chance);
          if (early) {
            expect(isEarly({ ageMs: ageMs + 1, freshMs: 1_000, tookMs }, chance)).toBe(true);
            expect(isEarly({ ageMs, freshMs: 1_000, tookMs: tookMs + 1 }, chance)).toBe(true);
          }
          expect(isEarly({ ageMs: 1_000, freshMs: 1_000, tookMs }, chance)).toBe(true);
          if (ageMs < 1_000) expect(isEarly({ ageMs, freshMs: 1_000, tookMs: 0 }, chance)).toBe(false);
        },
      ),
    );
  });
});

describe('a request whose answer cannot be kept', () => {
  it('is asked for each who wants it for a while, and then together again', () => {
    const one = counter();
    one.turn('length');
    one.get();
    const talks = [one.ask(), one.ask(), one.ask()];
    one.world.settle(1_000);
    expect(one.calls()).toBe(4);
    expect(talks[0]?.head().headers['cache-status']).toBe(
      'failsoft; fwd=miss; detail="the last answer could not be kept"',
    );
    one.world.pass(45_000);
    one.turn('well');
    for (const talk of [one.ask(), one.ask(), one.ask()]) expect(talk.head().status).toBeLessThan(300);
    one.world.settle(1_000);
    expect(one.calls()).toBe(5);
  });

  it('is still answered by what was kept of it before', () => {
    const one = counter({ cache: MEANWHILE });
    one.get();
    one.world.pass(90_000);
    one.turn('length');
    one.get();
    one.world.settle(1_000);
    expect(one.calls()).toBe(2);
    for (let count = 0; count < 3; count += 1) {
      const talk = one.ask();
      one.world.pass(1_000);
      expect(textOf(talk, {})).toContain('Answer 1');
    }
    // Nobody is asked again and again for what cannot be kept.
    expect(one.calls()).toBe(2);
  });

  it('is none that nobody could answer: that says nothing of the next answer', () => {
    const one = counter();
    one.turn('overloaded');
    one.get();
    one.turn('well');
    one.world.pass(60_000);
    for (let count = 0; count < 3; count += 1) one.ask();
    one.world.settle(1_000);
    expect(one.entries.slice(-3).map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
    expect(one.engine.tally.totals().outcomes.collapsed).toBe(2);
  });
});

describe('what came of requests', () => {
  it('is counted once for each of them', () => {
    const one = counter({ ladder: WITH_CACHE, cache: MEANWHILE });
    for (const talk of [one.ask(), one.ask()]) expect(talk.state()).toBe('open');
    one.world.settle(1_000);
    one.get();
    one.world.pass(90_000);
    one.get();
    one.get({ headers: { 'cache-control': 'no-store' } });
    one.turn('overloaded');
    one.world.pass(3_600_000);
    one.get();
    one.get({ body: { seed: 1 } });
    const { outcomes } = one.engine.tally.totals();
    expect(outcomes).toEqual({
      fresh: 1,
      swr: 1,
      stale: 1,
      alias: 0,
      near: 0,
      edition: 0,
      collapsed: 1,
      miss: 2,
      bypass: 1,
    });
    const callers = one.entries.filter(({ workflow }) => workflow !== 'renewal');
    expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(callers.length);
    const [runway] = one.engine.tally.shares(one.world.wallMs());
    expect(runway).toMatchObject({ route: 'r', hours: { 24: 0 } });
    expect(runway?.hours[6]).toBeGreaterThan(0);
  });
});
