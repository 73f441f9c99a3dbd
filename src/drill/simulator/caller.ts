import type { Running, Sink } from '../../engine/asked.ts';
import type { SimulatedWorld } from '../../world/simulated.ts';
import type { ReaderPlan } from './scenario/scenario.ts';

/** What a caller got, byte by byte. It grows while the answer comes. */
export type Received = {
  status: number | null;
  headers: Readonly<Record<string, string>>;
  readonly chunks: Uint8Array[];
  /** When the head, the first byte of the body, and the end came. */
  headMs: number | null;
  firstMs: number | null;
  endMs: number | null;
  /** `cut`: the line was cut. `left`: the caller went away. */
  end: 'open' | 'ended' | 'cut' | 'left';
  /** The most that lay unread, bytes, and how much was written although the caller was slow. */
  unreadMax: number;
  overrun: number;
  /** What was done to the caller that nobody may do. */
  readonly offences: string[];
};

/** Node says that a reader is slow from here on, bytes. */
const HIGH_WATER_BYTES = 16 * 1024;
const STEP_MS = 50;

/** A caller on a simulated line: a sink that gets full when it reads slowly, and tells the engine when it can take more. */
export function caller(plan: ReaderPlan, world: SimulatedWorld): Caller {
  const received = nothingYet();
  let running: Running | null = null;
  const reader = readerOf(plan, world, () => (received.end === 'open' ? running?.drained() : undefined));
  const isOver = (): boolean => received.end !== 'open';
  const finish = (end: Received['end']): void => {
    received.end = end;
    received.endMs = world.nowMs();
    if (end !== 'ended') reader.stop();
  };
  const take = (bytes: Uint8Array): void => {
    if (received.status === null) received.offences.push('bytes before the head');
    if (bytes.length === 0) return;
    received.firstMs ??= world.nowMs();
    received.chunks.push(bytes);
    received.unreadMax = Math.max(received.unreadMax, reader.take(bytes.length));
  };

  const sink: Sink = {
    head: (status, headers) => {
      if (received.status !== null) received.offences.push('a second head');
      if (isOver() && received.end !== 'left') received.offences.push('a head behind the end');
      received.status = status;
      received.headers = headers;
      received.headMs = world.nowMs();
    },
    write: (bytes) => {
      if (received.end === 'left') return true;
      if (isOver()) received.offences.push('bytes behind the end');
      if (reader.isFull()) received.overrun += bytes.length;
      take(bytes);
      return !reader.isFull();
    },
    end: (bytes) => {
      if (received.end === 'left') return;
      if (isOver()) received.offences.push('a second end');
      if (bytes !== undefined) take(bytes);
      finish('ended');
    },
    destroy: () => {
      if (received.end === 'left') return;
      if (isOver()) received.offences.push('a second end');
      finish('cut');
      // Node tells of the closed line as of any other.
      world.arrive(0, () => running?.gone());
    },
  };
  return {
    sink,
    received,
    run: (started) => {
      running = started;
      if (plan.leavesMs === null) return;
      world.arrive(plan.leavesMs, () => {
        if (isOver()) return;
        finish('left');
        running?.gone();
      });
    },
    cutOff: () => {
      if (!isOver()) running?.cutOff();
    },
  };
}

function nothingYet(): Received {
  return {
    status: null,
    headers: {},
    chunks: [],
    headMs: null,
    firstMs: null,
    endMs: null,
    end: 'open',
    unreadMax: 0,
    overrun: 0,
    offences: [],
  };
}

export type Caller = {
  readonly sink: Sink;
  readonly received: Received;
  readonly run: (running: Running) => void;
  /** The gateway ends. */
  readonly cutOff: () => void;
};

type Reader = {
  /** Returns how many bytes lie unread. */
  readonly take: (bytes: number) => number;
  readonly isFull: () => boolean;
  readonly stop: () => void;
};

/** Reads at its own speed, and says when it can take more after it was full. */
function readerOf(plan: ReaderPlan, world: SimulatedWorld, drained: () => void): Reader {
  const isSlow = plan.bytesPerSecond !== null || plan.stallMs > 0;
  let unread = 0;
  let total = 0;
  let stallUntilMs = -1;
  let full = false;
  let reading = false;
  let over = false;

  const read = (): void => {
    reading = false;
    if (over) return;
    const perStep = plan.bytesPerSecond === null ? unread : (plan.bytesPerSecond * STEP_MS) / 1_000;
    if (world.nowMs() >= stallUntilMs) unread = Math.max(0, unread - perStep);
    if (unread > 0) readOn();
    else if (full) {
      full = false;
      drained();
    }
  };
  const readOn = (): void => {
    if (reading) return;
    reading = true;
    world.arrive(Math.max(STEP_MS, stallUntilMs - world.nowMs()), read);
  };
  return {
    take: (bytes) => {
      if (!isSlow) return 0;
      total += bytes;
      if (plan.stallMs > 0 && stallUntilMs < 0 && total >= plan.stallAtBytes)
        stallUntilMs = world.nowMs() + plan.stallMs;
      unread += bytes;
      full ||= unread >= HIGH_WATER_BYTES;
      readOn();
      return unread;
    },
    isFull: () => full,
    stop: () => void (over = true),
  };
}
