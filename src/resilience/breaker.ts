/**
 * Whether a target is asked at all. The evidence is a sequential test (CUSUM): every failure and every success moves it by
 * the logarithm of how much likelier it is with a broken target (half of the calls fail) than with a sound one (2 % fail),
 * and it never falls below 0. It opens after three failures in a row, after some seven calls when half of them fail, and
 * needs no minimum traffic, which windows do (E. S. Page, "Continuous Inspection Schemes", Biometrika 1954).
 * A second test of the same kind watches whether answers begin in time.
 * A generation number goes with every call: what a call from before the last change has to say, changes nothing.
 */
export type Breaker = Trusted | Open;

/** It is asked: always, or `ramping`, by a share of the requests that grows until it is all of them. */
export type Trusted = {
  readonly state: 'closed' | 'ramping';
  readonly generation: number;
  /** What speaks for its calls failing, 0 to OPEN_AT. */
  readonly evidence: number;
  /** What speaks for its answers beginning late, 0 to LATE_AT. */
  readonly lateness: number;
  /** How often it has opened, and looks at it have failed, since it was last well for MEMORY_MS. */
  readonly openings: number;
  /** The share of its last calls that went well, 0 to 1; the last counts most. */
  readonly hope: number;
  readonly sinceMs: number;
};

/** It rests. Looks at it find out when it is back. */
export type Open = {
  readonly state: 'open';
  readonly generation: number;
  readonly openings: number;
  /** As above: probes and those who were let through count. */
  readonly hope: number;
  /** Has it answered between its failures: was it back not long before it opened, or did a probe go well since? */
  readonly ebbs: boolean;
  /** Why it opened. */
  readonly why: 'failing' | 'late';
  readonly sinceMs: number;
  /** Nobody looks before. */
  readonly lookMs: number;
  /** Probes in a row that went well. */
  readonly passed: number;
  /** Who is looking now: nobody, a probe, or a request, where no probe can be made. */
  readonly looker: 'none' | 'probe' | 'request';
};

/** What one call says about its target. One that was cancelled, or was about a key, is `silent`. */
export type Verdict = 'well' | 'ill' | 'silent';

/** `retryAfterMs`: how long the provider asks us to wait, null when it did not say. */
export type Report = {
  readonly generation: number;
  readonly verdict: Verdict;
  readonly retryAfterMs: number | null;
};

/** When something is asked of a breaker, and a number from 0 to 1 that spreads the rests of many gateways by ±20 %. */
export type Moment = { readonly nowMs: number; readonly jitter: number };

const SOUND = 0.02;
const BROKEN = 0.5;
const ILL_STEP = Math.log(BROKEN / SOUND);
const WELL_STEP = Math.log((1 - BROKEN) / (1 - SOUND));
/** ln(10,000): false alarms 15 per million calls at a true error rate of 2 %. */
export const OPEN_AT = Math.log(10_000);

/** "Late" is what one answer in 20 of a sound target is, by its own baseline; half of those of a slow one. */
const SOUND_LATE = 0.05;
const LATE_STEP = Math.log(BROKEN / SOUND_LATE);
const PROMPT_STEP = Math.log((1 - BROKEN) / (1 - SOUND_LATE));
/** ln(10,000,000): seven late answers in a row. A lower bar would divert the requests of sound targets with heavy tails. */
export const LATE_AT = Math.log(10_000_000);

/** The rest of a target before it is looked at, ms; it doubles with every look in vain. */
const OPEN_MS = 2_000;
const OPEN_MS_MAX = 15_000;
/** A rest that a provider asks for is believed up to this long, ms. */
const RETRY_AFTER_MS_MAX = 600_000;
/** A target that opens again within this time goes on with the longer rest. */
const MEMORY_MS = 120_000;
/** Probes in a row that have to go well. */
const PASSES = 3;
/** Between two probes of which the first went well, ms. */
const PASS_MS = 2_000;
/** A target that is back gets this share of the requests, and twice as many after every step. */
const SHARE = 0.05;
const SHARE_STEP_MS = 3_000;
/** A failure of what fails together with it puts this share of the bar on a target, which by itself never opens it. */
const SUSPICION = 0.6;
const SUSPICION_MAX = 0.9;
/**
 * How much the last call counts in `hope`; from where on all calls are taken to go well; how much hope there is in one that comes and goes; and the
 * share of callers that look themselves where there is less.
 */
const HOPE_STEP = 0.15;
const HOPE_FULL = 0.99;
const HOPE_MIN = 0.3;
const HOPE_SHARE = 0.1;

