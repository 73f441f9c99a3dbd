import type { HeldBytes } from '../budgets/held-bytes.ts';

/** What has come of an answer, in pieces that are numbered from 0, for those who read it at their own pace. */
export type HeldAnswer = {
  readonly add: (piece: Uint8Array) => void;
  /** The number of the next piece that comes. */
  readonly next: () => number;
  /** Undefined for one that is not held any more, or is still to come. */
  readonly at: (number: number) => Uint8Array | undefined;
  /** All pieces from this one on. */
  readonly from: (number: number) => readonly Uint8Array[];
  /** Is it longer than what may be held? Then its beginning goes. */
  readonly isLong: () => boolean;
  /** Where it is long, nothing is needed any more of what stands before this piece. */
  readonly trim: (number: number) => void;
  /** All that is held, as one. */
  readonly whole: () => Uint8Array;
  /** It counts as held no more. */
  readonly letGo: () => void;
  /** Another answer comes in its place. */
  readonly anew: () => void;
};

/** What is held of one answer, bytes. One that is longer goes on at the pace of its slowest reader, and nobody joins it. */
const HELD_BYTES_MAX = 8 * 1024 * 1024;

/** `tooLong`: called once, when it is longer than what may be held. */
export function heldAnswer(room: HeldBytes, tooLong: () => void): HeldAnswer {
  let pieces: Uint8Array[] = [];
  /** Pieces before the first that is held. */
  let gone = 0;
  let bytes = 0;
  let isLong = false;

  const letGo = (): void => {
    room.give(bytes);
    bytes = 0;
  };

  return {
    add: (piece) => {
      pieces.push(piece);
      if (isLong) return;
      if (bytes + piece.length > HELD_BYTES_MAX || !room.take(piece.length)) {
        isLong = true;
        return tooLong();
      }
      bytes += piece.length;
    },
    next: () => gone + pieces.length,
    at: (number) => pieces[number - gone],
    from: (number) => pieces.slice(number - gone),
    isLong: () => isLong,
    trim: (number) => {
      if (!isLong) return;
      const needed = Math.min(gone + pieces.length, number);
      pieces.splice(0, needed - gone);
      gone = needed;
    },
    whole: () => Buffer.concat(pieces),
    letGo,
    anew: () => {
      letGo();
      pieces = [];
      gone = 0;
    },
  };
}
