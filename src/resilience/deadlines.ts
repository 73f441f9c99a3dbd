import { Fault } from '../model/fault.ts';
import type { Doing } from '../model/reply.ts';
import { LIMITS, type Limits } from '../model/route.ts';

/** How far an attempt has come, monotonic ms; null is "not yet". */
export type Progress = {
  readonly streamed: boolean;
  readonly startMs: number;
  readonly sentMs: number | null;
  /** The last byte that came. */
  readonly byteMs: number | null;
  /** The last content that came; pings and lifecycle events are none. */
  readonly contentMs: number | null;
  /** What the model was at when something last came: each kind of work has silences of its own. */
  readonly doing: Doing;
  /** The longest silence of this very stream that a ping has ended, ms; null before there were two of them. */
  readonly pingMs: number | null;
  /** Does the request ask the model to think? It may do so in silence, without a byte. */
  readonly thinks: boolean;
  /** How much was sent: a long prompt takes longer to be read. */
  readonly requestBytes: number;
};

/** What answers of a target are usually like, as far as it was measured; null where it was not. */
export type Expected = {
  /** The time to the first content that 99 in 100 answers keep to, ms. */
  readonly firstContentMs: number | null;
  /** The median. */
  readonly tokensPerSecond: number | null;
};

export const NOTHING_EXPECTED: Expected = { firstContentMs: null, tokensPerSecond: null };

/** The deadline that runs out first: when, and what it means; see `faultOf`. */
export type Due = {
  readonly atMs: number;
  readonly kind: 'timeout' | 'stalled';
  /** What has not come, or stood still, for `limitMs`. */
  readonly what: string;
  readonly limitMs: number;
};

/** What was measured may shorten or prolong the wait for the first content to this, ms, and no further. */
const FIRST_CONTENT_MS_MIN = 4_000;
const FIRST_CONTENT_MS_MAX = 60_000;
/** Twice the second that 100,000 tokens of prompt, some 400 KB, were seen to take at least when no cache knows them. */
export const READING_MS_PER_KB = 5;
/** A stream whose pings come often is given up after three of them are missing, but not before this time, ms. */
const PINGED_IDLE_MS_MIN = 20_000;

/** Of all deadlines that apply to an attempt as far as it has come, the first. */
export function nextDue(progress: Progress, limits: Limits, expected: Expected = NOTHING_EXPECTED): Due {
  const { streamed, startMs, sentMs, thinks } = progress;
  const { totalMs, connectMs } = limits;
  let first: Due = { atMs: startMs + totalMs, kind: 'timeout', what: 'No complete answer in', limitMs: totalMs };
  if (sentMs === null) first = sooner(first, startMs, connectMs, 'No connection in');
  if (!streamed) {
    const answerMs = limits.answerMs + (thinks ? limits.thinkingMs : 0);
    return sooner(first, startMs, answerMs, 'No answer in');
  }
  if (progress.contentMs === null) {
    const limitMs = thinks ? thoughtMs(progress, limits) : firstContentMs(progress, limits, expected);
    first = sooner(first, startMs, limitMs, 'Nothing of an answer in');
  } else {
    const limitMs = idleMs(progress.doing, limits);
    first = sooner(first, progress.contentMs, limitMs, 'The answer stood still for', 'stalled');
  }
  const silenceMs = byteIdleMs(progress, limits);
  if (progress.byteMs === null || silenceMs === null) return first;
  return sooner(first, progress.byteMs, silenceMs, 'The connection was silent for', 'stalled');
}

function sooner(first: Due, fromMs: number, limitMs: number, what: string, kind: Due['kind'] = 'timeout'): Due {
  return fromMs + limitMs < first.atMs ? { atMs: fromMs + limitMs, kind, what, limitMs } : first;
}

/** What to say when it is due and nothing has come. */
export function faultOf({ kind, what, limitMs }: Due): Fault {
  return new Fault(kind, `${what} ${seconds(limitMs)}`);
}

/** How long a stream may have no content. What was measured counts, unless the operator has chosen a limit for the rung. */
function firstContentMs({ requestBytes }: Progress, limits: Limits, expected: Expected): number {
  if (expected.firstContentMs === null || limits.firstContentMs !== LIMITS.firstContentMs) return limits.firstContentMs;
  const wantedMs = Math.min(Math.max(2 * expected.firstContentMs, FIRST_CONTENT_MS_MIN), FIRST_CONTENT_MS_MAX);
  return Math.round(wantedMs + (requestBytes / 1_024) * READING_MS_PER_KB);
}

/** The same for a model that thinks. As long as signs of life come, it has twice the time. */
function thoughtMs({ startMs, byteMs }: Progress, limits: Limits): number {
  const limitMs = Math.max(limits.thinkingMs, limits.firstContentMs);
  if (byteMs === null) return limitMs;
  return Math.min(Math.max(limitMs, byteMs + limits.byteIdleMs - startMs), 2 * limitMs);
}

function idleMs(doing: Doing, limits: Limits): number {
  switch (doing) {
    case 'text':
      return limits.contentIdleMs;
    case 'thinking':
      return limits.thinkingIdleMs;
    case 'call':
      return limits.callIdleMs;
  }
}

/** How long the line may be silent, ms. Null: a model that thinks may be so for longer, where it is not known to send pings. */
function byteIdleMs({ pingMs, contentMs, doing, thinks }: Progress, { byteIdleMs: limitMs }: Limits): number | null {
  if (pingMs !== null) return Math.min(limitMs, Math.max(3 * pingMs, PINGED_IDLE_MS_MIN));
  const thinking = contentMs === null ? thinks : doing === 'thinking';
  return thinking ? null : limitMs;
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
