import { expect, it } from 'vitest';
import type { Condition, Wish } from './testing/outage.ts';
import { outage } from './testing/outage.ts';

/** Less than a rung that hangs is given: 30 s for the first word of a stream, 120 s for a whole answer. */
const KINDS: readonly (readonly [string, Wish & { readonly withinMs: number }])[] = [
  ['a stream', { withinMs: 12_000 }],
  ['a whole answer', { whole: true, withinMs: 30_000 }],
];

/** The first of two providers is like this from the start, so that nothing is known of what is usual there. */
function trouble(condition: Condition, providers: Parameters<typeof outage>[0] = { a: {}, b: {} }) {
  const one = outage(providers);
  one.turn('a', condition);
  return one;
}

it.each(KINDS)(
  '%s of a caller with little time is asked elsewhere at half of it, while the first one hangs',
  (_, wish) => {
    const one = trouble({ kind: 'hangs' });
    one.ask(wish);
    one.world.pass(wish.withinMs / 2 - 100);
    expect(one.seen('b')).toEqual([]);
    one.world.pass(400);
    expect(one.entries).toMatchObject([{ outcome: 'answered', servedBy: 'b/m' }]);
  },
);

it('whoever has as much time as a rung is asked nowhere else before that rung has had its own', () => {
  const one = trouble({ kind: 'well', beginsMs: 25_000 });
  one.ask({ withinMs: 40_000 });
  one.world.pass(26_000);
  expect(one.seen('b')).toEqual([]);
  expect(one.entries).toMatchObject([{ outcome: 'answered', servedBy: 'a/m' }]);
});

it('nobody is asked beside one who could fail together with it', () => {
  const one = trouble({ kind: 'hangs' }, { a: { domains: ['edge'] }, b: { domains: ['edge'] } });
  one.ask({ withinMs: 12_000 });
  one.world.pass(13_000);
  expect(one.entries).toMatchObject([{ outcome: 'failed', fault: 'timeout' }]);
  expect(one.seen('b')).toEqual([]);
});

it.each(KINDS)('a target whose answers nobody gets, %s after another, comes to rest', (_, wish) => {
  const one = trouble({ kind: 'hangs' }, { a: { domains: ['edge'] }, b: { domains: ['edge'] } });
  const rests = (): boolean => one.engine.book.rests('a/m');
  for (let count = 0; count < 6; count += 1) {
    one.ask(wish);
    one.world.pass(wish.withinMs);
    expect(rests()).toBe(false);
  }
  one.ask(wish);
  one.world.pass(wish.withinMs + 100);
  expect(rests()).toBe(true);
  expect(one.entries.every(({ outcome }) => outcome === 'failed')).toBe(true);
  // From now on nobody waits for it.
  one.ask(wish);
  one.world.pass(200);
  expect(one.entries.at(-1)).toMatchObject({ outcome: 'answered', servedBy: 'b/m' });
});

it.each(KINDS)('callers who leave after a long wait for %s say the same without a word', (_, { whole = false }) => {
  const one = trouble({ kind: 'hangs' });
  for (let count = 0; count < 7; count += 1) {
    const caller = one.ask({ whole });
    one.world.pass(11_000);
    caller.gone();
  }
  expect(one.engine.book.rests('a/m')).toBe(true);
});

it('callers who leave soon, and answers that come in between, speak against nobody', () => {
  const soon = trouble({ kind: 'hangs' });
  const between = trouble({ kind: 'hangs' });
  for (let count = 0; count < 20; count += 1) {
    const caller = soon.ask();
    soon.world.pass(4_000);
    caller.gone();

    between.turn('a', { kind: 'hangs' });
    const other = between.ask({ whole: true });
    between.world.pass(11_000);
    other.gone();
    between.turn('a', { kind: 'well', beginsMs: 800 });
    for (let answered = 0; answered < 4; answered += 1) {
      between.ask({ whole: true });
      between.world.pass(1_000);
    }
  }
  expect(soon.engine.book.rests('a/m')).toBe(false);
  expect(between.engine.book.rests('a/m')).toBe(false);
});
