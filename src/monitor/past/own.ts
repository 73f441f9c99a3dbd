import { endOf, type Incident, startOf } from '../../model/incident.ts';
import { at, type Json } from '../../model/json.ts';
import type { Calls, CallsQuery } from '../../model/monitor.ts';
import type { OwnIncident, OwnPast } from '../../model/own-past.ts';
import type { MonitorStore } from '../../store/monitor/monitor-store.ts';
import { NOTE } from './chronicle.ts';
import { knownDays } from './known-days.ts';

export type OwnParts = {
  readonly incidents: (query: { readonly limit: number }) => Promise<readonly Incident[]>;
  readonly calls: (query: CallsQuery) => Promise<readonly Calls[]>;
  readonly watched: OwnPast['watched'];
  readonly nowMs: number;
};

/** Incidents that are looked through, those that come with Failsoft among them, and own ones that are told of: the newest. */
const LOOKED_MAX = 5_000;
const OWN_MAX = 500;

/** With fewer requests in an incident it is not said which share of them met it. */
const REQUESTS_LEAST = 10;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer ago, calls may be known by the hour only, ms. */
const MINUTES_MS = 89 * 24 * HOUR_MS;

/** What this gateway knows itself. Rejects with `busy` when the store cannot be read now. */
export async function ownPast({ incidents, calls, watched, nowMs }: OwnParts): Promise<OwnPast> {
  const own = (await incidents({ limit: LOOKED_MAX })).filter(({ imported }) => !imported).slice(0, OWN_MAX);
  const told: OwnIncident[] = [];
  for (const incident of own) {
    const [fromMs, toMs] = [startOf(incident), endOf(incident) ?? nowMs];
    const spanMs = nowMs - fromMs < MINUTES_MS ? MINUTE_MS : HOUR_MS;
    const firstMs = fromMs - (fromMs % spanMs);
    const during = await calls({ surface: incident.surface, fromMs: firstMs, toMs, spanMs });
    const well = during.reduce((sum, one) => sum + (one.kind === 'traffic' ? one.well : 0), 0);
    // Whoever is down is hardly called, so that what its calls came to would tell of the beginning and the end alone.
    const { affected } = incident.requests;
    told.push({ incident, met: affected + well < REQUESTS_LEAST ? null : affected / (affected + well) });
  }
  return { incidents: told, watched };
}

/** The same of a gateway that does not run, from its file. */
export async function ownPastIn(store: MonitorStore, nowMs: number): Promise<OwnPast> {
  const note = await store.note(NOTE);
  const json: Json = note === null ? {} : JSON.parse(note);
  return ownPast({ ...store, watched: knownDays(at(json, 'known')).ranges(), nowMs });
}
