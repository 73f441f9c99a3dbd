import type { Incident, Observed } from '../../model/incident.ts';
import type { Level } from '../../model/official.ts';
import { type Cell, cellKey, type Verdict } from '../../model/verdict.ts';
import { isTrouble } from '../verdict/standing.ts';
import {
  and,
  incidentsOf,
  type IncidentTiding,
  isOpen,
  type Ledger,
  type Noted,
  observedId,
  signsOf,
  withIncidents,
  withSigns,
  worse,
} from './ledger.ts';
import { taken } from './requests.ts';
import { ongoing } from './same.ts';

export type Looked = {
  /** The newest verdicts of all surfaces. */
  readonly verdicts: readonly Verdict[];
  /** ms since 1970. */
  readonly nowMs: number;
  /** What people call a surface. */
  readonly nameOf: (surface: string) => string;
};

/** Pieces of evidence that are kept with an incident, the strongest. */
const EVIDENCE_MAX = 12;
/** Parts of a surface that an incident names. */
const CELLS_MAX = 50;

/**
 * Opens, goes on with and ends what we see ourselves. Called at every look, it changes nothing while nothing changes. A key that is
 * refused is trouble of an account, and no incident of anybody's.
 */
export function noteVerdicts(ledger: Ledger, looked: Looked): Noted {
  const verdicts = looked.verdicts.filter(({ cell }) => cell.credential === null);
  const surfaces = Map.groupBy(verdicts, ({ cell }) => cell.surface);
  let noted: Noted = { ledger, kept: [], told: [] };
  for (const [surface, own] of surfaces)
    noted = and(noted, noteSurface(noted.ledger, surface, { ...looked, verdicts: own }));
  return noted;
}

function noteSurface(before: Ledger, surface: string, looked: Looked): Noted {
  const [mine] = incidentsOf(before, surface, ({ observed }) => observed?.endedAtMs === null);
  const keys = new Set(mine?.observed?.cells.map(cellKey));
  const isMine = ({ cell }: Verdict): boolean => keys.has(cellKey(cell));
  const own = looked.verdicts.filter((one) => isWhole(one.cell) || isMine(one) || !isToldAlone(one));
  const ledger = withSigns(before, surface, signed(before, surface, own));
  const ill = own.filter((one) => isTrouble(one.condition) && (isMine(one) || isSeen(one)));
  if (ill.length > 0) return goOn(ledger, surface, { ...looked, verdicts: ill });
  return mine === undefined || !isOver(mine, looked) ? { ledger, kept: [], told: [] } : end(ledger, mine, looked);
}

/** Nobody has looked for so long, ms, that what was open then cannot be said to have gone on. */
const UNSEEN_MS = 60 * 60_000;

/** Ends what we had open when we stopped looking, where that is long ago. Nobody is told: it is no news. */
export function leftAlone(ledger: Ledger, lastMs: number, nowMs: number): Noted {
  if (nowMs - lastMs < UNSEEN_MS) return { ledger, kept: [], told: [] };
  const kept = [...ledger.incidents.values()].flatMap((incident): Incident[] => {
    const { observed } = incident;
    if (observed === null || observed.endedAtMs !== null) return [];
    return [{ ...incident, observed: { ...observed, endedAtMs: Math.max(observed.startedAtMs, lastMs) } }];
  });
  return { ledger: withIncidents(ledger, kept), kept, told: [] };
}

/**
 * Nothing of what it is about is anything but healthy, or anybody has looked at it for long. A part that nobody speaks of any more is as
 * its surface is.
 */
function isOver({ observed }: Incident, { verdicts, nowMs }: Looked): boolean {
  const keys = new Set(observed?.cells.map(cellKey));
  const about = verdicts.filter(({ cell }) => keys.has(cellKey(cell)) || isWhole(cell));
  return (
    about.length > 0 &&
    about.every(({ condition, sinceMs }) => {
      return condition === 'healthy' || (condition === 'unknown' && nowMs - sinceMs >= UNSEEN_MS);
    })
  );
}

function signed(ledger: Ledger, surface: string, verdicts: readonly Verdict[]): ReturnType<typeof signsOf> {
  const signs = signsOf(ledger, surface);
  const ill = verdicts.filter(({ condition }) => condition !== 'healthy' && condition !== 'unknown');
  const isRecovering = ill.length > 0 && ill.every(({ condition }) => condition === 'recovering');
  return {
    ...signs,
    suspectedMs: ill.length === 0 ? null : (signs.suspectedMs ?? earliest(ill)),
    recoveringMs: isRecovering ? (signs.recoveringMs ?? earliest(ill)) : ill.length === 0 ? signs.recoveringMs : null,
  };
}

/** Where we call nothing, a verdict says what a page says; that is the page's incident and none of ours. */
function isSeen({ evidence }: Verdict): boolean {
  return evidence.some(({ kind, factor }) => (kind === 'traffic' || kind === 'probe') && factor > 1);
}

/** The page speaks of a model or of a region that we never call: it can neither open nor keep open what is ours. */
function isToldAlone({ evidence }: Verdict): boolean {
  return evidence.length > 0 && evidence.every(({ kind }) => kind === 'page');
}

