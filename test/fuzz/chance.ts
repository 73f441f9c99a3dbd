/** Seeded chance: the same seed and number always give the same choices, so that an input can be made again from its number alone. */
export type Chance = {
  /** 0 ≤ x < 1. */
  readonly unit: () => number;
  /** A whole number, 0 ≤ x < below. */
  readonly below: (below: number) => number;
  /** True once in so many times. */
  readonly oneIn: (times: number) => boolean;
  /** Throws for an empty list. */
  readonly pick: <T>(all: readonly T[]) => T;
};

export function chance(seed: number, number: number): Chance {
  // Mulberry32, begun at a place that is far from those of the neighbours.
  let state = (Math.imul(seed ^ 0x9e_37_79_b9, 0x85_eb_ca_6b) ^ Math.imul(number + 1, 0xc2_b2_ae_35)) >>> 0;
  const unit = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    unit,
    below,
    oneIn: (times) => below(times) === 0,
    pick: (all) => {
      if (all.length === 0) throw new RangeError('There is nothing to pick from');
      const at = below(all.length);
      return all.slice(at, at + 1).reduce((one) => one);
    },
  };
}
