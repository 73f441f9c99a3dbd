import { Fault } from '../../model/fault.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Doing, Usage } from '../../model/reply.ts';
import { isTooDeep } from '../../protocols/fields.ts';
import {
  EVENT_BYTES_MAX,
  framesOf,
  type Piece,
  type PieceSplitter,
  splitFrames,
  splitPieces,
} from '../../protocols/frame.ts';
import { doingIn, wordsIn } from '../../protocols/glance.ts';
import type { Frame, Framing, Protocol, Weight } from '../../protocols/protocol.ts';
import { passEvents } from './pass-events.ts';
import { arePings, broken, heavier, noContent, NOTHING, type Reader, type Reading } from './reader.ts';

/** How much of a stream is kept to be listened to, UTF-16 units. */
const HEARD_LENGTH_MAX = 16 * 1024;

/**
 * A stream in the caller's own protocol: whole events pass as slices of the original bytes, after a look at each, and calls of tools
 * when they are whole. `rename` is the model name that the caller asked for where another was asked upstream, else null; then
 * events that name a model are printed anew. `answers`: how many of them side by side were asked for. `bytesMax`: how large one event
 * may be.
 */
export function relayStream(
  protocol: Protocol,
  rename: string | null,
  answers: () => number = () => 1,
  bytesMax: number = EVENT_BYTES_MAX,
): Reader {
  const { framing } = protocol;
  const splitter = splitPieces(framing, bytesMax);
  const watch = protocol.watch(null, answers);
  const passing = passEvents(protocol, rename);
  let heard = '';
  let hard = false;

  const read = (piece: Piece): Reading => {
    // A large one would be kept for as long as nothing follows, and is not worth a look.
    heard = piece.text.length <= HEARD_LENGTH_MAX ? piece.text : '';
    // Most pieces hold nothing but words; then one look at them all is enough.
    const calm = rename === null ? watch.calmUntil(piece.text) : 0;
    if (calm === piece.text.length && calm > 0)
      return { out: [piece.bytes], weight: 'hard', end: false, fault: null, doing: 'text' };
    let weight: Weight = calm > 0 ? 'hard' : 'none';
    const passed = passing(piece, calm);
    const frames = framesOf(piece, framing, calm);
    const weights: Weight[] = [];
    for (const frame of frames) {
      const sighting = watch.see(frame);
      hard ||= sighting.weight === 'hard';
      const { fault, end, early = false } = sighting;
      const missing = fault === null && !hard && !early ? watch.close() : null;
      // Of an answer that says nothing the end is not passed on: somebody else may still say something behind its thoughts.
      if (missing !== null) {
        const out = [...passed.out()];
        passed.take(frame, sighting);
        const last = [...passed.out().slice(out.length), Buffer.from(missing)];
        return { out, weight: heavier(weight, sighting.weight), end: false, fault: noContent(), last };
      }
      weight = heavier(weight, fault === null ? passed.take(frame, sighting) : sighting.weight);
      weights.push(sighting.weight);
      // Nothing may follow the terminal event, whatever else came.
      if (fault !== null || end) return { out: passed.out(), weight, end, fault };
    }
    const held = passed.hasHeld();
    const ping = weight === 'none' && !held && arePings(frames);
    return {
      out: passed.out(),
      weight,
      end: false,
      fault: null,
      doing: doingAt(frames, weights) ?? (calm > 0 ? 'text' : null),
      ping,
      held,
    };
  };

  return {
    feed: (chunk) => {
      try {
        const piece = splitter.feed(chunk);
        return piece === null ? NOTHING : read(piece);
      } catch (error) {
        return broken(Fault.from(error));
      }
    },
    close: () => {
      // Without the last event, should that be cut off.
      let missing = watch.close();
      let whole: Reading = NOTHING;
      let fault = new Fault('cut', 'The answer stopped before its end');
      try {
        const last = lastOf(splitter, framing);
        const reading = last === null ? NOTHING : read(last);
        if (reading.last !== undefined) return reading;
        if (reading.fault === null) {
          whole = reading;
          missing = reading.end ? '' : watch.close();
        } else if (reading.fault.kind !== 'garbled') ({ fault } = reading);
      } catch {
        // An unreadable rest is a cut like any other.
      }
      if (missing === null) return broken(fault);
      const out = missing === '' ? whole.out : [...whole.out, Buffer.from(missing)];
      return { out, weight: whole.weight, end: true, fault: null };
    },
    said: () => wordsIn(heard),
    usage: watch.usage,
    resumed: watch.resumed,
  };
}

