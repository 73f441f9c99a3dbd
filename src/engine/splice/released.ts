import type { CallerProtocol, Shown } from '../../protocols/protocol.ts';
import type { HeldBytes } from '../budgets/held-bytes.ts';

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

export function released(room: HeldBytes, caller: Pick<CallerProtocol, 'shown'>): Released {
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
