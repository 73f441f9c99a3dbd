import type { Client } from '../../config/config.ts';
import type { Availability } from '../../model/availability.ts';
import { Fault } from '../../model/fault.ts';
import { matches } from '../../model/route.ts';
import type { Cancel, World } from '../../world/world.ts';
import { mayUse, namedBy } from '../clients.ts';
import type { Live } from '../gateway.ts';
import { availabilityOf } from './outlook.ts';
import { rungsNow } from './rungs.ts';

/**
 * What somebody wants to know of: the route of this name, or the one that serves this model or this workflow; all where nothing is named.
 */
export type Wanted = { readonly route?: string; readonly model?: string; readonly workflow?: string };

/** Who asks, by the configuration in effect: null for anybody where no clients are named. Throws `forbidden`. */
export type Asker = (live: Live) => Client | null;

/** Somebody who wants to hear of changes. */
export type Listener = {
  readonly changed: (routes: readonly Availability[]) => void;
  /** Nothing more comes: the route is gone, or the client may not use it any more, or the gateway ends. */
  readonly over: () => void;
  /** We are still here. Told every BEAT_MS. */
  readonly beat: () => void;
};

/** What apps should show, now and whenever it changes. */
export type Availabilities = {
  /** Throws `no-such-route` for what is named and not there for this client, and what the asker throws. */
  readonly now: (wanted: Wanted, asker: Asker) => readonly Availability[];
  /** Tells at once how it is, and then of every change. Throws like `now`, and `busy` when too many listen already. */
  readonly watch: (wanted: Wanted, asker: Asker, listener: Listener) => Cancel;
  readonly close: () => void;
};

/** Listeners at once. */
const LISTENERS_MAX = 500;
/** So often it is looked for changes, as long as anybody listens, ms. An app is to hear of one within a second. */
const LOOK_MS = 250;
/** Listeners are told so often that we are still here, ms. */
const BEAT_MS = 10_000;
/** Moments that lie no further apart are the same: two clocks never agree to the millisecond. Ms. */
const SAME_MS = 500;

type Listening = {
  readonly wanted: Wanted;
  readonly asker: Asker;
  readonly listener: Listener;
  admitted: Admitted;
  told: readonly Availability[];
};
type Admitted = { readonly live: Live; readonly client: Client | null };

/** Nothing runs while nobody listens. */
export function openAvailabilities(world: Pick<World, 'nowMs' | 'after'>, live: () => Live): Availabilities {
  const all = new Set<Listening>();
  let next: Cancel | null = null;
  let beatMs = 0;

  /** Null: it is no business of theirs any more. */
  const seenBy = (one: Listening, current: Live, seen: Seen): readonly Availability[] | null => {
    try {
      if (one.admitted.live !== current) one.admitted = { live: current, client: one.asker(current) };
      return chosen(one.admitted, one.wanted, seen);
    } catch {
      return null;
    }
  };

  const look = (): void => {
    const current = live();
    const seen: Seen = new Map();
    const beats = world.nowMs() - beatMs >= BEAT_MS;
    if (beats) beatMs = world.nowMs();
    for (const one of all) {
      const routes = seenBy(one, current, seen);
      if (routes === null) {
        all.delete(one);
        one.listener.over();
      } else if (!areSame(routes, one.told)) {
        one.told = routes;
        one.listener.changed(routes);
      } else if (beats) one.listener.beat();
    }
  };

  const lookOn = (): void => {
    next = world.after(
      LOOK_MS,
      () => {
        next = null;
        if (all.size === 0) return;
        lookOn();
        look();
      },
      'idle',
    );
  };

  const admit = (asker: Asker): Admitted => {
    const current = live();
    return { live: current, client: asker(current) };
  };

  return {
    now: (wanted, asker) => chosen(admit(asker), wanted, new Map()),
    watch: (wanted, asker, listener) => {
      const admitted = admit(asker);
      const told = chosen(admitted, wanted, new Map());
      if (all.size >= LISTENERS_MAX) throw new Fault('busy', 'Too many listen already', { retryAfterMs: 60_000 });
      const one: Listening = { wanted, asker, listener, admitted, told };
      all.add(one);
      if (next === null) {
        beatMs = world.nowMs();
        lookOn();
      }
      listener.changed(told);
      return () => void all.delete(one);
    },
    close: () => {
      next?.();
      for (const { listener } of all) listener.over();
      all.clear();
    },
  };
}

/** What was looked at already, by route and model. */
type Seen = Map<string, Availability>;

function chosen(
  { live, client }: Admitted,
  { route, model, workflow = '' }: Wanted,
  seen: Seen,
): readonly Availability[] {
  const mine = live.config.routes.filter(({ name }) => mayUse(client, name) && (route === undefined || name === route));
  const led = namedBy(mine, workflow);
  const fitting = led === null ? mine.filter(({ match }) => model === undefined || matches(match, model)) : [led];
  if (fitting.length === 0 && (route !== undefined || model !== undefined))
    throw new Fault('no-such-route', `There is no route here for ${(route ?? model ?? '').slice(0, 100)}`);
  // Of several that fit a model, the first one serves it.
  return (model === undefined ? fitting : fitting.slice(0, 1)).map((one) => {
    const name = `${one.name}\n${model ?? ''}`;
    const known = seen.get(name) ?? availabilityOf(one, rungsNow(live, one, model ?? null));
    seen.set(name, known);
    return known;
  });
}

/** Does it make no difference to whoever was told the one? */
function areSame(some: readonly Availability[], others: readonly Availability[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, at) => {
      const other = others[at];
      return other !== undefined && isSame(one, other);
    })
  );
}

function isSame(one: Availability, other: Availability): boolean {
  return (
    one.route === other.route &&
    one.mode === other.mode &&
    one.servedBy === other.servedBy &&
    one.why === other.why &&
    one.match.join('\n') === other.match.join('\n') &&
    isSameTime(one.sinceMs, other.sinceMs) &&
    isSameTime(one.nextTryAtMs, other.nextTryAtMs)
  );
}

function isSameTime(one: number | null, other: number | null): boolean {
  return one === null || other === null ? one === other : Math.abs(one - other) <= SAME_MS;
}
