import type { Fault } from '../../model/fault.ts';
import { type Breaker, restored } from '../../resilience/breaker.ts';
import { isOfTheWay, looksLikeOurs, type Mark, noted, recent } from '../../resilience/domains.ts';
import type { Guard } from './guard.ts';

/**
 * Our own way out. When providers that share nothing fail at the same time, it is looked at; and when nobody can be reached, nobody is
 * blamed, for what came of it before either.
 */
export type OwnNetwork = {
  /** Since when nobody can be reached, monotonic ms; null while somebody can. */
  readonly cutOffMs: () => number | null;
  /** Has it been asked whether somebody can be reached, with no good answer yet? */
  readonly isAsking: () => boolean;
  /** A call has ended: is what happened to it nobody's fault but our network's? */
  readonly isOurs: (target: string, fault: Fault | null) => boolean;
  /** What is known of a target is about to change for another one's failure. */
  readonly remember: (target: string) => void;
  /** What came of a look. */
  readonly told: (reachable: boolean) => void;
};

type Parts = {
  readonly guard: () => Guard;
  readonly breakerOf: (target: string) => Breaker;
  /** Targets that are not on this machine. */
  readonly known: () => readonly string[];
  readonly rewrite: (target: string, breaker: Breaker) => void;
};

/** When somebody was reached just now, nobody knocks again for so long, ms. */
const REACHED_MS = 10_000;

export function ownNetwork(nowMs: () => number, { guard, breakerOf, known, rewrite }: Parts): OwnNetwork {
  let marks: readonly Mark[] = [];
  let asking = false;
  let reachedMs = Number.NEGATIVE_INFINITY;
  let cutOffMs: number | null = null;

  const mark = (target: string, domains: readonly string[]): void => {
    marks = noted(marks, { target, domains, atMs: nowMs(), before: breakerOf(target) });
  };

  const cutOff = (): void => {
    cutOffMs = nowMs();
    for (const { target, before } of recent(marks)) rewrite(target, restored(breakerOf(target), before));
    marks = [];
  };

  const back = (): void => {
    cutOffMs = null;
    for (const target of known()) {
      const breaker = breakerOf(target);
      // Calls from while it was down say nothing of anybody.
      if (breaker.state === 'open') guard().opened(target);
      else rewrite(target, restored(breaker, breaker));
    }
  };

  return {
    cutOffMs: () => cutOffMs,
    isAsking: () => asking || cutOffMs !== null,
    isOurs: (target, fault) => {
      if (fault === null || !isOfTheWay(fault.kind)) return false;
      const domains = guard().domainsOf(target);
      if (domains.length === 0) return false;
      if (cutOffMs !== null) return true;
      mark(target, domains);
      if (asking || nowMs() - reachedMs < REACHED_MS || !looksLikeOurs(marks, guard().allDomains())) return false;
      asking = true;
      guard().look();
      return false;
    },
    remember: (target) => mark(target, []),
    told: (reachable) => {
      asking = false;
      if (reachable) reachedMs = nowMs();
      if (reachable && cutOffMs !== null) back();
      if (!reachable && cutOffMs === null) cutOff();
    },
  };
}
