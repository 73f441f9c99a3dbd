/** A stretch of time, ms since 1970. The end is not part of it. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** Something that weighs so much as long as it lasts. */
export type Weighted = Span & { readonly weight: number };

/** The part of each that lies within the window. */
export function clipped<One extends Span>(spans: readonly One[], window: Span): readonly One[] {
  return spans.flatMap((span) => {
    const fromMs = Math.max(span.fromMs, window.fromMs);
    const toMs = Math.min(span.toMs, window.toMs);
    return fromMs < toMs ? [{ ...span, fromMs, toMs }] : [];
  });
}

/** What is left of each outside of the windows. */
export function without<One extends Span>(spans: readonly One[], windows: readonly Span[]): readonly One[] {
  const others = union(windows);
  if (others.length === 0) return spans;
  const far = Number.POSITIVE_INFINITY;
  const gaps = [{ fromMs: -far, toMs: others[0]?.fromMs ?? far }].concat(
    others.map(({ toMs }, at) => ({ fromMs: toMs, toMs: others[at + 1]?.fromMs ?? far })),
  );
  return spans.flatMap((span) => gaps.flatMap((gap) => clipped([span], gap)));
}

/** The time that is in any of them: in order, and without overlaps. */
export function union(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last === undefined || fromMs > last.toMs) result.push({ fromMs, toMs });
    else if (toMs > last.toMs) result[result.length - 1] = { fromMs: last.fromMs, toMs };
  }
  return result;
}

/** Where several last at once, the heaviest counts: in order, and without overlaps. */
export function heaviest(spans: readonly Weighted[]): readonly Weighted[] {
  const waiting = spans.toSorted((a, b) => b.fromMs - a.fromMs);
  const edges = [...new Set(spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].toSorted((a, b) => a - b);
  const result: Weighted[] = [];
  let lasting: readonly Weighted[] = [];
  for (const [index, fromMs] of edges.entries()) {
    const toMs = edges[index + 1];
    if (toMs === undefined) break;
    const begun: Weighted[] = [];
    for (let next = waiting.at(-1); next !== undefined && next.fromMs <= fromMs; next = waiting.at(-1)) {
      begun.push(next);
      waiting.pop();
    }
    lasting = [...lasting, ...begun].filter((span) => span.toMs > fromMs);
    if (lasting.length > 0) result.push({ fromMs, toMs, weight: Math.max(...lasting.map(({ weight }) => weight)) });
  }
  return result;
}

/** The time that is in both, and how much it weighs then. Each without overlaps and in order. */
export function overlap(
  some: readonly Weighted[],
  others: readonly Weighted[],
  weigh: (weight: number, other: number) => number,
): readonly Weighted[] {
  const result: Weighted[] = [];
  let from = 0;
  for (const one of some) {
    while ((others[from]?.toMs ?? Number.POSITIVE_INFINITY) <= one.fromMs) from += 1;
    for (let at = from; at < others.length; at += 1) {
      const other = others[at];
      if (other === undefined || other.fromMs >= one.toMs) break;
      const fromMs = Math.max(one.fromMs, other.fromMs);
      const toMs = Math.min(one.toMs, other.toMs);
      result.push({ fromMs, toMs, weight: weigh(one.weight, other.weight) });
    }
  }
  return result;
}

/** How long they are together, each as long as it weighs. */
export function weightMs(spans: readonly Weighted[]): number {
  return spans.reduce((sum, { fromMs, toMs, weight }) => sum + (toMs - fromMs) * weight, 0);
}

export function lengthMs(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}
