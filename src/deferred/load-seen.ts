import type { RequestEntry } from '../model/journal.ts';
import type { DeferredLimits } from './limits.ts';
import { MINUTE_MS } from './pace.ts';

/** What models were seen to take, from requests that they have answered. */
export type LoadSeen = {
  readonly note: (entry: RequestEntry) => void;
  /** Requests at once and in a minute, in the busiest minute of the last hours; never less than one of its kind is trusted with. */
  readonly at: (target: string, isLocal: boolean) => { readonly places: number; readonly perMinute: number };
};

type Busy = { readonly minute: number; ms: number; count: number };

/** Busy minutes of the last hours count: an outage may last. */
const REMEMBERED_MINUTES = 6 * 60;
const TARGETS_MAX = 1_000;

export function loadSeen(
  nowMs: () => number,
  least: Pick<DeferredLimits, 'places' | 'localPlaces' | 'perMinute'>,
): LoadSeen {
  const minutes = new Map<string, { now: Busy; places: Busy; perMinute: Busy }>();

  return {
    note: ({ outcome, mode, servedBy, tookMs }) => {
      if (outcome !== 'answered' || servedBy === '' || mode === 'cache' || mode === 'edition') return;
      const minute = Math.floor(nowMs() / MINUTE_MS);
      const known = minutes.get(servedBy);
      if (known === undefined && minutes.size >= TARGETS_MAX) return;
      const seen = known ?? { now: fresh(minute), places: fresh(minute), perMinute: fresh(minute) };
      if (seen.now.minute !== minute) seen.now = fresh(minute);
      seen.now.ms += Math.min(tookMs, MINUTE_MS);
      seen.now.count += 1;
      const isOld = ({ minute: of }: Busy): boolean => minute - of > REMEMBERED_MINUTES;
      if (seen.now.ms >= seen.places.ms || isOld(seen.places)) seen.places = seen.now;
      if (seen.now.count >= seen.perMinute.count || isOld(seen.perMinute)) seen.perMinute = seen.now;
      minutes.set(servedBy, seen);
    },
    at: (target, isLocal) => {
      const seen = minutes.get(target);
      return {
        places: Math.max(isLocal ? least.localPlaces : least.places, (seen?.places.ms ?? 0) / MINUTE_MS),
        perMinute: Math.max(least.perMinute, seen?.perMinute.count ?? 0),
      };
    },
  };
}

function fresh(minute: number): Busy {
  return { minute, ms: 0, count: 0 };
}
