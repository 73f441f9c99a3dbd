import { Fault } from '../../model/fault.ts';
import { EVENT_BYTES_MAX } from '../frame.ts';
import { growing } from '../growing.ts';

const LF = 10;

/** A line that is neither blank nor a field nor a comment of server-sent events. */
const LOOSE = /^(?!data:|event:|id:|retry:|:|\r?$)/m;
const EVERY_LOOSE = new RegExp(LOOSE, 'gm');

/**
 * Puts `data: ` before lines that have no field. Microsoft's own example of a stream has JSON in its last frame that goes over many
 * lines, of which only the first is marked as data; readers of server-sent events have to drop the others. Feed it bytes as they
 * come and null at the end. Throws `garbled` for a line over EVENT_BYTES_MAX.
 */
export function looseLines(): (chunk: Uint8Array | null) => Uint8Array {
  const waiting = growing();
  return (chunk) => {
    const before = waiting.held().length;
    const bytes = chunk === null ? waiting.held() : waiting.add(chunk);
    // What waits has no end of a line in it.
    const last = chunk === null ? -1 : chunk.lastIndexOf(LF);
    const end = chunk === null ? bytes.length : last < 0 ? 0 : before + last + 1;
    waiting.keep(bytes.subarray(end));
    if (bytes.length - end > EVENT_BYTES_MAX) throw new Fault('garbled', 'A line of the stream is too long');
    return mended(bytes.subarray(0, end));
  };
}

/** One character per byte: what is looked for is ASCII, and stays where it is. */
function mended(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return LOOSE.test(text) ? Buffer.from(text.replaceAll(EVERY_LOOSE, 'data: '), 'latin1') : bytes;
}
