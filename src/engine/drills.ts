import type { RequestEntry } from '../model/journal.ts';
import type { Route } from '../model/route.ts';
import type { Trial } from '../model/trial.ts';
import { type Tally, tally, together } from '../resilience/trial.ts';
import type { World } from '../world/world.ts';
import { type DrillMode, failing } from './drill-faults.ts';

/** An outage on purpose. It ends at its time, whoever has died meanwhile. */
export type Drill = {
  /** They fail together. */
  readonly providers: readonly string[];
  readonly mode: DrillMode;
  /** The share of calls that fail, 0 to 1. */
  readonly share: number;
  /** Only requests of this workflow; empty: all. */
  readonly workflow: string;
  readonly forMs: number;
  /** It ends when whoever began it says nothing for so long, ms; null: at its time alone. */
  readonly leaseMs: number | null;
  /** It ends as soon as it has become an outage: when so many requests are lost, and more than are answered. Null: it does not. */
  readonly lostMax: number | null;
};

/** With what it is held, so that what it shows can be believed later. */
export type Circumstances = Pick<Trial, 'config' | 'code'> & {
  /** Routes on which one of the providers has a rung. */
  readonly routes: readonly string[];
  /** Why it shows nothing, asked when it is over; empty where it does. */
  readonly spoiled: () => string;
};

export type DrillReport = Drill & {
  readonly startedAtMs: number;
  /** Milliseconds until it ends by itself; 0 when it is over. */
  readonly leftMs: number;
  /** It has become an outage, and was ended for that. */
  readonly stopped: boolean;
  /** Requests on its routes that are under way. */
  readonly underWay: number;
  /** Calls that were made to fail. */
  readonly struck: number;
  /** Requests that ended meanwhile: how, and by whom. Most first. */
  readonly outcomes: readonly { readonly outcome: string; readonly servedBy: string; readonly count: number }[];
  /** What it has come to; null until all requests that began in it have ended. */
  readonly trial: Trial | null;
};

/** At most one drill at a time. */
export type Drills = {
  readonly begin: (drill: Drill, circumstances: Circumstances) => void;
  /** Whoever began it is still there. */
  readonly renew: () => void;
  readonly end: () => void;
  /** The drill that runs, or the last one; null before the first. */
  readonly report: () => DrillReport | null;
  /** How an exchange with this provider is opened now: as always, or as the drill wants it. */
  readonly opening: (provider: string, by: Asking, open: World['open']) => World['open'];
  /** A request has ended. */
  readonly note: (entry: RequestEntry) => void;
};

/** The request for which an exchange is opened. Without an id it is none of anybody's. */
export type Asking = Pick<RequestEntry, 'id' | 'workflow'> & { readonly route: Pick<Route, 'name'> };

/** Longer than this, and it is no drill any more. */
export const DRILL_MS_MAX = 3_600_000;
/** How often it is looked whether it is over, ms. */
const TICK_MS = 250;
/** How long requests that began in it may go on when it is over, before it is said that nobody knows what came of them, ms. */
const SETTLE_MS = 60_000;
/** Those that ask nobody are not followed, and get so much time to end, ms. */
const AFTER_MS = 1_000;
/** Requests that are followed at once. */
const UNDER_WAY_MAX = 10_000;

type Running = {
  readonly drill: Drill;
  readonly circumstances: Circumstances;
  readonly startedAtMs: number;
  readonly counted: Tally;
  readonly struckIds: Set<string>;
  readonly underWay: Set<string>;
  readonly outcomes: Map<string, { outcome: string; servedBy: string; count: number }>;
  /** On the clock that only goes forward: when it ends, and when somebody has last spoken for it. */
  untilMs: number;
  renewedMs: number;
  struck: number;
  stopped: boolean;
  trial: Trial | null;
};