export const CLOSED: Trusted = {
  state: 'closed',
  generation: 0,
  evidence: 0,
  lateness: 0,
  openings: 0,
  hope: 1,
  sinceMs: 0,
};

/** The share of the requests that it may get now, 0 to 1. */
export function shareOf(breaker: Breaker, nowMs: number): number {
  switch (breaker.state) {
    case 'closed':
      return 1;
    case 'ramping':
      return Math.min(1, SHARE * 2 ** Math.floor((nowMs - breaker.sinceMs) / SHARE_STEP_MS));
    case 'open':
      return 0;
  }
}

/**
 * May a call start? `chance` (0 ≤ x < 1) is the request's own: the same request gets the same answer at the same time. Where no
 * probe can be made (`probed` false), one caller at a time looks at an open target when its rest is over.
 */
export function admits(
  breaker: Breaker,
  { nowMs, chance, probed }: { readonly nowMs: number; readonly chance: number; readonly probed: boolean },
): boolean {
  if (breaker.state !== 'open') return breaker.state === 'closed' || chance < shareOf(breaker, nowMs);
  return !probed && breaker.looker === 'none' && nowMs >= breaker.lookMs;
}

/** A call starts. Where no probe can be made, the first through an open breaker is the one that looks. */
export function onStart(
  breaker: Breaker,
  { nowMs, probed }: { readonly nowMs: number; readonly probed: boolean },
): Breaker {
  const looks = breaker.state === 'open' && !probed && breaker.looker === 'none' && nowMs >= breaker.lookMs;
  return looks ? { ...breaker, looker: 'request' } : breaker;
}

/** A call has ended. One that was let through an open breaker and went well has shown more than any probe. */
export function onVerdict(breaker: Breaker, report: Report, at: Moment): Breaker {
  if (report.generation !== breaker.generation) return breaker;
  if (breaker.state !== 'open') return judged(breaker, report, at);
  switch (report.verdict) {
    case 'well':
      return ramping(breaker, at.nowMs);
    case 'ill':
      return breaker.looker === 'request'
        ? lookedInVain(breaker, report.retryAfterMs, at)
        : { ...breaker, hope: hopeAfter(breaker, 'ill'), passed: 0 };
    case 'silent':
      // The look taught nothing, so the next caller may look at once. Without this nobody would ever look again.
      return breaker.looker === 'request' ? { ...breaker, looker: 'none', lookMs: at.nowMs } : breaker;
  }
}

/**
 * An answer has begun, in time or late. `late`: 0 for one in time and 1 for one that is late, told at the moment when the time is up, not
 * when the answer comes; between them for a wait in vain that was too short to be late.
 */
export function onBeginning(
  breaker: Breaker,
  { generation, late }: { readonly generation: number; readonly late: number },
  at: Moment,
): Breaker {
  if (generation !== breaker.generation || breaker.state === 'open') return breaker;
  if (late === 0 && breaker.lateness === 0) return breaker;
  const lateness = Math.max(0, breaker.lateness + (late > 0 ? late * LATE_STEP : PROMPT_STEP));
  return lateness < LATE_AT ? grown({ ...breaker, lateness }, at.nowMs) : opened(breaker, 'late', null, at);
}

/**
 * How much of a late answer it is (0 to 1) that nothing came, in a time in which with this `chance` (0 to 1) nothing comes of a sound target
 * either.
 */
export function latenessOf(chance: number): number {
  return Math.min(1, Math.max(0, Math.log(BROKEN / chance) / LATE_STEP));
}

/** A probe starts. */
export function onProbeStart(breaker: Breaker): Breaker {
  return breaker.state === 'open' ? { ...breaker, looker: 'probe' } : breaker;
}

/**
 * A probe has ended. `alive`: it was refused for what has nothing to do with the target, such as a limit of the key, which proves
 * life at once.
 */
export function onProbeEnd(
  breaker: Breaker,
  { generation, verdict, retryAfterMs }: Omit<Report, 'verdict'> & { readonly verdict: Verdict | 'alive' },
  at: Moment,
): Breaker {
  if (generation !== breaker.generation || breaker.state !== 'open') return breaker;
  switch (verdict) {
    case 'alive':
      return ramping(breaker, at.nowMs);
    case 'well': {
      const passed = breaker.passed + 1;
      if (passed >= PASSES) return ramping(breaker, at.nowMs);
      const hope = hopeAfter(breaker, 'well');
      return { ...breaker, hope, ebbs: true, passed, looker: 'none', lookMs: at.nowMs + PASS_MS * spread(at) };
    }
    case 'ill':
      return lookedInVain(breaker, retryAfterMs, at);
    case 'silent':
      return { ...breaker, looker: 'none', lookMs: at.nowMs + restMs(breaker.openings, at) };
  }
}

