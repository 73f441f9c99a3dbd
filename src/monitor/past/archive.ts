import { endOf, type Incident, startOf, textOf } from '../../model/incident.ts';
import type { Calls, CallsQuery, Day } from '../../model/monitor.ts';
import type { StoredIncidentQuery } from '../../store/monitor/incident-rows.ts';
import type { MonitorStore } from '../../store/monitor/monitor-store.ts';
import { daysOf } from './days.ts';

/** What was, as it is asked for: from the store, or where there is none from memory. */
export type Archive = {
  readonly incidents: (query: StoredIncidentQuery) => Promise<readonly Incident[]>;
  readonly days: (surface: string, count: number) => Promise<readonly Day[]>;
  readonly calls: (query: CallsQuery) => Promise<readonly Calls[]>;
};

export type ArchiveParts = {
  readonly store: Pick<MonitorStore, 'incidents' | 'calls' | 'trouble'> | null;
  readonly wallMs: () => number;
  /** All incidents that are in memory. */
  readonly remembered: () => Iterable<Incident>;
  readonly isKnown: (surface: string, date: string) => boolean;
  /** What has been counted and is not in the store. */
  readonly counted: (query: CallsQuery) => readonly Calls[];
};

const DAY_MS = 24 * 60 * 60_000;
const DAYS_MAX = 730;
/** Incidents of one surface that its days are made of. */
const INCIDENTS_MAX = 5_000;

export function archive({ store, wallMs, remembered, isKnown, counted }: ArchiveParts): Archive {
  // While the disk takes nothing, the newest of it is in memory alone.
  const find = async (query: StoredIncidentQuery): Promise<readonly Incident[]> =>
    store === null || store.trouble() !== '' ? found(remembered(), query) : store.incidents(query);
  return {
    incidents: find,
    days: async (surface, wanted) => {
      const count = Math.max(1, Math.min(DAYS_MAX, Math.trunc(wanted)));
      const nowMs = wallMs();
      const endedAfterMs = Math.floor(nowMs / DAY_MS) * DAY_MS - (count - 1) * DAY_MS;
      const incidents = await find({ limit: INCIDENTS_MAX, surface, endedAfterMs });
      return daysOf({ incidents, known: (date) => isKnown(surface, date), count, nowMs });
    },
    calls: async (query) => (store === null ? counted(query) : store.calls(query)),
  };
}

function found(all: Iterable<Incident>, query: StoredIncidentQuery): readonly Incident[] {
  const { surface, surfaces, id, openOnly, beforeMs, endedAfterMs } = query;
  const words = (query.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (incident: Incident): boolean => {
    const end = endOf(incident);
    return (
      (surface === undefined || incident.surface === surface) &&
      (surfaces === undefined || surfaces.includes(incident.surface)) &&
      (id === undefined || incident.id === id) &&
      (openOnly !== true || end === null) &&
      (beforeMs === undefined || startOf(incident) < beforeMs) &&
      (endedAfterMs === undefined || end === null || end > endedAfterMs) &&
      words.every((word) => textOf(incident).includes(word))
    );
  };
  return [...all]
    .filter(fits)
    .toSorted((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? 1 : -1))
    .slice(0, Math.max(0, Math.trunc(query.limit)));
}
