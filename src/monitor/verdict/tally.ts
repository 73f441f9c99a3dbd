import type { FaultKind } from '../../model/fault.ts';
import type { Observation } from './observation.ts';
import { between, count } from './words.ts';

/** What was seen in the last minutes, to be put in words: oldest first. */
export type Tally = readonly Minute[];

type Minute = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly asked: number;
  readonly failed: number;
  /** How often each fault was seen, by how people call it. */
  readonly faults: Readonly<Record<string, number>>;
};

/** Several minutes as one. */
export type Sum = Omit<Minute, 'faults'> & { readonly fault: string };

const MINUTE_MS = 60_000;
const MINUTES_MAX = 10;
/** Different faults that are told apart within a minute. */
const FAULTS_MAX = 5;
const OTHERS = 'other faults';

/** Where a fault has no status to tell. */
const WORDS: Readonly<Partial<Record<FaultKind, string>>> = {
  unreachable: 'no connection',
  reset: 'a broken connection',
  timeout: 'no answer in time',
  garbled: 'an unreadable answer',
  empty: 'an empty answer',
  cut: 'an answer that broke off',
  stalled: 'an answer that stood still',
};

export function tallied(
  tally: Tally,
  { fault, atMs, times = 1 }: Pick<Observation, 'fault' | 'atMs' | 'times'>,
): Tally {
  const last = tally.at(-1);
  const isNew = last === undefined || atMs - last.fromMs >= MINUTE_MS;
  const minute = isNew ? { fromMs: atMs, toMs: atMs, asked: 0, failed: 0, faults: {} } : last;
  const next: Minute = {
    fromMs: minute.fromMs,
    toMs: Math.max(minute.toMs, atMs),
    asked: minute.asked + times,
    failed: minute.failed + (fault === null ? 0 : times),
    faults: fault === null ? minute.faults : counted(minute.faults, nameOf(fault), times),
  };
  if (!isNew) return [...tally.slice(0, -1), next];
  return [...tally.filter(({ toMs }) => atMs - toMs < MINUTES_MAX * MINUTE_MS), next];
}

/** All of it, or from its first failure on; null where there is nothing. */
export function summed(tallies: readonly Tally[], from: 'all' | 'first-failure'): Sum | null {
  const all = tallies.flat();
  const failed = all.filter((minute) => minute.failed > 0);
  const firstMs = from === 'all' || failed.length === 0 ? 0 : Math.min(...failed.map(({ fromMs }) => fromMs));
  const counts = all.filter(({ toMs }) => toMs >= firstMs);
  if (counts.length === 0) return null;
  return {
    fromMs: Math.min(...counts.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...counts.map(({ toMs }) => toMs)),
    asked: counts.reduce((sum, { asked }) => sum + asked, 0),
    failed: counts.reduce((sum, minute) => sum + minute.failed, 0),
    fault: commonest(counts.map(({ faults }) => faults)),
  };
}

/** "14 of 20 requests failed with 529 between 09:41 and 09:44 UTC". */
export function sentence({ asked, failed, fault, fromMs, toMs }: Sum, noun: string): string {
  const when = between(fromMs, toMs);
  if (failed === 0) return `${count(asked, noun)} ${asked === 1 ? 'was' : 'were'} answered ${when}`;
  return `${failed} of ${count(asked, noun)} failed with ${fault} ${when}`;
}

function nameOf({ kind, upstreamStatus }: NonNullable<Observation['fault']>): string {
  return upstreamStatus !== null && upstreamStatus >= 400 ? String(upstreamStatus) : (WORDS[kind] ?? kind);
}

function counted(faults: Minute['faults'], name: string, times: number): Minute['faults'] {
  const isKnown = faults[name] !== undefined || Object.keys(faults).length < FAULTS_MAX;
  const key = isKnown ? name : OTHERS;
  return { ...faults, [key]: (faults[key] ?? 0) + times };
}

/** The one that was seen most; "529 and others" where it is less than all. */
function commonest(all: readonly Minute['faults'][]): string {
  const sums = new Map<string, number>();
  for (const faults of all)
    for (const [name, times] of Object.entries(faults)) sums.set(name, (sums.get(name) ?? 0) + times);
  const [first, ...others] = [...sums].toSorted(([, a], [, b]) => b - a);
  return first === undefined ? '' : others.length === 0 ? first[0] : `${first[0]} and other faults`;
}