/** `tried` hears what each of them has come to. */
export function drills(world: World, tried: (trial: Trial) => void): Drills {
  let current: Running | null = null;

  const overMs = ({ untilMs, renewedMs, drill: { leaseMs } }: Running): number =>
    leaseMs === null ? untilMs : Math.min(untilMs, renewedMs + leaseMs);
  const isOn = (running: Running): boolean => world.nowMs() < overMs(running);
  const endedAtMs = (running: Running): number => Math.round(world.wallMs() - world.nowMs() + overMs(running));

  const tick = (running: Running): void => {
    if (running.trial !== null) return;
    if (isOn(running) && isOutage(running)) {
      running.stopped = true;
      running.untilMs = world.nowMs();
    }
    const sinceMs = world.nowMs() - overMs(running);
    const isSettled = sinceMs >= AFTER_MS && (running.underWay.size === 0 || sinceMs >= SETTLE_MS);
    if (!isSettled) return void world.after(TICK_MS, () => tick(running), 'idle');
    running.trial = trialOf(running, endedAtMs(running));
    tried(running.trial);
  };

  return {
    begin: (drill, circumstances) => {
      const running = runningOf(world, drill, circumstances);
      current = running;
      tick(running);
    },
    renew: () => {
      if (current !== null && isOn(current)) current.renewedMs = world.nowMs();
    },
    end: () => {
      if (current !== null && isOn(current)) current.untilMs = world.nowMs();
    },
    report: () => (current === null ? null : reportOf(current, overMs(current) - world.nowMs())),
    opening: (provider, by, open) => {
      if (current === null || !isOn(current) || !isAbout(current, by)) return open;
      const { drill, underWay, struckIds } = current;
      if (by.id !== '' && underWay.size < UNDER_WAY_MAX) underWay.add(by.id);
      if (!drill.providers.includes(provider) || world.random() >= drill.share) return open;
      current.struck += 1;
      if (by.id !== '') struckIds.add(by.id);
      return failing(world, drill.mode, open);
    },
    note: (entry) => {
      if (current === null || current.trial !== null) return;
      current.underWay.delete(entry.id);
      if (entry.atMs >= endedAtMs(current)) return;
      count(current.outcomes, entry);
      if (hasMet(current, entry)) current.counted.note(entry);
    },
  };
}

function runningOf(world: World, drill: Drill, circumstances: Circumstances): Running {
  return {
    drill,
    circumstances,
    startedAtMs: world.wallMs(),
    counted: tally(troubleOf(drill) === 'all' ? drill.providers : []),
    struckIds: new Set(),
    underWay: new Set(),
    outcomes: new Map(),
    untilMs: world.nowMs() + drill.forMs,
    renewedMs: world.nowMs(),
    struck: 0,
    stopped: false,
    trial: null,
  };
}

function reportOf(running: Running, leftMs: number): DrillReport {
  const { drill, startedAtMs, stopped, underWay, struck, outcomes, trial } = running;
  return {
    ...drill,
    startedAtMs,
    leftMs: Math.max(0, Math.round(leftMs)),
    stopped,
    underWay: underWay.size,
    struck,
    outcomes: [...outcomes.values()].toSorted((a, b) => b.count - a.count),
    trial,
  };
}

/** Is nobody there who would stand in? */
function isOutage({ drill: { lostMax }, counted }: Running): boolean {
  if (lostMax === null) return false;
  const { answered, lost } = together(counted.groups());
  return lost >= lostMax && lost > answered;
}

/** Probes are about whoever fails, and not about a workflow. */
function isAbout({ drill, circumstances }: Running, { id, workflow, route: { name } }: Asking): boolean {
  if (drill.workflow !== '' && drill.workflow !== workflow) return false;
  return id === '' || circumstances.routes.includes(name);
}

/** Was it made to fail, or led past those who do? What is given at once out of what is kept may have nothing to do with it. */
function hasMet(running: Running, entry: RequestEntry): boolean {
  if (running.struckIds.delete(entry.id)) return true;
  const isKept = entry.mode === 'cache' && entry.attempts.length === 0;
  const asking = { ...entry, route: { name: entry.route } };
  return isAbout(running, asking) && entry.atMs >= running.startedAtMs && entry.mode !== 'primary' && !isKept;
}

function count(outcomes: Running['outcomes'], { outcome, servedBy, mode }: RequestEntry): void {
  const by = servedBy || (mode ?? '');
  const key = `${outcome} ${by}`;
  const known = outcomes.get(key) ?? { outcome, servedBy: by, count: 0 };
  known.count += 1;
  outcomes.set(key, known);
}

function troubleOf({ mode, share }: Drill): Trial['trouble'] {
  if (mode === 'cut') return 'cut';
  return mode === 'slow' || share < 1 ? 'some' : 'all';
}

function trialOf({ drill, circumstances, startedAtMs, counted, underWay }: Running, endedAtMs: number): Trial {
  const { config, code, spoiled } = circumstances;
  const open = `${underWay.size} requests were still under way a minute after it`;
  return {
    id: `drill-${new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`,
    kind: 'drill',
    providers: drill.providers,
    trouble: troubleOf(drill),
    what: drill.share < 1 ? `${drill.mode}, ${Math.round(drill.share * 100)} %` : drill.mode,
    startedAtMs: Math.round(startedAtMs),
    endedAtMs,
    foundAtMs: null,
    config,
    code,
    void: underWay.size > 0 ? open : spoiled(),
    groups: counted.groups(),
  };
}
