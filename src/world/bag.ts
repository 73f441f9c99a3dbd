import type { Cancel } from './world.ts';

/** Things that come and go with every request, in no order. */
export type Bag<T> = {
  /** Returns what takes it out again. */
  readonly add: (one: T) => Cancel;
  /** Those that are in it now, as a list of its own. */
  readonly all: () => readonly T[];
  readonly size: () => number;
};

/**
 * A `Set` is no place for them: as it fills and empties, V8 lays out its table anew, and each table that was left behind holds on to the
 * next one and to what was in it then. Once one of them has grown old, all later ones are kept until the next full collection, and
 * with them half of all requests: they doubled what a request costs. (`OrderedHashTable::Rehash` and its `SetNextTable` in V8; seen with
 * `--trace-gc`.)
 */
export function bag<T>(): Bag<T> {
  const places: { readonly one: T; at: number }[] = [];
  return {
    add: (one) => {
      const place = { one, at: places.length };
      places.push(place);
      return () => {
        if (place.at < 0) return;
        const last = places.pop();
        if (last !== undefined && last !== place) {
          places[place.at] = last;
          last.at = place.at;
        }
        place.at = -1;
      };
    },
    all: () => places.map(({ one }) => one),
    size: () => places.length,
  };
}
