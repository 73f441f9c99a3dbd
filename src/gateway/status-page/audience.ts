import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import type { Cancel, World } from '../../world/world.ts';

/** All who read a stream of events now. */
export type Audience = {
  /** Throws `busy` when there are too many. */
  readonly join: (sink: Sink, first: Uint8Array) => Running;
  /** Whoever is slow is left out: he hears the next one. */
  readonly tell: (event: Uint8Array) => void;
  readonly isEmpty: () => boolean;
  readonly close: () => void;
};

/** Readers at once. */
const READERS_MAX = 200;
/** Readers are told so often that we are still here, ms. The page takes us for dead after two that it has missed. */
const BEAT_MS = 10_000;

export const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Some proxies keep back what they could send.
  'x-accel-buffering': 'no',
};

type Reader = { readonly sink: Sink; isReady: boolean };

/** `beat`: called again and again, for as long as anybody reads. */
export function openAudience({ after }: Pick<World, 'after'>, beat: () => void): Audience {
  const readers = new Set<Reader>();
  let next: Cancel | null = null;
  const keepBeating = (): void => {
    next = after(
      BEAT_MS,
      () => {
        next = null;
        if (readers.size === 0) return;
        beat();
        keepBeating();
      },
      'idle',
    );
  };
  return {
    join: (sink, first) => {
      if (readers.size >= READERS_MAX) throw new Fault('busy', 'Too many watch already', { retryAfterMs: 60_000 });
      sink.head(200, EVENT_STREAM);
      const reader: Reader = { sink, isReady: sink.write(first) };
      readers.add(reader);
      if (next === null) keepBeating();
      return { ...OVER, gone: () => void readers.delete(reader), drained: () => void (reader.isReady = true) };
    },
    tell: (bytes) => {
      for (const reader of readers) if (reader.isReady) reader.isReady = reader.sink.write(bytes);
    },
    isEmpty: () => readers.size === 0,
    close: () => {
      next?.();
      for (const { sink } of readers) sink.end();
      readers.clear();
    },
  };
}

/** One server-sent event. */
export function event(name: string, data: object): Uint8Array {
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
