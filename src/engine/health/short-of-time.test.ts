import { describe, expect, it } from 'vitest';
import type { Condition, Wish } from '../testing/outage.ts';
import { outage } from '../testing/outage.ts';

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

it('where the one that was asked beside it fails, a third is, unless it could fail together with the first', () => {
  const one = trouble({ kind: 'hangs' }, { a: { domains: ['edge'] }, b: {}, c: { domains: ['edge'] }, d: {} });
  one.turn('b', { kind: 'refuses', status: 500 });
  one.ask({ withinMs: 12_000 });
  one.world.pass(6_400);
  expect(one.entries).toMatchObject([{ outcome: 'answered', servedBy: 'd/m' }]);
  expect(one.seen('c')).toEqual([]);
});

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

it.each(KINDS)('and so do those who wait for %s as long as anybody may', (_, { whole = false }) => {
  const one = trouble({ kind: 'hangs' });
  for (let count = 0; count < 5; count += 1) {
    const caller = one.ask({ whole });
    one.world.pass(11_000);
    caller.gone();
  }
  for (let count = 0; count < 2; count += 1) {
    expect(one.engine.book.rests('a/m')).toBe(false);
    one.ask({ whole });
    one.world.pass(whole ? 121_000 : 31_000);
  }
  expect(one.engine.book.rests('a/m')).toBe(true);
});

it('callers who leave soon, and answers that come in between, speak against nobody', () => {
  const soon = trouble({ kind: 'hangs' });
  const between = trouble({ kind: 'hangs' });
  for (let count = 0; count < 20; count += 1) {
    const caller = soon.ask();
    soon.world.pass(2_900);
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

it('callers who leave in the middle of long answers speak against nobody whose answers are always that long', () => {
  const one = trouble({ kind: 'well', beginsMs: 20_000 });
  for (let count = 0; count < 20; count += 1) {
    const caller = one.ask({ whole: true });
    one.world.pass(12_000);
    caller.gone();
    for (let answered = 0; answered < 4; answered += 1) {
      one.ask({ whole: true });
      one.world.pass(21_000);
    }
  }
  expect(one.engine.book.rests('a/m')).toBe(false);
});

describe('callers who stop waiting after a few seconds', () => {
  const SHORT: readonly (readonly [string, Wish & { readonly withinMs: number }])[] = [
    ['for a stream', { withinMs: 6_000 }],
    ['for a whole answer', { whole: true, withinMs: 6_000 }],
  ];
  const TOGETHER = { a: { domains: ['edge'] }, b: { domains: ['edge'] } };
  /** How many of them in a row make a target rest; null: a hundred do not. */
  const untilRest = (one: ReturnType<typeof trouble>, wish: Wish & { readonly withinMs: number }): number | null => {
    for (let count = 1; count <= 100; count += 1) {
      one.ask(wish);
      one.world.pass(wish.withinMs);
      if (one.engine.book.rests('a/m')) return count;
    }
    return null;
  };

  it.each(SHORT)('%s make a target rest that has never said a word, after 70 s of that in all', (_, wish) => {
    const one = trouble({ kind: 'hangs' }, TOGETHER);
    expect(untilRest(one, wish)).toBe(12);
    one.ask(wish);
    one.world.pass(200);
    expect(one.entries.at(-1)).toMatchObject({ outcome: 'answered', servedBy: 'b/m' });
  });

  it('count where another one was faster', () => {
    // Asked at half of the time, and there 100 ms later.
    expect(untilRest(trouble({ kind: 'hangs' }), { withinMs: 8_000 })).toBe(18);
  });

  /** The first of two says so much before it hangs. */
  const known = (beginsMs: number, answers: number, wish: Wish) => {
    const one = trouble({ kind: 'well', beginsMs }, TOGETHER);
    for (let count = 0; count < answers; count += 1) {
      one.ask({ whole: wish.whole ?? false });
      one.world.pass(beginsMs + 1_000);
    }
    one.turn('a', { kind: 'hangs' });
    return one;
  };

  it.each(SHORT)(
    '%s count as much against one that was always quick, whether it has answered once or often',
    (_, wish) => {
      expect(untilRest(known(100, 1, wish), wish)).toBe(12);
      expect(untilRest(known(500, 19, wish), wish)).toBe(12);
    },
  );

  it.each(SHORT)('%s count for the less, the longer it has ever taken to answer', (_, wish) => {
    expect(untilRest(known(1_500, 1, wish), wish)).toBe(12);
    expect(untilRest(known(3_000, 1, wish), wish)).toBe(24);
    expect(untilRest(known(3_000, 3, wish), wish)).toBe(12);
    expect(untilRest(known(6_500, 1, wish), wish)).toBeNull();
  });

  it('for a whole answer say nothing of one that has only said first words', () => {
    const one = known(100, 3, { whole: false });
    expect(untilRest(one, { whole: true, withinMs: 6_000 })).toBeNull();
  });

  it('say nothing of one that answers others in between, however late', () => {
    const one = trouble({ kind: 'well', beginsMs: 9_000 }, TOGETHER);
    for (let count = 0; count < 40; count += 1) {
      one.ask({ withinMs: 6_000 });
      one.world.pass(6_000);
      if (count % 10 === 5) one.ask();
    }
    expect(one.engine.book.rests('a/m')).toBe(false);
  });

  it('say nothing where the model was asked to think, or had much to read', () => {
    const thinking = '"reasoning_effort":"high"';
    const long = `"metadata":{"x":"${'x'.repeat(700_000)}"}`;
    for (const more of [thinking, long]) {
      const one = trouble({ kind: 'hangs' }, TOGETHER);
      expect(untilRest(one, { withinMs: 6_000, more })).toBeNull();
    }
  });
});
