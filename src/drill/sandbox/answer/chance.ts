/** A source of numbers, 0 ≤ x < 1, that always gives the same ones for the same seed. */
export type Chance = {
  readonly next: () => number;
  /** One of the list. The list is never empty. */
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  /** A whole number, both bounds included. */
  readonly between: (least: number, most: number) => number;
  readonly letters: (length: number) => string;
};

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789';

export function chance(seed: string): Chance {
  let state = hash(seed);
  // mulberry32: small, fast, and good enough to choose words.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    letters: (length) => Array.from({ length }, () => LETTERS[Math.floor(next() * LETTERS.length)]).join(''),
  };
}

/** 32 bits of a text (FNV-1a). Not for secrets. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
