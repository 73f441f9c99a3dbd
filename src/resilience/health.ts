import type { Fault } from '../model/fault.ts';
import { CLOSED, onStart, onVerdict, type Breaker, type Verdict } from './breaker.ts';

/** What is known of one target, from our own calls alone. Times are monotonic ms. */
export type Health = {
  readonly breaker: Breaker;
  readonly answered: number;
  readonly failed: number;
  readonly answeredMs: number | null;
  readonly failedMs: number | null;
  readonly lastFault: Fault | null;
  /** ms to the first content of the last answers, oldest first, at most SAMPLES_MAX. */
  readonly firstContentMs: readonly number[];
};

const SAMPLES_MAX = 50;

export const UNKNOWN: Health = {
  breaker: CLOSED,
  answered: 0,
  failed: 0,
  answeredMs: null,
  failedMs: null,
  lastFault: null,
  firstContentMs: [],
};

export function onCallStart(health: Health): Health {
  return { ...health, breaker: onStart(health.breaker) };
}

/** The first content has come: enough to end a trial, so that nobody waits for a long answer's end to come back. */
export function onContent(
  health: Health,
  report: { readonly generation: number; readonly tookMs: number },
  nowMs: number,
): Health {
  const firstContentMs = [...health.firstContentMs.slice(1 - SAMPLES_MAX), report.tookMs];
  const breaker =
    health.breaker.state === 'half-open'
      ? onVerdict(health.breaker, { generation: report.generation, verdict: 'well' }, nowMs, 0)
      : health.breaker;
  return { ...health, breaker, firstContentMs };
}

/** A call has ended, well or with a fault. `answered` and `failed` count only what says something about the target. */
export function onCallEnd(
  health: Health,
  report: { readonly generation: number; readonly fault: Fault | null },
  nowMs: number,
  jitter: number,
): Health {
  const verdict = verdictOf(report.fault);
  const breaker = onVerdict(health.breaker, { generation: report.generation, verdict }, nowMs, jitter);
  switch (verdict) {
    case 'well':
      return { ...health, breaker, answered: health.answered + 1, answeredMs: nowMs };
    case 'ill':
      return { ...health, breaker, failed: health.failed + 1, failedMs: nowMs, lastFault: report.fault };
    case 'silent':
      return report.fault?.rule.against === 'key'
        ? { ...health, breaker, lastFault: report.fault }
        : { ...health, breaker };
  }
}

/** The median of the last first-content times, ms; null without any. */
export function typicalFirstContentMs({ firstContentMs }: Health): number | null {
  const sorted = firstContentMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function verdictOf(fault: Fault | null): Verdict {
  if (fault === null) return 'well';
  return fault.rule.against === 'target' ? 'ill' : 'silent';
}
