import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rung } from '../../model/route.ts';
import { counter, textOf, TWO } from '../testing/counter.ts';

const PROMISING: readonly Rung[] = [...TWO, { kind: 'defer', expiresMs: null, priority: 3 }];

describe('requests that ask alike at the same time', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly Rung[], number]>([
    ['want no promise', { 'x-failsoft-defer': 'off' }, PROMISING, 2],
    ['have a key of their own for it', { 'idempotency-key': 'letter-7' }, PROMISING, 2],
    ['want others to be told', { 'x-failsoft-webhook': 'https://example.com/' }, PROMISING, 2],
    ['want it in an order', { 'x-failsoft-order': 'letters' }, PROMISING, 2],
    ['want it sooner', { 'x-failsoft-priority': '0', 'x-failsoft-expires': '60' }, PROMISING, 2],
    ['have a key where nothing is promised', { 'idempotency-key': 'letter-7' }, TWO, 1],
    ['want to be told in the body who answers', { 'x-failsoft-label': 'body' }, TWO, 2],
  ])('are asked for alone where some %s', (_, headers, ladder, calls) => {
    const one = counter({ ladder });
    for (const talk of [{}, { headers }, { headers }]) one.ask(talk);
    one.world.settle(1_000);
    expect(one.calls()).toBe(calls);
  });

  it('are not together when one of them must be asked now, or only of the best', () => {
    const one = counter();
    one.ask();
    one.ask({ headers: { 'cache-control': 'no-cache' } });
    // Where nobody answers, it is given nothing that is older.
    one.ask({ headers: { 'cache-control': 'max-age=5' } });
    one.ask({ asked: { standby: false } });
    one.ask({ stream: false });
    one.world.settle(1_000);
    expect(one.calls()).toBe(5);
  });

  it('never share anything between tenants, however they come and go', () => {
    const steps = fc.array(
      fc.record({
        tenant: fc.constantFrom('x', 'y'),
        seed: fc.nat(1),
        stream: fc.boolean(),
        waitMs: fc.nat(80),
        leaves: fc.boolean(),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(steps, (came) => {
        const one = counter({ cache: { freshMs: 300, revalidateMs: 200, sampled: true } });
        const heard = new Map<string, Set<string>>();
        const talks = came.map(({ tenant, seed, stream, waitMs, leaves }) => {
          const talk = one.ask({ stream, body: { seed }, asked: { client: tenant, tenant } });
          one.world.pass(waitMs);
          if (leaves) talk.running.gone();
          return { tenant, seed, stream, leaves, talk };
        });
        one.world.settle(10_000);
        for (const { tenant, seed, stream, leaves, talk } of talks) {
          if (leaves) continue;
          expect(talk.state()).toBe('ended');
          const answer = textOf(talk, { stream });
          const whose = heard.get(answer) ?? new Set<string>();
          heard.set(answer, whose.add(`${tenant} ${seed}`));
        }
        for (const whose of heard.values()) expect(whose.size).toBe(1);
      }),
      { numRuns: 100 },
    );
  });
});
