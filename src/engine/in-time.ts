import type { World } from '../world/world.ts';
import { deadlineOf, type Running, type Sink } from './asked.ts';
import type { Flight, Waiting } from './flight.ts';

/**
 * Joins those who wait for an answer, for as long as there is time for this request. `late` tells its caller that there is none left, and
 * writes that down; `hasBegun`: it has got a part. Null where nobody can join any more.
 */
export function inTime(
  flight: Flight,
  { asked, sink, record }: Waiting,
  world: Pick<World, 'nowMs' | 'after'>,
  late: (hasBegun: boolean) => void,
): Running | null {
  let state: 'silent' | 'said' | 'late' = 'silent';
  let line: Running | null = null;
  const nowMs = world.nowMs();
  const stopWatch = world.after(deadlineOf(asked, nowMs) - nowMs, () => {
    const hasBegun = state === 'said';
    state = 'late';
    line?.gone();
    late(hasBegun);
  });
  const watched: Sink = {
    head: (status, headers) => {
      state = 'said';
      sink.head(status, headers);
    },
    write: sink.write,
    end: (bytes) => {
      stopWatch();
      sink.end(bytes);
    },
    destroy: () => {
      stopWatch();
      sink.destroy();
    },
  };
  const joined = flight.join({
    asked,
    sink: watched,
    // Of one who was late, that is written down. Who has it all, and reads slowly, is not late any more.
    record: (entry) => {
      stopWatch();
      if (state !== 'late') record(entry);
    },
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
    drained: joined.drained,
  };
}
