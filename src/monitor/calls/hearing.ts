import type { Probed } from '../../engine/probes/probe.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { World } from '../../world/world.ts';
import type { Chronicle } from '../past/chronicle.ts';
import { type Hit, noteRequests } from '../incidents/requests.ts';
import type { Scene } from '../scene.ts';
import type { Atlas } from './atlas.ts';
import { tap } from './tap.ts';
import { counted, type Ended, hitsOf, type Testimony, testimonyOfProbe } from './witness.ts';

/** Our own calls as witnesses. */
export type Hearing = {
  /** A request has ended. Costs it next to nothing; the rest is done later. */
  readonly note: (entry: RequestEntry) => void;
  readonly probed: Probed;
  /** When the last request ended, monotonic ms. */
  readonly usedMs: () => number;
};

export type HearingParts = {
  readonly world: World;
  readonly scene: () => Scene;
  readonly past: Chronicle;
  readonly isInTrouble: (surface: string) => boolean;
  /** A request has met the trouble of a surface: of those above whoever answered, the uppermost. */
  readonly met: (ended: Ended, surface: string) => void;
  /** Somebody has asked us something. */
  readonly asked: () => void;
  /** Something has just become likely that is worth a look at once. */
  readonly alarmed: () => void;
  readonly guarded: (work: () => void) => void;
};

/** How long requests wait to be looked at, ms. */
const DRAIN_MS = 250;

export function hearing({
  world,
  scene,
  past,
  isInTrouble,
  met: noted,
  asked,
  alarmed,
  guarded,
}: HearingParts): Hearing {
  let usedMs = Number.NEGATIVE_INFINITY;
  let drilledMs = Number.NEGATIVE_INFINITY;

  /** What fails on purpose is nobody's failure. */
  const isDrill = (provider: string | null, atMs: number): boolean => {
    const drill = scene().subject.engine.drills.report();
    if (drill === null || !drill.providers.includes(provider ?? '')) return false;
    if (drill.leftMs > 0) drilledMs = world.wallMs();
    return atMs >= drill.startedAtMs && (drill.leftMs > 0 || atMs <= drilledMs);
  };
  const isReal = ({ cell, seen }: Testimony): boolean => seen.outcome !== 'ill' || !isDrill(cell.provider, seen.atMs);

  const hear = (all: readonly Testimony[]): void => {
    const real = all.filter(isReal);
    const { book } = scene();
    const alarms = real.filter(({ cell, seen }) => book.observe(cell, seen));
    for (const calls of counted(real)) past.count(calls);
    if (alarms.length > 0) alarmed();
  };

  const hitsIn = (ended: readonly Ended[]): readonly Hit[] =>
    ended.flatMap((one) => {
      const { hits, uppermost } = realHits(one, scene().atlas, { isInTrouble, isDrill });
      if (uppermost !== null) noted(one, uppermost);
      return hits;
    });

  const drain = (): void => {
    asked();
    const { testimonies, troubled } = waiting.drain();
    hear(testimonies);
    const hits = hitsIn(troubled);
    if (hits.length > 0) past.note((ledger) => noteRequests(ledger, hits));
  };
  const waiting = tap(() => void world.after(DRAIN_MS, () => guarded(drain), 'idle'));

  return {
    note: (entry) => {
      usedMs = world.nowMs();
      waiting.note(entry, scene().atlas);
    },
    probed: (target, end) =>
      guarded(() => {
        const testimony = testimonyOfProbe(target, end, world.wallMs(), scene().atlas);
        if (testimony === null) return;
        hear([testimony]);
        past.heard(testimony);
      }),
    usedMs: () => usedMs,
  };
}

type Doubts = Pick<HearingParts, 'isInTrouble'> & {
  readonly isDrill: (provider: string, atMs: number) => boolean;
};

/** The surfaces whose trouble a request has met, but for drills, and of those the one that is highest on its ladder. */
function realHits(
  one: Ended,
  atlas: Atlas,
  { isInTrouble, isDrill }: Doubts,
): { readonly hits: readonly Hit[]; readonly uppermost: string | null } {
  const met = hitsOf(one, atlas, isInTrouble);
  if (met.length === 0) return { hits: met, uppermost: null };
  const rungs = atlas.ladderOf(one.route).flatMap((rung) => (rung.kind === 'model' ? [rung.provider] : []));
  const drilled = new Set(rungs.filter((provider) => isDrill(provider, one.atMs)).map(atlas.surfaceOf));
  const hits = met.filter(({ surface }) => !drilled.has(surface));
  const uppermost = rungs.map(atlas.surfaceOf).find((above) => hits.some(({ surface }) => surface === above)) ?? null;
  return { hits, uppermost };
}
