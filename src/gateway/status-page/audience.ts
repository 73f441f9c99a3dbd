import type { Running, Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';

/** All who read a stream of events now. */
export type Audience = {
  /** Throws `busy` when there are too many. */
  readonly join: (sink: Sink, first: Uint8Array) => Running;
  /** Whoever is slow is left out: he hears the next one. */
  readonly tell: (event: Uint8Array) => void;
  readonly size: () => number;
  readonly close: () => void;
};

/** Readers at once. */
const READERS_MAX = 200;

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Some proxies keep back what they could send.
  'x-accel-buffering': 'no',
};

type Reader = { readonly sink: Sink; isReady: boolean };

export function openAudience(): Audience {
  const readers = new Set<Reader>();
  return {
    join: (sink, first) => {
      if (readers.size >= READERS_MAX) throw new Fault('busy', 'Too many watch already', { retryAfterMs: 60_000 });
      sink.head(200, EVENT_STREAM);
      const reader: Reader = { sink, isReady: sink.write(first) };
      readers.add(reader);
      return { gone: () => void readers.delete(reader), drained: () => void (reader.isReady = true) };
    },
    tell: (bytes) => {
      for (const reader of readers) if (reader.isReady) reader.isReady = reader.sink.write(bytes);
    },
    size: () => readers.size,
    close: () => {
      for (const { sink } of readers) sink.end();
      readers.clear();
    },
  };
}

/** One server-sent event. */
export function event(name: string, data: object): Uint8Array {
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
