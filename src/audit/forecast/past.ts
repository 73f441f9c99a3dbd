import { type Asked, downtimes } from '../../history/numbers.ts';
import type { Covered } from '../../history/past.ts';
import { clipped, type Span, union, type Weighted, without } from '../../history/spans.ts';
import { endOf, type Incident, startOf } from '../../model/incident.ts';
import type { OwnIncident, OwnPast } from '../../model/own-past.ts';

/** What is known of the past, and how it is counted. */
export type Past = {
  /** As the makers told it; it comes with Failsoft. */
  readonly incidents: readonly Incident[];
  /** The days of which something is known of that, by surface. */
  readonly coverage: ReadonlyMap<string, readonly Covered[]>;
  /** What a gateway knows itself. On days on which it has watched a surface, this counts and the other does not. */
  readonly own: (OwnPast & { readonly nowMs: number }) | null;
} & Pick<Asked, 'definition' | 'times'>;

const DAY_MS = 24 * 3_600_000;

/** Is anything known of a surface? */
export function isKnown(past: Pick<Past, 'coverage' | 'own'>, surface: string): boolean {
  return past.coverage.has(surface) || ownWindows(past, surface).length > 0;
}

/** The time of which something is known of all of these surfaces, so that what failed together is seen to: in order. */
export function jointWindows(
  past: Pick<Past, 'coverage' | 'own'>,
  surfaces: readonly string[],
  since: string | null,
): readonly Span[] {
  const sinceMs = since === null ? 0 : Date.parse(since);
  const all = surfaces.map((surface) =>
    union([...daysIn(past.coverage.get(surface) ?? []), ...ownWindows(past, surface)]),
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

/** When a gateway itself has watched a surface: whole days, but for the one that goes on. */
export function ownWindows({ own }: Pick<Past, 'own'>, surface: string): readonly Span[] {
  if (own === null) return [];
  return clipped(daysIn(own.watched[surface] ?? []), { fromMs: 0, toMs: own.nowMs });
}

function daysIn(days: readonly Covered[]): readonly Span[] {
  return days.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) + DAY_MS }));
}

function common(one: Span, other: Span): readonly Span[] {
  const fromMs = Math.max(one.fromMs, other.fromMs);
  const toMs = Math.min(one.toMs, other.toMs);
  return fromMs < toMs ? [{ fromMs, toMs }] : [];
}

/** When a surface was in trouble, by how much of it counts; null where nothing is known of it. */
export function troubleOf(past: Past, surface: string): readonly Weighted[] | null {
  if (!isKnown(past, surface)) return null;
  const { incidents, definition, times, own } = past;
  const told = incidents.filter((one) => one.surface === surface);
  const window = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };
  const ours = ownWindows(past, surface);
  const seen = (own?.incidents ?? []).filter(({ incident }) => incident.surface === surface);
  return [
    ...without(downtimes({ incidents: told, window, definition, times }), ours),
    ...seen.flatMap((one) => ours.flatMap((day) => clipped(ownTrouble(one, past), day))),
  ];
}

/** An incident of our own: the share of our own requests that met it, where there were enough; else as its level counts. */
function ownTrouble({ incident, met }: OwnIncident, { definition, times, own }: Past): readonly Weighted[] {
  const nowMs = own?.nowMs ?? 0;
  if (met === null) return downtimes({ incidents: [incident], window: { fromMs: 0, toMs: nowMs }, definition, times });
  return met === 0 ? [] : [{ fromMs: startOf(incident), toMs: endOf(incident) ?? nowMs, weight: met }];
}
