import { Fault } from '../model/fault.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Usage } from '../model/reply.ts';
import { parseData, type RawFrame, renderSse, splitSse } from '../protocols/frame.ts';
import type { Protocol, Weight } from '../protocols/protocol.ts';
import { broken, heavier, NOTHING, type Reader, type Reading } from './reader.ts';

/**
 * A stream in the caller's own protocol: whole events pass as slices of the original bytes, after a look at each. `rename` is
 * the model name that the caller asked for where another was asked upstream, else null; then events that name a model are
 * printed anew.
 */
export function relayStream(protocol: Protocol, rename: string | null): Reader {
  const splitter = splitSse();
  const watch = protocol.watch();

  const read = (frames: readonly RawFrame[]): Reading => {
    let weight: Weight = 'none';
    let passed = 0;
    for (const frame of frames) {
      const sighting = watch.see(frame);
      if (sighting.fault !== null)
        return { out: slices(frames, passed, protocol, rename), weight, end: false, fault: sighting.fault };
      weight = heavier(weight, sighting.weight);
      passed += 1;
      // Nothing may follow the terminal event, whatever else came.
      if (sighting.end) return { out: slices(frames, passed, protocol, rename), weight, end: true, fault: null };
    }
    return { out: slices(frames, passed, protocol, rename), weight, end: false, fault: null };
  };

  return {
    feed: (chunk) => {
      try {
        const frames = splitter.feed(chunk);
        return frames.length === 0 ? NOTHING : read(frames);
      } catch (error) {
        return broken(Fault.from(error));
      }
    },
    close: () => {
      try {
        // A last event without its blank line is whole when it says the end, and cut off otherwise.
        const rest = splitter.rest();
        const last = rest === null ? NOTHING : read([rest]);
        if (last.fault === null && last.end) return { ...last, out: [...last.out, Buffer.from('\n\n')] };
      } catch {
        // An unreadable rest is a cut like any other.
      }
      const missing = watch.close();
      if (missing === null) return broken(new Fault('cut', 'The answer stopped before its end'));
      return { out: missing === '' ? [] : [Buffer.from(missing)], weight: 'none', end: true, fault: null };
    },
    usage: watch.usage,
    resumed: watch.resumed,
  };
}

function slices(
  frames: readonly RawFrame[],
  count: number,
  protocol: Protocol,
  rename: string | null,
): readonly Uint8Array[] {
  const first = frames[0]?.bytes;
  const last = frames[count - 1]?.bytes;
  if (first === undefined || last === undefined) return [];
  if (rename === null) {
    // All events of one piece lie behind one another in the same memory.
    return [new Uint8Array(first.buffer, first.byteOffset, last.byteOffset + last.byteLength - first.byteOffset)];
  }
  return frames.slice(0, count).map((frame) => renamed(frame, protocol, rename));
}

function renamed(frame: RawFrame, protocol: Protocol, model: string): Uint8Array {
  if (!frame.data.includes('"model"')) return frame.bytes;
  const data = parseData(frame);
  if (!isObject(data)) return frame.bytes;
  return Buffer.from(renderSse({ event: frame.event, data: JSON.stringify(protocol.rename(data, model)) }));
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

/** The JSON of a whole answer. Throws `empty` for nothing at all and `garbled` for what is no JSON. */
export function parseWhole(bytes: Uint8Array): Json {
  if (bytes.length === 0) throw new Fault('empty', 'The answer is empty');
  try {
    const body: Json = JSON.parse(decoder.decode(bytes));
    return body;
  } catch {
    throw new Fault('garbled', 'The answer is not JSON');
  }
}
