import type { Target } from '../../model/route.ts';
import { DAY_MS, isBudgeted, type Probe } from '../../resilience/next-probe.ts';
import type { Setup } from '../access.ts';

/** The ledger of all probes, whatever they were for. Outlives reloads. Times are monotonic ms. */
export type ProbeLedger = {
  /** Since when it is kept. */
  readonly sinceMs: number;
  readonly note: (probe: Probe) => void;
  /** When a target was probed last; null: never. */
  readonly probedMs: (target: string) => number | null;
  /** Those of the last day that have a budget, oldest first. */
  readonly lately: (nowMs: number) => readonly Probe[];
};

const TARGETS_MAX = 1_000;
/** What a probe counts where its price is not known: ten tokens in and a few out are cheaper at all prices that we know of. */
const UNPRICED_USD = 0.0005;

export function probeLedger(sinceMs: number): ProbeLedger {
  const probedMs = new Map<string, number>();
  let budgeted: readonly Probe[] = [];
  const lately = (nowMs: number): readonly Probe[] => (budgeted = budgeted.filter(({ atMs }) => nowMs - atMs < DAY_MS));
  return {
    sinceMs,
    note: (probe) => {
      if (probedMs.size >= TARGETS_MAX) probedMs.clear();
      probedMs.set(probe.target, probe.atMs);
      if (isBudgeted(probe.why)) budgeted = [...lately(probe.atMs), probe];
    },
    probedMs: (target) => probedMs.get(target) ?? null,
    lately,
  };
}

/** What a probe of it is taken to cost, US dollars. */
export function probeUsd({ access }: Setup, { provider }: Target): number {
  return access.get(provider)?.account.provider.probeCostUsd ?? UNPRICED_USD;
}
