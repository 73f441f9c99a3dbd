import { endOf, type Incident, startOf } from '../../model/incident.ts';
import { at, type Json } from '../../model/json.ts';
import type { Calls, CallsQuery } from '../../model/monitor.ts';
import type { LostShare, OwnIncident, OwnPast } from '../../model/own-past.ts';
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

/** With fewer calls in an incident it is not said which share of them failed. */
const CALLS_LEAST = 10;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer ago, calls may be known by the hour only, ms. Longer incidents are told by the hour. */
const MINUTES_MS = 89 * 24 * HOUR_MS;
const LASTED_MS = 24 * HOUR_MS;

/** What this gateway knows itself. Rejects with `busy` when the store cannot be read now. */
export async function ownPast({ incidents, calls, watched, nowMs }: OwnParts): Promise<OwnPast> {
  const own = (await incidents({ limit: LOOKED_MAX })).filter(({ imported }) => !imported).slice(0, OWN_MAX);
  const told: OwnIncident[] = [];
  for (const incident of own) {
    const [fromMs, toMs] = [startOf(incident), endOf(incident) ?? nowMs];
    const spanMs = nowMs - fromMs < MINUTES_MS && toMs - fromMs < LASTED_MS ? MINUTE_MS : HOUR_MS;
    const firstMs = fromMs - (fromMs % spanMs);
    const during = await calls({ surface: incident.surface, fromMs: firstMs, toMs, spanMs });
    told.push({ incident, lost: lostIn(during, { fromMs, toMs }) });
  }
  return { incidents: told, watched };
}

type Lasting = { readonly fromMs: number; readonly toMs: number };

/**
 * Which share of our own calls failed, span by span: whoever is down is hardly called, so that all calls of an incident together would
 * tell of its beginning and its end. While nobody called, it goes on as it was.
 */
function lostIn(during: readonly Calls[], { fromMs, toMs }: Lasting): OwnIncident['lost'] {
  const spans = new Map<number, { well: number; ill: number }>();
  for (const { atMs, well, ill } of during) {
    const known = spans.get(atMs) ?? { well: 0, ill: 0 };
    spans.set(atMs, { well: known.well + well, ill: known.ill + ill });
  }
  const shares = [...spans].filter(([, { well, ill }]) => well + ill > 0).toSorted(([a], [b]) => a - b);
  const calls = shares.reduce((sum, [, { well, ill }]) => sum + well + ill, 0);
  if (calls < CALLS_LEAST) return null;
  const lost: LostShare[] = [];
  for (const [place, [atMs, { well, ill }]] of shares.entries()) {
    const span = {
      fromMs: place === 0 ? fromMs : Math.max(fromMs, atMs),
      toMs: Math.min(toMs, shares[place + 1]?.[0] ?? toMs),
      weight: ill / (well + ill),
    };
    const last = lost.at(-1);
    if (last?.weight === span.weight && last.toMs === span.fromMs) lost[lost.length - 1] = { ...last, toMs: span.toMs };
    else if (span.weight > 0 && span.fromMs < span.toMs) lost.push(span);
  }
  return lost;
}

/** The same of a gateway that does not run, from its file. */
export async function ownPastIn(store: MonitorStore, nowMs: number): Promise<OwnPast> {
  const note = await store.note(NOTE);
  const json: Json = note === null ? {} : JSON.parse(note);
  return ownPast({ ...store, watched: knownDays(at(json, 'known')).ranges(), nowMs });
}
