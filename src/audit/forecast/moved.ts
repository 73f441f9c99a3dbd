import { clipped, type Span, union } from '../../history/spans.ts';
import { endOf, startOf } from '../../model/incident.ts';
import type { JoinedRung } from '../workflows/ladder.ts';
import { RUNG_KINDS } from '../workflows/rungs.ts';
import type { Known } from '../workflows/sources.ts';
import { ownWindows, type Past } from './past.ts';
import type { MeanYear } from './years.ts';

/** What of the time that was played is known from the gateway's own record. */
export type OwnPart = {
  readonly windows: readonly Span[];
  /** Its incidents in that time, and how many of them count as the share of our own requests that met them. */
  readonly incidents: number;
  readonly weighed: number;
};

/** Something that was measured, and what the figures would be had nobody measured it; null where there would be none. */
export type Moved = { readonly what: Measurement; readonly without: MeanYear | null };

export type Measurement =
  | {
      readonly kind: 'rung';
      readonly rung: JoinedRung['kind'];
      readonly text: string;
      readonly passed: number;
      readonly failed: number;
      readonly switchMs: number | null;
    }
  | ({ readonly kind: 'past' } & OwnPart);

export function ownPartOf(past: Past, surfaces: readonly string[], windows: readonly Span[]): OwnPart | null {
  const own = new Set(surfaces);
  const days = union(surfaces.flatMap((surface) => ownWindows(past, surface)));
  const played = windows.flatMap((window) => clipped(days, window));
  if (past.own === null || played.length === 0) return null;
  const { nowMs } = past.own;
  const during = past.own.incidents.filter(({ incident }) => {
    const span = { fromMs: startOf(incident), toMs: endOf(incident) ?? nowMs };
    return own.has(incident.surface) && played.some((window) => clipped([span], window).length > 0);
  });
  const weighed = during.filter(({ met }) => met !== null);
  return { windows: played, incidents: during.length, weighed: weighed.length };
}

type Around = {
  readonly known: Known;
  readonly past: Past;
  readonly surfaces: readonly string[];
  readonly windows: readonly Span[];
};

/** What each measurement has changed, the most telling first. `without`: the year of another workflow or another past. */
export function movedOf(
  { known, past, surfaces, windows }: Around,
  without: (known: Known, past: Past) => MeanYear | null,
): readonly Moved[] {
  const now = without(known, past);
  const own = ownPartOf(past, surfaces, windows);
  const all: readonly Moved[] = [
    ...known.ladder.flatMap((rung, at): readonly Moved[] => {
      if (rung.measured === null) return [];
      const { kind, text, measured } = rung;
      const ladder = known.ladder.with(at, unmeasured(rung));
      return [{ what: { ...measured, kind: 'rung', rung: kind, text }, without: without({ ...known, ladder }, past) }];
    }),
    ...(own === null
      ? []
      : [{ what: { kind: 'past', ...own }, without: without(known, { ...past, own: null }) } as const]),
  ];
  const moves = ({ without: year }: Moved): number =>
    year === null || now === null
      ? Number.POSITIVE_INFINITY
      : Math.abs(year.withoutAi - now.withoutAi) + Math.abs(year.nothing - now.nothing);
  return all.toSorted((a, b) => moves(b) - moves(a));
}

/** The rung as it would be believed to be, had no drill and no incident shown anything of it. */
function unmeasured(rung: JoinedRung): JoinedRung {
  const { chance, measured, kind } = rung;
  if (measured === null) return rung;
  return {
    ...rung,
    measured: null,
    switchMs: RUNG_KINDS[kind].switchMs,
    chance:
      chance.by === 'assumption'
        ? chance
        : { ...chance, passed: chance.passed - measured.passed, failed: chance.failed - measured.failed },
  };
}
