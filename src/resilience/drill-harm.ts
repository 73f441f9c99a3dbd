import type { TrialGroup } from '../model/trial.ts';

/** When a drill is ended before its time. Null: not for this reason. */
export type StopWhen = {
  /** Harm: of the requests that met it a smaller share is answered, 0 to 1. */
  readonly answeredMin: number | null;
  /** Harm: of those that are answered, one in twenty waits longer for its first word, ms. */
  readonly firstTokenMsMax: number | null;
  /** Nothing can be seen: nobody has asked anything for so long, ms. */
  readonly silentMsMax: number | null;
};

/**
 * What is borne unless somebody says otherwise. A part of what fails in a real outage, and longer than people wait for a page: it is an
 * end in distress, and no aim.
 */
export const STOP_WHEN = {
  answeredMin: 0.9,
  firstTokenMsMax: 30_000,
  silentMsMax: 60_000,
} as const satisfies StopWhen;

/** With fewer requests nobody knows whether that is harm or chance. */
const LEAST = 10;
/** Of so many answers, the newest, it is known how long they took to begin. */
export const FIRST_TOKENS_MAX = 500;
const SLOWEST = 0.05;

/** What a drill has done so far. */
export type Seen = Pick<TrialGroup, 'answered' | 'lost'> & {
  /** How long the newest answers took to begin, ms. */
  readonly firstTokensMs: readonly number[];
};

/** Whether that is more harm than is borne, as a sentence without its point; empty where it is not. */
export function harmIn({ answered, lost, firstTokensMs }: Seen, { answeredMin, firstTokenMsMax }: StopWhen): string {
  const all = answered + lost;
  if (answeredMin !== null && all >= LEAST && answered < answeredMin * all)
    return `ended at once: ${answered} of ${all} requests that met it were answered, fewer than ${percent(answeredMin)}`;
  if (firstTokenMsMax === null || firstTokensMs.length < LEAST) return '';
  const slowMs = slowest(firstTokensMs);
  return slowMs > firstTokenMsMax
    ? `ended at once: one answer in twenty began after ${seconds(slowMs)} or more, later than ${seconds(firstTokenMsMax)}`
    : '';
}

/** What one in twenty takes at least. */
function slowest(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => b - a);
  return sorted[Math.max(0, Math.ceil(sorted.length * SLOWEST) - 1)] ?? 0;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
