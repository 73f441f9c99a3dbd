import type { Incident, Observed, Official } from '../../model/incident.ts';
import { isAbout } from '../../model/scope.ts';
import { isOpen } from './ledger.ts';

/**
 * What we saw and what a page says count as one incident when they are this near to each other, ms: three quarters of the first posts of
 * pages come within 56 minutes of the beginning (98 incidents of OpenAI, Claude and Character.AI, 2022–2025).
 */
const NEAR_MS = 60 * 60_000;

/** What comes back within this time, ms, was not over. */
const AGAIN_MS = 30 * 60_000;

/** Whether it is the same trouble: in the same time, and about the same models as far as both say of which. */
export function isSame(observed: Pick<Observed, 'cells' | 'startedAtMs' | 'endedAtMs'>, official: Timed): boolean {
  const far = Number.POSITIVE_INFINITY;
  const begins = observed.startedAtMs - NEAR_MS <= (official.endedAtMs ?? far);
  const ends = official.startedAtMs <= (observed.endedAtMs ?? far) + NEAR_MS;
  return begins && ends && sharesModel(observed.cells, official.scope);
}

type Timed = Pick<Official, 'startedAtMs' | 'endedAtMs' | 'scope'>;

function sharesModel(cells: Observed['cells'], scope: readonly string[]): boolean {
  return scope.length === 0 || cells.some((cell) => cell.model === null || isAbout(scope, cell));
}

/** The incident that new trouble of ours belongs to: one that is open, one that was over only just now, or what a page speaks of. */
export function ongoing(incidents: readonly Incident[], fresh: Observed): Incident | null {
  const open = incidents.find(({ observed }) => observed !== null && observed.endedAtMs === null);
  if (open !== undefined) return open;
  const again = incidents.find((incident) => isAgain(incident, fresh.foundAtMs));
  if (again !== undefined) return again;
  const told = incidents.filter(({ observed, official }) => {
    return observed === null && official !== null && isSame({ ...fresh, endedAtMs: fresh.foundAtMs }, official);
  });
  // What is still open before what is over; of these, the newest.
  return told.find(isOpen) ?? told[0] ?? null;
}

function isAgain({ observed }: Incident, nowMs: number): boolean {
  return observed !== null && observed.endedAtMs !== null && nowMs - observed.endedAtMs <= AGAIN_MS;
}

/** The incident of ours that a page now speaks of, too. */
export function spokenOf(incidents: readonly Incident[], official: Timed): Incident | null {
  return (
    incidents.find((one) => one.official === null && one.observed !== null && isSame(one.observed, official)) ?? null
  );
}
