import { chance } from '../../src/drill/sandbox/answer/chance.ts';
import { isTrouble, play, type Script, type Told } from './stage.ts';

/** How a kind of outage is noticed, over many of them: minutes. */
export type Noticing = {
  readonly median: number | null;
  readonly p90: number | null;
  /** The share that is not noticed while it lasts, 0–1. */
  readonly missed: number;
  /** From the end to `recovering`, and to `healthy`. */
  readonly recovering: number | null;
  readonly healthy: number | null;
};

export type Watch = Pick<Script, 'perMinute' | 'probeMs'>;

const MINUTE_MS = 60_000;
const OUTAGE_MS = 60 * MINUTE_MS;
const AFTER_MS = 90 * MINUTE_MS;
const START_MS = Date.UTC(2024, 0, 1);

/** `beforeMs`: how long all has been well before. The longer, the more it takes to be believed that it no longer is. */
export type Often = { readonly runs: number; readonly beforeMs: number };

/** Outages of an hour, in which such a share of calls fails. */
export function noticing(watch: Watch, share: number, { runs, beforeMs }: Often): Noticing {
  const all = Array.from({ length: runs }, (_, run) =>
    outage({ watch, share, beforeMs }, `${share} ${watch.perMinute} ${watch.probeMs} ${run}`),
  ).filter((one) => one !== null);
  const found = all.flatMap(({ foundMs }) => (foundMs === null ? [] : [foundMs]));
  const ended = (key: 'recoveringMs' | 'healthyMs'): readonly number[] =>
    all.flatMap((one) => (one[key] === null ? [] : [one[key] ?? 0]));
  return {
    median: quantile(found, 0.5),
    p90: quantile(found, 0.9),
    missed: 1 - found.length / all.length,
    recovering: quantile(ended('recoveringMs'), 0.5),
    healthy: quantile(ended('healthyMs'), 0.5),
  };
}

type Outage = { readonly watch: Watch; readonly share: number; readonly beforeMs: number };

function outage({ watch, share, beforeMs }: Outage, seed: string) {
  const fromMs = START_MS + beforeMs + chance(seed).next() * MINUTE_MS;
  const toMs = fromMs + OUTAGE_MS;
  const told = play({
    ...watch,
    seed,
    surface: 'claude-api',
    models: ['claude-sonnet-5'],
    fromMs: START_MS,
    toMs: toMs + AFTER_MS,
    base: 0.005,
    share: (_, atMs) => (fromMs <= atMs && atMs < toMs ? share : 0),
    pages: () => [],
  });
  const whole = told.filter(({ model }) => model === null);
  // A false alarm that is still on shows nothing of how outages are noticed.
  if (isTrouble(whole.findLast(({ atMs }) => atMs < fromMs)?.condition ?? 'unknown')) return null;
  const found = firstIn(whole, fromMs, toMs, isTrouble);
  if (found === null) return { foundMs: null, recoveringMs: null, healthyMs: null };
  const over = (is: (condition: Told['condition']) => boolean): number | null =>
    firstIn(whole, toMs, toMs + AFTER_MS, is);
  return {
    foundMs: found,
    recoveringMs: over((one) => one === 'recovering'),
    healthyMs: over((one) => one === 'healthy'),
  };
}

/** From when on to the first that is so, ms. */
function firstIn(told: readonly Told[], fromMs: number, toMs: number, is: (condition: Told['condition']) => boolean) {
  const first = told.find(({ atMs, condition }) => fromMs <= atMs && atMs < toMs && is(condition));
  return first === undefined ? null : first.atMs - fromMs;
}

/** In minutes; null of nothing. */
export function quantile(ms: readonly number[], share: number): number | null {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return at === undefined ? null : at / MINUTE_MS;
}

/** How often something that is well is taken for degraded or down, in 30 days. */
export function falseAlarms(watch: Watch, base: number, days: number): number {
  const told = play({
    ...watch,
    seed: `quiet ${base} ${watch.perMinute} ${watch.probeMs}`,
    surface: 'claude-api',
    models: ['claude-sonnet-5'],
    fromMs: START_MS,
    toMs: START_MS + days * 24 * 60 * MINUTE_MS,
    base,
    share: () => 0,
    pages: () => [],
  });
  const whole = told.filter(({ model }) => model === null);
  const alarms = whole.filter(
    ({ condition }, at) => isTrouble(condition) && !isTrouble(whole[at - 1]?.condition ?? 'unknown'),
  );
  return alarms.length * (30 / days);
}
