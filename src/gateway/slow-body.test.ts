import { describe, expect, it } from 'vitest';
import { simulatedWorld } from '../world/simulated.ts';
import { BODY_MS, LOOK_MS, watchBodies } from './slow-body.ts';

const nobody = (): never => {
  throw new Error('Nobody is asked here');
};

describe('a body that comes slowly', () => {
  it.each([
    ['nothing', 0, BODY_MS],
    ['a byte a second', 1, BODY_MS + 10],
    ['half of what it must', 500, BODY_MS * 2],
  ])('is given up: %s', (_, bytesPerSecond, endMs) => {
    const world = simulatedWorld(1, nobody);
    let gaveUpMs: number | null = null;
    watchBodies(world)(
      () => Math.floor((world.nowMs() / 1_000) * bytesPerSecond),
      () => (gaveUpMs = world.nowMs()),
    );
    world.pass(BODY_MS * 10);
    expect(gaveUpMs).toBeGreaterThanOrEqual(BODY_MS);
    expect(gaveUpMs).toBeLessThanOrEqual(endMs + LOOK_MS + 50);
  });

  it('is waited for as long as it keeps the pace, and not looked at any more when it is there', () => {
    const world = simulatedWorld(1, nobody);
    let gaveUp = false;
    const cancel = watchBodies(world)(
      () => world.nowMs() * 1.1,
      () => (gaveUp = true),
    );
    world.pass(BODY_MS * 20);
    cancel();
    world.pass(BODY_MS * 20);
    expect(gaveUp).toBe(false);
  });
});
