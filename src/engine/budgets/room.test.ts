import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulatedWorld } from '../../world/simulated.ts';
import type { Cancel } from '../../world/world.ts';
import { enterEach, room, type Room, rooms, type Stage } from './room.ts';

const nowhere = () => simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));

/** A room with those who have entered, those who found it full, and what lets each go. */
function doorOf(most: number) {
  const world = nowhere();
  const one = room(world);
  const entered: string[] = [];
  const full: string[] = [];
  const leave = new Map<string, Cancel>();
  return {
    world,
    room: one,
    entered,
    full,
    come: (name: string, waitMs = 1_000): void => {
      const guest = { tenant: name.slice(0, 1), most, untilMs: world.nowMs() + waitMs };
      leave.set(name, one.enter(guest, { entered: () => void entered.push(name), full: () => void full.push(name) }));
    },
    go: (name: string): void => leave.get(name)?.(),
  };
}

describe('a room', () => {
  it('lets in as many as it holds, and the next one when somebody leaves', () => {
    const door = doorOf(2);
    for (const name of ['a1', 'a2', 'a3']) door.come(name);
    expect(door.entered).toEqual(['a1', 'a2']);
    door.go('a1');
    door.go('a1');
    expect(door.entered).toEqual(['a1', 'a2', 'a3']);
    expect([door.room.inside(), door.room.waiting()]).toEqual([2, 0]);
  });

  it('is full for whoever has waited long enough, and for nobody twice', () => {
    const door = doorOf(1);
    door.come('a1');
    door.come('a2', 500);
    door.come('a3', 5_000);
    door.world.pass(1_000);
    expect(door.full).toEqual(['a2']);
    door.go('a1');
    expect(door.entered).toEqual(['a1', 'a3']);
    door.world.pass(10_000);
    expect(door.full).toEqual(['a2']);
    expect(door.world.timers()).toBe(0);
  });

  it('lets one tenant in as soon as it is its turn, however many of another wait', () => {
    const door = doorOf(1);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) door.come(name);
    door.go('a1');
    door.go('a2');
    expect(door.entered).toEqual(['a1', 'a2', 'b1']);
  });

  it('forgets whoever leaves the line, and has no timer left', () => {
    const door = doorOf(1);
    for (const name of ['a1', 'a2', 'b1']) door.come(name);
    door.go('a2');
    door.go('a1');
    expect(door.entered).toEqual(['a1', 'b1']);
    door.go('b1');
    expect([door.room.inside(), door.room.waiting(), door.world.timers()]).toEqual([0, 0, 0]);
  });

  it('turns away the last of whoever fills its line', () => {
    const door = doorOf(1);
    for (let count = 0; count <= 1_000; count += 1) door.come(`a${count}`);
    expect(door.full).toEqual([]);
    door.come('b1');
    expect(door.full).toEqual(['a1000']);
    door.go('a0');
    door.go('a1');
    expect(door.entered).toEqual(['a0', 'a1', 'b1']);
  });

  it('serves a long line of guests that leave at once', () => {
    const world = nowhere();
    const one = room(world);
    let served = 0;
    const guest = { tenant: 'a', most: 1, untilMs: 1_000 };
    const first = one.enter(guest, { entered: () => {}, full: () => {} });
    for (let count = 0; count < 1_000; count += 1) {
      one.enter(guest, {
        entered: (leave) => {
          served += 1;
          leave();
        },
        full: () => {},
      });
    }
    first();
    expect([served, one.inside(), one.waiting()]).toEqual([1_000, 0, 0]);
  });

  it('holds what the last guest says that it holds', () => {
    const world = nowhere();
    const one = room(world);
    const entered: number[] = [];
    [1, 1, 3].forEach((most, count) =>
      one.enter({ tenant: 'a', most, untilMs: 1_000 }, { entered: () => void entered.push(count), full: () => {} }),
    );
    expect(entered).toEqual([0, 1, 2]);
  });

  it('never holds more than it may, and keeps nobody waiting while there is room', () => {
    const step = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('come', 'come', 'go', 'wait'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 50 }), (most, steps) => {
        const door = doorOf(most);
        const here: string[] = [];
        steps.forEach(({ name, what }, number) => {
          if (what === 'wait') door.world.pass(300);
          else if (what === 'come') {
            here.push(name + number);
            door.come(name + number);
          } else door.go(here.splice(0, 1)[0] ?? '');
          expect(door.room.inside()).toBeLessThanOrEqual(most);
          if (door.room.inside() < most) expect(door.room.waiting()).toBe(0);
        });
        for (const name of here) door.go(name);
        expect([door.room.inside(), door.room.waiting(), door.world.timers()]).toEqual([0, 0, 0]);
      }),
    );
  });
});

describe('rooms behind one another', () => {
  const world = nowhere();
  const stage = (of: Room, most: number): Stage => ({ room: of, most, tenant: 'a', untilMs: world.nowMs() + 1_000 });

  it('are entered together, and left together', () => {
    const [outer, inner] = [room(world), room(world)];
    let leaving: Cancel = () => {};
    const cancel = enterEach([stage(outer, 1), stage(inner, 1)], {
      entered: (leave) => (leaving = leave),
      full: () => {},
    });
    expect([outer.inside(), inner.inside()]).toEqual([1, 1]);
    leaving();
    cancel();
    expect([outer.inside(), inner.inside()]).toEqual([0, 0]);
  });

  it('are left where a later one is full, and it is said which', () => {
    const names = rooms(world);
    const [outer, inner] = [names.of('outer'), names.of('inner')];
    expect(names.of('outer')).toBe(outer);
    const first = enterEach([stage(inner, 1)], { entered: () => {}, full: () => {} });
    const lacking: Room[] = [];
    enterEach([stage(outer, 5), stage(inner, 1)], { entered: () => {}, full: (one) => void lacking.push(one.room) });
    expect(outer.inside()).toBe(1);
    world.pass(2_000);
    expect(lacking).toEqual([inner]);
    expect(outer.inside()).toBe(0);
    first();
  });

  it('are left by whoever does not want to wait for the later one any more', () => {
    const [outer, inner] = [room(world), room(world)];
    const first = enterEach([stage(inner, 1)], { entered: () => {}, full: () => {} });
    const cancel = enterEach([stage(outer, 1), stage(inner, 1)], { entered: () => {}, full: () => {} });
    cancel();
    first();
    expect([outer.inside(), inner.inside(), inner.waiting()]).toEqual([0, 0, 0]);
  });

  it('need not be any', () => {
    let entered = 0;
    enterEach([], { entered: () => (entered += 1), full: () => {} })();
    expect(entered).toBe(1);
  });
});
