import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FairQueue, joined, next, NOBODY_WAITS, without } from './fair-queue.ts';

const MOST = 10;

function queueOf(guests: readonly string[], most = MOST): FairQueue<string> {
  return guests.reduce<FairQueue<string>>(
    (queue, one) => joined(queue, { tenant: tenantOf(one), one }, most).queue,
    NOBODY_WAITS,
  );
}

const tenantOf = (one: string): string => one.slice(0, 1);

function served(queue: FairQueue<string>): readonly string[] {
  const order: string[] = [];
  for (let turn = next(queue); turn !== null; turn = next(turn.queue)) order.push(turn.one);
  return order;
}

describe('a queue', () => {
  it('of one tenant is first come, first served', () => {
    expect(served(queueOf(['a1', 'a2', 'a3']))).toEqual(['a1', 'a2', 'a3']);
  });

  it('of several gives each its turn, however many of another came before', () => {
    expect(served(queueOf(['a1', 'a2', 'a3', 'b1', 'c1', 'b2']))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('lets a tenant that comes back wait behind those whose turn it is', () => {
    const turn = next(queueOf(['a1', 'a2', 'b1']));
    const back = joined(turn?.queue ?? NOBODY_WAITS, { tenant: 'a', one: 'a3' }, MOST);
    expect(served(back.queue)).toEqual(['b1', 'a2', 'a3']);
  });

  it('that is full turns away the last of whoever has most in it', () => {
    const queue = queueOf(['a1', 'a2', 'a3', 'b1'], 4);
    const other = joined(queue, { tenant: 'b', one: 'b2' }, 4);
    expect(other.away).toBe('a3');
    expect(served(other.queue)).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(joined(queue, { tenant: 'a', one: 'a4' }, 4).away).toBe('a4');
    expect(joined(NOBODY_WAITS, { tenant: 'a', one: 'a1' }, 0).away).toBe('a1');
  });

  it('keeps its turns when somebody waits no longer', () => {
    const queue = queueOf(['a1', 'a2', 'b1']);
    expect(served(without(queue, 'a', 'a1'))).toEqual(['a2', 'b1']);
    expect(served(without(queue, 'b', 'b1'))).toEqual(['a1', 'a2']);
    expect(served(without(queue, 'c', 'c1'))).toEqual(['a1', 'b1', 'a2']);
  });

  it('serves each once, never longer than allowed, and lets nobody who waits be passed by twice by the same tenant', () => {
    const comes = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('comes', 'comes', 'goes', 'served'));
    fc.assert(
      fc.property(fc.array(comes, { maxLength: 60 }), (steps) => {
        let queue: FairQueue<string> = NOBODY_WAITS;
        const waiting: string[] = [];
        const passed = new Map<string, string[]>();
        steps.forEach(([tenant, step], number) => {
          if (step === 'comes') {
            const one = `${tenant}${number}`;
            const { queue: longer, away } = joined(queue, { tenant, one }, MOST);
            queue = longer;
            waiting.push(one);
            if (away !== null) waiting.splice(waiting.indexOf(away), 1);
          } else if (step === 'goes') {
            const one = waiting.find((other) => tenantOf(other) === tenant);
            if (one === undefined) return;
            queue = without(queue, tenant, one);
            waiting.splice(waiting.indexOf(one), 1);
          } else {
            const turn = next(queue);
            expect(turn === null).toBe(waiting.length === 0);
            if (turn === null) return;
            ({ queue } = turn);
            waiting.splice(waiting.indexOf(turn.one), 1);
            passed.delete(turn.one);
            for (const other of new Set(waiting.map(tenantOf))) {
              const first = waiting.find((one) => tenantOf(one) === other) ?? '';
              if (other === tenantOf(turn.one)) continue;
              const by = passed.get(first) ?? [];
              expect(by).not.toContain(tenantOf(turn.one));
              passed.set(first, [...by, tenantOf(turn.one)]);
            }
          }
          expect([...queue.values()].flat().toSorted()).toEqual(waiting.toSorted());
          expect(waiting.length).toBeLessThanOrEqual(MOST);
        });
      }),
    );
  });
});
