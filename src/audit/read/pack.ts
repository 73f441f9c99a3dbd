import type { Around, FileFacts } from '../facts/facts.ts';

/** Facts as they are written down: what stands around calls is the same for many of them, and is written once. */
export type Packed = Omit<FileFacts, 'calls' | 'uses'> & {
  readonly around: readonly Around[];
  readonly calls: readonly WithPlaces<FileFacts['calls'][number]>[];
  readonly uses: readonly WithPlaces<FileFacts['uses'][number]>[];
};

type WithPlaces<T> = Omit<T, 'around'> & { readonly around: readonly number[] };

export function pack(facts: FileFacts): Packed {
  const places = new Map<Around, number>();
  const placeOf = (one: Around): number => {
    const known = places.get(one);
    if (known !== undefined) return known;
    places.set(one, places.size);
    return places.size - 1;
  };
  const calls = facts.calls.map((call) => ({ ...call, around: call.around.map(placeOf) }));
  const uses = facts.uses.map((use) => ({ ...use, around: use.around.map(placeOf) }));
  return { ...facts, calls, uses, around: [...places.keys()] };
}

export function unpack({ around, ...packed }: Packed): FileFacts {
  const at = (places: readonly number[]): readonly Around[] => places.flatMap((place) => around[place] ?? []);
  const calls = packed.calls.map((call) => ({ ...call, around: at(call.around) }));
  const uses = packed.uses.map((use) => ({ ...use, around: at(use.around) }));
  return { ...packed, calls, uses };
}
