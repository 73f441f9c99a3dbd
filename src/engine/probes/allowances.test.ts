import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allowances } from './allowances.ts';

it('no name gets more than a minute has of its own, nor all of them more than there is for all, and waiting helps', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 20_000 })), { maxLength: 200 }),
      (wishes) => {
        const allowed = allowances({ perMinute: 6, all: 10 });
        const taken: { name: string; atMs: number }[] = [];
        let nowMs = 0;
        for (const [name, afterMs] of wishes) {
          nowMs += afterMs;
          const waitMs = allowed.take(name, nowMs);
          if (waitMs > 0) {
            nowMs += waitMs;
            expect(allowed.take(name, nowMs)).toBe(0);
          }
          taken.push({ name, atMs: nowMs });
        }
        for (const { atMs } of taken) {
          const minute = taken.filter((one) => one.atMs > atMs - 60_000 && one.atMs <= atMs);
          // What was saved up for a minute, and what came during one.
          expect(minute.length).toBeLessThanOrEqual(20);
          for (const name of ['a', 'b', 'c'])
            expect(minute.filter((one) => one.name === name).length).toBeLessThanOrEqual(12);
        }
      },
    ),
  );
});
