import { endOf, type Incident, startOf } from '../../model/incident.ts';
import type { Level } from '../../model/official.ts';
import type { Tiding } from '../../model/monitor.ts';

/** What is known of incidents and of what may become one. A value: every note of something new makes another one. */
export type Ledger = {
  /** By id: those that are open, and the newest of the others. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** By surface. */
  readonly signs: ReadonlyMap<string, Signs>;
  /** Since when the page of an open incident does not name it any more, by the id of the incident; ms since 1970. */
  readonly missing: ReadonlyMap<string, number>;
};

/** What has to be known of a surface before and after the incident itself. All times are ms since 1970. */
export type Signs = {
  /** Since when something speaks against it; null while nothing does. */
  readonly suspectedMs: number | null;
  /** Since when it looks well again; null while it does not. */
  readonly recoveringMs: number | null;
  /** Requests that met trouble and belong to no incident yet, by minute, oldest first. */
  readonly hits: readonly Minute[];
};

export type Minute = { readonly atMs: number } & Incident['requests'];

export type IncidentTiding = Extract<Tiding, { readonly kind: 'incident' }>;

/** What came of a note: `kept` is to be written down, `told` is news. */
export type Noted = {
  readonly ledger: Ledger;
  readonly kept: readonly Incident[];
  readonly told: readonly IncidentTiding[];
};

export const NO_SIGNS: Signs = { suspectedMs: null, recoveringMs: null, hits: [] };

/** One note after the other. */
export function and(before: Noted, after: Noted): Noted {
  return { ledger: after.ledger, kept: [...before.kept, ...after.kept], told: [...before.told, ...after.told] };
}

/** Incidents that are remembered; the oldest that are over are forgotten first. A store has them all. */
const INCIDENTS_MAX = 4_000;

export function ledgerOf(incidents: readonly Incident[]): Ledger {
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  return { incidents: bounded(byId), signs: new Map(), missing: new Map() };
}

/** The ledger with these incidents in the place of what was known of them. */
export function withIncidents(ledger: Ledger, incidents: readonly Incident[]): Ledger {
  if (incidents.length === 0) return ledger;
  const all = new Map(ledger.incidents);
  for (const incident of incidents) all.set(incident.id, incident);
  return { ...ledger, incidents: bounded(all) };
}

export function withSigns(ledger: Ledger, surface: string, signs: Signs): Ledger {
  return { ...ledger, signs: new Map([...ledger.signs, [surface, signs]]) };
}

export const signsOf = ({ signs }: Ledger, surface: string): Signs => signs.get(surface) ?? NO_SIGNS;

export const isOpen = (incident: Incident): boolean => endOf(incident) === null;

/** Those of a surface that fit, newest first. */
export function incidentsOf(
  { incidents }: Ledger,
  surface: string,
  fits: (incident: Incident) => boolean = () => true,
): readonly Incident[] {
  const found: Incident[] = [];
  for (const one of incidents.values()) if (one.surface === surface && fits(one)) found.push(one);
  return found.toSorted((a, b) => startOf(b) - startOf(a));
}

const RANK: Readonly<Record<Level, number>> = {
  operational: 0,
  maintenance: 1,
  unknown: 2,
  degraded: 3,
  partial: 4,
  major: 5,
};

export function worse(one: Level, other: Level): Level {
  return RANK[other] > RANK[one] ? other : one;
}

/** `claude-api-20261125-1402`: the same surface cannot begin two incidents of ours in a minute, because it would be the same one. */
export function observedId(surface: string, startedAtMs: number): string {
  const [date = '', time = ''] = new Date(startedAtMs).toISOString().split('T');
  return `${surface}-${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}`;
}

/** What a page calls it may be a whole address; its end is what differs. */
const OFFICIAL_ID_CHARS = 60;

export function officialId(surface: string, id: string): string {
  const plain = id.replaceAll(/[^\w-]+/g, '-').slice(-OFFICIAL_ID_CHARS);
  return surface === '' ? plain : `${surface}.${plain}`;
}

function bounded(incidents: Map<string, Incident>): ReadonlyMap<string, Incident> {
  if (incidents.size <= INCIDENTS_MAX) return incidents;
  const over = [...incidents.values()].filter((one) => !isOpen(one)).toSorted((a, b) => startOf(a) - startOf(b));
  for (const { id } of over.slice(0, incidents.size - INCIDENTS_MAX)) incidents.delete(id);
  return incidents;
}
