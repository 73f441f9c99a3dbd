import type { Socket } from 'node:net';
import type { Client } from '../config/config.ts';
import { enterEach, rooms, type Stage } from '../engine/budgets/room.ts';
import { Fault } from '../model/fault.ts';
import { bag } from '../world/bag.ts';
import type { Cancel, World } from '../world/world.ts';

/** Who is inside, and whether anybody may still come in. One per server. */
export type Door = {
  /** `cutOff`: what ends it now. Returns what lets it out again. */
  readonly enter: (cutOff: Cancel) => Cancel;
  readonly count: () => number;
  /** Ends all that is under way. */
  readonly clear: () => void;
  /** From now on nobody new is let in. */
  readonly shut: () => void;
  readonly isShut: () => boolean;
  /** Lets a request begin as soon as there is a place for it, at once where there is one. Returns what gives the place back. */
  readonly admit: (visitor: Visitor, on: Admission) => Cancel;
  /** There are too many connections: what is asked on this one is refused. */
  readonly turnAway: (socket: Socket) => void;
  readonly isTurnedAway: (socket: Socket) => boolean;
};

export type Visitor = {
  /** Null where callers need no key. */
  readonly client: Client | null;
  /** Requests of all that may be under way at once. */
  readonly concurrency: number;
};

export type Admission = { readonly entered: () => void; readonly refused: (fault: Fault) => void };

/** How long a request waits for a place, ms. */
const PLACE_MS = 5_000;
/** Whoever is refused is told to come back after this time, ms. */
const RETURN_MS = 1_000;

const TOO_MANY = 'Too many requests at once';

export function openDoor(world: Pick<World, 'nowMs' | 'after'>): Door {
  const inside = bag<Cancel>();
  let shut = false;
  const turnedAway = new WeakSet<Socket>();
  const known = rooms(world);
  const hall = known.of('');

  return {
    enter: inside.add,
    count: inside.size,
    clear: () => {
      for (const cutOff of inside.all()) cutOff();
    },
    shut: () => void (shut = true),
    isShut: () => shut,
    admit: ({ client, concurrency }, { entered, refused }) => {
      const guest = { tenant: client?.tenant ?? '', untilMs: world.nowMs() + PLACE_MS };
      const everybody: Stage = { ...guest, room: hall, most: concurrency };
      if (client?.concurrency === undefined)
        return hall.enter(everybody, { entered, full: () => refused(new Fault('busy', TOO_MANY, AGAIN)) });
      const own: Stage = { ...guest, room: known.of(`client ${client.id}`), most: client.concurrency };
      return enterEach([own, everybody], {
        entered,
        full: ({ room }) => refused(room === hall ? new Fault('busy', TOO_MANY, AGAIN) : tooMany(client, own.most)),
      });
    },
    turnAway: (socket) => void turnedAway.add(socket),
    isTurnedAway: (socket) => turnedAway.has(socket),
  };
}

const AGAIN = { retryAfterMs: RETURN_MS };

function tooMany({ id }: Client, most: number): Fault {
  const said = most === 1 ? '1 request under way, which is' : `${most} requests under way, which are`;
  return new Fault('too-many', `${id} has ${said} as many as it may have`, AGAIN);
}
