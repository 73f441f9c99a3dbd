import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSED, type Open } from './breaker.ts';
import { failTogether, isOfTheWay, looksLikeOurs, type Mark, noted, recent, strangers } from './domains.ts';

const mark = (target: string, atMs: number, domains: readonly string[] = [target]): Mark => ({
  target,
  domains,
  atMs,
  before: { ...CLOSED, evidence: atMs / 1_000 },
});
const openSince = (sinceMs: number): Open => ({
  state: 'open',
  generation: 1,
  openings: 1,
  hope: 0.5,
  ebbs: false,
  why: 'failing',
  sinceMs,
  lookMs: sinceMs + 2_000,
  passed: 0,
  looker: 'none',
});
const after = (...marks: Mark[]): readonly Mark[] => marks.reduce<readonly Mark[]>(noted, []);
const WORLD = [['a', 'edge'], ['b', 'edge'], ['c'], ['d'], []];

describe('failures at the same time', () => {
  it.each([
    ['of three that share nothing are our own network', [mark('a', 0), mark('c', 10), mark('d', 20)], true],
    ['of two of many are not', [mark('a', 0), mark('c', 10)], false],
    ['of one that fails again and again are not', [mark('a', 0), mark('a', 10), mark('a', 20), mark('a', 30)], false],
    [
      'of three behind one edge are not',
      [mark('a', 0, ['a', 'edge']), mark('b', 1, ['b', 'edge']), mark('x', 2, ['edge'])],
      false,
    ],
    ['that lie more than five seconds apart are not', [mark('a', 0), mark('c', 3_000), mark('d', 5_001)], false],
    ['under mere suspicion are not', [mark('a', 0), mark('c', 0, []), mark('d', 0, [])], false],
  ] as const)('%s', (_, marks, ours) => {
    expect(looksLikeOurs(after(...marks), WORLD)).toBe(ours);
  });

  it('of all two there are are our own network; the failure of the only one is not', () => {
    expect(looksLikeOurs(after(mark('a', 0), mark('c', 1)), [['a'], ['c']])).toBe(true);
    expect(looksLikeOurs(after(mark('a', 0)), [['a']])).toBe(false);
  });

  it('remember how each target stood before the first of them', () => {
    expect(after(mark('a', 1_000), mark('b', 1_500), mark('a', 2_000))).toEqual([mark('a', 1_000), mark('b', 1_500)]);
    const [suspect] = after(mark('a', 1_000, []), mark('a', 2_000));
    expect(suspect).toEqual(mark('a', 1_000));
  });

  it('remember it for longer where a target has come to rest since', () => {
    const { before } = mark('a', 1_000);
    const later = (sinceMs: number): Mark => ({ ...mark('a', 6_100), before: openSince(sinceMs) });
    expect(after(mark('a', 1_000), mark('b', 6_050), later(3_000)).at(-1)).toEqual({ ...later(3_000), before });
    expect(after(mark('a', 1_000), later(1_050)).at(-1)).toEqual(later(1_050));
    expect(recent(after(mark('a', 1_000), mark('b', 6_100)))).toEqual([mark('b', 6_100)]);
  });
});

/** Any two that share something become one, until no two do. */
function joined(all: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const groups = all.filter((one) => one.length > 0);
  for (const [index, one] of groups.entries()) {
    const other = groups.findIndex((another, place) => place > index && failTogether(one, another));
    if (other < 0) continue;
    const rest = groups.filter((_, place) => place !== index && place !== other);
    return joined([...rest, [...one, ...(groups[other] ?? [])]]);
  }
  return groups;
}

it('strangers are as many as there are groups that share nothing, in whatever order they come', () => {
  const domains = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']);
  fc.assert(
    fc.property(fc.array(domains, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (all, order) => {
      const shuffled = all.map((one) => ({ one, at: order.next().value ?? 0 })).toSorted((x, y) => x.at - y.at);
      expect(strangers(shuffled.map(({ one }) => one))).toBe(strangers(all));
      expect(strangers(all)).toBe(joined(all).length);
    }),
  );
});

it('what providers say themselves is never the fault of the way', () => {
  expect(['unreachable', 'reset', 'timeout', 'cut', 'stalled'].every((kind) => isOfTheWay(kind as 'reset'))).toBe(true);
  expect((['broken', 'overloaded', 'garbled', 'empty', 'rate-limited'] as const).some(isOfTheWay)).toBe(false);
});
