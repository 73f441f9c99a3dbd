/**
 * Bytes that wait for the rest of what they belong to. Adding a piece copies only that piece, most of the time: an event of
 * megabytes may come in a thousand of them.
 */
export type Growing = {
  /** What waits, with this behind it. It may be the piece itself, and it is never written to again, only behind its end. */
  readonly add: (piece: Uint8Array) => Uint8Array;
  /** Only this, the end of what `add` returned, goes on waiting. */
  readonly keep: (rest: Uint8Array) => void;
  readonly held: () => Uint8Array;
};

const NONE = new Uint8Array(0);

export function growing(): Growing {
  let held: Uint8Array = NONE;
  /** Where `held` is the beginning, with room behind it; empty when it lies elsewhere. */
  let room: Uint8Array = NONE;

  return {
    add: (piece) => {
      if (held.length === 0) {
        held = piece;
        return held;
      }
      const length = held.length + piece.length;
      if (length > room.length) {
        // Most events lie in two pieces. What lies in more may lie in many.
        const larger = Buffer.allocUnsafe(room.length === 0 ? length : length * 2);
        larger.set(held);
        room = larger;
      }
      room.set(piece, held.length);
      held = room.subarray(0, length);
      return held;
    },
    keep: (rest) => {
      if (rest.length !== held.length) room = NONE;
      held = rest;
    },
    held: () => held,
  };
}
