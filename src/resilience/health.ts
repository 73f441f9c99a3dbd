import type { Fault } from '../model/fault.ts';
import {
  type Breaker,
  CLOSED,
  type Moment,
  onBeginning,
  onProbeEnd,
  onStart,
  onVerdict,
  type Verdict,
} from './breaker.ts';

/** What is known of one target, from our own calls alone. Times are monotonic ms. */
export type Health = {
  readonly breaker: Breaker;
  /** What calls of an earlier generation have to say is about somebody else, who had this name before. */
  readonly from: number;
  readonly answered: number;
  readonly failed: number;
  readonly probed: number;
  readonly answeredMs: number | null;
  readonly failedMs: number | null;
  readonly lastFault: Fault | null;
  /** ms to the first content of the last answers, oldest first, at most SAMPLES_MAX. */
  readonly firstContentMs: readonly number[];
  /** ms that the last whole answers took, oldest first, at most WHOLE_MAX. */
  readonly wholeMs: readonly number[];
};

const SAMPLES_MAX = 50;
/** Enough to tell what one in twenty is like. */
const WHOLE_MAX = 20;

export const UNKNOWN: Health = {
  breaker: CLOSED,
  from: 0,
  answered: 0,
  failed: 0,
  probed: 0,
  answeredMs: null,
  failedMs: null,
  lastFault: null,
  firstContentMs: [],
  wholeMs: [],
};

/** Somebody else has this name from now on: nothing is known of them. */
export function renewed({ breaker }: Health): Health {
  const generation = breaker.generation + 1;
  return { ...UNKNOWN, from: generation, breaker: { ...CLOSED, generation } };
}

export function onCallStart(health: Health, at: { readonly nowMs: number; readonly probed: boolean }): Health {
  const breaker = onStart(health.breaker, at);
  return breaker === health.breaker ? health : { ...health, breaker };
}

/** Nothing of an answer has come in the time in which nearly all answers begin, or in a `share` of it, 0 to 1. */
export function onLate(health: Health, { generation, share }: Late, at: Moment): Health {
  return { ...health, breaker: onBeginning(health.breaker, { generation, late: share }, at) };
}

type Late = { readonly generation: number; readonly share: number };

/** An answer was not late, and that is all that is known of it. */
export function onInTime(health: Health, { generation }: { readonly generation: number }, at: Moment): Health {
  return { ...health, breaker: onBeginning(health.breaker, { generation, late: 0 }, at) };
}

/** `prompt`: it came within the time that answers of this kind usually need; false where that is not known. */
export type Begun = { readonly generation: number; readonly tookMs: number; readonly prompt: boolean };

/** The first content has come: enough for an open breaker, so that nobody waits for a long answer's end to come back. */
export function onContent(health: Health, { generation, tookMs, prompt }: Begun, at: Moment): Health {
  const firstContentMs = [...health.firstContentMs.slice(1 - SAMPLES_MAX), tookMs];
  const { breaker } = health;
  if (breaker.state === 'open') {
    const report = { generation, verdict: 'well', retryAfterMs: null } as const;
    return { ...health, firstContentMs, breaker: onVerdict(breaker, report, at) };
  }
  if (!prompt) return { ...health, firstContentMs };
  return { ...health, firstContentMs, breaker: onBeginning(breaker, { generation, late: 0 }, at) };
}

/**
 * A call has ended, well or with a fault. `answered` and `failed` count only what says something about the target. `blameless`:
 * whatever happened, it is known not to be the target's doing. `wholeMs`: how long a whole answer took; null for a stream.
 */
export type Ended = {
  readonly generation: number;
  readonly fault: Fault | null;
  readonly blameless: boolean;
  readonly wholeMs: number | null;
};

export function onCallEnd(
  health: Health,
  { generation, fault, blameless, wholeMs: tookMs }: Ended,
  at: Moment,
): Health {
  const verdict = blameless ? 'silent' : verdictOf(fault);
  const report = { generation, verdict, retryAfterMs: fault?.retryAfterMs ?? null };
  const breaker = onVerdict(health.breaker, report, at);
  switch (verdict) {
    case 'well': {
      const wholeMs = tookMs === null ? health.wholeMs : [...health.wholeMs.slice(1 - WHOLE_MAX), tookMs];
      return { ...health, breaker, wholeMs, answered: health.answered + 1, answeredMs: at.nowMs };
    }
    case 'ill':
      return { ...health, breaker, failed: health.failed + 1, failedMs: at.nowMs, lastFault: fault };
    case 'silent':
      return fault !== null && (blameless || fault.rule.against === 'key')
        ? { ...health, breaker, lastFault: fault }
        : { ...health, breaker };
  }
}

/** An answer drips, though it goes on. That counts as a failure, when it is seen: its end may be far away. */
export function onDrip(
  health: Health,
  { generation, fault }: { readonly generation: number; readonly fault: Fault },
  at: Moment,
): Health {
  const report = { generation, verdict: 'ill', retryAfterMs: null } as const;
  return { ...health, lastFault: fault, breaker: onVerdict(health.breaker, report, at) };
}

/** How a probe ended. `unable`: there was nothing to ask with. */
export type ProbeEnd =
  | { readonly kind: 'well'; readonly tookMs: number }
  | { readonly kind: 'alive' | 'ill'; readonly fault: Fault }
  | { readonly kind: 'unable' };

export function onProbe(
  health: Health,
  { generation, end, blameless }: { readonly generation: number; readonly end: ProbeEnd; readonly blameless: boolean },
  at: Moment,
): Health {
  const fault = end.kind === 'alive' || end.kind === 'ill' ? end.fault : null;
  const verdict = end.kind === 'unable' || (blameless && end.kind === 'ill') ? 'silent' : end.kind;
  const breaker = onProbeEnd(health.breaker, { generation, verdict, retryAfterMs: fault?.retryAfterMs ?? null }, at);
  const probed = health.probed + (end.kind === 'unable' ? 0 : 1);
  return { ...health, breaker, probed, lastFault: fault ?? health.lastFault };
}

/** The median of the last first-content times, ms; null without any. */
export function typicalFirstContentMs({ firstContentMs }: Health): number | null {
  const sorted = firstContentMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** Is it a name that nobody answers to, as far as we know: mistyped, or made up? */
export function isNobody({ answeredMs, lastFault }: Health): boolean {
  return answeredMs === null && lastFault?.kind === 'no-such-model';
}

function verdictOf(fault: Fault | null): Verdict {
  if (fault === null) return 'well';
  return fault.rule.against === 'target' ? 'ill' : 'silent';
}