/**
 * Does it come and go, as in a brown-out: does it fail by saying so, and answer in between? Where less than three tenths of what it was asked of late
 * went well, only a tenth of the callers (`chance` 0 to 1, their own) take it for one, so that a good time is not missed in long rests.
 */
export function comesAndGoes({ why, ebbs, hope }: Open, chance = 1): boolean {
  return why === 'failing' && ebbs && (hope >= HOPE_MIN || chance < HOPE_SHARE);
}

/** What speaks against it, as a share of what opens it: 0 to 1. */
export function evidenceOf(breaker: Breaker): number {
  return breaker.state === 'open' ? 1 : Math.max(breaker.evidence / OPEN_AT, breaker.lateness / LATE_AT);
}

/** Something that fails together with this target has opened. That raises suspicion, and never opens. */
export function suspected(breaker: Breaker): Breaker {
  if (breaker.state === 'open') return breaker;
  const raised = Math.min(breaker.evidence + SUSPICION * OPEN_AT, SUSPICION_MAX * OPEN_AT);
  return { ...breaker, evidence: Math.max(breaker.evidence, raised) };
}

/** As it was before, with calls that are under way having no say any more. */
export function restored(breaker: Breaker, before: Breaker): Breaker {
  return before.state === 'open' ? breaker : { ...before, generation: breaker.generation + 1 };
}

function judged(breaker: Trusted, { verdict, retryAfterMs }: Report, at: Moment): Breaker {
  switch (verdict) {
    case 'silent':
      return breaker;
    case 'well':
      if (breaker.evidence === 0 && breaker.state === 'closed' && breaker.hope === 1) return breaker;
      return grown(
        { ...breaker, hope: hopeAfter(breaker, 'well'), evidence: Math.max(0, breaker.evidence + WELL_STEP) },
        at.nowMs,
      );
    case 'ill': {
      const after = { ...breaker, hope: hopeAfter(breaker, 'ill'), evidence: breaker.evidence + ILL_STEP };
      return after.evidence < OPEN_AT ? grown(after, at.nowMs) : opened(after, 'failing', retryAfterMs, at);
    }
  }
}

function hopeAfter({ hope }: Breaker, verdict: 'well' | 'ill'): number {
  const after = hope + ((verdict === 'well' ? 1 : 0) - hope) * HOPE_STEP;
  return after > HOPE_FULL ? 1 : after;
}

/** A target that gets all requests again is closed. */
function grown(breaker: Trusted, nowMs: number): Trusted {
  return breaker.state === 'ramping' && shareOf(breaker, nowMs) === 1 ? { ...breaker, state: 'closed' } : breaker;
}

function opened(breaker: Trusted, why: Open['why'], retryAfterMs: number | null, at: Moment): Open {
  const { generation, hope, sinceMs } = breaker;
  const openings = at.nowMs - sinceMs > MEMORY_MS ? 1 : breaker.openings + 1;
  return {
    state: 'open',
    generation: generation + 1,
    openings,
    hope,
    ebbs: openings > 1,
    why,
    sinceMs: at.nowMs,
    lookMs: at.nowMs + longer(restMs(openings, at), retryAfterMs),
    passed: 0,
    looker: 'none',
  };
}

function lookedInVain(breaker: Open, retryAfterMs: number | null, at: Moment): Open {
  const openings = breaker.openings + 1;
  const lookMs = at.nowMs + longer(restMs(openings, at), retryAfterMs);
  return { ...breaker, openings, hope: hopeAfter(breaker, 'ill'), passed: 0, looker: 'none', lookMs };
}

/** Half way to opening again: a target that has just come back is trusted less. */
function ramping(breaker: Open, nowMs: number): Trusted {
  const { openings, generation } = breaker;
  return {
    state: 'ramping',
    generation: generation + 1,
    evidence: OPEN_AT / 2,
    lateness: LATE_AT / 2,
    openings,
    hope: hopeAfter(breaker, 'well'),
    sinceMs: nowMs,
  };
}

function restMs(openings: number, at: Moment): number {
  return Math.min(OPEN_MS * 2 ** (openings - 1), OPEN_MS_MAX) * spread(at);
}

function spread({ jitter }: Moment): number {
  return 0.8 + 0.4 * jitter;
}

function longer(ms: number, retryAfterMs: number | null): number {
  return retryAfterMs === null ? ms : Math.max(ms, Math.min(retryAfterMs, RETRY_AFTER_MS_MAX));
}
