/**
 * Whether a target is asked at all. The evidence is a sequential test (CUSUM): every failure and every success moves it by
 * the logarithm of how much likelier it is with a broken target (half of the calls fail) than with a sound one (2 % fail),
 * and it never falls below 0. It opens after three failures in a row, after some seven calls when half of them fail, and
 * needs no minimum traffic, which windows do (E. S. Page, "Continuous Inspection Schemes", Biometrika 1954).
 * A generation number goes with every call: what a call from before the last change has to say, changes nothing.
 */
export type Breaker =
  | {
      readonly state: 'closed';
      readonly generation: number;
      readonly evidence: number;
      readonly openings: number;
      readonly sinceMs: number;
    }
  | { readonly state: 'open'; readonly generation: number; readonly openings: number; readonly untilMs: number }
  | { readonly state: 'half-open'; readonly generation: number; readonly openings: number };

/** What one call says about its target. One that was cancelled, or was about a key, is `silent`. */
export type Verdict = 'well' | 'ill' | 'silent';

const SOUND = 0.02;
const BROKEN = 0.5;
const ILL_STEP = Math.log(BROKEN / SOUND);
const WELL_STEP = Math.log((1 - BROKEN) / (1 - SOUND));
/** ln(10,000): false alarms 15 per million calls at a true error rate of 2 %. */
const OPEN_AT = Math.log(10_000);
const OPEN_MS = 2_000;
const OPEN_MS_MAX = 15_000;
/** A target that opens again within this time goes on with the longer rest. */
const MEMORY_MS = 120_000;

export const CLOSED: Breaker = { state: 'closed', generation: 0, evidence: 0, openings: 0, sinceMs: 0 };

/** May a call start? An open breaker whose time is up lets one caller through to look. */
export function admits(breaker: Breaker, nowMs: number): boolean {
  return breaker.state === 'closed' || (breaker.state === 'open' && nowMs >= breaker.untilMs);
}

/** A call starts. Through an open breaker that makes it the one that looks: nobody else passes until it reports. */
export function onStart(breaker: Breaker): Breaker {
  return breaker.state === 'open'
    ? { state: 'half-open', generation: breaker.generation + 1, openings: breaker.openings }
    : breaker;
}

/** A call reports, with the generation it started in. `jitter` (0–1) spreads the rests of many gateways by ±20 %. */
export function onVerdict(
  breaker: Breaker,
  report: { readonly generation: number; readonly verdict: Verdict },
  nowMs: number,
  jitter: number,
): Breaker {
  if (report.generation !== breaker.generation || breaker.state === 'open') return breaker;
  switch (report.verdict) {
    case 'well':
      return onWell(breaker, nowMs);
    case 'ill':
      return onIll(breaker, nowMs, jitter);
    case 'silent':
      // The look taught nothing, so the next caller may look at once. Without this it would stay half-open for ever.
      return breaker.state === 'half-open'
        ? { state: 'open', generation: breaker.generation + 1, openings: breaker.openings, untilMs: nowMs }
        : breaker;
  }
}

type Reporting = Exclude<Breaker, { state: 'open' }>;

function onWell(breaker: Reporting, nowMs: number): Breaker {
  if (breaker.state === 'closed') return { ...breaker, evidence: Math.max(0, breaker.evidence + WELL_STEP) };
  // Half way to opening again: a target that has just come back is trusted less.
  const { openings, generation } = breaker;
  return { state: 'closed', generation: generation + 1, evidence: OPEN_AT / 2, openings, sinceMs: nowMs };
}

function onIll(breaker: Reporting, nowMs: number, jitter: number): Breaker {
  if (breaker.state === 'closed') {
    const evidence = breaker.evidence + ILL_STEP;
    if (evidence < OPEN_AT) return { ...breaker, evidence };
  }
  const forgotten = breaker.state === 'closed' && nowMs - breaker.sinceMs > MEMORY_MS;
  const openings = forgotten ? 1 : breaker.openings + 1;
  const restMs = Math.min(OPEN_MS * 2 ** (openings - 1), OPEN_MS_MAX) * (0.8 + 0.4 * jitter);
  return { state: 'open', generation: breaker.generation + 1, openings, untilMs: nowMs + restMs };
}
