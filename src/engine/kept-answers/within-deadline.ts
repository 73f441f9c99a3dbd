import { FAULTS } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { World } from '../../world/world.ts';
import { deadlineOf, type Running, type Sink } from '../asked.ts';
import { isComment } from '../splice/splice.ts';
import type { Waiting } from './audience.ts';

/** What a caller had got when its time was over. */
export type Heard = {
  /** The head, at least. */
  readonly begun: boolean;
  /** The last of the answer; null when nothing of it had come. */
  readonly last: Uint8Array | null;
};

/** Makes somebody one of those who wait for an answer; null where that cannot be. */
export type Joining = (one: Waiting) => Running | null;

/**
 * Waits with others for an answer, for as long as there is time for this request. When there is none left, `late` tells its caller, and
 * the answer goes on for the others: what is asked for it has the patience of none of them.
 */
export function withinDeadline(
  join: Joining,
  { asked, sink, record }: Waiting,
  world: Pick<World, 'nowMs' | 'after'>,
  late: (heard: Heard) => void,
): Running | null {
  let begun = false;
  let last: Uint8Array | null = null;
  let lateMs: number | null = null;
  let line: Running | null = null;
  const sinceMs = world.nowMs();
  const stopWatch = world.after(deadlineOf(asked, sinceMs) - sinceMs, () => {
    lateMs = world.nowMs() - sinceMs;
    late({ begun, last });
    line?.gone();
  });
  const watched: Sink = {
    head: (status, headers) => {
      begun = true;
      sink.head(status, headers);
    },
    write: (bytes) => {
      if (!isComment(bytes)) last = bytes;
      return sink.write(bytes);
    },
    end: (bytes) => {
      stopWatch();
      sink.end(bytes);
    },
    destroy: () => {
      stopWatch();
      sink.destroy();
    },
  };
  const joined = join({
    asked,
    sink: watched,
    record: (entry) => record(lateMs === null ? entry : outOfTime(entry, { begun, last }, lateMs)),
  });
  line = joined;
  if (joined === null) {
    stopWatch();
    return null;
  }
  return {
    gone: () => {
      stopWatch();
      joined.gone();
    },
    // Who reads slowly is told of it when it has read what came before: as long as it has time.
    cutOff: joined.cutOff,
    drained: joined.drained,
  };
}

function outOfTime(entry: RequestEntry, { begun, last }: Heard, tookMs: number): RequestEntry {
  return {
    ...entry,
    outcome: last === null ? 'failed' : 'broken',
    status: begun ? 200 : FAULTS.timeout.status,
    fault: 'timeout',
    tookMs,
  };
}
