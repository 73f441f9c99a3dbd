import type { CallerProtocol, Shown } from '../../protocols/protocol.ts';

/** Room for what callers have got of answers that somebody else might have to go on with, all requests together. */
export type Shelf = {
  /** False when there is no room for so many bytes. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
};

/** Bytes that are held in all. They are those that were written, so nothing is copied; beyond it, an answer that breaks off is broken. */
const SHELF_BYTES_MAX = 64 * 1024 * 1024;

export function shelf(bytesMax = SHELF_BYTES_MAX): Shelf {
  let free = bytesMax;
  return {
    take: (bytes) => {
      if (bytes > free) return false;
      free -= bytes;
      return true;
    },
    give: (bytes) => {
      free += bytes;
    },
  };
}

/** What a caller has got of one answer. It is read only when that is needed. */
export type Released = {
  readonly add: (bytes: Uint8Array) => void;
  /** Null when it is not known any more, or cannot be read. */
  readonly shown: () => Shown | null;
  /** What was written until now counts no more; what comes next is another answer. */
  readonly anew: () => void;
  /** Nothing of it is needed any more. */
  readonly forget: () => void;
};

export function released(room: Shelf, caller: Pick<CallerProtocol, 'shown'>): Released {
  let pieces: Uint8Array[] | null = [];
  let bytes = 0;
  /** As it was read last, until more comes. */
  let read: Shown | null = null;

  const forget = (): void => {
    room.give(bytes);
    bytes = 0;
    pieces = null;
    read = null;
  };

  return {
    add: (piece) => {
      if (pieces === null) return;
      if (!room.take(piece.length)) return forget();
      bytes += piece.length;
      pieces.push(piece);
      read = null;
    },
    shown: () => {
      if (pieces === null || read !== null) return read;
      const whole = Buffer.concat(pieces);
      pieces = [whole];
      try {
        read = caller.shown(whole);
        return read;
      } catch {
        // Then nobody can go on with it.
        return null;
      }
    },
    anew: () => {
      forget();
      pieces = [];
    },
    forget,
  };
}
