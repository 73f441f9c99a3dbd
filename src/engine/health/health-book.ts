import type { Fault } from '../../model/fault.ts';
import { BUCKETS } from '../../resilience/baseline.ts';
import { admits, type Breaker, type Moment, onProbeStart, suspected } from '../../resilience/breaker.ts';
import type { Expected } from '../../resilience/deadlines.ts';
import { failTogether } from '../../resilience/domains.ts';
import {
  type Health,
  onCallEnd,
  onCallStart,
  onContent,
  onDrip,
  onInTime,
  onLate,
  onProbe,
  type ProbeEnd,
  renewed,
  UNKNOWN,
} from '../../resilience/health.ts';
import type { World } from '../../world/world.ts';
import { forgetOne } from './forgetting.ts';
import { type Guard, NO_GUARD } from './guard.ts';
import { ownNetwork } from './own-network.ts';
import { type Speeds, speeds } from './speeds.ts';

/** What is known of every target, from our own calls. The one judge that routing asks. */
export type HealthBook = {
  readonly of: (target: string) => Health;
  /** The targets that are known and begin with this. */
  readonly known: (beginning: string) => readonly string[];
  /** May it be asked now? `chance` (0 ≤ x < 1) is the request's own, for targets that get only a share of the requests. */
  readonly admits: (target: string, chance: number) => boolean;
  /** Should it not be asked at all? Unlike `admits` this is no wish to ask it. */
  readonly rests: (target: string) => boolean;
  /** A call starts. Returns the generation that its reports have to carry. */
  readonly started: (target: string) => number;
  /** How long nearly all answers of this kind need at most to begin, ms; null while there is no telling. */
  readonly lateAfterMs: (target: string, bucket: number) => number | null;
  /** That time is over, or a share of it (0–1) that somebody has waited, and nothing has come. Told once per call, when it is over. */
  readonly late: (target: string, generation: number, share: number) => void;
  /** A whole answer has come, or one has begun that was not waited for long, and nobody knows how long it usually takes. */
  readonly inTime: (target: string, generation: number) => void;
  readonly content: (target: string, generation: number, beginning: Beginning) => void;
  /** A call is over. `wholeMs`: how long it took, where it was for a whole answer. */
  readonly ended: (target: string, generation: number, fault: Fault | null, wholeMs?: number | null) => void;
  /** An answer drips, or had to be taken up again, and the caller has seen too much of it for another one. */
  readonly dripped: (target: string, generation: number, fault: Fault) => void;
  /** A whole answer came at this speed. */
  readonly paced: (target: string, tokensPerSecond: number) => void;
  /** What answers of this kind are usually like. */
  readonly expected: (target: string, bucket: number) => Expected;

  /** Will it be looked at by itself, resting as it is? */
  readonly isDue: (target: string) => boolean;
  /** Whoever looks after targets that rest. In the place of the one before, who is stopped. */
  readonly guardedBy: (guard: Guard) => void;
  /** Since when nothing can be reached from here, monotonic ms; null while something can. */
  readonly cutOffMs: () => number | null;
  /** Whether anything can be reached, as it was looked. */
  readonly network: (reachable: boolean) => void;
  /** A probe starts. Returns its generation; null when there is nothing to find out. */
  readonly probing: (target: string) => number | null;
  readonly probed: (target: string, generation: number, end: ProbeEnd) => void;
  /** The time that a probe has to begin in, ms; null while there is no telling. */
  readonly probeWithinMs: (target: string) => number | null;
  /** What was normal at this target is not any more. */
  readonly relearn: (target: string) => void;
  /** Somebody else is behind this provider from now on: nothing is known of its targets. */
  readonly renew: (provider: string) => void;
};

/** How an answer began. `bucket`: the kind of request. `prompt`: in time, as far as that is known. */
export type Beginning = { readonly tookMs: number; readonly bucket: number; readonly prompt: boolean };

/** Callers may name any model at a `provider/*` rung; beyond this many, those that never answered are forgotten first. */
const TARGETS_MAX = 5_000;
/** The 95th percentile: one answer in 20 of a sound target is later. */
const NEARLY_ALL = 0.95;
const ALMOST_ALL = 0.99;
/** Below half a second, nobody calls an answer late. */
const LATE_MS_MIN = 500;

/** Whoever hears of every target that rests from now on, and that somebody has ceased to. */
export type Turns = { readonly opened: (target: string) => void; readonly freed: () => void };

