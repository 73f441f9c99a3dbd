import type { RequestEntry } from '../model/journal.ts';
import type { Exchange, WireHandlers, WireRequest, World } from '../world/world.ts';

/**
 * How a provider fails in a drill. `529`: it says that it is overloaded. `timeout`: it never answers. `slow`: everything comes SLOW_MS
 * late. `reset`: it closes the connection. `cut`: its answers break off.
 */
export const DRILL_MODES = ['529', 'timeout', 'slow', 'reset', 'cut'] as const;
export type DrillMode = (typeof DRILL_MODES)[number];

/** An outage on purpose. It ends at its time, whoever has died meanwhile. */
export type Drill = {
  readonly provider: string;
  readonly mode: DrillMode;
  /** The share of calls that fail, 0 to 1. */
  readonly share: number;
  /** Only requests of this workflow; empty: all. */
  readonly workflow: string;
  readonly forMs: number;
};

export type DrillReport = Drill & {
  readonly startedAtMs: number;
  /** Milliseconds until it ends by itself; 0 when it is over. */
  readonly leftMs: number;
  /** Calls that were made to fail. */
  readonly struck: number;
  /** Requests that ended meanwhile: how, and by whom. Most first. */
  readonly outcomes: readonly { readonly outcome: string; readonly servedBy: string; readonly count: number }[];
};

/** At most one drill at a time. */
export type Drills = {
  readonly begin: (drill: Drill) => void;
  readonly end: () => void;
  /** The drill that runs, or the last one; null before the first. */
  readonly report: () => DrillReport | null;
  /** How an exchange with this provider is opened now: as always, or as the drill wants it. */
  readonly opening: (provider: string, workflow: string, open: World['open']) => World['open'];
  /** A request has ended. */
  readonly note: (entry: RequestEntry) => void;
};

/** Longer than this, and it is no drill any more. */
export const DRILL_MS_MAX = 3_600_000;
const SLOW_MS = 15_000;
/** After so many pieces a `cut` answer breaks off. */
const CUT_AFTER = 3;
const ERROR = '{"type":"error","error":{"type":"overloaded_error","message":"Switched off on purpose, for a drill"}}';

type Running = { readonly drill: Drill; readonly startedAtMs: number; readonly untilMs: number; struck: number };

export function drills(world: World): Drills {
  let current: Running | null = null;
  let outcomes = new Map<string, { outcome: string; servedBy: string; count: number }>();
  const isOn = (): boolean => current !== null && world.nowMs() < current.untilMs;

  return {
    begin: (drill) => {
      current = { drill, startedAtMs: world.wallMs(), untilMs: world.nowMs() + drill.forMs, struck: 0 };
      outcomes = new Map();
    },
    end: () => {
      if (current !== null && isOn()) current = { ...current, untilMs: world.nowMs() };
    },
    report: () =>
      current === null
        ? null
        : {
            ...current.drill,
            startedAtMs: current.startedAtMs,
            leftMs: Math.max(0, Math.round(current.untilMs - world.nowMs())),
            struck: current.struck,
            outcomes: [...outcomes.values()].toSorted((a, b) => b.count - a.count),
          },
    opening: (provider, workflow, open) => {
      if (current === null || !isOn() || current.drill.provider !== provider) return open;
      const { drill } = current;
      if (drill.workflow !== '' && drill.workflow !== workflow) return open;
      if (world.random() >= drill.share) return open;
      current.struck += 1;
      return failing(world, drill.mode, open);
    },
    note: ({ outcome, servedBy, mode }) => {
      if (!isOn()) return;
      const by = servedBy || (mode ?? '');
      const key = `${outcome} ${by}`;
      const known = outcomes.get(key) ?? { outcome, servedBy: by, count: 0 };
      known.count += 1;
      outcomes.set(key, known);
    },
  };
}

function failing(world: World, mode: DrillMode, open: World['open']): World['open'] {
  switch (mode) {
    case '529':
      return (_, on) => answering(world, on);
    case 'timeout':
      return (_, on) => later(world, 0, on.sent);
    case 'reset':
      return (_, on) => later(world, 0, () => on.broke('ECONNRESET', 'Reset on purpose, for a drill'));
    case 'slow':
      return (request, on) => open(request, delayed(world, on));
    case 'cut':
      return (request, on) => cutting(open, request, on);
  }
}

function answering(world: World, on: WireHandlers): Exchange {
  return later(world, 0, () => {
    on.sent();
    on.head(529, { 'content-type': 'application/json' });
    on.bytes(Buffer.from(ERROR));
    on.end();
  });
}

/** Nothing is on the wire, so there is nothing to pause; what was going to happen is called off. */
function later(world: World, ms: number, what: () => void): Exchange {
  const cancel = world.after(ms, what);
  return { pause: () => {}, resume: () => {}, abort: cancel };
}

function delayed(world: World, on: WireHandlers): WireHandlers {
  const after = (what: () => void): void => void world.after(SLOW_MS, what);
  return {
    sent: on.sent,
    head: (status, headers) => after(() => on.head(status, headers)),
    bytes: (chunk) => after(() => on.bytes(chunk)),
    end: () => after(on.end),
    broke: (code, message) => after(() => on.broke(code, message)),
  };
}

function cutting(open: World['open'], request: WireRequest, on: WireHandlers): Exchange {
  let pieces = 0;
  const exchange = open(request, {
    ...on,
    bytes: (chunk) => {
      pieces += 1;
      if (pieces <= CUT_AFTER) return on.bytes(chunk);
      exchange.abort();
      on.broke('ECONNRESET', 'Cut on purpose, for a drill');
    },
    // A short answer is cut at its end.
    end: () => on.broke('ECONNRESET', 'Cut on purpose, for a drill'),
  });
  return exchange;
}
