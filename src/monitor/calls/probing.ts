import type { Engine } from '../../engine/engine.ts';
import { prove, rungTargets } from '../../engine/warm.ts';
import { type Route, type Target, targetKey } from '../../model/route.ts';

export type ProbeSettings = {
  /** A model of a route that nobody has asked for so long may be probed, ms. */
  readonly everyMs: number;
  /** Of all models together. */
  readonly perHour: number;
  readonly usdPerDay: number;
};

export type Probing = {
  /** Asks whoever is due, one at a time and within the budget. Called at every tick; returns at once. */
  readonly look: (asked: Looking) => void;
};

export type Looking = {
  readonly engine: Engine;
  readonly routes: readonly Route[];
  readonly settings: ProbeSettings;
  /** Something speaks against it, and nothing but a question can settle that. */
  readonly isSuspected: (target: Target) => boolean;
};

/** How often a model is asked that something speaks against, ms. */
const SUSPECTED_MS = 20_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** How far an interval is stretched or shortened by chance. */
const JITTER = 0.2;
/** What a probe counts where its price is not known: ten tokens in and a few out are cheaper at all prices that we know of. */
const UNPRICED_USD = 0.0005;
/** Sums of prices are not exact. */
const ROUNDING_USD = 1e-9;
const TARGETS_MAX = 1_000;

/** Probes of models that routes use and nobody asks at the moment. Those that rest are looked after by the engine. */
export function probing(startMs: number): Probing {
  const askedMs = new Map<string, number>();
  let spent: readonly { readonly atMs: number; readonly usd: number }[] = [];
  let isAsking = false;

  const isAffordable = ({ settings }: Looking, usd: number, nowMs: number): boolean => {
    spent = spent.filter(({ atMs }) => nowMs - atMs < DAY_MS);
    const lately = spent.filter(({ atMs }) => nowMs - atMs < HOUR_MS).length;
    const money = spent.reduce((sum, one) => sum + one.usd, 0);
    return lately < settings.perHour && money + usd <= settings.usdPerDay + ROUNDING_USD;
  };

  /** ms that it is overdue; below 0 it is not due. */
  const overdueMs = ({ engine, settings, isSuspected }: Looking, target: Target): number => {
    const key = targetKey(target);
    const { breaker, answeredMs, failedMs } = engine.book.of(key);
    if (breaker.state !== 'closed') return -1;
    const lastMs = Math.max(startMs, answeredMs ?? startMs, failedMs ?? startMs, askedMs.get(key) ?? startMs);
    // One failure settles nothing, and whoever asks again at once is sure within a minute.
    const isDoubtful = isSuspected(target) || (failedMs !== null && failedMs > (answeredMs ?? startMs));
    const everyMs = isDoubtful ? Math.min(SUSPECTED_MS, settings.everyMs) : settings.everyMs;
    const stretch = 1 + JITTER * (2 * engine.world.random() - 1);
    return engine.world.nowMs() - lastMs - everyMs * stretch;
  };

  return {
    look: (asked) => {
      const { engine, routes } = asked;
      if (isAsking || engine.book.cutOffMs() !== null) return;
      const nowMs = engine.world.nowMs();
      const due = rungTargets(engine, routes)
        .map((target) => ({ target, ms: overdueMs(asked, target), usd: priceOf(engine, target) }))
        .filter(({ ms, usd }) => ms >= 0 && isAffordable(asked, usd, nowMs))
        .toSorted((a, b) => b.ms - a.ms);
      const [first] = due;
      if (first === undefined) return;
      isAsking = true;
      if (askedMs.size >= TARGETS_MAX) askedMs.clear();
      askedMs.set(targetKey(first.target), nowMs);
      spent = [...spent, { atMs: nowMs, usd: first.usd }];
      void prove(engine, first.target).then(() => {
        isAsking = false;
      });
    },
  };
}

function priceOf({ setup }: Engine, { provider }: Target): number {
  return setup.access.get(provider)?.account.provider.probeCostUsd ?? UNPRICED_USD;
}
