import { parseTarget, type Target } from '../../model/route.ts';
import type { ProbeEnd } from '../../resilience/health.ts';
import type { Probe } from '../../resilience/next-probe.ts';
import type { Cancel } from '../../world/world.ts';
import { isSpent } from '../budgets/bill.ts';
import { isFull } from '../budgets/in-turn.ts';
import type { Engine } from '../engine.ts';
import { probe } from './probe.ts';

/** How a probe came out, or that it was let go. Exactly one of the two is called. */
export type ProbeEvents = { readonly told: (end: ProbeEnd) => void; readonly cancelled: () => void };

/** Probes, of which one at most is under way at a target, whatever for. Targets are `provider/model`. */
export type OneAtATime = {
  /** One that is under way there is let go: begun before the last change, it has nothing to say any more. */
  readonly probe: (probe: Probe, withinMs: number, on: ProbeEvents) => void;
  readonly isUnderWay: (target: string) => boolean;
  /** Can it be probed at all, as far as we know? */
  readonly isAble: (target: string) => boolean;
  /** Is no probe under way there, and can it be probed now? */
  readonly isFree: (target: string) => boolean;
  readonly stop: Cancel;
};

/** Targets that cannot be probed and are remembered; the others find it out again. */
const UNABLE_MAX = 1_000;

export function oneAtATime(engine: Engine): OneAtATime {
  const unable = new Set<string>();
  const running = new Map<string, Cancel>();

  const ended = (target: string, end: ProbeEnd): void => {
    running.delete(target);
    if (end.kind !== 'unable' || hasToWait(engine, parseTarget(target))) return;
    if (unable.size >= UNABLE_MAX) unable.clear();
    unable.add(target);
  };

  const begin = (one: Probe, withinMs: number, on: ProbeEvents): void => {
    const { target } = one;
    running.get(target)?.();
    engine.probes.note(one);
    let isOver = false;
    const cancel = probe(engine, { target: parseTarget(target), withinMs }, (end) => {
      isOver = true;
      ended(target, end);
      on.told(end);
    });
    if (isOver) return;
    running.set(target, () => {
      cancel();
      on.cancelled();
    });
  };

  return {
    probe: begin,
    isUnderWay: (target) => running.has(target),
    isAble: (target) => !unable.has(target),
    isFree: (target) => !running.has(target) && !unable.has(target) && !hasToWait(engine, parseTarget(target)),
    stop: () => {
      for (const cancel of running.values()) cancel();
      running.clear();
    },
  };
}

/** Is there nothing to ask with at this moment only: no key, no money or no place? */
function hasToWait(engine: Engine, { provider, model }: Target): boolean {
  const account = engine.setup.access.get(provider)?.account;
  if (account === undefined) return false;
  const parked = engine.vault.pick(account, model, null, engine.world.nowMs()) === null;
  return parked || isSpent(engine, account) || isFull(engine, account);
}
