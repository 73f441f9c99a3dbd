import type { Incident, Official } from '../../model/incident.ts';
import type { OfficialIncident, OfficialUpdate } from '../../model/official.ts';
import {
  and,
  incidentsOf,
  type IncidentTiding,
  isOpen,
  type Ledger,
  type Noted,
  officialId,
  withIncidents,
  worse,
} from './ledger.ts';
import { spokenOf } from './same.ts';

export type Read = {
  /** The id of the page. */
  readonly page: string;
  readonly incidents: readonly OfficialIncident[];
  /** ms since 1970. */
  readonly nowMs: number;
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What a page posts later than this after it began is history, and no news, ms. */
const NEWS_MS = DAY_MS;
/** A page that says nothing more of an incident for so long has forgotten to close it, ms. */
const SILENT_MS = 3 * DAY_MS;
/** An incident that a page does not name any more for so long is over, ms. Shorter gaps are those of caches. */
const MISSING_MS = 10 * MINUTE_MS;
const UPDATES_MAX = 100;

/** Takes in what a page says. It may say the same again and again; only what is new changes anything. */
export function noteOfficial(ledger: Ledger, read: Read): Noted {
  const ofPage = [...ledger.incidents.values()].filter(({ official }) => official?.page === read.page);
  const known = Map.groupBy(ofPage, ({ official }) => official?.id);
  const named = read.incidents.flatMap((official) =>
    surfacesOf(official, known.get(official.id) ?? []).map((surface) => ({ surface, official, read })),
  );
  let noted: Noted = { ledger, kept: [], told: [] };
  for (const one of named) noted = and(noted, noteOne(noted.ledger, one));
  return noteMissing(noted, read, new Set(named.map(({ surface, official }) => nameOf(surface, official.id))));
}

/** Pages that say of open incidents what they are about leave that out when they are over: it is what it was. */
function surfacesOf({ surfaces, endedAtMs }: OfficialIncident, known: readonly Incident[]): readonly string[] {
  if (known.length > 0 && (surfaces.length === 0 || endedAtMs !== null)) return known.map(({ surface }) => surface);
  return surfaces.length === 0 ? [''] : surfaces;
}

function nameOf(surface: string, id: string): string {
  return `${surface}|${id}`;
}

type One = { readonly surface: string; readonly official: OfficialIncident; readonly read: Read };

function noteOne(ledger: Ledger, { surface, official: said, read }: One): Noted {
  const { page, nowMs } = read;
  const official = closed(toOfficial(page, said), nowMs);
  const isIt = (one: Incident): boolean => one.official?.page === page && one.official.id === said.id;
  const [known] = incidentsOf(ledger, surface, isIt);
  if (known?.official !== null && known?.official !== undefined) return goOn(ledger, known, { said, official });
  const mine = spokenOf(
    incidentsOf(ledger, surface, ({ observed }) => observed !== null),
    official,
  );
  if (mine !== null) {
    const joined = { ...mine, title: said.title, level: worse(mine.level, said.level), official };
    return put(ledger, joined, isOpen(mine) || official.endedAtMs === null ? ['posted'] : []);
  }
  const incident: Incident = {
    id: officialId(surface, said.id),
    surface,
    title: said.title,
    level: said.level,
    observed: null,
    official,
    imported: false,
    requests: { affected: 0, saved: 0, lost: 0 },
  };
  return put(ledger, incident, isNews(official, nowMs) ? ['opened', 'posted'] : []);
}

function goOn(
  ledger: Ledger,
  known: Incident,
  { said, official }: { readonly said: OfficialIncident; readonly official: Official },
): Noted {
  const level = worse(known.level, said.level);
  const isSame = level === known.level && said.title === known.title && sayingOf(known.official) === sayingOf(official);
  if (isSame) return { ledger, kept: [], told: [] };
  const next: Incident = { ...known, title: said.title, level, official, imported: false };
  const was = isOpen(known);
  if (was === isOpen(next)) return put(ledger, next, was && hasNews(known.official, official) ? ['updated'] : []);
  return put(ledger, next, was ? ['updated', 'closed'] : ['opened', 'updated']);
}

/** Pages take incidents out of their list, forget to close them, or find that they are about something else. */
function noteMissing(noted: Noted, { page, incidents, nowMs }: Read, named: ReadonlySet<string>): Noted {
  const missing = new Map(noted.ledger.missing);
  let next = noted;
  for (const incident of noted.ledger.incidents.values()) {
    const { id, surface, official } = incident;
    if (official?.page !== page || official.endedAtMs !== null) continue;
    if (named.has(nameOf(surface, official.id))) missing.delete(id);
    else if (!missing.has(id)) missing.set(id, nowMs);
    const goneMs = missing.get(id) ?? nowMs;
    if (nowMs - goneMs < MISSING_MS) continue;
    missing.delete(id);
    const gone = { ...incident, official: { ...official, endedAtMs: goneMs } };
    // For others it goes on: that is not told as its end.
    const goesOn = incidents.some((one) => one.id === official.id);
    next = and(next, put(next.ledger, gone, goesOn ? [] : isOpen(gone) ? ['updated'] : ['updated', 'closed']));
  }
  for (const id of missing.keys()) if (!next.ledger.incidents.has(id)) missing.delete(id);
  return { ...next, ledger: { ...next.ledger, missing } };
}

function put(ledger: Ledger, incident: Incident, changes: readonly IncidentTiding['change'][]): Noted {
  return {
    ledger: withIncidents(ledger, [incident]),
    kept: [incident],
    told: changes.map((change) => ({ kind: 'incident', incident, change })),
  };
}

/** What was over when we first heard of it, or began long ago, is written down and wakes nobody. */
function isNews({ startedAtMs, postedAtMs, endedAtMs }: Official, nowMs: number): boolean {
  return endedAtMs === null && nowMs - (postedAtMs ?? startedAtMs) <= NEWS_MS && nowMs - startedAtMs <= NEWS_MS;
}

/** Where the page has forgotten to close it, its last word counts as the end. */
function closed(official: Official, nowMs: number): Official {
  if (official.endedAtMs !== null) return official;
  const lastMs = Math.max(official.startedAtMs, official.postedAtMs ?? 0, official.updates.at(-1)?.atMs ?? 0);
  return nowMs - lastMs <= SILENT_MS ? official : { ...official, endedAtMs: lastMs };
}

function toOfficial(page: string, said: OfficialIncident): Official {
  const { id, url, stage, scope, startedAtMs, postedAtMs, endedAtMs, updates } = said;
  return { page, id, url, stage, scope, startedAtMs, postedAtMs, endedAtMs, updates: updates.slice(-UPDATES_MAX) };
}

function hasNews(before: Official | null, after: Official): boolean {
  return before?.stage !== after.stage || newest(before.updates) !== newest(after.updates);
}

function newest(updates: readonly OfficialUpdate[]): string {
  return updates.at(-1)?.id ?? '';
}

function sayingOf(official: Official | null): string {
  return JSON.stringify(official);
}
