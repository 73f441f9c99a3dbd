import type { RequestEntry } from '../../model/journal.ts';
import type { Route } from '../../model/route.ts';
import type { Trial } from '../../model/trial.ts';
import { FIRST_TOKENS_MAX, harmIn, type StopWhen } from '../../resilience/drill-harm.ts';
import { type Tally, tally, together } from '../../resilience/trial.ts';
import type { World } from '../../world/world.ts';
import { type DrillMode, failing } from './faults.ts';
import { trialOf, troubleOf } from './trial-of.ts';

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
  /** It ends as soon as it does more harm than this, or nobody can see whether it does. */
  readonly stopWhen: StopWhen;
};

/** With what it is held, so that what it shows can be believed later. */
export type Circumstances = Pick<Trial, 'config' | 'code'> & {
  /** Routes on which one of the providers has a rung. */
  readonly routes: readonly string[];
  /** Why it shows nothing, asked until all that began in it has ended; empty where it does. What was so once stays so. */
  readonly spoiled: () => string;
  /** Why nobody can see what it does, asked as long as it goes on; empty where they can. */
  readonly blind: () => string;
};

/** Why somebody ends a drill before its time: it harms, or what they watch it by does not answer. */
export type Stop = { readonly kind: 'harm' | 'blind'; readonly why: string };

export type DrillReport = Drill & {
  readonly startedAtMs: number;
  /** Milliseconds until it ends by itself; 0 when it is over. */
  readonly leftMs: number;
  /** It was ended before its time, for the harm that it did or because nobody could see it. */
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
  /** Null: somebody has seen enough, and what was seen counts. */
  readonly end: (stop: Stop | null) => void;
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

export type Running = {
  readonly drill: Drill;
  readonly circumstances: Circumstances;
  readonly startedAtMs: number;
  readonly counted: Tally;
  readonly struckIds: Set<string>;
  readonly underWay: Set<string>;
  readonly outcomes: Map<string, { outcome: string; servedBy: string; count: number }>;
  readonly firstTokensMs: number[];
  /** On the clock that only goes forward: when it ends, and when somebody has last spoken for it. */
  untilMs: number;
  renewedMs: number;
  /** When somebody has last asked anything. */
  heardMs: number;
  struck: number;
  /** Was it a request, and not only a probe of one that rests? */
  hasStruck: boolean;
  spoiled: string;
  stop: Stop | null;
  trial: Trial | null;
};

/** `tried` hears what each of them has come to. */
export function drills(world: World, tried: (trial: Trial) => void): Drills {
  let current: Running | null = null;

  const overMs = ({ untilMs, renewedMs, drill: { leaseMs } }: Running): number =>
    leaseMs === null ? untilMs : Math.min(untilMs, renewedMs + leaseMs);
  const isOn = (running: Running): boolean => world.nowMs() < overMs(running);
  const endedAtMs = (running: Running): number => Math.round(world.wallMs() - world.nowMs() + overMs(running));

  const stop = (running: Running, why: Stop | null): void => {
    if (why === null) return;
    running.stop = why;
    running.untilMs = world.nowMs();
  };

  const tick = (running: Running): void => {
    if (running.trial !== null) return;
    running.spoiled ||= running.circumstances.spoiled();
    if (isOn(running)) stop(running, stopOf(running, world.nowMs()));
    else if (running.stop === null && overMs(running) < running.untilMs) running.stop = ABANDONED;
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
    end: (why) => {
      if (current === null || !isOn(current)) return;
      stop(current, why);
      current.untilMs = world.nowMs();
    },
    report: () => (current === null ? null : reportOf(current, overMs(current) - world.nowMs())),
    opening: (provider, by, open) => {
      if (current === null || !isOn(current) || !isAbout(current, by)) return open;
      const { drill, underWay, struckIds } = current;
      if (by.id !== '') current.heardMs = world.nowMs();
      if (by.id !== '' && underWay.size < UNDER_WAY_MAX) underWay.add(by.id);
      if (!drill.providers.includes(provider) || world.random() >= drill.share) return open;
      current.struck += 1;
      if (by.id !== '') current.hasStruck = true;
      if (by.id !== '') struckIds.add(by.id);
      return failing(world, drill.mode, open);
    },
    note: (entry) => {
      if (current === null || current.trial !== null) return;
      current.underWay.delete(entry.id);
      if (entry.atMs >= endedAtMs(current)) return;
      count(current.outcomes, entry);
      if (isAbout(current, { ...entry, route: { name: entry.route } })) current.heardMs = world.nowMs();
      if (!hasMet(current, entry) || current.counted.note(entry) !== 'answered') return;
      const { firstTokensMs } = current;
      firstTokensMs.push(entry.firstContentMs ?? entry.tookMs);
      if (firstTokensMs.length > FIRST_TOKENS_MAX) firstTokensMs.shift();
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
    firstTokensMs: [],
    untilMs: world.nowMs() + drill.forMs,
    renewedMs: world.nowMs(),
    heardMs: world.nowMs(),
    struck: 0,
    hasStruck: false,
    spoiled: '',
    stop: null,
    trial: null,
  };
}

function reportOf(running: Running, leftMs: number): DrillReport {
  const { drill, startedAtMs, stop, underWay, struck, outcomes, trial } = running;
  return {
    ...drill,
    startedAtMs,
    leftMs: Math.max(0, Math.round(leftMs)),
    stopped: stop !== null,
    underWay: underWay.size,
    struck,
    outcomes: [...outcomes.values()].toSorted((a, b) => b.count - a.count),
    trial,
  };
}

/** Whoever watched it has said nothing for the time of its lease. */
const ABANDONED: Stop = { kind: 'blind', why: 'whoever watched it was gone before its end' };

/** Does it do more harm than is borne, or can nobody see whether it does? */
function stopOf({ drill: { stopWhen }, circumstances, ...running }: Running, nowMs: number): Stop | null {
  const { counted, firstTokensMs, underWay, heardMs } = running;
  const harm = harmIn({ ...together(counted.groups()), firstTokensMs }, stopWhen);
  if (harm !== '') return { kind: 'harm', why: harm };
  const blind = circumstances.blind();
  if (blind !== '') return { kind: 'blind', why: blind };
  const { silentMsMax } = stopWhen;
  const isSilent = silentMsMax !== null && underWay.size === 0 && nowMs - heardMs >= silentMsMax;
  return isSilent ? { kind: 'blind', why: `nobody asked anything for ${Math.round(silentMsMax / 1_000)} s` } : null;
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
