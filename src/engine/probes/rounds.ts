import { type Target, targetKey } from '../../model/route.ts';
import { type Candidate, nextProbe, type Probe } from '../../resilience/next-probe.ts';
import type { Cancel } from '../../world/world.ts';
import type { Rounds } from '../access.ts';
import type { Engine } from '../engine.ts';
import { probeUsd } from './ledger.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { PROOF_MS, rungTargets } from './proofs.ts';

/** How often it is looked whom to probe, ms. */
const ROUND_MS = 10_000;
/** How long after its last request a gateway counts as used, ms. */
const USED_MS = 3_600_000;

/**
 * Probes rungs of routes that do not rest, one at a time, when there is a reason to (resilience/next-probe.ts). Not before a caller has
 * asked something, and not while our own network is down. Returns what ends it.
 */
export function goRounds(engine: Engine, { isFree, probe }: Pick<OneAtATime, 'isFree' | 'probe'>): Cancel {
  const { world, book, probes, watcher, setup } = engine;
  const { rounds } = setup;
  if (rounds === undefined) return () => {};
  let isProbing = false;

  const next = ({ routes, ...rules }: Rounds): Probe | null => {
    const nowMs = world.nowMs();
    const unusedMs = nowMs - watcher.usedMs();
    if (unusedMs === Infinity || book.cutOffMs() !== null) return null;
    const candidates = rungTargets(engine, routes)
      .filter((target) => isFree(targetKey(target)))
      .map((target) => candidateOf(engine, target));
    const { sinceMs, lately } = probes;
    const watch = unusedMs < USED_MS ? rules.watch : null;
    return nextProbe(candidates, { ...rules, watch }, { nowMs, sinceMs, probes: lately(nowMs) });
  };

  const look = (): void => {
    stop = world.after(ROUND_MS, look, 'idle');
    const due = isProbing ? null : next(rounds);
    if (due === null) return;
    isProbing = true;
    const over = (): void => void (isProbing = false);
    probe(due, PROOF_MS, { told: over, cancelled: over });
  };
  let stop = world.after(ROUND_MS, look, 'idle');
  return () => stop();
}

function candidateOf(engine: Engine, target: Target): Candidate {
  const { book, proofs, probes, watcher, world, setup } = engine;
  const key = targetKey(target);
  return {
    target: key,
    health: book.of(key),
    provenMs: proofs.provenMs(key),
    probedMs: probes.probedMs(key),
    isSuspected: watcher.suspects(target),
    usd: probeUsd(setup, target),
    jitter: world.random(),
  };
}
