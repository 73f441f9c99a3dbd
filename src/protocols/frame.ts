import { Fault } from '../model/fault.ts';
import type { Json } from '../model/json.ts';
import type { Frame } from './protocol.ts';

/** The largest event that is accepted, bytes. */
export const EVENT_BYTES_MAX = 4 * 1024 * 1024;

const LF = 10;
const CR = 13;
const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** A whole event as it came: its bytes with the blank line behind it, and what it says. Comments have neither name nor data. */
export type RawFrame = Frame & { readonly bytes: Uint8Array };

/**
 * Server-sent events from bytes that arrive in pieces of any size. Lines end in LF, CRLF or CR; a byte order mark at the
 * beginning is skipped. The rest is kept until its event is complete. Throws `garbled` for bytes that are not UTF-8 and for
 * an event over EVENT_BYTES_MAX.
 */
export type SseSplitter = {
  readonly feed: (chunk: Uint8Array) => readonly RawFrame[];
  /** What is left without its blank line, at the end of the stream; null when nothing is. */
  readonly rest: () => RawFrame | null;
};

export function splitSse(): SseSplitter {
  let held: Uint8Array = new Uint8Array(0);
  let first = true;

  const feed = (chunk: Uint8Array): readonly RawFrame[] => {
    let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    // Only the new bytes and the few before them can complete an event.
    let from = Math.max(0, held.length - 3);
    if (first && bytes.length >= 3) {
      first = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        bytes = bytes.subarray(3);
        from = Math.max(0, from - 3);
      }
    }
    const frames: RawFrame[] = [];
    let start = 0;
    while (true) {
      const end = endOfEvent(bytes, from);
      if (end < 0) break;
      const slice = bytes.subarray(start, end);
      if (slice.length > EVENT_BYTES_MAX) throw new Fault('garbled', 'An event of the stream is too large');
      frames.push(parseFrame(slice));
      start = end;
      from = end;
    }
    held = bytes.subarray(start);
    if (held.length > EVENT_BYTES_MAX) throw new Fault('garbled', 'An event of the stream is too large');
    return frames;
  };

  return {
    feed,
    rest: () => (held.length === 0 || new TextDecoder().decode(held).trim() === '' ? null : parseFrame(held)),
  };
}

export function renderSse({ event, data }: Frame): string {
  return event === '' ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`;
}

/** Frames as the bytes of one write. */
export function renderFrames(frames: readonly Frame[]): Uint8Array {
  let text = '';
  for (const frame of frames) text += renderSse(frame);
  return encoder.encode(text);
}

/** The data of an event. Throws `garbled` when it is not JSON. */
export function parseData(frame: Frame): Json {
  try {
    const data: Json = JSON.parse(frame.data);
    return data;
  } catch {
    throw new Fault('garbled', 'An event of the stream is not JSON');
  }
}

/** The index behind the blank line that ends an event, or -1. A CR that is the last byte may be half a CRLF: it waits. */
function endOfEvent(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const next = bytes[at + 1];
    if (next === LF) return at + 2;
    if (next === CR && bytes[at + 2] === LF) return at + 3;
  }
  // Bare CR line ends are legal and nobody writes them; look only where there is one.
  for (let at = bytes.indexOf(CR, from); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === CR) return at + 2;
  }
  return -1;
}

function parseFrame(bytes: Uint8Array): RawFrame {
  const text = decode(bytes);
  let event = '';
  let data = '';
  let lines = 0;
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    let line = text.slice(at, text[end - 1] === '\r' ? end - 1 : end);
    at = end + 1;
    if (line.includes('\r')) {
      // A stream with bare CR line ends arrives here as one line.
      const rest = line.slice(line.indexOf('\r') + 1);
      at -= rest.length + 1;
      line = line.slice(0, line.indexOf('\r'));
    }
    if (line.startsWith('data:')) {
      const value = line.slice(line[5] === ' ' ? 6 : 5);
      data = lines === 0 ? value : `${data}\n${value}`;
      lines += 1;
    } else if (line.startsWith('event:')) {
      event = line.slice(line[6] === ' ' ? 7 : 6);
    }
  }
  return { event, data, bytes };
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Fault('garbled', 'The stream is not valid UTF-8');
  }
}
