import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTRA_SPEND } from '../../resilience/spend.ts';
import { crowd, type Doing } from '../testing/crowd.ts';
import { purse } from './purse.ts';

/** Claude Sonnet 5 costs 2 and 10 dollars: one such call comes to 0.7 cents. */
const CENTS: Doing = { beginsMs: 100, tokens: [1_000, 500] };
const CALL_USD = 0.007;
const HOUR_MS = 3_600_000;
const times = (count: number, what: () => void): void => Array.from({ length: count }).forEach(() => what());
const servedBy = (entries: ReturnType<typeof crowd>['entries']): string =>
  entries.map(({ servedBy: target }) => target.slice(0, 1) || '-').join('');

describe('a purse', () => {
  it('never lets calls in addition come to more than they may, whatever else goes on', () => {
    const step = fc.record({
      what: fc.constantFrom('call', 'extra', 'extra', 'end', 'wait'),
      cents: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let nowMs = 0;
        const own = purse({ nowMs: () => nowMs });
        const open: (() => void)[] = [];
        for (const { what, cents } of steps) {
          const usd = cents / 100;
          const cost = { usd, guessed: cents % 2 === 0, limitUsd: usd };
          if (what === 'wait') nowMs += cents * 60_000;
          if (what === 'end') open.shift()?.();
          if (what === 'call') {
            const close = own.opened({ account: null, extraUsd: null });
            open.push(() => close({ ...cost, guessed: false }));
          }
          if (what === 'extra' && own.allows(usd, EXTRA_SPEND)) {
            const close = own.opened({ account: null, extraUsd: usd });
            open.push(() => close(cost));
            const { extraUsd, extraMostUsd } = own.spending(EXTRA_SPEND);
            expect(extraUsd).toBeLessThanOrEqual(extraMostUsd + 1e-9);
          }
        }
      }),
    );
  });

  it('sets aside what is under way, and knows what is guessed and what nobody can price', () => {
    const own = purse({ nowMs: () => 0 });
    const close = own.opened({ account: null, extraUsd: 0.4 });
    expect(own.allows(0.2, EXTRA_SPEND)).toBe(false);
    expect(own.spending(EXTRA_SPEND)).toMatchObject({ allUsd: 0, extraUsd: 0.4, extraMostUsd: 0.5 });
    close({ usd: 0.1, guessed: true, limitUsd: 0 });
    own.opened({ account: null, extraUsd: 0 })({ usd: null, guessed: false, limitUsd: 0 });
    expect(own.allows(0.2, EXTRA_SPEND)).toBe(true);
    expect(own.spending(EXTRA_SPEND)).toMatchObject({ allUsd: 0.1, extraUsd: 0.1, guessedUsd: 0.1, unpriced: 1 });
    expect(own.spending(EXTRA_SPEND).extraMostUsd).toBeCloseTo(0.505);
  });

  it('takes no guess of an ordinary call for money that allows another one', () => {
    const own = purse({ nowMs: () => 0 });
    own.opened({ account: null, extraUsd: null })({ usd: 100, guessed: true, limitUsd: 0 });
    expect(own.spending(EXTRA_SPEND)).toMatchObject({ allUsd: 0, extraMostUsd: 0.5 });
  });
});