function isWhole({ model, region }: Cell): boolean {
  return model === null && region === null;
}

function earliest(verdicts: readonly Verdict[]): number {
  return Math.min(...verdicts.map(({ sinceMs }) => sinceMs));
}

function goOn(ledger: Ledger, surface: string, looked: Looked): Noted {
  const { verdicts, nowMs } = looked;
  const signs = signsOf(ledger, surface);
  const foundAtMs = Math.min(nowMs, earliest(verdicts));
  const startedAtMs = Math.min(signs.suspectedMs ?? foundAtMs, foundAtMs);
  const fresh: Observed = {
    cells: verdicts.map(({ cell }) => cell).slice(0, CELLS_MAX),
    startedAtMs,
    foundAtMs,
    endedAtMs: null,
    evidence: evidenceOf(verdicts),
  };
  const level = verdicts.map(levelOf).reduce(worse);
  const incident = ongoing(incidentsOf(ledger, surface), fresh);
  const { requests, signs: rest } = taken(signs, incident?.observed?.endedAtMs ?? startedAtMs);
  if (incident === null) {
    const opened: Incident = {
      id: observedId(surface, startedAtMs),
      surface,
      title: titleOf(looked.nameOf(surface), level, fresh.cells),
      level,
      observed: fresh,
      official: null,
      imported: false,
      requests,
    };
    return keep(withSigns(ledger, surface, rest), opened, 'opened');
  }
  const next = joined(incident, { fresh, level, requests, name: looked.nameOf(surface) });
  if (next === null) return { ledger, kept: [], told: [] };
  return keep(withSigns(ledger, surface, rest), next, isOpen(incident) ? 'updated' : 'opened');
}

type Fresh = {
  readonly fresh: Observed;
  readonly level: Level;
  readonly requests: Incident['requests'];
  readonly name: string;
};

/** The incident with what is seen now; null when that is nothing new. */
function joined(incident: Incident, { fresh, level, requests, name }: Fresh): Incident | null {
  const { observed, official } = incident;
  const known = new Set(observed?.cells.map(cellKey));
  const more = fresh.cells.filter((cell) => !known.has(cellKey(cell)));
  const cells = [...(observed?.cells ?? []), ...more].slice(0, CELLS_MAX);
  const worst = worse(incident.level, level);
  const isNews = observed === null || observed.endedAtMs !== null || worst !== incident.level;
  if (!isNews && cells.length === observed.cells.length) return null;
  return {
    ...incident,
    level: worst,
    title: official === null ? titleOf(name, worst, cells) : incident.title,
    observed: {
      cells,
      startedAtMs: observed?.startedAtMs ?? fresh.startedAtMs,
      foundAtMs: observed?.foundAtMs ?? fresh.foundAtMs,
      endedAtMs: null,
      // What it was at its worst.
      evidence: observed === null || worst !== incident.level ? fresh.evidence : observed.evidence,
    },
    requests: {
      affected: incident.requests.affected + requests.affected,
      saved: incident.requests.saved + requests.saved,
      lost: incident.requests.lost + requests.lost,
    },
  };
}

/** It was over when it began to look well, not when we were sure of that. */
function end(ledger: Ledger, incident: Incident, { verdicts, nowMs }: Looked): Noted {
  const { observed, surface } = incident;
  if (observed === null) return { ledger, kept: [], told: [] };
  const signs = signsOf(ledger, surface);
  const unseen = verdicts.filter(({ condition }) => condition === 'unknown');
  const lastMs = unseen.length === 0 ? nowMs : earliest(unseen);
  const endedAtMs = Math.max(observed.startedAtMs, signs.recoveringMs ?? lastMs);
  const ended: Incident = { ...incident, observed: { ...observed, endedAtMs } };
  const rest = withSigns(ledger, surface, { ...signs, recoveringMs: null });
  return keep(rest, ended, isOpen(ended) ? 'updated' : 'closed');
}

function keep(ledger: Ledger, incident: Incident, change: IncidentTiding['change']): Noted {
  return {
    ledger: withIncidents(ledger, [incident]),
    kept: [incident],
    told: [{ kind: 'incident', incident, change }],
  };
}

/** One model that is down is a part of the surface that is. */
function levelOf({ condition, cell }: Verdict): Level {
  if (condition !== 'down') return 'degraded';
  return cell.model === null ? 'major' : 'partial';
}

function titleOf(name: string, level: Level, cells: readonly Cell[]): string {
  const models = [...new Set(cells.map(({ model }) => model))];
  const about = models.includes(null) ? name : `${models.slice(0, 3).join(', ')} of ${name}`;
  const verb = models.length > 1 && !models.includes(null) ? 'are' : 'is';
  return level === 'degraded' ? `${about} ${verb === 'are' ? 'have' : 'has'} trouble` : `${about} ${verb} down`;
}

function evidenceOf(verdicts: readonly Verdict[]): Observed['evidence'] {
  return verdicts
    .flatMap(({ evidence }) => evidence)
    .toSorted((a, b) => b.factor - a.factor)
    .slice(0, EVIDENCE_MAX);
}
