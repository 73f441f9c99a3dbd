import { describe, expect, it } from 'vitest';
import { noNetwork, type SimulatedWorld, simulatedWorld } from './simulated.ts';

const wheeled = (): SimulatedWorld => simulatedWorld(7, noNetwork, { timers: 'wheel', shuffled: true });

describe('a simulated world on the wheel of the real one', () => {
  it('wakes not before time, a tick later at most, and never what was cancelled', () => {
    const world = wheeled();
    const woken: number[] = [];
    for (const ms of [0, 19, 500, 11_000]) world.after(ms, () => woken.push(world.nowMs() - ms));
    world.after(500, () => woken.push(Infinity))();
    expect(world.timers()).toBe(4);
    world.pass(20_000);
    expect(world.timers()).toBe(0);
    expect(woken).toHaveLength(4);
    for (const lateMs of woken) expect(lateMs >= 0 && lateMs <= 20).toBe(true);
  });

  it('is as late as the process is that stands still, and wakes once for what is asked for meanwhile', () => {
    const world = wheeled();
    const woken: number[] = [];
    const again = (): void => {
      woken.push(world.nowMs());
      world.after(10_000, again);
    };
    world.after(20, again);
    world.arrive(15, () => world.freeze(245));
    world.pass(10_200);
    expect(woken).toEqual([260]);
    world.pass(100);
    expect(woken).toHaveLength(2);
  });

  it('goes on with what it stood still in before any timer', () => {
    const world = wheeled();
    const seen: string[] = [];
    world.after(10, () => seen.push('timer'));
    world.arrive(2, () => world.freeze(400));
    world.arrive(5, () => seen.push('read'));
    world.arrive(6, () => seen.push('read later'));
    world.pass(1_000);
    expect(seen).toEqual(['read', 'timer', 'read later']);
  });
});

it('comes to rest where something would happen again and again at the same moment', () => {
  const again = (): void => void world.arrive(0, () => void world.after(0, again));
  const world = simulatedWorld(7, noNetwork);
  world.arrive(50, again);
  world.pass(1_000);
  expect(world.stoodStillMs()).toBe(50);
  expect(world.nowMs()).toBe(1_000);
});