describe('money', () => {
  it('is counted as providers tell it, for all calls', () => {
    const { ask, world, engine } = crowd({ a: { does: () => CENTS } });
    times(5, ask);
    world.pass(1_000);
    expect(engine.purse.spending(EXTRA_SPEND).allUsd).toBeCloseTo(5 * CALL_USD);
    expect(engine.purse.spending(EXTRA_SPEND).extraUsd).toBe(0);
    world.pass(62 * 60_000);
    expect(engine.purse.spending(EXTRA_SPEND).allUsd).toBe(0);
  });

  it('ends rescues when their budget is empty, and refuses no failover', () => {
    const { ask, world, entries, calls, engine } = crowd(
      { a: { does: (number) => (number < 3 ? { status: 503 } : 'hangs') }, b: { does: () => CENTS } },
      { extraSpend: { share: 0, perHour: 4.5 * CALL_USD } },
    );
    times(3, ask);
    times(40, ask);
    world.pass(2_000);
    // The three that failed went on; of the others some were rescued, as far as the money went.
    expect(calls('b')).toBeGreaterThan(3);
    expect(calls('b')).toBeLessThan(12);
    const { extraUsd, extraMostUsd } = engine.purse.spending({ share: 0, perHour: 4.5 * CALL_USD });
    // A call may cost a little more than was set aside for it.
    expect(extraUsd).toBeLessThan(extraMostUsd + 2 * CALL_USD);
    world.pass(60_000);
    expect(entries).toHaveLength(43);
    expect(entries.every(({ outcome }) => outcome === 'answered')).toBe(true);
  });

  it('is not asked for where a model is free, and where nobody knows a price', () => {
    const hangs: Doing[] = [{ status: 503 }, { status: 503 }, { status: 503 }];
    const does = (number: number): Doing => hangs[number] ?? 'hangs';
    const free = crowd(
      { a: { does }, b: { does: () => CENTS, local: true } },
      { extraSpend: { share: 0, perHour: 0 } },
    );
    times(13, free.ask);
    free.world.pass(2_000);
    expect(free.calls('b')).toBe(13);
    const unknown = crowd(
      { a: { does }, b: { does: () => CENTS, rung: { model: 'of-my-own' } } },
      { extraSpend: { share: 0, perHour: 0 } },
    );
    times(13, unknown.ask);
    unknown.world.pass(2_000);
    expect(unknown.calls('b')).toBe(13);
    expect(unknown.engine.purse.spending(EXTRA_SPEND)).toMatchObject({ extraUsd: 0, unpriced: 10 });
  });

  it('counts what a probe costs', () => {
    const { ask, world, engine } = crowd(
      { a: { does: (number) => (number < 4 ? { status: 503 } : CENTS) }, b: { does: () => CENTS } },
      { probesPerMinute: 60 },
    );
    times(4, ask);
    world.pass(60_000);
    const { extraUsd } = engine.purse.spending(EXTRA_SPEND);
    const { probed } = engine.book.of('a/claude-sonnet-5');
    expect(probed).toBeGreaterThanOrEqual(3);
    expect(extraUsd).toBeGreaterThan(0);
  });
});

describe('an account that may cost only so much in an hour', () => {
  it('is passed over when it has, with the reason in the trail, and asked again when the hour is over', () => {
    const { ask, world, entries } = crowd({ a: { does: () => CENTS, spendPerHour: 0.02 }, b: { does: () => CENTS } });
    times(5, () => {
      ask();
      world.pass(1_000);
    });
    expect(servedBy(entries)).toBe('aaabb');
    expect(entries.at(-1)?.attempts).toMatchObject([
      { rung: 0, fault: 'spent', key: -1, detail: 'a may cost 0.02 US dollars in an hour, and has' },
      { rung: 1, fault: null },
    ]);
    expect(entries.at(-1)?.mode).toBe('standby');
    world.pass(HOUR_MS + 120_000);
    ask();
    world.pass(1_000);
    expect(servedBy(entries)).toBe('aaabba');
  });

  it('counts those under way as what the others have cost', () => {
    const { ask, world, calls } = crowd({ a: { does: () => CENTS, spendPerHour: 0.1 }, b: { does: () => CENTS } });
    ask();
    world.pass(1_000);
    times(40, ask);
    expect(calls('a')).toBeLessThanOrEqual(15);
    expect(calls('b')).toBeGreaterThan(20);
  });

  it('is asked by nobody, and where there is no other the caller hears when to come back', () => {
    const { ask, world, entries, calls } = crowd(
      { a: { does: () => CENTS, spendPerHour: 0.01 } },
      { probesPerMinute: 60 },
    );
    times(2, () => {
      ask();
      world.pass(1_000);
    });
    const third = ask();
    expect(third.status()).toBe(429);
    expect(third.headers()).toMatchObject({ 'retry-after': '60', 'x-should-retry': 'true' });
    expect(entries.at(-1)).toMatchObject({ outcome: 'failed', fault: 'parked', attempts: [{ fault: 'spent' }] });
    expect(calls('a')).toBe(2);
  });

  it('guesses where nobody tells, and takes a model that nobody knows for a dear one', () => {
    const silent = crowd({ a: { does: () => ({ beginsMs: 100 }), spendPerHour: 0.02 } });
    times(6, () => {
      silent.ask();
      silent.world.pass(1_000);
    });
    expect(silent.calls('a')).toBe(4);
    const unknown = crowd({ a: { does: () => CENTS, spendPerHour: 0.1, rung: { model: 'of-my-own' } } });
    times(6, () => {
      unknown.ask();
      unknown.world.pass(1_000);
    });
    // 1,000 tokens at $15 and 500 at $75 a million.
    expect(unknown.engine.purse.spentBy('a')).toBeCloseTo(2 * 0.0525);
    expect(unknown.calls('a')).toBe(2);
  });

  it('pays nothing for what was refused or never came there', () => {
    const { ask, world, engine } = crowd({ a: { does: () => ({ status: 503 }), spendPerHour: 1 } });
    times(3, () => {
      ask();
      world.pass(1_000);
    });
    expect(engine.purse.spentBy('a')).toBe(0);
  });
});
