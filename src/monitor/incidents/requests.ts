import type { Incident } from '../../model/incident.ts';
import {
  type Ledger,
  type Minute,
  type Noted,
  type Signs,
  incidentsOf,
  signsOf,
  withIncidents,
  withSigns,
} from './ledger.ts';
import { isAbout } from '../../model/scope.ts';

/** A request that trouble of a surface has met. `neither`: the same surface has answered after all, or the caller went away. */
export type Hit = {
  readonly surface: string;
  readonly model: string;
  readonly end: 'saved' | 'lost' | 'neither';
  /** ms since 1970. */
  readonly atMs: number;
};

/** An incident is found some time after it has begun; requests are remembered for so long, minutes. */
const MINUTES_MAX = 60;
const MINUTE_MS = 60_000;

/** Counts requests to the incident of their surface, or keeps them for the one that may be found soon. */
export function noteRequests(ledger: Ledger, hits: readonly Hit[]): Noted {
  let next = ledger;
  const touched = new Set<string>();
  const alike = Map.groupBy(hits, ({ surface, model, end, atMs }) => [surface, model, end, minuteOf(atMs)].join('|'));
  for (const group of alike.values()) {
    const [hit] = group;
    if (hit === undefined) continue;
    const more = { hit, count: group.length };
    const incident = incidentFor(next, hit);
    if (incident === null) next = withSigns(next, hit.surface, waiting(signsOf(next, hit.surface), more));
    else {
      next = withIncidents(next, [{ ...incident, requests: counted(incident.requests, more) }]);
      touched.add(incident.id);
    }
  }
  return { ledger: next, kept: [...touched].flatMap((id) => next.incidents.get(id) ?? []), told: [] };
}

/** What waits and came after this, and what is left then. */
export function taken(
  signs: Signs,
  fromMs: number,
): { readonly requests: Incident['requests']; readonly signs: Signs } {
  const mine = signs.hits.filter(({ atMs }) => atMs + MINUTE_MS > fromMs);
  const sum = (field: keyof Incident['requests']): number => mine.reduce((total, minute) => total + minute[field], 0);
  return {
    requests: { affected: sum('affected'), saved: sum('saved'), lost: sum('lost') },
    signs: { ...signs, hits: signs.hits.filter((minute) => !mine.includes(minute)) },
  };
}

/** The one that we see ourselves, else one that a page speaks of and that may be about this model. */
function incidentFor(ledger: Ledger, { surface, model, atMs }: Hit): Incident | null {
  const isUnder = ({ observed }: Incident): boolean =>
    observed !== null && observed.startedAtMs - MINUTE_MS <= atMs && (observed.endedAtMs ?? atMs) >= atMs;
  const isTold = ({ observed, official }: Incident): boolean =>
    observed === null &&
    official !== null &&
    official.startedAtMs <= atMs &&
    (official.endedAtMs ?? atMs) >= atMs &&
    isAbout(official.scope, { model, region: null });
  return incidentsOf(ledger, surface, isUnder)[0] ?? incidentsOf(ledger, surface, isTold)[0] ?? null;
}

type Alike = { readonly hit: Hit; readonly count: number };

function counted(
  { affected, saved, lost }: Incident['requests'],
  { hit: { end }, count }: Alike,
): Incident['requests'] {
  return {
    affected: affected + count,
    saved: saved + (end === 'saved' ? count : 0),
    lost: lost + (end === 'lost' ? count : 0),
  };
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

function waiting(signs: Signs, more: Alike): Signs {
  const atMs = minuteOf(more.hit.atMs);
  const known = signs.hits.find((minute) => minute.atMs === atMs);
  const minute: Minute = { atMs, ...counted(known ?? { affected: 0, saved: 0, lost: 0 }, more) };
  const others = signs.hits.filter((one) => one.atMs !== atMs && one.atMs > atMs - MINUTES_MAX * MINUTE_MS);
  return { ...signs, hits: [...others, minute].toSorted((a, b) => a.atMs - b.atMs) };
}
