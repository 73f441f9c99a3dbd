import type { FaultKind } from '../model/fault.ts';
import type { Breaker } from './breaker.ts';

/**
 * What fails together. A company, an edge network or a cloud takes everything with it that stands on it; and when things that
 * share nothing fail at the same time, what they share is the way to them: our own network.
 */
export type Domains = readonly string[];

/** A failure that may be the fault of the way. `before`: the breaker of its target before it counted. */
export type Mark = {
  readonly target: string;
  /** Empty: only its breaker has to be remembered. */
  readonly domains: Domains;
  readonly atMs: number;
  readonly before: Breaker;
};

/** Failures within this time are one event, ms. */
const WINDOW_MS = 5_000;
/** So many failing at once that share nothing are no coincidence. */
const STRANGERS = 3;
/** Marks that are kept, one per target. */
const MARKS_MAX = 1_000;

/** Kinds of failures that a broken way has, too. */
const OF_THE_WAY: readonly FaultKind[] = ['unreachable', 'reset', 'timeout', 'cut', 'stalled'];

export function isOfTheWay(kind: FaultKind): boolean {
  return OF_THE_WAY.includes(kind);
}

/** Could one failure take both away? */
export function failTogether(some: Domains, others: Domains): boolean {
  return some.some((domain) => others.includes(domain));
}

/**
 * The marks of the last seconds with one more. Of each target the first is kept: it knows how things stood before. One that is too old
 * still knows it for a target that has come to rest since.
 */
export function noted(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  const kept = marks.filter(({ atMs }) => mark.atMs - atMs <= 2 * WINDOW_MS);
  const index = kept.findIndex(({ target }) => target === mark.target);
  const known = kept[index];
  if (known === undefined) return [...kept, mark].slice(-MARKS_MAX);
  if (mark.atMs - known.atMs > WINDOW_MS) {
    const before = hasJustOpened(mark) ? known.before : mark.before;
    return [...kept.toSpliced(index, 1), { ...mark, before }];
  }
  // Suspicion came first and now it failed itself.
  return known.domains.length > 0 ? kept : kept.with(index, { ...known, domains: mark.domains });
}

function hasJustOpened({ atMs, before }: Mark): boolean {
  return before.state === 'open' && atMs - before.sinceMs <= WINDOW_MS;
}

/** Those that are one event with the last of them. */
export function recent(marks: readonly Mark[]): readonly Mark[] {
  const lastMs = Math.max(...marks.map(({ atMs }) => atMs));
  return marks.filter(({ atMs }) => lastMs - atMs <= WINDOW_MS);
}

/** How many of them share nothing with each other, not even through others. */
export function strangers(all: readonly Domains[]): number {
  let groups: readonly Domains[] = [];
  for (const domains of all) {
    if (domains.length === 0) continue;
    const akin = groups.filter((group) => failTogether(group, domains));
    groups = [...groups.filter((group) => !akin.includes(group)), [...domains, ...akin.flat()]];
  }
  return groups.length;
}

/** Do so many fail that our own network is to be looked at? `all`: what everything fails with that is not on this machine. */
export function looksLikeOurs(marks: readonly Mark[], all: readonly Domains[]): boolean {
  const needed = Math.min(STRANGERS, strangers(all));
  return needed > 1 && strangers(recent(marks).map(({ domains }) => domains)) >= needed;
}
