import { Fault } from '../../model/fault.ts';
import { type ModelRung, type Rung, targetOf } from '../../model/route.ts';
import type { Account } from '../../providers/account.ts';
import type { Patience } from '../../resilience/request-state.ts';
import type { Cancel, World } from '../../world/world.ts';
import { accessOf } from '../access.ts';
import { type Asked, tenantOf } from '../asked.ts';
import type { Engine } from '../engine.ts';
import { enterEach, type Stage } from './room.ts';

/** A request that wants to begin at a rung. */
export type Wanting = {
  readonly asked: Asked;
  readonly rung: ModelRung;
  /** Everybody who may answer it. */
  readonly ladder: readonly Rung[];
  readonly patience: Patience;
  /** When the whole request has to be over, monotonic ms. */
  readonly deadlineMs: number;
  /** Is nobody else there who could answer now? */
  readonly isAlone: () => boolean;
};

/** How long a place is waited for where somebody else may answer, ms. */
const BRIEF_MS = 1_000;
/** Who gives up waiting so long before the end of the request can still say why, ms. */
const BEFORE_END_MS = 100;
/** What gives a place back where nobody counts them. */
export const FREE: Cancel = () => {};

/** Does anybody count who is asked there at once? */
export function hasLimit({ setup }: Pick<Engine, 'setup'>, { provider, concurrency }: ModelRung): boolean {
  return concurrency !== undefined || accessOf(setup, provider).account.concurrency !== undefined;
}

/**
 * Begins when there is a place at the rung and at its account, at once where nobody has limited them. Else it waits, and is told that
 * there is none: briefly, or, where nobody else is left, for as long as the first word would be waited for; and not where the target comes to
 * rest meanwhile and somebody else is there. Exactly one of `begin` and `full` is called, and before it `freed` whenever somebody who rested,
 * or whose keys did, or who had no place may be asked. Returns what takes it out again, of the line or of its place.
 */
export function inTurn(
  engine: Pick<Engine, 'world' | 'setup' | 'rooms' | 'openings' | 'vault'>,
  { asked, rung, ladder, patience, deadlineMs, isAlone }: Wanting,
  on: { readonly begin: (leave: Cancel) => void; readonly full: (fault: Fault) => void; readonly freed: () => void },
): Cancel {
  const { world, setup, rooms, openings } = engine;
  const { account } = accessOf(setup, rung.provider);
  const { firstContentMs, answerMs } = rung.limits;
  const waitMs = patience === 'brief' ? BRIEF_MS : asked.scan.stream ? firstContentMs : answerMs;
  const guest = {
    tenant: tenantOf(asked),
    untilMs: Math.min(world.nowMs() + waitMs, deadlineMs - BEFORE_END_MS),
  };
  const stages: Stage[] = [];
  if (rung.concurrency !== undefined)
    stages.push({ ...guest, room: rooms.of(nameOf(asked, rung)), most: rung.concurrency });
  if (account.concurrency !== undefined)
    stages.push({ ...guest, room: rooms.of(account.id), most: account.concurrency });
  let unwatch = FREE;
  let waiting = true;
  const over = (): void => {
    waiting = false;
    unwatch();
  };
  const stop = enterEach(stages, {
    entered: (leave) => {
      over();
      on.begin(leave);
    },
    full: ({ most }) => {
      over();
      on.full(noPlace(rung.provider, most));
    },
  });
  const target = targetOf(rung, asked.scan.model);
  if (waiting) {
    const opened = openings.watch(target, () => {
      if (patience === 'long' && isAlone()) return;
      over();
      stop();
      on.full(new Fault('full', `${rung.provider} has come to rest while a place there was waited for`));
    });
    const freed = openings.watchFreed(() => waiting && on.freed());
    let wake = FREE;
    const wakeAtNextKey = (): void => {
      const atMs = nextKeyMs(engine, asked, ladder);
      if (atMs === null) return;
      wake = world.after(atMs - world.nowMs(), () => {
        on.freed();
        if (waiting) wakeAtNextKey();
      });
    };
    if (patience === 'long') wakeAtNextKey();
    unwatch = () => {
      opened();
      freed();
      wake();
    };
  }
  return () => {
    over();
    stop();
  };
}

/** When somebody in the ladder has a key that rests no more, monotonic ms; null where none rests. */
function nextKeyMs(
  { world, setup, vault }: Pick<Engine, 'world' | 'setup' | 'vault'>,
  asked: Asked,
  ladder: readonly Rung[],
): number | null {
  const nowMs = world.nowMs();
  const backMs = ladder.flatMap((rung) => {
    if (rung.kind !== 'model') return [];
    return vault.backMs(accessOf(setup, rung.provider).account, rung.model ?? asked.scan.model, nowMs) ?? [];
  });
  return backMs.length === 0 ? null : Math.min(...backMs);
}

function noPlace(provider: string, most: number): Fault {
  const said = most === 1 ? '1 request under way, which is' : `${most} requests under way, which are`;
  return new Fault('full', `${provider} has ${said} as many as it may have`, { retryAfterMs: BRIEF_MS });
}

/** The room of a rung. A name of an account has no space in it. */
function nameOf({ route }: Pick<Asked, 'route'>, { provider, model }: ModelRung): string {
  return `${route.name} ${provider} ${model ?? '*'}`;
}

/** Is no place left at the rung, or at its account? */
export function hasNoPlace(
  engine: Pick<Engine, 'setup' | 'rooms'>,
  asked: Pick<Asked, 'route'>,
  rung: ModelRung,
): boolean {
  const { concurrency } = rung;
  if (concurrency !== undefined && engine.rooms.of(nameOf(asked, rung)).inside() >= concurrency) return true;
  return isFull(engine, accessOf(engine.setup, rung.provider).account);
}

/** Is no place left there now? */
export function isFull({ rooms }: Pick<Engine, 'rooms'>, { id, concurrency }: Account): boolean {
  return concurrency !== undefined && rooms.of(id).inside() >= concurrency;
}

/** Gives a place back when the exchange is over that it was for, and not before its connection is. */
export function leavingAfter(open: World['open'], leave: Cancel): World['open'] {
  if (leave === FREE) return open;
  return (request, on) => {
    const exchange = open(request, {
      ...on,
      end: () => {
        on.end();
        leave();
      },
      broke: (code, message) => {
        on.broke(code, message);
        leave();
      },
    });
    return {
      ...exchange,
      abort: () => {
        exchange.abort();
        leave();
      },
    };
  };
}

/** A place for a probe, which waits for none. Throws `full`. */
export function placeNow(engine: Pick<Engine, 'world' | 'rooms'>, account: Account): Cancel {
  const { world, rooms } = engine;
  const { id, concurrency } = account;
  if (concurrency === undefined) return FREE;
  if (isFull(engine, account)) throw noPlace(id, concurrency);
  return rooms
    .of(id)
    .enter({ tenant: '', most: concurrency, untilMs: world.nowMs() }, { entered: () => {}, full: () => {} });
}
