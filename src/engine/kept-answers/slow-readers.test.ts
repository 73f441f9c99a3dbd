import { describe, expect, it } from 'vitest';
import { heldBytes } from '../budgets/held-bytes.ts';
import { askedOf } from '../testing/parts.ts';
import type { Sink } from '../asked.ts';
import type { Waiting } from './audience.ts';
import { takeOff } from './flight.ts';

type Reader = Waiting & { slow: boolean; readonly heard: () => number };

function reader(id: string, slow = false): Reader {
  let heard = 0;
  const one: Reader = {
    asked: askedOf(Buffer.from('{"model":"m","stream":true}'), { id }),
    slow,
    heard: () => heard,
    record: () => {},
    sink: {
      head: () => {},
      write: (bytes) => {
        heard += bytes.length;
        return !one.slow;
      },
      end: () => {},
      destroy: () => {},
    },
  };
  return one;
}

/** A flight whose provider stops where nobody can take more, and goes on when it is told to. */
function flightOf(first: Reader) {
  const sinks: Sink[] = [];
  let paused = false;
  const { flight, running } = takeOff(first, {
    nowMs: () => 0,
    wallMs: () => 0,
    joined: {},
    room: heldBytes(),
    ask: (_, sink) => {
      sinks.push(sink);
      return { gone: () => {}, cutOff: () => {}, drained: () => (paused = false) };
    },
    isDoubted: () => false,
    over: () => {},
    closed: () => {},
  });
  const sends = (bytes: number): void => {
    if (!paused) paused = sinks[0]?.write(Buffer.alloc(bytes)) === false;
  };
  // Who is named there has begun, so that others may join.
  sinks[0]?.head(200, { 'x-failsoft-served-by': 'a/m' });
  return { flight, running, sends, isPaused: () => paused };
}

describe('who reads slowly', () => {
  it('holds up nobody who joins', () => {
    const [slow, fast] = [reader('slow', true), reader('fast')];
    const one = flightOf(slow);
    one.sends(10);
    expect(one.isPaused()).toBe(true);
    one.flight.join(fast);
    one.sends(10);
    expect([fast.heard(), one.isPaused()]).toEqual([20, false]);
  });

  it('of an answer that is too long to be held, holds up all until it leaves', () => {
    const [slow, fast] = [reader('slow', true), reader('fast')];
    const one = flightOf(slow);
    one.flight.join(fast);
    one.sends(9 * 1024 * 1024);
    expect(one.isPaused()).toBe(true);
    one.running.gone();
    one.sends(10);
    expect([fast.heard(), one.isPaused()]).toEqual([9 * 1024 * 1024 + 10, false]);
  });
});
