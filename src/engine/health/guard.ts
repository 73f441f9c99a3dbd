import type { Domains } from '../../resilience/domains.ts';

/** Looks after targets that rest, off the way of requests; see probes/scheduler.ts. */
export type Guard = {
  /** Can it find out whether this target is back? Otherwise a request has to. */
  readonly canProbe: (target: string) => boolean;
  /** What fails together with it; empty for a target on this machine. */
  readonly domainsOf: (target: string) => Domains;
  readonly allDomains: () => readonly Domains[];
  /** It rests from now on. */
  readonly opened: (target: string) => void;
  /** Will it be probed, with nobody doing anything for it? */
  readonly isDue: (target: string) => boolean;
  /** A request would have liked to ask a target that rests. */
  readonly wanted: (target: string) => void;
  /** So much fails at once that our own network is to be looked at. The answer is `network`. */
  readonly look: () => void;
  readonly stop: () => void;
};

/** Nobody looks after them. */
export const NO_GUARD: Guard = {
  canProbe: () => false,
  domainsOf: () => [],
  allDomains: () => [],
  opened: () => {},
  isDue: () => false,
  wanted: () => {},
  look: () => {},
  stop: () => {},
};
