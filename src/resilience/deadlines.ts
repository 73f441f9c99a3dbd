import { Fault } from '../model/fault.ts';
import type { Limits } from '../model/route.ts';

/** How far an attempt has come, monotonic ms; null is "not yet". */
export type Progress = {
  readonly streamed: boolean;
  readonly startMs: number;
  readonly sentMs: number | null;
  /** The last byte that came. */
  readonly byteMs: number | null;
  /** The last content that came; pings and lifecycle events are none. */
  readonly contentMs: number | null;
  /** Does the request ask the model to think? It may do so in silence, without a byte. */
  readonly thinks: boolean;
};

/** The deadline that runs out first: when, and what it means. */
export type Due = { readonly atMs: number; readonly fault: () => Fault };

/** Of all deadlines that apply to an attempt as far as it has come, the first. */
export function nextDue(progress: Progress, limits: Limits): Due {
  let first: Due = {
    atMs: progress.startMs + limits.totalMs,
    fault: () => new Fault('timeout', `No complete answer in ${seconds(limits.totalMs)}`),
  };
  const consider = (fromMs: number, limitMs: number, fault: () => Fault): void => {
    if (fromMs + limitMs < first.atMs) first = { atMs: fromMs + limitMs, fault };
  };
  const { streamed, startMs, sentMs, byteMs, contentMs, thinks } = progress;
  if (sentMs === null) {
    consider(startMs, limits.connectMs, () => new Fault('timeout', `No connection in ${seconds(limits.connectMs)}`));
  }
  if (!streamed) {
    const answerMs = limits.answerMs + (thinks ? limits.thinkingMs : 0);
    consider(startMs, answerMs, () => new Fault('timeout', `No answer in ${seconds(answerMs)}`));
    return first;
  }
  if (contentMs === null) {
    const contentLimitMs = thinks ? Math.max(limits.thinkingMs, limits.firstContentMs) : limits.firstContentMs;
    consider(startMs, contentLimitMs, () => {
      return new Fault('timeout', `Nothing of an answer in ${seconds(contentLimitMs)}`);
    });
  } else {
    consider(contentMs, limits.contentIdleMs, () => {
      return new Fault('stalled', `The answer stood still for ${seconds(limits.contentIdleMs)}`);
    });
  }
  if (byteMs !== null && !(thinks && contentMs === null)) {
    consider(byteMs, limits.byteIdleMs, () => {
      return new Fault('stalled', `The connection was silent for ${seconds(limits.byteIdleMs)}`);
    });
  }
  return first;
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
