import { OVER, type Running, type Sink } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import type { Cancel, World } from '../world/world.ts';
import { type Countable, numbering, type StreamEnd } from './numbering.ts';
import { type Reader, tape } from './tape.ts';

/** A stream of which is kept what was written, so that its reader may get lost and come back. */
export type Recording = {
  /** Lets the answer begin, and stands between it and whoever reads it now. */
  readonly run: (start: (to: Sink) => Running) => Running;
  /** Another reader takes over behind so many events. Throws `bad-request` when there are not so many. */
  readonly join: (to: Sink, after: number) => Running;
  /** Has its reader lost the line before the end, and so lately that they may still come back? */
  readonly isMissed: () => boolean;
  /** Nobody will come back. Ends what is under way. */
  readonly leave: () => void;
  /** Forgets what was written. Who reads now gets the rest; who comes back does not. */
  readonly lose: () => void;
};

export type RecordingOptions = {
  readonly id: string;
  readonly framing: Countable;
  /** How long the answer goes on without a reader, ms. */
  readonly graceMs: number;
  readonly world: Pick<World, 'after' | 'nowMs'>;
  readonly on: {
    /** It can be joined from now on. */
    readonly begun: () => void;
    /** It takes so many bytes now. */
    readonly grew: (bytes: number) => void;
    /** May it go on without a reader? Every yes is taken back by `waited`. */
    readonly mayWait: () => boolean;
    readonly waited: () => void;
    readonly ended: () => void;
    /** It cannot be joined any more. */
    readonly lost: () => void;
  };
};

/** What is kept of one stream, bytes. One that is longer goes on, but cannot be joined any more. */
export const STREAM_BYTES_MAX = 2 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * `silent`: nothing was said yet. `passed`: the answer is none that can be joined, an error say. `kept`: it can be joined. `lost`:
 * no more.
 */
type State = 'silent' | 'passed' | 'kept' | 'lost';

export function record({ id, framing, graceMs, world, on }: RecordingOptions, first: Sink): Recording {
  const events = numbering(framing, id);
  const written = tape(first);
  let state: State = 'silent';
  let head: Readonly<Record<string, string>> = {};
  let over = false;
  let running = OVER;
  let waiting: Cancel | null = null;
  /** Since when nobody reads what has not been read to its end, monotonic ms. */
  let missedMs = Number.NEGATIVE_INFINITY;

  const stopWaiting = (): void => {
    if (waiting === null) return;
    waiting();
    waiting = null;
    on.waited();
  };

  const keep = (event: Uint8Array): void => {
    if (state === 'kept' && written.size() + event.length > STREAM_BYTES_MAX) lose();
    if (state !== 'kept') return written.pass(event);
    written.keep(event);
    on.grew(written.held());
  };

  /** What is under way goes on without being kept. */
  const forget = (): void => {
    state = 'lost';
    stopWaiting();
    on.lost();
    written.wipe();
  };

  const lose = (): void => {
    if (state !== 'kept') return;
    forget();
    // For nobody any more; but not in the middle of a piece that is just being written.
    if (written.reader() === null && !over) world.after(0, running.gone);
  };

  const leave = (): void => {
    written.hangUp();
    if (state === 'kept') forget();
    if (!over) running.gone();
  };

  const wait = (): void => {
    if (over) return;
    if (state !== 'kept' || graceMs === 0 || !on.mayWait()) return leave();
    waiting = world.after(graceMs, leave);
    // Nobody is slow any more.
    running.drained();
  };

  const lineOf = (reader: Reader): Running => ({
    gone: () => {
      if (!written.remove(reader)) return;
      missedMs = world.nowMs();
      wait();
    },
    cutOff: () => running.cutOff(),
    drained: () => {
      if (written.reader() !== reader) return;
      reader.slow = false;
      written.play();
      if (!reader.slow) running.drained();
    },
  });

  const ended = (how: StreamEnd, last: readonly Uint8Array[]): void => {
    for (const event of [...last, ...events.close(how)]) keep(event);
    over = true;
    stopWaiting();
    written.close(how);
    if (state !== 'kept') return;
    on.grew(written.held());
    on.ended();
  };

  const sink: Sink = {
    head: (status, headers) => {
      state = status === 200 ? 'kept' : 'passed';
      // Its length is not what was thought.
      const { 'content-length': _, ...others } = headers;
      head = { ...others, 'x-failsoft-stream': id, 'x-failsoft-resume-grace': `${graceMs}ms` };
      if (state === 'kept') on.begun();
      written.reader()?.sink.head(status, state === 'kept' ? head : headers);
    },
    write: (bytes) => {
      if (state === 'passed') return written.reader()?.sink.write(bytes) ?? true;
      for (const event of events.feed(bytes)) keep(event);
      written.play();
      return written.reader()?.slow !== true;
    },
    end: (bytes) => {
      if (state !== 'passed') return ended('complete', bytes === undefined ? [] : events.feed(bytes));
      over = true;
      written.reader()?.sink.end(bytes);
    },
    destroy: () => {
      if (state !== 'passed') return ended('broken', []);
      over = true;
      written.hangUp();
    },
  };

  return {
    run: (start) => {
      const reader = written.reader();
      running = start(sink);
      return reader === null ? OVER : lineOf(reader);
    },
    join: (to, after) => {
      const at = written.placeAfter(after);
      if (at === null) throw new Fault('bad-request', `This stream has no event ${after} yet`);
      stopWaiting();
      missedMs = Number.NEGATIVE_INFINITY;
      // One that took its line for lost comes back before we know of it.
      const reader = written.put(to, at);
      to.head(200, head);
      // Lets the head go out also where there is nothing behind it yet.
      to.write(NOTHING);
      written.play();
      if (!over && !reader.slow) running.drained();
      return lineOf(reader);
    },
    isMissed: () => state === 'kept' && world.nowMs() - missedMs < graceMs,
    leave,
    lose,
  };
}
