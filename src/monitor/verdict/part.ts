import type { Cell, Condition } from '../../model/verdict.ts';
import { isOfTheWay } from '../../resilience/domains.ts';
import { familyOf } from './family.ts';
import { type Belief, prior, seen } from './filter.ts';
import type { Observation } from './observation.ts';
import { HEALTHY, isTrouble, type Standing } from './standing.ts';
import { type Tally, tallied } from './tally.ts';

/** One model of a surface, as its calls show it. */
export type Part = {
  readonly cell: Cell;
  readonly family: string;
  readonly heard: Heard;
  /** What was known before nothing got through to it any more; null while something does. */
  readonly before: { readonly heard: Heard; readonly atMs: number } | null;
  /** How much it was used when its trouble began: users who have left it since are no less its users. Null while it is in none. */
  readonly usual: number | null;
  readonly standing: Standing;
  readonly shown: Shown;
};

/** What has been heard of it. */
export type Heard = {
  readonly belief: Belief;
  readonly traffic: Tally;
  readonly probes: Tally;
  /** When it was asked last, ms; null when never. */
  readonly lastMs: number | null;
  readonly use: Use;
};

/** Requests, of which one that is an hour old counts half. */
type Use = { readonly requests: number; readonly firstMs: number; readonly lastMs: number };

/** What was told of it last. */
export type Shown = { readonly condition: Condition; readonly sinceMs: number };

const HALF_MS = 3_600_000;
/** What is known for less long says little about how often it comes. */
const USE_MS_MIN = 600_000;

export function newPart(cell: Cell, atMs: number): Part {
  return {
    cell,
    family: familyOf(cell.model ?? ''),
    heard: {
      belief: prior(atMs),
      traffic: [],
      probes: [],
      lastMs: null,
      use: { requests: 0, firstMs: atMs, lastMs: atMs },
    },
    before: null,
    usual: null,
    standing: HEALTHY,
    shown: { condition: 'unknown', sinceMs: atMs },
  };
}

/** A request or a probe has shown something of it. */
export function onSeen(part: Part, observation: Observation): Part {
  const { kind, fault, atMs, times } = observation;
  const { heard, before } = part;
  const tally = kind === 'traffic' ? 'traffic' : 'probes';
  const next: Heard = {
    ...heard,
    belief: seen(heard.belief, fault !== null, atMs, times),
    [tally]: tallied(heard[tally], observation),
    lastMs: atMs,
    use: kind === 'probe' ? heard.use : used(heard.use, atMs, times),
  };
  const isLost = fault !== null && isOfTheWay(fault.kind);
  return { ...part, heard: next, before: isLost ? (before ?? { heard, atMs }) : null };
}

/** How much it is used, to be compared with others: requests per HALF_MS. */
export function useOf({ heard: { use }, usual }: Pick<Part, 'heard' | 'usual'>, atMs: number): number {
  const untilMs = Math.max(use.lastMs, atMs);
  const knownMs = Math.max(USE_MS_MIN, untilMs - use.firstMs);
  return Math.max(usual ?? 0, (use.requests * half(untilMs - use.lastMs)) / (1 - half(knownMs)));
}

/** The same part a look later. */
export function stood(part: Part, now: Pick<Part, 'standing' | 'shown'>, atMs: number): Part {
  return { ...part, ...now, usual: isTrouble(now.standing.condition) ? (part.usual ?? useOf(part, atMs)) : null };
}

function used({ requests, firstMs, lastMs }: Use, atMs: number, times = 1): Use {
  const untilMs = Math.max(lastMs, atMs);
  return { requests: requests * half(untilMs - lastMs) + times, firstMs, lastMs: untilMs };
}

function half(ms: number): number {
  return 2 ** -(ms / HALF_MS);
}

/** As it was before nothing got through to it. */
export function restored(part: Part): Part {
  return part.before === null ? part : { ...part, heard: part.before.heard, before: null };
}
