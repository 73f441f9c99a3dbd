import type { Cell, Verdict } from '../../model/verdict.ts';
import type { Observation } from './observation.ts';
import type { Shown } from './part.ts';
import { summed, type Tally, tallied } from './tally.ts';
import { between, count } from './words.ts';

/** One key of a provider. What its provider says of it is an account's trouble, and never the provider's. */
export type Key = {
  readonly cell: Cell;
  /** Calls that met a limit count as failed. */
  readonly limits: Tally;
  /** The newest refusal; null when it has been taken since. */
  readonly refused: Observation | null;
  readonly lastMs: number;
  readonly shown: Shown;
};

/** Calls that have to meet a limit before a key is called short of room. */
const LIMITED_MIN = 3;
/** The share of its calls from which it is so, and below which it no longer is. */
const LIMITED_SHARE = 0.5;
const ROOMY_SHARE = 0.2;
const REMEMBERED_MS = 10 * 60_000;

export function newKey(cell: Cell, atMs: number): Key {
  return { cell, limits: [], refused: null, lastMs: atMs, shown: { condition: 'healthy', sinceMs: atMs } };
}

export function onKeySeen(key: Key, observation: Observation): Key {
  const { outcome, atMs } = observation;
  const lastMs = Math.max(key.lastMs, atMs);
  if (outcome === 'refused-credential') return { ...key, lastMs, refused: observation };
  if (outcome !== 'well' && outcome !== 'throttled') return key;
  return { ...key, lastMs, limits: tallied(key.limits, observation), refused: null };
}

/** What is to be said of it. */
export function keyVerdict({ cell, limits, refused, lastMs, shown }: Key, atMs: number): Verdict {
  const base = { cell, sinceMs: shown.sinceMs, disagreements: [], blind: [] };
  if (refused !== null) {
    const reason = refused.fault?.upstreamStatus ?? refused.fault?.kind ?? 'no reason';
    const text = `This key was refused with ${reason} ${between(refused.atMs, refused.atMs)}`;
    const evidence = [{ kind: refused.kind, text, factor: 1_000, atMs: refused.atMs, url: null }];
    return { ...base, condition: 'down', bad: 0.99, confidence: 'medium', evidence };
  }
  const sum = atMs - lastMs > REMEMBERED_MS ? null : summed([limits], 'all');
  const share = sum === null ? 0 : sum.failed / sum.asked;
  const least = shown.condition === 'degraded' ? ROOMY_SHARE : LIMITED_SHARE;
  if (sum === null || sum.failed < LIMITED_MIN || share < least)
    return { ...base, condition: 'healthy', bad: share, confidence: 'medium', evidence: [] };
  const text = `${sum.failed} of ${count(sum.asked, 'request')} with this key met a limit ${between(sum.fromMs, sum.toMs)}`;
  const evidence = [
    { kind: 'traffic', text, factor: 1 / (1 - Math.min(0.99, share)), atMs: sum.toMs, url: null },
  ] as const;
  return { ...base, condition: 'degraded', bad: share, confidence: 'medium', evidence };
}
