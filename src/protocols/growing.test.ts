import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growing } from './growing.ts';

describe('bytes that wait for more', () => {
  it('are those that came, in their order, however much of them is taken away on the way', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.nat(20))), (steps) => {
        const waiting = growing();
        let expected: readonly number[] = [];
        const given: { readonly bytes: Uint8Array; readonly copy: readonly number[] }[] = [];
        for (const [piece, taken] of steps) {
          const all = waiting.add(piece);
          expected = [...expected, ...piece];
          expect([...all]).toEqual(expected);
          given.push({ bytes: all.subarray(0, taken), copy: expected.slice(0, taken) });
          expected = expected.slice(taken);
          waiting.keep(all.subarray(taken));
          expect([...waiting.held()]).toEqual(expected);
        }
        // What was given away is still what it was.
        for (const { bytes, copy } of given) expect([...bytes]).toEqual(copy);
      }),
    );
  });

  it('are moved a few times only, however many pieces they come in', () => {
    const waiting = growing();
    const places = new Set<ArrayBufferLike>();
    for (let count = 0; count < 300_000; count += 1) places.add(waiting.add(Uint8Array.of(count % 256)).buffer);
    expect(waiting.held()).toHaveLength(300_000);
    expect(places.size).toBeLessThan(30);
  });
});
