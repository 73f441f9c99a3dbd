import { parseTarget } from '../../model/route.ts';
import type { Cancel } from '../../world/world.ts';
import type { Engine, Setup } from '../engine.ts';
import type { Guard } from '../health/guard.ts';
import { allowances } from './allowances.ts';
import { probeUsd } from './ledger.ts';
import type { OneAtATime } from './one-at-a-time.ts';

/** Probes of one target per minute when the operator does not say; of all targets together it may be PROBES_ALL times as many. */
const PROBES_PER_MINUTE = 6;
const PROBES_ALL = 10;
/** A target that nobody wanted to ask for so long is left alone, ms. */
const IDLE_MS = 3_600_000;
/** What was normal before a rest this long need not be so any more, ms. */
const RELEARN_MS = 3_600_000;
/** A probe has this long where nothing is known of the target, and at least and at most so long where something is, ms. */
const WITHIN_MS = 10_000;
const WITHIN_MS_MIN = 1_000;
const WITHIN_MS_MAX = 20_000;

/** Probes targets that rest, when their breakers want it, whether they are back: so that no request has to find out. */
export function probeResting(
  engine: Engine,
  probes: OneAtATime,
): Pick<Guard, 'canProbe' | 'opened' | 'isDue' | 'wanted' | 'stop'> {
  const { world, book, setup } = engine;
  const perMinute = setup.probesPerMinute ?? PROBES_PER_MINUTE;
  const allowed = allowances({ perMinute, all: perMinute * PROBES_ALL });
  const wantedMs = new Map<string, number>();
  const timers = new Map<string, Cancel>();

  const canProbe = (target: string): boolean => perMinute > 0 && probes.isAble(target) && isOurs(setup, target);

  const later = (target: string, ms: number): void => {
    timers.get(target)?.();
    const cancel = world.after(Math.max(0, ms), () => due(target), 'idle');
    timers.set(target, cancel);
  };

  const schedule = (target: string): void => {
    const { breaker } = book.of(target);
    if (breaker.state !== 'open') return void wantedMs.delete(target);
    if (canProbe(target)) later(target, breaker.lookMs - world.nowMs());
  };

  const due = (target: string): void => {
    timers.delete(target);
    const { breaker } = book.of(target);
    const nowMs = world.nowMs();
    // When the network is back, everything that rests is scheduled anew.
    if (breaker.state !== 'open') return void wantedMs.delete(target);
    if (book.cutOffMs() !== null) return;
    if (nowMs - (wantedMs.get(target) ?? Number.NEGATIVE_INFINITY) > IDLE_MS) return void wantedMs.delete(target);
    const waitMs = Math.max(0, breaker.lookMs - nowMs) || allowed.take(target, nowMs);
    if (waitMs > 0) return later(target, waitMs);
    if (nowMs - breaker.sinceMs > RELEARN_MS) book.relearn(target);
    probe(target);
  };

  const probe = (target: string): void => {
    const generation = book.probing(target);
    if (generation === null) return;
    const one = { target, why: 'rests', usd: probeUsd(setup, parseTarget(target)), atMs: world.nowMs() } as const;
    probes.probe(one, withinMs(book.probeWithinMs(target)), {
      told: (end) => {
        book.probed(target, generation, end);
        schedule(target);
      },
      cancelled: () => book.probed(target, generation, { kind: 'unable' }),
    });
  };

  return {
    canProbe,
    opened: (target) => {
      wantedMs.set(target, world.nowMs());
      schedule(target);
    },
    isDue: (target) => timers.has(target),
    wanted: (target) => {
      wantedMs.set(target, world.nowMs());
      if (!timers.has(target) && !probes.isUnderWay(target)) schedule(target);
    },
    stop: () => {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}

/** May we ask there for ourselves: with a key of ours, and nobody's own files? */
function isOurs({ access }: Setup, target: string): boolean {
  const account = access.get(parseTarget(target).provider)?.account;
  return account !== undefined && account.keys.kind !== 'caller' && account.provider.personal !== true;
}

/** How long a probe has to begin, ms. `knownMs`: what the health book says of its target; null when nothing is known of it. */
function withinMs(knownMs: number | null): number {
  return knownMs === null ? WITHIN_MS : Math.min(WITHIN_MS_MAX, Math.max(WITHIN_MS_MIN, knownMs));
}
