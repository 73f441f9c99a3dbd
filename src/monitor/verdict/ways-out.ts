import type { Cell } from '../../model/verdict.ts';
import type { Domains } from '../../resilience/domains.ts';
import type { CutOff } from './look.ts';
import type { Observation } from './observation.ts';
import { type Part, restored } from './part.ts';
import { forgiven, type Host, lostTogether, newHost, onReached, reached } from './way.ts';
import { clock } from './words.ts';

/** The ways from here to all providers, and whether it is our own network that is broken. */
export type WaysOut = {
  /** Returns whether it is our own network's doing, and says nothing of anybody. */
  readonly observe: (cell: Cell, seen: Observation) => boolean;
  /** Those of a surface that lead out of this machine, by provider. */
  readonly of: (surface: string) => ReadonlyMap<string | null, Host>;
  /** When anybody was reached last, ms. */
  readonly reachedMs: () => number;
  readonly cutOff: () => CutOff | null;
  /** What came of knocking somewhere neutral. */
  readonly told: (reachable: boolean, atMs: number) => void;
  /** Nobody calls there any more, or it has become another place. */
  readonly forget: (isGone: (cell: Cell) => boolean) => void;
  /** Finds out whether all that is lost is lost together, and takes back what parts have learned from that. */
  readonly look: (parts: Map<string, Part>, atMs: number) => void;
};

/** When nobody has been asked for so long, nothing is known of the network either, ms. */
const QUIET_MS = 15 * 60_000;

type Why = { readonly what: string; readonly sinceMs: number };

export function waysOut(domainsOf: (cell: Cell) => Domains): WaysOut {
  const surfaces = new Map<string, Map<string | null, Host>>();
  let cutOff: CutOff | null = null;
  let reachedMs = Number.NEGATIVE_INFINITY;
  let lostMs = Number.NEGATIVE_INFINITY;
  let knockedMs = Number.NEGATIVE_INFINITY;

  const hostsOf = (surface: string): Map<string | null, Host> => {
    const known = surfaces.get(surface);
    if (known !== undefined) return known;
    const none = new Map<string | null, Host>();
    surfaces.set(surface, none);
    return none;
  };

  const close = (parts: Map<string, Part>, { what, sinceMs }: Why): void => {
    cutOff = { text: `It is your own network: ${what} since ${clock(sinceMs)} UTC`, sinceMs };
    for (const hosts of surfaces.values()) for (const [id, host] of hosts) hosts.set(id, forgiven(host));
    for (const [key, part] of parts) {
      const isOutThere = (surfaces.get(part.cell.surface)?.get(part.cell.provider)?.domains.length ?? 0) > 0;
      if (isOutThere && part.before !== null && part.before.atMs > reachedMs) parts.set(key, restored(part));
    }
  };

  return {
    observe: (cell, seen) => {
      const hosts = hostsOf(cell.surface);
      const host = hosts.get(cell.provider) ?? newHost(domainsOf(cell), seen.atMs);
      const isReached = reached(seen);
      if (isReached === true && host.domains.length > 0) reachedMs = Math.max(reachedMs, seen.atMs);
      if (isReached === false && host.domains.length > 0) lostMs = Math.max(lostMs, seen.atMs);
      const isOurs = isReached === false && cutOff !== null && host.domains.length > 0;
      hosts.set(cell.provider, isReached === null || isOurs ? host : onReached(host, isReached, seen));
      return isOurs;
    },
    of: (surface) => new Map([...hostsOf(surface)].filter(([, { domains }]) => domains.length > 0)),
    reachedMs: () => reachedMs,
    cutOff: () => cutOff,
    told: (reachable, atMs) => {
      if (reachable) reachedMs = Math.max(reachedMs, atMs);
      else knockedMs = atMs;
    },
    forget: (isGone) => {
      for (const [surface, hosts] of surfaces)
        for (const provider of hosts.keys())
          if (isGone({ surface, provider, model: null, region: null, credential: null })) hosts.delete(provider);
    },
    look: (parts, atMs) => {
      // Clocks are set back.
      reachedMs = Math.min(reachedMs, atMs);
      lostMs = Math.min(lostMs, atMs);
      knockedMs = Math.min(knockedMs, atMs);
      if (cutOff !== null) {
        const isQuiet = atMs - Math.max(lostMs, knockedMs) >= QUIET_MS;
        if (reachedMs > cutOff.sinceMs || cutOff.sinceMs > atMs || isQuiet) cutOff = null;
        return;
      }
      if (knockedMs > reachedMs && atMs - knockedMs < QUIET_MS)
        return close(parts, { what: 'nobody can be reached from here', sinceMs: knockedMs });
      const lost = lostTogether([...surfaces.values()].flatMap(valuesOf), reachedMs);
      const sinceMs = Math.min(...lost.map((host) => host.lost?.sinceMs ?? atMs));
      if (lost.length > 0)
        close(parts, { what: `nobody of ${lost.length} that share nothing can be reached`, sinceMs });
    },
  };
}

function valuesOf(hosts: ReadonlyMap<unknown, Host>): readonly Host[] {
  return [...hosts.values()];
}
