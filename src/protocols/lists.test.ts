import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flattened, joined } from './lists.ts';

it('makes the same of lists as copying them would, whatever their length', () => {
  const list = fc.array(fc.integer(), { maxLength: 3 });
  const twice = (item: number): readonly number[] => (item % 3 === 0 ? [] : [item, item + 1]);
  fc.assert(
    fc.property(list, list, (one, other) => {
      expect(joined(one, other)).toEqual([...one, ...other]);
      expect(flattened(one, twice)).toEqual(one.flatMap(twice));
    }),
  );
});
