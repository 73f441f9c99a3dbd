import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** What routing needs to know of a body, found without reading all of it. */
export type Scan = {
  readonly model: string;
  readonly stream: boolean;
  /** Where the model's JSON string stands, quotes included, in bytes; null when the body has to be printed anew to change it. */
  readonly modelAt: Span | null;
  /** The body itself, where all of it was read: a small one. */
  readonly read?: JsonObject;
};

export type Span = { readonly start: number; readonly end: number };

/** Bodies up to this size are parsed: that costs nothing that can be measured and proves that they are JSON. Bytes. */
const PARSE_BYTES_MAX = 16 * 1024;
/** How far the scan looks into one value before it leaves it to the other end. Bytes. */
const VALUE_BYTES_MAX = 1024;

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const COMMA = 44;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/**
 * Finds `model` and `stream` (which `streamsUnlessTold` stands in for) among the keys of a JSON object. Null when it is no JSON object, as far as was looked: a small
 * body is parsed, of a large one only the small values at both ends are read (a conversation of a megabyte is one large
 * value between them), so a mistake in its middle is left to the provider to find.
 */
export function scan(body: Uint8Array, streamsUnlessTold = false): Scan | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const start = skipSpace(bytes, 0);
  const end = skipSpaceBack(bytes, bytes.length - 1);
  if (bytes[start] !== OPEN_BRACE || bytes[end] !== CLOSE_BRACE || end <= start) return null;
  if (bytes.length <= PARSE_BYTES_MAX) return parsed(bytes, streamsUnlessTold);

  const fields: Fields = new Map();
  const stopped = scanForward(bytes, { from: start + 1, last: end, valueBytesMax: VALUE_BYTES_MAX }, fields);
  if (stopped !== 'end') scanBackward(bytes, end - 1, fields);
  // Where the key occurs once in the whole body, nothing in the middle can contradict what was found at the ends.
  const certain =
    once(bytes, '"model"') && (fields.has('stream') || !bytes.includes('"stream"')) && !escapesLetters(bytes);
  if (fields.has('model') && certain) return toScan(bytes, fields, streamsUnlessTold);

  const whole: Fields = new Map();
  scanForward(bytes, { from: start + 1, last: end, valueBytesMax: Number.POSITIVE_INFINITY }, whole);
  return toScan(bytes, whole, streamsUnlessTold);
}

/** The body with another model name. */
export function spliceModel(body: Uint8Array, { start, end }: Span, model: string): Uint8Array {
  return Buffer.concat([body.subarray(0, start), Buffer.from(JSON.stringify(model)), body.subarray(end)]);
}

