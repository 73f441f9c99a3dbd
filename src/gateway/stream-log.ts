/** What was written of one stream, event after event. */
export type StreamLog = {
  readonly append: (event: Uint8Array) => void;
  /** Bytes. */
  readonly size: () => number;
  /** Memory that it takes, bytes. */
  readonly held: () => number;
  /** Where the event after this many begins, bytes; null when there are not so many. */
  readonly placeAfter: (events: number) => number | null;
  /** What begins at a place, at most so many bytes. It stays as it is, whatever is appended. */
  readonly slice: (from: number, bytesMax: number) => Uint8Array;
  /** Nothing will be appended any more: gives back what is not needed. */
  readonly trim: () => void;
  readonly clear: () => void;
};

const FIRST_BYTES = 4 * 1024;
/** A number of an array. */
const PLACE_BYTES = 8;

export function streamLog(): StreamLog {
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let size = 0;
  let ends: number[] = [];

  const resize = (to: number): void => {
    const next = Buffer.allocUnsafeSlow(to);
    bytes.copy(next, 0, 0, size);
    bytes = next;
  };
  return {
    append: (event) => {
      if (size + event.length > bytes.length) resize(Math.max(bytes.length * 2, size + event.length));
      bytes.set(event, size);
      size += event.length;
      ends.push(size);
    },
    size: () => size,
    held: () => bytes.length + ends.length * PLACE_BYTES,
    placeAfter: (events) => (events === 0 ? 0 : (ends[events - 1] ?? null)),
    slice: (from, bytesMax) => bytes.subarray(from, Math.min(size, from + bytesMax)),
    trim: () => resize(size),
    clear: () => {
      size = 0;
      ends = [];
      resize(0);
    },
  };
}
