import { framesOf, splitBytes } from '../../protocols/frame.ts';
import type { Frame, Keeping, KeptPlace } from '../../protocols/protocol.ts';

/** How far an answer has come that its provider keeps, from its events as they pass by. They are read only when that is needed. */
export type KeptProgress = {
  /**
   * The whole events in these bytes; null for none. On another line those that came before are left out. Null for good, and `gap`
   * is true, when what comes on it does not follow at once: something was lost.
   */
  readonly feed: (chunk: Uint8Array) => Uint8Array | null;
  /** What is not whole. */
  readonly rest: () => Uint8Array;
  /** The answer's name; null as long as no event has said it. */
  readonly id: () => string | null;
  /** The number of the last event; null as long as none has one. */
  readonly last: () => number | null;
  /** Has the answer said that it is over? */
  readonly isOver: () => boolean;
  /** What comes from now on is from another line. */
  readonly anew: () => void;
  /** Has anything come since then that goes on behind what was there? */
  readonly isJoined: () => boolean;
  readonly gap: () => boolean;
};

const NONE = new Uint8Array(0);
const NOWHERE: KeptPlace = { id: null, number: null, over: false };
/** How a numbered event says its number. */
const NUMBER = '"sequence_number"';

export function keptProgress({ placeOf }: Keeping): KeptProgress {
  let split = splitBytes('sse');
  let id: string | null = null;
  /** The last events with a number among them, and what they say. */
  let numbered: Buffer = Buffer.alloc(0);
  let read: KeptPlace | null = NOWHERE;
  /** Behind which number another line has to begin; null while nothing has to be proven. */
  let behind: number | null = null;
  let lost = false;
  let off = false;

  const place = (): KeptPlace => (read ??= placesIn(numbered, placeOf).reduce(later, NOWHERE));

  const note = (whole: Uint8Array): void => {
    const bytes = bufferOf(whole);
    if (id === null) ({ id } = placesIn(bytes, placeOf).find((one) => one.id !== null) ?? NOWHERE);
    if (!bytes.includes(NUMBER)) return;
    numbered = bytes;
    read = null;
  };

  /** What is new in the first events of another line. */
  const joined = (whole: Uint8Array, after: number): Uint8Array | null => {
    const bytes = bufferOf(whole);
    let from = 0;
    for (const frame of framesOf({ bytes, text: bytes.toString('latin1') }, 'sse')) {
      const { number } = readPlace(frame, placeOf);
      if (number !== null && number > after) {
        behind = null;
        lost = number > after + 1;
        return lost ? null : bytes.subarray(from);
      }
      from = frame.end;
    }
    return null;
  };

  return {
    feed: (chunk) => {
      if (lost) return null;
      if (off) return chunk;
      let whole: Uint8Array | null;
      try {
        whole = split.feed(chunk);
      } catch {
        // Who reads it says what is wrong with it.
        off = true;
        return split.held();
      }
      if (whole !== null && behind !== null) whole = joined(whole, behind);
      if (whole !== null) note(whole);
      return whole;
    },
    rest: () => (off ? NONE : split.held()),
    id: () => id,
    last: () => place().number,
    isOver: () => place().over || placesIn(bufferOf(split.held()), placeOf).some(({ over }) => over),
    anew: () => {
      behind = place().number ?? -1;
      split = splitBytes('sse');
    },
    isJoined: () => behind === null && !lost,
    gap: () => lost,
  };
}

function later(before: KeptPlace, one: KeptPlace): KeptPlace {
  return { id: one.id ?? before.id, number: one.number ?? before.number, over: before.over || one.over };
}

/** Read byte by byte, so that places in the text are places in the bytes. Ids and numbers have no other letters. */
function placesIn(bytes: Buffer, placeOf: Keeping['placeOf']): readonly KeptPlace[] {
  if (bytes.length === 0) return [];
  try {
    return framesOf({ bytes, text: bytes.toString('latin1') }, 'sse').map((frame) => readPlace(frame, placeOf));
  } catch {
    // One that is too large to be read.
    return [];
  }
}

function readPlace(frame: Frame, placeOf: Keeping['placeOf']): KeptPlace {
  try {
    return placeOf(frame);
  } catch {
    // Half an event, or one that nobody can read.
    return NOWHERE;
  }
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
