import { clipped, heaviest, lengthMs, overlap, type Span, union, weightMs, type Weighted } from './spans.ts';

/** How often two are in trouble, and how often at the same time. All are shares of the window, 0–1. */
export type Together = {
  readonly first: number;
  readonly second: number;
  readonly both: number;
  /** What `both` would be if they had nothing to do with each other. */
  readonly byChance: number;
  /** `both` by `byChance`: near 1 for strangers, and the higher the less one is a standby for the other. Null where there is no telling. */
  readonly lift: number | null;
  /** At least one of them is well. */
  readonly eitherWell: number;
  /** Stretches of time in which both are in trouble. */
  readonly overlaps: number;
};

export function together(first: readonly Span[], second: readonly Span[], window: Span): Together {
  const one = flat(union(clipped(first, window)));
  const other = flat(union(clipped(second, window)));
  const both = overlap(one, other, times);
  const share = (spans: readonly Span[]): number => lengthMs(spans) / (window.toMs - window.fromMs);
  const byChance = share(one) * share(other);
  return {
    first: share(one),
    second: share(other),
    both: share(both),
    byChance,
    lift: byChance === 0 ? null : share(both) / byChance,
    eitherWell: 1 - share(both),
    overlaps: both.length,
  };
}

/** The share of requests that are answered, 0–1, when one is asked first and another one stands by. */
export type Availability = {
  readonly alone: number;
  /** Once trouble is noticed, requests go to the one that fails less; those before that are lost as if there were no standby. */
  readonly routed: number;
  /** What fails is asked of the standby at once. */
  readonly retried: number;
};

/** `noticedMs`: from the beginning of trouble until it is known. The weights of both are shares of requests that fail. */
export type Way = { readonly window: Span; readonly noticedMs: number };

export function availability(
  first: readonly Weighted[],
  standby: readonly Weighted[],
  { window, noticedMs }: Way,
): Availability {
  const trouble = heaviest(clipped(first, window));
  const behind = heaviest(clipped(standby, window));
  const spells = union(trouble);
  const unnoticed = spells.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, fromMs + noticedMs) }));
  const noticed = spells.flatMap(({ fromMs, toMs }) =>
    fromMs + noticedMs < toMs ? [{ fromMs: fromMs + noticedMs, toMs }] : [],
  );
  const lost = overlap(trouble, flat(unnoticed), times);
  const lostAtBoth = overlap(overlap(trouble, behind, Math.min), flat(noticed), times);
  const answered = (lostMs: number): number => 1 - lostMs / (window.toMs - window.fromMs);
  return {
    alone: answered(weightMs(trouble)),
    routed: answered(weightMs(lost) + weightMs(lostAtBoth)),
    retried: answered(weightMs(overlap(trouble, behind, times))),
  };
}

function flat(spans: readonly Span[]): readonly Weighted[] {
  return spans.map(({ fromMs, toMs }) => ({ fromMs, toMs, weight: 1 }));
}

function times(a: number, b: number): number {
  return a * b;
}
