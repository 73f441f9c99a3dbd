import type { Health } from './health.ts';
import type { RequestState, View } from './request-state.ts';

/** Evidence of errors from which on a target is under suspicion: one failure, or some among many successes. */
const SUSPECT_AT = 3;
/** The same for answers that begin late: some three of them. */
const LATE_SUSPECT_AT = 5;

/** Does something speak against the target, though not enough to stop asking it? */
export function isSuspect({ breaker }: Health): boolean {
  if (breaker.state !== 'closed') return true;
  return breaker.evidence > SUSPECT_AT || breaker.lateness > LATE_SUSPECT_AT;
}

/** The input of a second attempt may cost this much, US dollars. */
const INPUT_USD_MAX = 0.02;
/** JSON has about four bytes to a token; less for some scripts, and then this is a little too careful. */
const BYTES_PER_TOKEN = 4;

/** Tools that run at the provider and do something there. A look at the text, not a reading. */
const EFFECTS =
  /"mcp_servers"|"type"\s*:\s*"(?:mcp|code_execution|code_interpreter|computer|bash|shell|local_shell|image_generation)|"codeExecution"|"computerUse"/;

/**
 * May a request be made a second time while the first is still under way? Not when its input alone is dear, and not when the
 * provider may do something for it beside answering. `inputUsd` is the price of a million tokens, null when unknown.
 */
export function mayRepeat(body: Uint8Array, inputUsd: number | null): boolean {
  const usd = ((body.length / BYTES_PER_TOKEN) * (inputUsd ?? 0)) / 1_000_000;
  if (usd > INPUT_USD_MAX) return false;
  return !EFFECTS.test(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1'));
}

/** Who has less time than one rung may take would hear of no other rung if that one hangs. */
export function isShort({ ladder, streamed, startMs, patientMs }: RequestState): boolean {
  const first = ladder.find((rung) => rung.kind === 'model');
  if (first === undefined) return false;
  return patientMs - startMs <= (streamed ? first.limits.firstContentMs : first.limits.answerMs);
}

/** When half of its caller's time is over, monotonic ms. */
export function halfwayMs({ startMs, patientMs }: RequestState): number {
  return (startMs + patientMs) / 2;
}

/** Is half of its time over, of a request that has little of it and may be made twice? */
export function isPastHalf(state: RequestState, view: View): boolean {
  return isShort(state) && view.nowMs() >= halfwayMs(state) && view.mayRepeat();
}

/** Is another rung wanted beside an attempt of which nothing has come: it is later than usual, or half of its caller's time is over? */
export function wantsHedge(state: RequestState, attempt: number, when: 'late' | 'halfway', view: View): boolean {
  const index = state.tries[attempt]?.rung ?? -1;
  const rung = state.ladder[index];
  if (rung?.kind !== 'model') return false;
  const { hedge = 'suspicion' } = rung;
  const wanted = hedge === 'latency' || (hedge === 'suspicion' && (when === 'halfway' || view.suspect(index)));
  return wanted && view.mayRepeat();
}
