import type { Sink } from '../engine/asked.ts';
import type { StreamEnd } from './numbering.ts';
import { streamLog } from './stream-log.ts';

/** Someone who reads a stream, and how far they are, bytes. */
export type Reader = { readonly sink: Sink; at: number; slow: boolean };

/** What was written of a stream, and who gets it now: one reader or nobody. */
export type Tape = {
  readonly reader: () => Reader | null;
  /** Where the event after this many begins; null when there are not so many. */
  readonly placeAfter: (events: number) => number | null;
  readonly size: () => number;
  /** Memory that it takes, bytes. */
  readonly held: () => number;
  readonly keep: (event: Uint8Array) => void;
  /** To the reader only, who has all that was kept. */
  readonly pass: (event: Uint8Array) => void;
  /** Gives the reader what is new, as fast as they take it, and the end when all is given. */
  readonly play: () => void;
  /** A reader takes the place of another, whose line is cut. */
  readonly put: (to: Sink, at: number) => Reader;
  /** False when it is somebody else by now. */
  readonly remove: (reader: Reader) => boolean;
  /** Cuts the line of the reader. */
  readonly hangUp: () => void;
  readonly close: (how: StreamEnd) => void;
  /** Forgets all. The reader gets at once what is new of it. */
  readonly wipe: () => void;
};

/** What is given at once to a reader who is behind, bytes. */
const PIECE_BYTES_MAX = 64 * 1024;

export function tape(first: Sink): Tape {
  const log = streamLog();
  let reader: Reader | null = { sink: first, at: 0, slow: false };
  let end: StreamEnd | null = null;

  const give = (to: Reader, bytes: Uint8Array): void => {
    to.slow = !to.sink.write(bytes);
  };
  const play = (): void => {
    if (reader === null) return;
    while (!reader.slow && reader.at < log.size()) {
      const piece = log.slice(reader.at, PIECE_BYTES_MAX);
      reader.at += piece.length;
      give(reader, piece);
    }
    if (end === null || reader.at < log.size()) return;
    const { sink } = reader;
    reader = null;
    if (end === 'complete') sink.end();
    else sink.destroy();
  };
  const hangUp = (): void => {
    reader?.sink.destroy();
    reader = null;
  };

  return {
    reader: () => reader,
    placeAfter: log.placeAfter,
    size: log.size,
    held: log.held,
    keep: log.append,
    pass: (event) => {
      if (reader !== null) give(reader, event);
    },
    play,
    put: (to, at) => {
      hangUp();
      const next: Reader = { sink: to, at, slow: false };
      reader = next;
      return next;
    },
    remove: (own) => {
      if (reader !== own) return false;
      reader = null;
      return true;
    },
    hangUp,
    close: (how) => {
      end = how;
      log.trim();
      play();
    },
    wipe: () => {
      if (reader !== null && reader.at < log.size()) give(reader, log.slice(reader.at, log.size()));
      if (reader !== null) reader.at = 0;
      log.clear();
      play();
    },
  };
}
