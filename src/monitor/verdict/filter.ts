/**
 * How likely it is that a cell is `degraded` (some of its calls fail) or `down` (most do); otherwise it is well. A hidden Markov model
 * of three states in continuous time, which forgets by itself. Where its numbers are from: docs/decisions/verdicts.md.
 */
export type Belief = {
  readonly degraded: number;
  readonly down: number;
  /** As of when, ms. */
  readonly atMs: number;
  /** How much may be learned at once, in observations, 0 to CREDIT_MAX. */
  readonly credit: number;
};

const HOUR_MS = 3_600_000;

/** A cell that is well degrades, or breaks, once in so many ms; and is so for so many. */
const DEGRADES_MS = 40 * HOUR_MS;
const BREAKS_MS = 200 * HOUR_MS;
const DEGRADED_MS = 1.5 * HOUR_MS;
const DOWN_MS = HOUR_MS;

/** The share of calls that fail. */
const FAILS = { well: 0.01, degraded: 0.15, down: 0.7 };

/** An observation counts for less than a whole one: what fails at the same time is seldom independent. */
const TEMPER = 0.8;
/** A cell learns as much as one call says in so many ms: a thousand calls in the same second meet the same machines. */
const LEARN_MS = 500;
/** Calls that count at one moment: a connection that takes a hundred streams with it convinces nobody. */
const CREDIT_MAX = 2;
/** What is older than this is not told late: the clock was set back. */
const SET_BACK_MS = 60_000;
/** Nothing is ever believed to be impossible. */
const FLOOR = 1e-9;
/** Beyond this, a factor says no more. */
const FACTOR_MAX = 1e6;

/** What is believed of a cell of which nothing has been heard: the share of time that each state has. */
export function prior(atMs: number): Belief {
  return { ...REST, atMs, credit: CREDIT_MAX };
}

/** The probability that it is not well. */
export function badOf({ degraded, down }: Pick<Belief, 'degraded' | 'down'>): number {
  return degraded + down;
}

/** What is believed later when nothing has been heard in between. Two steps come to the same as one of their length. */
export function later(belief: Belief, atMs: number): Belief {
  const ms = atMs - belief.atMs;
  if (ms < -SET_BACK_MS) return { ...belief, atMs };
  if (ms <= 0) return belief;
  const slow = Math.exp((MEAN + SPREAD) * ms);
  const fast = Math.exp((MEAN - SPREAD) * ms);
  const same = (slow + fast) / 2;
  const turn = (slow - fast) / 2 / SPREAD;
  const degraded = belief.degraded - REST.degraded;
  const down = belief.down - REST.down;
  return {
    degraded:
      REST.degraded + same * degraded + turn * ((DEGRADED.ownRate - MEAN) * degraded + DEGRADED.otherRate * down),
    down: REST.down + same * down + turn * (DOWN.otherRate * degraded + (DOWN.ownRate - MEAN) * down),
    atMs,
    credit: Math.min(CREDIT_MAX, belief.credit + ms / LEARN_MS),
  };
}

/**
 * What is believed after a call has failed, or not, or so many have. One that is told late counts at the time that is believed to be
 * now.
 */
export function seen(before: Belief, failed: boolean, atMs: number, times = 1): Belief {
  const belief = later(before, atMs);
  const share = Math.min(times, belief.credit);
  if (share === 0) return belief;
  const chance = failed ? FAILED : ANSWERED;
  const well = Math.max(FLOOR, 1 - badOf(belief)) * Math.exp(chance.well * share);
  const degraded = Math.max(FLOOR, belief.degraded) * Math.exp(chance.degraded * share);
  const down = Math.max(FLOOR, belief.down) * Math.exp(chance.down * share);
  const all = well + degraded + down;
  return { degraded: degraded / all, down: down / all, atMs: belief.atMs, credit: belief.credit - share };
}

/** Times that calls of which so many have failed, heard one by one, multiply the odds of not being well. */
export function factorOf({ asked, failed }: { readonly asked: number; readonly failed: number }): number {
  const chance = (state: keyof typeof FAILS): number =>
    Math.exp(failed * (FAILED[state] - FAILED.well) + (asked - failed) * (ANSWERED[state] - ANSWERED.well));
  const factor = (REST.degraded * chance('degraded') + REST.down * chance('down')) / badOf(REST);
  return Math.min(FACTOR_MAX, Math.max(1 / FACTOR_MAX, factor));
}

/** Its odds of not being well, times `factor`. How the two ways of not being well compare stays as it is. */
export function weighed<Bad extends Pick<Belief, 'degraded' | 'down'>>(belief: Bad, factor: number): Bad {
  const bad = badOf(belief);
  const scale = factor / (1 - bad + factor * bad);
  return { ...belief, degraded: belief.degraded * scale, down: belief.down * scale };
}

export function oddsOf(probability: number): number {
  return probability / Math.max(FLOOR, 1 - probability);
}

const FAILED = mapped((fails) => TEMPER * Math.log(fails));
const ANSWERED = mapped((fails) => TEMPER * Math.log(1 - fails));

function mapped(of: (fails: number) => number): typeof FAILS {
  return { well: of(FAILS.well), degraded: of(FAILS.degraded), down: of(FAILS.down) };
}

/**
 * The distance of both probabilities from their long-run shares changes at these rates (1/ms): a 2 × 2 matrix, whose exponential has a
 * closed form.
 */
const DEGRADED = { ownRate: -1 / DEGRADES_MS - 1 / DEGRADED_MS, otherRate: -1 / DEGRADES_MS };
const DOWN = { ownRate: -1 / BREAKS_MS - 1 / DOWN_MS, otherRate: -1 / BREAKS_MS };
const MEAN = (DEGRADED.ownRate + DOWN.ownRate) / 2;
const SPREAD = Math.sqrt(((DEGRADED.ownRate - DOWN.ownRate) / 2) ** 2 + DEGRADED.otherRate * DOWN.otherRate);
const REST = rest();

function rest(): { readonly degraded: number; readonly down: number } {
  const degraded = DEGRADED_MS / DEGRADES_MS;
  const down = DOWN_MS / BREAKS_MS;
  return { degraded: degraded / (1 + degraded + down), down: down / (1 + degraded + down) };
}
