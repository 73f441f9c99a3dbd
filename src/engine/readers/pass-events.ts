import { Fault } from '../../model/fault.ts';
import { isObject } from '../../model/json.ts';
import { parseData, type Piece, type PlacedFrame, renderFrame } from '../../protocols/frame.ts';
import type { Protocol, Sighting, Weight } from '../../protocols/protocol.ts';

/** What one piece of a relayed stream comes to. */
export type Passing = {
  /** Takes the next event of the piece, and says what it weighs: one that is held nothing yet. */
  readonly take: (frame: PlacedFrame, sighting: Sighting) => Weight;
  /** Was there content in it that nobody has seen yet? */
  readonly hasHeld: () => boolean;
  /** What the caller may have of it. */
  readonly out: () => readonly Uint8Array[];
};

/** The calls of one answer may come to this much before they are whole, bytes of the stream: 128,000 tokens one by one are 20 MB. */
const CALL_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Passes events on: as slices of the bytes that came, or printed anew where the model's name changes (`rename`). The events of a
 * tool call are held, by reference, until it is whole: nobody can run half a call, so nobody waits for it, and a call that breaks
 * off was never seen. `calm`: up to there a piece passes without a look.
 */
export function passEvents(protocol: Protocol, rename: string | null): (piece: Piece, calm: number) => Passing {
  let held: Uint8Array[] = [];
  let heldBytes = 0;

  const hold = (bytes: readonly Uint8Array[]): void => {
    for (const one of bytes) heldBytes += one.length;
    if (heldBytes > CALL_BYTES_MAX) {
      throw new Fault('garbled', `A tool call is larger than ${CALL_BYTES_MAX} bytes of the stream`);
    }
    held.push(...bytes);
  };
  const release = (): readonly Uint8Array[] => {
    const whole = held;
    held = [];
    heldBytes = 0;
    return whole;
  };

  return (piece, calm) => {
    const out: Uint8Array[] = [];
    /** What may pass and is not written yet: up to here, and its events where they are printed anew. */
    let until = calm;
    let run: PlacedFrame[] = [];
    let from = 0;
    let hasHeld = false;

    const pass = (frame: PlacedFrame): void => {
      until = frame.end;
      if (rename !== null) run.push(frame);
    };
    const written = (): readonly Uint8Array[] => {
      if (until === from) return [];
      const bytes =
        rename === null
          ? sliceOf(piece, from, until)
          : Buffer.from(run.map((frame) => renamed(frame, protocol, rename)).join(''));
      from = until;
      run = [];
      return [bytes];
    };
    const flush = (): void => {
      out.push(...written());
    };

    return {
      take: (frame, { weight, call, data }) => {
        if (call === undefined && held.length === 0) {
          pass(frame);
          return weight;
        }
        flush();
        const before = call === 'open' ? [] : release();
        if (call !== 'dropped') out.push(...before);
        if (data === undefined) {
          pass(frame);
          if (call === 'open' || call === 'next') hold(written());
        } else {
          out.push(Buffer.from(renamed({ ...frame, data }, protocol, rename)));
          until = from = frame.end;
        }
        hasHeld ||= (call === 'open' || call === 'next') && weight !== 'none';
        if (call === 'open') return 'none';
        return call === 'dropped' ? weight : 'hard';
      },
      hasHeld: () => hasHeld,
      out: () => {
        flush();
        return out;
      },
    };
  };
}

/** A part of a piece, given by its places in the text. */
function sliceOf({ bytes, text }: Piece, from: number, to: number): Uint8Array {
  if (from === 0 && to === text.length) return bytes;
  if (bytes.length === text.length) return bytes.subarray(from, to);
  const start = Buffer.byteLength(text.slice(0, from));
  return bytes.subarray(start, start + Buffer.byteLength(text.slice(from, to)));
}

function renamed(frame: PlacedFrame, protocol: Protocol, model: string | null): string {
  if (model === null || !frame.data.includes('"model')) return renderFrame(frame, protocol.framing);
  const data = parseData(frame);
  return isObject(data)
    ? renderFrame({ event: frame.event, data: JSON.stringify(protocol.rename(data, model)) }, protocol.framing)
    : renderFrame(frame, protocol.framing);
}
