import type { SimulatedWorld } from '../../../world/simulated.ts';
import type { Exchange as Opened, WireHandlers } from '../../../world/world.ts';
import type { Script, Step } from '../../sandbox/script/script.ts';
import type { Dice } from '../dice.ts';
import type { Exchange } from './exchange.ts';

/** How bytes come apart on the way. */
export type Cutting = 'as-written' | 'anywhere' | 'glued' | 'bytes';

/** What a connection does. `code` null: it connects after `connectMs`; else it breaks with that code then; Infinity: never. */
export type Fate = {
  readonly connectMs: number;
  readonly code: string | null;
  readonly script: Script;
  /** From the request to the first sign of an answer, ms. */
  readonly latencyMs: number;
  readonly cutting: Cutting;
  /** The last bytes behind the terminal event, which nobody has to wait for. */
  readonly slack: number;
};

/** A head over this is refused by the HTTP client, bytes. */
const HEAD_BYTES_MAX = 64 * 1024;
/** What gathers at most before it is read, bytes. */
const GLUE_BYTES = 4_096;

type Wire = { readonly world: SimulatedWorld; readonly on: WireHandlers; readonly dice: Dice };

/**
 * Plays a script over a simulated connection: bytes cut at any place, in time, and not at all while the reader has paused. The
 * provider's own schedule goes on while the reader's process stands still.
 */
export function connect(fate: Fate, exchange: Exchange, wire: Wire): Opened {
  const { world, on } = wire;
  const steps = fate.script[Symbol.iterator]();
  const line = lineFor(fate, exchange, wire);
  let dueMs = world.nowMs() + fate.connectMs;
  let paused = false;
  let blocked = false;

  const later = (ms: number): void => {
    dueMs += ms;
    world.arrive(dueMs - world.nowMs(), advance);
  };
  const advance = (): void => {
    if (line.isOver()) return;
    if (paused) {
      blocked = true;
      return;
    }
    if (line.handNext()) return later(0);
    const { value: step, done } = steps.next();
    const waitMs = done === true ? null : line.carryOut(step);
    if (waitMs !== null) later(waitMs);
  };

  if (Number.isFinite(fate.connectMs)) {
    world.arrive(fate.connectMs, () => {
      if (line.isOver()) return;
      if (fate.code !== null) return line.breakOff(fate.code);
      exchange.sentMs = world.nowMs();
      on.sent();
      later(fate.latencyMs);
    });
  }
  return {
    pause: () => void (paused = true),
    resume: () => {
      paused = false;
      if (!blocked) return;
      blocked = false;
      dueMs = Math.max(dueMs, world.nowMs());
      world.arrive(0, advance);
    },
    abort: () => line.end('aborted'),
  };
}

type Line = {
  readonly isOver: () => boolean;
  readonly end: (how: Exchange['end']) => void;
  readonly breakOff: (code: string) => void;
  /** Hands over what has arrived; false when there is nothing. */
  readonly handNext: () => boolean;
  /** Does one thing of the script. Returns how long it takes until the next one, ms; null when there is none. */
  readonly carryOut: (step: Step) => number | null;
};

/** What arrives at the reader, and how it ends. */
function lineFor(fate: Fate, exchange: Exchange, { world, on, dice }: Wire): Line {
  const pieces = cutter(fate.cutting, dice);
  const total = isList(fate.script) ? lengthOf(fate.script) : Number.POSITIVE_INFINITY;
  const isOver = (): boolean => exchange.end !== 'open';
  const end = (how: Exchange['end']): void => {
    if (isOver()) return;
    exchange.end = how;
    exchange.endMs = world.nowMs();
  };
  const breakOff = (code: string): void => {
    end('broke');
    on.broke(code, 'simulated');
  };
  const hand = (chunk: Uint8Array): void => {
    note(exchange, chunk.length, { nowMs: world.nowMs(), allBytes: total - fate.slack });
    on.bytes(chunk);
  };
  const add = (bytes: Uint8Array): number => {
    pieces.add(bytes);
    return 0;
  };
  /** What is still held arrives, and then the end. */
  const finish = (last: () => void): null => {
    pieces.flush(hand);
    if (!isOver()) last();
    return null;
  };

  const carryOut = (step: Step): number | null => {
    switch (step.do) {
      case 'head':
        if (JSON.stringify(step.headers).length > HEAD_BYTES_MAX)
          return finish(() => breakOff('UND_ERR_HEADERS_OVERFLOW'));
        on.head(step.status, lowered(step.headers));
        return 0;
      case 'write':
        return add(bytesOf(step.bytes));
      case 'raw':
        // What stands behind the size of a chunk is read as it comes.
        return add(bytesOf(step.bytes.slice(step.bytes.indexOf('\n') + 1)));
      case 'hint':
        return 0;
      case 'wait':
        return step.ms;
      case 'hang':
        return finish(() => {});
      case 'end':
        return finish(() => {
          end('ended');
          on.end();
        });
      case 'close':
      case 'reset':
        return finish(() => breakOff(step.do === 'close' ? 'UND_ERR_SOCKET' : 'ECONNRESET'));
    }
  };
  const handNext = (): boolean => {
    const chunk = pieces.next();
    if (chunk !== null) hand(chunk);
    return chunk !== null;
  };
  return { isOver, end, breakOff, handNext, carryOut };
}

/** Bytes arrive. `allBytes`: with so many of them a correct answer is all there. */
function note(exchange: Exchange, bytes: number, { nowMs, allBytes }: { nowMs: number; allBytes: number }): void {
  exchange.byteMs ??= nowMs;
  exchange.bytes += bytes;
  const isSound = exchange.truth.legal && exchange.answer !== null;
  if (isSound && exchange.bytes >= allBytes) exchange.completeMs ??= nowMs;
}

function isList(script: Script): script is readonly Step[] {
  return Array.isArray(script);
}

function lengthOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + (step.do === 'write' ? bytesOf(step.bytes).length : 0), 0);
}

function bytesOf(bytes: string | Uint8Array): Uint8Array {
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
}

function lowered(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

type Cutter = {
  readonly add: (bytes: Uint8Array) => void;
  /** What arrives next, null when the rest waits for more. */
  readonly next: () => Uint8Array | null;
  readonly flush: (hand: (chunk: Uint8Array) => void) => void;
};

/** Cuts bytes with no regard to what they mean. What it holds back comes with the next ones, or at the end. */
function cutter(cutting: Cutting, dice: Dice): Cutter {
  let held: Uint8Array = Buffer.alloc(0);
  let fresh = false;
  const take = (count: number): Uint8Array => {
    const chunk = held.subarray(0, count);
    held = held.subarray(count);
    return chunk;
  };
  return {
    add: (bytes) => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      fresh = true;
    },
    next: () => {
      if (held.length === 0) return null;
      switch (cutting) {
        case 'as-written':
          return take(held.length);
        case 'bytes':
          return take(1);
        case 'glued':
          return held.length >= GLUE_BYTES || (fresh && dice.hits(0.1)) ? take(held.length) : null;
        case 'anywhere': {
          if (!fresh) return null;
          fresh = false;
          return take(dice.between(1, held.length));
        }
      }
    },
    flush: (hand) => {
      if (held.length > 0) hand(take(held.length));
    },
  };
}
