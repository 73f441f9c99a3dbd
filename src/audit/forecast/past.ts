import { type Asked, downtimes } from '../../history/numbers.ts';
import type { Covered } from '../../history/past.ts';
import type { Span, Weighted } from '../../history/spans.ts';
import type { Incident } from '../../model/incident.ts';

/** What is known of the past, and how it is counted. */
export type Past = {
  readonly incidents: readonly Incident[];
  /** The days of which something is known, by surface. */
  readonly coverage: ReadonlyMap<string, readonly Covered[]>;
} & Pick<Asked, 'definition' | 'times'>;

const DAY_MS = 24 * 3_600_000;

/** The time of which something is known of all of these surfaces, so that what failed together is seen to: in order. */
export function jointWindows(
  past: Pick<Past, 'coverage'>,
  surfaces: readonly string[],
  since: string | null,
): readonly Span[] {
  const sinceMs = since === null ? 0 : Date.parse(since);
  const all = surfaces.map((surface) =>
    (past.coverage.get(surface) ?? []).map(({ from, to }) => ({
      fromMs: Date.parse(from),
      toMs: Date.parse(to) + DAY_MS,
    })),
  );
  const [first = [], ...others] = all;
  const joint = others.reduce<readonly Span[]>(
    (windows, spans) => windows.flatMap((one) => spans.flatMap((other) => common(one, other))),
    first,
  );
  return joint
    .flatMap((window) => common(window, { fromMs: sinceMs, toMs: Number.POSITIVE_INFINITY }))
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

function common(one: Span, other: Span): readonly Span[] {
  const fromMs = Math.max(one.fromMs, other.fromMs);
  const toMs = Math.min(one.toMs, other.toMs);
  return fromMs < toMs ? [{ fromMs, toMs }] : [];
}

/** When a surface was in trouble, by how much of it counts; null where nothing is known of it. */
export function troubleOf(
  { incidents, coverage, definition, times }: Past,
  surface: string,
): readonly Weighted[] | null {
  if (!coverage.has(surface)) return null;
  const own = incidents.filter((one) => one.surface === surface);
  return downtimes({ incidents: own, window: { fromMs: 0, toMs: Date.UTC(2100, 0, 1) }, definition, times });
}
