import { Fault } from '../../model/fault.ts';
import { type Json, textAt } from '../../model/json.ts';
import { growing } from '../../protocols/growing.ts';
import { typeOfException } from './bedrock.ts';

/** `application/vnd.amazon.eventstream`: length, length of the headers, checksum of both; headers; payload; checksum of all. */
const PRELUDE = 12;
const TRAILER = 4;
/** The largest frame that is read, bytes. AWS allows 24 MB; a piece of an answer is a few hundred. */
const FRAME_BYTES_MAX = 24 * 1024 * 1024;

/**
 * Takes a stream of Anthropic's events out of Amazon's binary frames: bytes in, server-sent events out, however the bytes are
 * cut. A frame that is damaged throws a `garbled` Fault, and one that is not whole at the end (null) a `cut` one.
 */
export function awsEventStream(): (chunk: Uint8Array | null) => Uint8Array {
  const waiting = growing();
  return (chunk) => {
    if (chunk === null) {
      if (waiting.held().length > 0) throw new Fault('cut', 'The event stream stopped in the middle of a frame');
      return waiting.held();
    }
    let bytes = waiting.add(chunk);
    const { length: before } = bytes;
    let out = '';
    for (;;) {
      const length = lengthOf(bytes);
      if (length === null || bytes.length < length) break;
      out += eventOf(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    // The rest is copied, so that it does not keep alive what the network's buffer held besides.
    waiting.keep(bytes.length === 0 || bytes.length === before ? bytes : bytes.slice());
    return Buffer.from(out, 'utf8');
  };
}

/** How long the first frame is; null when that cannot be told yet. Its checksum is looked at before it is believed. */
function lengthOf(bytes: Uint8Array): number | null {
  if (bytes.length < PRELUDE) return null;
  const view = viewOf(bytes);
  const length = view.getUint32(0);
  const headers = view.getUint32(4);
  if (view.getUint32(8) !== crc32(bytes.subarray(0, 8))) throw damaged();
  if (length < PRELUDE + TRAILER + headers || length > FRAME_BYTES_MAX) throw damaged();
  return length;
}

function eventOf(frame: Uint8Array): string {
  const view = viewOf(frame);
  const end = frame.length - TRAILER;
  if (view.getUint32(end) !== crc32(frame.subarray(0, end))) throw damaged();
  const payloadAt = PRELUDE + view.getUint32(4);
  const headers = headersOf(frame.subarray(PRELUDE, payloadAt));
  const payload = Buffer.from(frame.buffer, frame.byteOffset + payloadAt, end - payloadAt).toString('utf8');
  switch (headers.get(':message-type') ?? '') {
    case 'event':
      return headers.get(':event-type') === 'chunk' ? chunkOf(payload) : '';
    case 'exception':
      return errorOf(headers.get(':exception-type') ?? '', textAt(jsonOf(payload), 'message'));
    case 'error':
      return errorOf(headers.get(':error-code') ?? '', headers.get(':error-message') ?? '');
    default:
      return '';
  }
}

/** One of Anthropic's events, which Bedrock has packed once more: JSON in base64 in JSON. */
function chunkOf(payload: string): string {
  const packed = textAt(jsonOf(payload), 'bytes');
  const data = Buffer.from(packed, 'base64').toString('utf8');
  const event = jsonOf(data);
  const type = textAt(event, 'type');
  if (type === '') throw damaged();
  return `event: ${type}\ndata: ${data.includes(METRICS) ? JSON.stringify(withoutMetrics(event)) : data}\n\n`;
}

/** Bedrock adds its own counts to the last event, which no client of Anthropic knows. */
const METRICS = '"amazon-bedrock-invocationMetrics"';

function withoutMetrics(event: Json): Json {
  if (typeof event !== 'object' || event === null) return event;
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'amazon-bedrock-invocationMetrics'));
}

function errorOf(exception: string, message: string): string {
  const error = { type: typeOfException(exception), message: message === '' ? exception : message };
  return `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`;
}

/** Sizes of the values of a header that have one, by their type: true, false, byte, short, int, long, … timestamp, uuid. */
const SIZES: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const BYTES = 6;
const STRING = 7;

function headersOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const view = viewOf(bytes);
  const found = new Map<string, string>();
  const text = (from: number, length: number): string => {
    if (from + length > bytes.length) throw damaged();
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('utf8');
  };
  let here = 0;
  while (here < bytes.length) {
    const nameLength = view.getUint8(here);
    const name = text(here + 1, nameLength);
    here += 1 + nameLength;
    if (here >= bytes.length) throw damaged();
    const type = view.getUint8(here);
    here += 1;
    if (type === STRING || type === BYTES) {
      if (here + 2 > bytes.length) throw damaged();
      const length = view.getUint16(here);
      const value = text(here + 2, length);
      if (type === STRING) found.set(name, value);
      here += 2 + length;
    } else {
      const size = SIZES[type];
      if (size === undefined) throw damaged();
      here += size;
    }
  }
  return found;
}

function jsonOf(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    throw damaged();
  }
}

const damaged = (): Fault => new Fault('garbled', 'A frame of the event stream is damaged');

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The checksum of Ethernet and zip. */
const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index;
  for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ 0xed_b8_83_20 : rest >>> 1;
  return rest >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xff_ff_ff_ff;
  for (const byte of bytes) sum = (TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xff_ff_ff_ff) >>> 0;
}