export function healthBook(
  world: Pick<World, 'nowMs' | 'random'>,
  { opened, freed }: Turns = { opened: () => {}, freed: () => {} },
): HealthBook {
  const targets = new Map<string, Health>();
  const known: Speeds = speeds();
  let guard = NO_GUARD;
  const of = (target: string): Health => targets.get(target) ?? UNKNOWN;
  const at = (): Moment => ({ nowMs: world.nowMs(), jitter: world.random() });
  const set = (target: string, health: Health): void => {
    const before = targets.get(target);
    if (before === undefined && targets.size >= TARGETS_MAX) forgetOne(targets);
    targets.set(target, health);
    if (health.breaker !== before?.breaker) turned(target, before?.breaker.state, health.breaker);
  };

  const turned = (target: string, before: Breaker['state'] | undefined, { state, openings }: Breaker): void => {
    if (state === 'open' && before !== 'open') onOpened(target, openings);
    if (state !== 'open' && before === 'open') onBack();
  };

  /** Whoever waits for one that rests, because nobody else was left, need not wait any longer. */
  const onBack = (): void => {
    freed();
    for (const [target, { breaker }] of targets) if (breaker.state === 'open') opened(target);
  };

  /** What fails together with it is under suspicion, once per outage. */
  const onOpened = (target: string, openings: number): void => {
    const domains = openings > 1 ? [] : guard.domainsOf(target);
    for (const [other, health] of domains.length === 0 ? [] : [...targets]) {
      if (other === target || health.breaker.state === 'open') continue;
      if (!failTogether(domains, guard.domainsOf(other))) continue;
      way.remember(other);
      targets.set(other, { ...health, breaker: suspected(health.breaker) });
    }
    guard.opened(target);
    opened(target);
  };

  const named = (beginning: string): readonly string[] =>
    [...targets.keys()].filter((target) => target.startsWith(beginning));
  const isOver = (target: string, generation: number): boolean => generation < of(target).from;
  const isRemote = (target: string): boolean => guard.domainsOf(target).length > 0;
  const way = ownNetwork(world.nowMs, {
    guard: () => guard,
    breakerOf: (target) => of(target).breaker,
    known: () => [...targets.keys()].filter(isRemote),
    rewrite: (target, breaker) => {
      const health = targets.get(target);
      if (health !== undefined) targets.set(target, { ...health, breaker });
    },
  });
  const reached = (): void => {
    way.told(true);
    freed();
  };
  /** With nothing out there to be reached, what is on this machine answers without any waiting for others. */
  const isCutOff = (target: string): boolean => way.cutOffMs() !== null && isRemote(target);

  return {
    of,
    rests: (target) => of(target).breaker.state === 'open' || isCutOff(target),
    known: named,
    admits: (target, chance) => {
      if (isCutOff(target)) return false;
      const { breaker } = of(target);
      if (breaker.state === 'closed') return true;
      if (breaker.state === 'open') guard.wanted(target);
      return admits(breaker, { nowMs: world.nowMs(), chance, probed: guard.canProbe(target) });
    },
    started: (target) => {
      const before = of(target);
      const probed = before.breaker.state === 'open' && guard.canProbe(target);
      const health = onCallStart(before, { nowMs: world.nowMs(), probed });
      if (health !== before || before === UNKNOWN) set(target, health);
      return health.breaker.generation;
    },
    lateAfterMs: (target, bucket) => {
      const ms = known.quantileMs(target, bucket, NEARLY_ALL);
      return ms === null ? null : Math.max(LATE_MS_MIN, ms);
    },
    late: (target, generation, share) => {
      if (!isCutOff(target)) set(target, onLate(of(target), { generation, share }, at()));
    },
    inTime: (target, generation) => {
      const health = of(target);
      // As nearly always: then there is nothing to take back.
      if (health.breaker.state !== 'open' && health.breaker.lateness > 0)
        set(target, onInTime(health, { generation }, at()));
    },
    content: (target, generation, { tookMs, bucket, prompt }) => {
      if (!isOver(target, generation)) {
        known.add(target, bucket, { tookMs, nowMs: world.nowMs() });
        set(target, onContent(of(target), { generation, tookMs, prompt }, at()));
      }
      if (isCutOff(target)) reached();
    },
    ended: (target, generation, fault, wholeMs = null) => {
      if (isOver(target, generation)) return;
      const blameless = way.isOurs(target, fault);
      set(target, onCallEnd(of(target), { generation, fault, blameless, wholeMs }, at()));
    },
    dripped: (target, generation, fault) => {
      if (!isCutOff(target) && !isOver(target, generation))
        set(target, onDrip(of(target), { generation, fault }, at()));
    },
    paced: known.pace,
    expected: (target, bucket) => ({
      firstContentMs: known.quantileMs(target, bucket, ALMOST_ALL),
      tokensPerSecond: known.tokensPerSecond(target),
    }),

    isDue: (target) => guard.isDue(target),
    guardedBy: (next) => {
      guard.stop();
      guard = next;
      for (const [target, { breaker }] of targets) if (breaker.state === 'open') guard.opened(target);
      if (way.isAsking()) guard.look();
    },
    cutOffMs: way.cutOffMs,
    network: (reachable) => (reachable ? reached() : way.told(false)),
    probing: (target) => {
      const health = of(target);
      if (health.breaker.state !== 'open' || health.breaker.looker === 'probe') return null;
      set(target, { ...health, breaker: onProbeStart(health.breaker) });
      return health.breaker.generation;
    },
    probed: (target, generation, end) => {
      const blameless = isCutOff(target);
      set(target, onProbe(of(target), { generation, end, blameless }, at()));
    },
    probeWithinMs: (target) => {
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        const ms = known.quantileMs(target, bucket, ALMOST_ALL);
        if (ms !== null) return ms;
      }
      return null;
    },
    relearn: known.forget,
    renew: (provider) => {
      for (const target of named(`${provider}/`)) {
        known.forget(target);
        set(target, renewed(of(target)));
      }
    },
  };
}
