import { Counter, Histogram, Registry } from '@prometheus-io/client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counts, spread } from './tally.ts';

const BOUNDS = [0.1, 0.5, 1, 5];
const about = { name: 'x', help: 'Whatever it is', labelNames: ['a', 'b'] } as const;
const label = fc.constantFrom('', 'one', 'two', 'say "hi"\\');
const additions = fc.array(fc.tuple(fc.constantFrom(0, 0.05, 0.1, 0.7, 1, 4, 5, 900), label, label), { minLength: 1 });

test('A count reads as one of the library', async () => {
  await fc.assert(
    fc.asyncProperty(additions, async (all) => {
      const [ours, theirs] = [new Registry(), new Registry()];
      const add = counts({ ...about, registry: ours });
      const counter = new Counter({ ...about, registers: [theirs] });
      for (const [by, a, b] of all) {
        add(a, b)(by);
        counter.inc({ a, b }, by);
      }
      expect(await ours.metrics()).toBe(await theirs.metrics());
    }),
  );
});

test('A spread reads as a histogram of the library', async () => {
  await fc.assert(
    fc.asyncProperty(additions, async (all) => {
      const [ours, theirs] = [new Registry(), new Registry()];
      const add = spread({ ...about, registry: ours }, BOUNDS);
      const histogram = new Histogram({ ...about, buckets: BOUNDS, registers: [theirs] });
      for (const [value, a, b] of all) {
        add(a, b)(value);
        histogram.observe({ a, b }, value);
      }
      expect(sorted(await ours.metrics())).toEqual(sorted(await theirs.metrics()));
    }),
  );
});

/** Where a label stands in its line is nobody's business. */
function sorted(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => labels.split(',').toSorted().join()));
}
