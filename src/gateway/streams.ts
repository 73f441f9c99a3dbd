import type { Running, Sink } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import type { Cancel, World } from '../world/world.ts';
import type { Countable } from './numbering.ts';
import { record, type Recording, type RecordingOptions } from './recording.ts';

/** The streams whose readers may get lost and come back. In memory: a gateway that ends forgets them. */
export type Streams = {
  /** Lets an answer begin whose reader may come back. */
  readonly begin: (of: StreamOptions, sink: Sink, start: (to: Sink) => Running) => Running;
  /** Gives the events behind `after` to the client that asked for them. Throws `no-such-path`, and `bad-request` beyond the end. */
  readonly join: (place: StreamPlace, after: number, sink: Sink) => Running;
  /** The client will not come back: ends what is under way, and forgets it. Throws `no-such-path`. */
  readonly leave: (place: StreamPlace) => void;
  /** Is there one whose reader may come back any moment? */
  readonly isAnyMissed: () => boolean;
  /** Ends all that goes on without a reader, and all the rest. */
  readonly close: () => void;
};

export type StreamOptions = {
  /** Empty when callers need no key. */
  readonly client: string;
  readonly framing: Countable;
  /** How long an answer goes on without a reader, ms. */
  readonly graceMs: number;
};

export type StreamPlace = { readonly id: string; readonly client: string };

/** How long the events of a stream can be asked for after its end, ms. */
export const KEEP_MS = 600_000;
/** What is kept of all streams together, bytes. What ended first is forgotten first. */
export const ALL_STREAMS_BYTES_MAX = 64 * 1024 * 1024;
/** Answers that may go on without a reader at once. */
export const WAITING_MAX = 100;
/** What a stream takes besides its events, bytes. */
const STREAM_BYTES_MIN = 2 * 1024;

const ID_BYTES = 16;

export function openStreams(world: Pick<World, 'after' | 'nowMs' | 'random'>): Streams {
  const kept = joinableStreams(world);
  let waiting = 0;

  const find = ({ id, client }: StreamPlace): Recording => {
    const one = kept.find(id);
    // Whose it is nobody else gets to know.
    if (one === null || one.client !== client)
      throw new Fault('no-such-path', 'There is no stream of this id, or it is kept no longer');
    return one.recording;
  };

  return {
    begin: ({ client, framing, graceMs }, sink, start) => {
      const id = streamId(world);
      const on: RecordingOptions['on'] = {
        begun: () => kept.add(id, { client, recording }),
        grew: (bytes) => kept.weigh(id, bytes),
        mayWait: () => {
          if (waiting >= WAITING_MAX) return false;
          waiting += 1;
          return true;
        },
        waited: () => (waiting -= 1),
        ended: () => kept.ended(id),
        lost: () => kept.remove(id),
      };
      const recording = record({ id, framing, graceMs, world, on }, sink);
      return recording.run(start);
    },
    join: (place, after, sink) => find(place).join(sink, after),
    leave: (place) => find(place).leave(),
    isAnyMissed: () => kept.all().some(({ recording }) => recording.isMissed()),
    close: () => {
      for (const { recording } of kept.all()) recording.leave();
    },
  };
}

type Kept = { readonly client: string; readonly recording: Recording };

/** What can be joined, within its bounds. */
type JoinableStreams = {
  readonly add: (id: string, kept: Kept) => void;
  readonly find: (id: string) => Kept | null;
  readonly all: () => readonly Kept[];
  /** It takes so many bytes now. When all are too many, some are lost. */
  readonly weigh: (id: string, bytes: number) => void;
  readonly ended: (id: string) => void;
  readonly remove: (id: string) => void;
};

function joinableStreams(world: Pick<World, 'after'>): JoinableStreams {
  /** In the order in which they began. */
  const kept = new Map<string, Kept & { bytes: number }>();
  /** In the order in which they ended, with what lets go of them in time. */
  const over = new Map<string, Cancel>();
  let sum = 0;

  const makeRoom = (): void => {
    for (;;) {
      if (sum <= ALL_STREAMS_BYTES_MAX) return;
      const [oldest = ''] = over.size > 0 ? over.keys() : kept.keys();
      kept.get(oldest)?.recording.lose();
    }
  };

  return {
    add: (id, one) => {
      kept.set(id, { ...one, bytes: STREAM_BYTES_MIN });
      sum += STREAM_BYTES_MIN;
    },
    find: (id) => kept.get(id) ?? null,
    all: () => [...kept.values()],
    weigh: (id, bytes) => {
      const one = kept.get(id);
      if (one === undefined) return;
      sum += bytes + STREAM_BYTES_MIN - one.bytes;
      one.bytes = bytes + STREAM_BYTES_MIN;
      if (sum > ALL_STREAMS_BYTES_MAX) makeRoom();
    },
    ended: (id) => {
      const one = kept.get(id);
      if (one !== undefined) over.set(id, world.after(KEEP_MS, one.recording.lose, 'idle'));
    },
    remove: (id) => {
      over.get(id)?.();
      over.delete(id);
      sum -= kept.get(id)?.bytes ?? 0;
      kept.delete(id);
    },
  };
}

/** Nobody guesses it: 128 bits. */
function streamId({ random }: Pick<World, 'random'>): string {
  return Buffer.from(Array.from({ length: ID_BYTES }, () => Math.floor(random() * 256))).toString('base64url');
}