const THINKING = new RegExp(
  [
    /"reasoning_effort"\s*:\s*"(?!none)|"reasoning"\s*:\s*\{/,
    /"thinking"\s*:\s*\{\s*"(?:type|kind)"\s*:\s*"(?:enabled|adaptive|on)"/,
    /"think"\s*:\s*(?:true|"(?!none|false))/,
    /"thinking_?[bB]udget"\s*:\s*(?:-|[1-9])|"thinking_?[lL]evel"\s*:\s*"/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** The beginnings of all of them, looked for first, which is cheap: most bodies have none. */
const THINKING_PARTS = ['"reasoning', '"think'] as const;

/**
 * Does a body, in whatever dialect, ask the model to think before it speaks? A look at the text, not a reading: it decides only
 * how long silence is borne.
 */
export function asksToThink(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return THINKING_PARTS.some((part) => bytes.includes(part)) && THINKING.test(bytes.toString('latin1'));
}

type Fields = Map<string, Span>;

function toScan(bytes: Buffer, fields: Fields, streamsUnlessTold: boolean): Scan {
  const model = fields.get('model');
  const stream = fields.get('stream');
  const name = model === undefined ? undefined : parse(bytes.toString('utf8', model.start, model.end));
  const said = stream === undefined ? '' : bytes.toString('latin1', stream.start, stream.end);
  const streams = stream === undefined ? streamsUnlessTold : said === 'true';
  if (model === undefined || typeof name !== 'string') return { model: '', stream: streams, modelAt: null };
  return {
    model: name,
    stream: streams,
    modelAt: model,
  };
}

function parsed(bytes: Buffer, streamsUnlessTold: boolean): Scan | null {
  const body = parse(bytes.toString('utf8'));
  if (!isObject(body)) return null;
  return new Read(bytes, body, 'stream' in body ? body['stream'] === true : streamsUnlessTold);
}

/** A class, because an object with a getter of its own takes longer to make than the rest of the scan. */
class Read implements Scan {
  readonly #bytes: Buffer;
  readonly model: string;
  readonly stream: boolean;
  readonly read: JsonObject;

  constructor(bytes: Buffer, body: JsonObject, stream: boolean) {
    this.#bytes = bytes;
    this.model = typeof body['model'] === 'string' ? body['model'] : '';
    this.stream = stream;
    this.read = body;
  }

  /** Looked up when it is asked for: most requests are sent under the name that they came with. */
  get modelAt(): Span | null {
    return locate(this.#bytes, this.model);
  }
}

/** The place of the model's name, when it is beyond doubt: the key occurs once and the name follows it. */
function locate(bytes: Buffer, model: string): Span | null {
  if (model === '') return null;
  const key = bytes.indexOf('"model"');
  if (key < 0 || bytes.indexOf('"model"', key + 1) >= 0 || escapesLetters(bytes)) return null;
  const colon = skipSpace(bytes, key + 7);
  if (bytes[colon] !== COLON) return null;
  const start = skipSpace(bytes, colon + 1);
  const end = bytes[start] === QUOTE ? endOfString(bytes, start) : -1;
  return end > 0 && parse(bytes.toString('utf8', start, end)) === model ? { start, end } : null;
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * `"m\u006fdel"` is the same key as `"model"`: nobody writes it so, but whoever does must not get another model than was seen here. The
 * backslash is not looked for: code is full of them, and a search stops at each.
 */
function escapesLetters(bytes: Buffer): boolean {
  // Nearly every body has none of either, and one look is half of two.
  return bytes.includes('u00') && (bytes.includes('u006') || bytes.includes('u007'));
}

function keyAt(bytes: Buffer, start: number, end: number): string {
  const written = bytes.toString('latin1', start, end);
  if (!written.includes('\\')) return written;
  const key = parse(`"${written}"`);
  return typeof key === 'string' ? key : written;
}

function once(bytes: Buffer, text: string): boolean {
  const at = bytes.indexOf(text);
  return at >= 0 && bytes.indexOf(text, at + 1) < 0;
}

/** Reads fields from the front. Stops before the first value that is too large to walk through. */
function scanForward(
  bytes: Buffer,
  { from, last, valueBytesMax }: { readonly from: number; readonly last: number; readonly valueBytesMax: number },
  fields: Fields,
): 'end' | 'large' {
  let at = skipSpace(bytes, from);
  while (at < last && bytes[at] === QUOTE) {
    const keyEnd = endOfString(bytes, at);
    const key = keyAt(bytes, at + 1, keyEnd - 1);
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const end = endOfValue(bytes, start, valueBytesMax);
    if (end < 0) return 'large';
    fields.set(key, { start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] !== COMMA) return at >= last ? 'end' : 'large';
    at = skipSpace(bytes, at + 1);
  }
  return at >= last ? 'end' : 'large';
}

/** Reads fields from the back. A later field of the same name wins, as it does in `JSON.parse`. */
function scanBackward(bytes: Buffer, from: number, fields: Fields): void {
  const seen = new Set<string>();
  let at = skipSpaceBack(bytes, from);
  while (at > 0) {
    const end = at + 1;
    const start = startOfValue(bytes, at);
    if (start < 0) return;
    const colon = skipSpaceBack(bytes, start - 1);
    const keyEnd = skipSpaceBack(bytes, colon - 1);
    if (bytes[colon] !== COLON || bytes[keyEnd] !== QUOTE) return;
    const keyStart = startOfString(bytes, keyEnd);
    if (keyStart < 0) return;
    const key = keyAt(bytes, keyStart + 1, keyEnd);
    if (!seen.has(key)) fields.set(key, { start, end });
    seen.add(key);
    const comma = skipSpaceBack(bytes, keyStart - 1);
    if (bytes[comma] !== COMMA) return;
    at = skipSpaceBack(bytes, comma - 1);
  }
}

/** The index behind a value, or -1 when it is longer than `bytesMax`. */
function endOfValue(bytes: Buffer, start: number, bytesMax: number): number {
  const limit = Math.min(bytes.length, start + bytesMax);
  if (bytes[start] === QUOTE) {
    const end = endOfString(bytes, start, limit);
    return end > limit ? -1 : end;
  }
  let depth = 0;
  for (let at = start; at < limit; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at, limit) - 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (depth === 0 && (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte)))
      return at;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** The index of the first byte of the value that ends at `end`, or -1 when it is longer than VALUE_BYTES_MAX. */
function startOfValue(bytes: Buffer, end: number): number {
  const limit = Math.max(0, end - VALUE_BYTES_MAX);
  const closing = bytes[end];
  if (closing === QUOTE) return startOfString(bytes, end);
  let depth = 0;
  for (let at = end; at > limit; at -= 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = startOfString(bytes, at);
      if (at < 0) return -1;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth += 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    } else if (depth === 0 && (byte === COLON || isSpace(byte))) return at + 1;
  }
  return -1;
}

/**
 * The index behind the closing quote, or one behind `limit` for a string that goes on there: code is full of escaped quotes,
 * and looking at each of them in a megabyte takes longer than everything else. A string without an end ends with the body.
 */
function endOfString(bytes: Buffer, start: number, limit = bytes.length): number {
  for (let at = bytes.indexOf(QUOTE, start + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    if (at >= limit) return limit + 1;
    if (!escaped(bytes, at)) return at + 1;
  }
  return bytes.length;
}

/** The index of the opening quote. All quotes inside a JSON string are escaped, so it is the nearest one that is not. */
function startOfString(bytes: Buffer, end: number): number {
  const limit = end - VALUE_BYTES_MAX;
  for (let at = bytes.lastIndexOf(QUOTE, end - 1); at >= 0 && at >= limit; at = bytes.lastIndexOf(QUOTE, at - 1)) {
    if (!escaped(bytes, at)) return at;
    if (at === 0) break;
  }
  return -1;
}

function escaped(bytes: Buffer, at: number): boolean {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

function skipSpaceBack(bytes: Buffer, from: number): number {
  let at = from;
  while (at >= 0 && isSpace(bytes[at])) at -= 1;
  return at;
}
