import { type Domains, isOfTheWay, strangers } from '../../resilience/domains.ts';
import { type Belief, prior, seen } from './filter.ts';
import type { Observation } from './observation.ts';

/** Where the calls to one provider of a surface go, out there: what they show of the way to it. */
export type Host = {
  readonly domains: Domains;
  /** Whether connections to it come about. */
  readonly belief: Belief;
  /** Since when nothing gets through to it, and what was believed before; null while something does. */
  readonly lost: { readonly sinceMs: number; readonly belief: Belief } | null;
};

/** Nobody is condemned within this time for what a broken network of our own does, too, unless another one has been reached. */
const ALIBI_MS = 60_000;

export function newHost(domains: Domains, atMs: number): Host {
  return { domains, belief: prior(atMs), lost: null };
}

/** Has it answered, whatever it said? Null where a call shows nothing of the way. */
export function reached({ outcome, fault }: Observation): boolean | null {
  if (fault === null) return outcome === 'well' ? true : null;
  if (isOfTheWay(fault.kind)) return false;
  return outcome !== 'ignored' || fault.upstreamStatus !== null ? true : null;
}

export function onReached(host: Host, isReached: boolean, { fault, atMs, times }: Observation): Host {
  const belief = isReached || fault?.kind === 'unreachable' ? seen(host.belief, !isReached, atMs, times) : host.belief;
  return { ...host, belief, lost: isReached ? null : (host.lost ?? { sinceMs: atMs, belief: host.belief }) };
}

/** It was not the host that was lost. */
export function forgiven(host: Host): Host {
  return host.lost === null ? host : { ...host, belief: host.lost.belief, lost: null };
}

/**
 * Whom nothing gets through to since the network was last seen to work (`reachedMs`). When those share nothing with each other, what
 * they share is the way to them. A provider that was lost before somebody else answered has no such excuse.
 */
export function lostTogether(hosts: readonly Host[], reachedMs: number): readonly Host[] {
  const lost = hosts.filter((host) => host.lost !== null && host.lost.sinceMs > reachedMs);
  return strangers(lost.map(({ domains }) => domains)) >= 2 ? lost : [];
}

/** May it be blamed for what a broken network of our own would do as well? */
export function hasNoExcuse({ lost }: Host, reachedMs: number, atMs: number): boolean {
  return lost === null || reachedMs > lost.sinceMs || atMs - lost.sinceMs >= ALIBI_MS;
}
