import { type FairQueue, joined, next, NOBODY_WAITS, without } from '../../resilience/fair-queue.ts';
import type { Cancel, World } from '../../world/world.ts';

/** A place that holds only so many at once. The others wait at its door, each tenant's in its turn. */
export type Room = {
  /** Returns what takes the guest out again: of the queue, or of the room. */
  readonly enter: (guest: Guest, on: Entering) => Cancel;
  readonly inside: () => number;
  readonly waiting: () => number;
};

export type Guest = {
  readonly tenant: string;
  /** So many may be inside. What the last one says counts for all. */
  readonly most: number;
  /** How long it waits, monotonic ms. */
  readonly untilMs: number;
};

/** Exactly one of them is called, unless the guest leaves the queue before; `entered` at once where there is room. */
export type Entering = { readonly entered: (leave: Cancel) => void; readonly full: () => void };

/** So many may wait at one door. */
const WAITING_MAX = 1_000;

type Waiting = { readonly on: Entering; readonly stopWaiting: Cancel };

/** `freed`: there is a place, and nobody in the queue who wants it. */
export function room(world: Pick<World, 'nowMs' | 'after'>, freed: () => void = () => {}): Room {
  let inside = 0;
  let most = 0;
  let queue: FairQueue<Waiting> = NOBODY_WAITS;
  let letsIn = false;

  const take = (on: Entering): Cancel => {
    inside += 1;
    let isIn = true;
    const leave = (): void => {
      if (!isIn) return;
      isIn = false;
      inside -= 1;
      letIn();
    };
    on.entered(leave);
    return leave;
  };

  /** One after the other, also where somebody leaves as soon as it is in. */
  const letIn = (): void => {
    if (letsIn) return;
    letsIn = true;
    for (let turn = inside < most ? next(queue) : null; turn !== null; turn = inside < most ? next(queue) : null) {
      ({ queue } = turn);
      turn.one.stopWaiting();
      take(turn.one.on);
    }
    letsIn = false;
    if (inside < most) freed();
  };

  const wait = ({ tenant, untilMs }: Guest, on: Entering): Cancel => {
    let left: Cancel | null = null;
    const isGone = (): void => void (queue = without(queue, tenant, one));
    const timer = world.after(Math.max(0, untilMs - world.nowMs()), () => {
      isGone();
      on.full();
    });
    const entered = (leave: Cancel): void => {
      left = leave;
      on.entered(leave);
    };
    const one: Waiting = { on: { ...on, entered }, stopWaiting: timer };
    const { queue: longer, away } = joined(queue, { tenant, one }, WAITING_MAX);
    queue = longer;
    away?.stopWaiting();
    away?.on.full();
    letIn();
    return () => {
      timer();
      if (left === null) isGone();
      else left();
    };
  };

  return {
    enter: (guest, on) => {
      ({ most } = guest);
      return inside < most && queue.size === 0 ? take(on) : wait(guest, on);
    },
    inside: () => inside,
    waiting: () => [...queue.values()].reduce((sum, own) => sum + own.length, 0),
  };
}

/** Rooms by name; each is there as soon as somebody wants to enter. Names come from the configuration. */
export type Rooms = { readonly of: (name: string) => Room };

export function rooms(world: Pick<World, 'nowMs' | 'after'>, freed: () => void = () => {}): Rooms {
  const known = new Map<string, Room>();
  return {
    of: (name) => {
      const found = known.get(name) ?? room(world, freed);
      known.set(name, found);
      return found;
    },
  };
}

/** One room behind another. */
export type Stage = Guest & { readonly room: Room };

/** Enters one room after the other. Whoever does not get into a later one leaves those before it. `full`: the one that had no room. */
export function enterEach(
  stages: readonly Stage[],
  on: { readonly entered: (leave: Cancel) => void; readonly full: (stage: Stage) => void },
): Cancel {
  const [stage, ...more] = stages;
  if (stage === undefined) {
    on.entered(NOTHING);
    return NOTHING;
  }
  if (more.length === 0) return stage.room.enter(stage, { entered: on.entered, full: () => on.full(stage) });
  let leaveMore: Cancel = NOTHING;
  const leaveFirst = stage.room.enter(stage, {
    entered: (leave) => {
      leaveMore = enterEach(more, {
        entered: (last) => {
          on.entered(() => {
            last();
            leave();
          });
        },
        full: (lacking) => {
          leave();
          on.full(lacking);
        },
      });
    },
    full: () => on.full(stage),
  });
  return () => {
    leaveMore();
    leaveFirst();
  };
}

const NOTHING: Cancel = () => {};
