import { DEFINITIONS } from '../../src/history/definitions.ts';
import { availability, type Availability } from '../../src/history/failover.ts';
import { downtimes } from '../../src/history/numbers.ts';
import { clipped, heaviest, overlap, type Span, weightMs, type Weighted } from '../../src/history/spans.ts';
import type { Incident } from '../../src/model/incident.ts';
import { type PastWatch, played } from './past.ts';
import { isTrouble } from './stage.ts';

const YEAR: Span = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2025, 0, 1) };

/** The year 2024 with one surface first and another one behind it. */
export type Year = Availability & {
  /** Requests go where the verdicts say, which have seen nothing but the calls themselves and pages. */
  readonly judged: number;
};

export type Pair = { readonly first: string; readonly standby: string };

export function year(incidents: readonly Incident[], { first, standby }: Pair, watch: PastWatch): Year {
  const [one, other] = [first, standby].map((surface) => incidents.filter((incident) => incident.surface === surface));
  const ask = { window: YEAR, definition: DEFINITIONS.requests, times: 'known' } as const;
  const [trouble, behind] = [one, other].map((own) =>
    heaviest(clipped(downtimes({ ...ask, incidents: own ?? [] }), YEAR)),
  );
  const seen = condemned(first, one ?? [], watch);
  // Nobody asks a standby while all is well, so only probes look at it.
  const seenBehind = condemned(standby, other ?? [], { ...watch, perMinute: 0 });
  const away = without(seen, seenBehind);
  const here = without([{ ...YEAR, weight: 1 }], away);
  const lostMs = weightMs(overlap(trouble ?? [], here, times)) + weightMs(overlap(behind ?? [], away, times));
  const planned = availability(trouble ?? [], behind ?? [], { window: YEAR, noticedMs: 2 * 60_000 });
  return { ...planned, judged: 1 - lostMs / (YEAR.toMs - YEAR.fromMs) };
}

/** When it was taken for degraded or down. */
function condemned(surface: string, incidents: readonly Incident[], watch: PastWatch): readonly Weighted[] {
  const near = incidents.filter(
    ({ official }) => (official?.endedAtMs ?? 0) > YEAR.fromMs && (official?.startedAtMs ?? 0) < YEAR.toMs,
  );
  // Without parts: what is counted above is the whole surface, too.
  const whole = near.map((incident) => ({
    ...incident,
    official: incident.official === null ? null : { ...incident.official, scope: [] },
  }));
  return played(surface, whole, watch).flatMap(({ told, toMs }) => {
    const all = told.filter(({ model }) => model === null);
    return all.flatMap(({ condition, atMs }, at) =>
      isTrouble(condition) ? [{ fromMs: atMs, toMs: all[at + 1]?.atMs ?? toMs, weight: 1 }] : [],
    );
  });
}

/** The time that is in the first and not in the others. All in order and without overlaps. */
function without(spans: readonly Weighted[], others: readonly Weighted[]): readonly Weighted[] {
  return spans.flatMap((span) => {
    let fromMs = span.fromMs;
    const left: Weighted[] = [];
    for (const other of others) {
      if (other.toMs <= fromMs || other.fromMs >= span.toMs) continue;
      if (other.fromMs > fromMs) left.push({ fromMs, toMs: other.fromMs, weight: 1 });
      fromMs = other.toMs;
    }
    return fromMs < span.toMs ? [...left, { fromMs, toMs: span.toMs, weight: 1 }] : left;
  });
}

function times(a: number, b: number): number {
  return a * b;
}