/** The last event of a stream that ends without a blank line, with one; null when there is none that says anything. */
function lastOf(splitter: PieceSplitter, framing: Framing): Piece | null {
  const rest = splitter.rest();
  if (rest === null || framesOf(rest, framing).every(({ data }) => data === '')) return null;
  return splitter.feed(Buffer.from(framing === 'ndjson' ? '\n' : '\n\n'));
}

/** What the model was at with the last of these events that says so; those that were looked at have a weight. */
function doingAt(frames: readonly Frame[], weights: readonly Weight[]): Doing | null {
  for (let index = weights.length - 1; index >= 0; index -= 1) {
    const doing = doingIn(frames[index]?.data ?? '', weights[index] ?? 'none');
    if (doing !== null) return doing;
  }
  return null;
}

/** A relayed stream of server-sent events as one JSON list, for callers who want no events. */
export function asList(reader: Reader): Reader {
  const splitter = splitFrames('sse');
  let begun = false;
  const list = (events: readonly Uint8Array[], end: boolean): readonly Uint8Array[] => {
    let text = '';
    const frames = events.flatMap(splitter.feed);
    // Behind a CR there might be an LF: only the end says that there is none.
    const rest = end ? splitter.rest() : null;
    for (const { data } of rest === null ? frames : [...frames, rest]) {
      if (data === '') continue;
      text += `${begun ? ',\r\n' : '['}${data}`;
      begun = true;
    }
    if (end) text += begun ? ']' : '[]';
    return text === '' ? [] : [Buffer.from(text)];
  };
  const listed = (reading: Reading): Reading => {
    const out = list(reading.out, reading.end);
    return reading.last === undefined ? { ...reading, out } : { ...reading, out, last: list(reading.last, true) };
  };
  return { ...reader, feed: (chunk) => listed(reader.feed(chunk)), close: () => listed(reader.close()) };
}

/** A whole answer in the caller's own protocol: checked for completeness, then passed as it came. */
export function relayWhole(protocol: Protocol, rename: string | null, bytesMax: number): Reader {
  let usage: Usage | null = null;
  return wholeReader(
    bytesMax,
    () => usage,
    (bytes) => {
      const body = parseWhole(bytes);
      const weighed = protocol.weigh(body);
      ({ usage } = weighed);
      if (rename !== null && isTooDeep(body)) throw new Fault('garbled', 'The answer is nested too deeply');
      const out =
        rename === null || !isObject(body) ? bytes : Buffer.from(JSON.stringify(protocol.rename(body, rename)));
      return { out: [out], weight: weighed.weight, end: true, fault: null };
    },
  );
}

/** Collects a whole answer, at most `bytesMax`, and reads it when it is there. */
export function wholeReader(bytesMax: number, usage: Reader['usage'], read: (bytes: Uint8Array) => Reading): Reader {
  const chunks: Uint8Array[] = [];
  let length = 0;
  return {
    feed: (chunk) => {
      length += chunk.length;
      if (length > bytesMax) return broken(new Fault('garbled', `The answer is larger than ${bytesMax} bytes`));
      chunks.push(chunk);
      return NOTHING;
    },
    close: () => {
      const [only] = chunks;
      try {
        return read(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
      } catch (error) {
        return broken(Fault.from(error));
      }
    },
    usage,
    resumed: () => ({ nextPart: 0, openPart: -1 }),
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The JSON of a whole answer. Throws `cut` for nothing at all, which is no answer without content, and `garbled` for what is no JSON. */
export function parseWhole(bytes: Uint8Array): Json {
  if (bytes.length === 0) throw new Fault('cut', 'The answer ended before its first byte');
  try {
    const body: Json = JSON.parse(decoder.decode(bytes));
    return body;
  } catch {
    throw new Fault('garbled', 'The answer is not JSON');
  }
}
