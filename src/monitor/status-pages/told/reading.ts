import type { Component, Maintenance, OfficialIncident, OfficialUpdate, Reading } from '../../../model/official.ts';
import { DAY_MS } from '../page.ts';
import { worst } from './levels.ts';
import { placesOf, type Placed } from './places.ts';
import { scopeOf } from './scope.ts';
import { plainText, titleText } from './text.ts';
import type { Subject, Told, ToldIncident, ToldMaintenance } from './told.ts';
import { statedWindow, type Window } from './window.ts';

/** How much of a page is kept: of each list the newest. */
const LAMPS_MAX = 500;
const INCIDENTS_MAX = 100;
const UPDATES_MAX = 100;
const MAINTENANCES_MAX = 50;
const ID_MAX = 200;
/** An incident that nobody has said a word about for so long is over, whether somebody has closed it or not. */
const UNCLOSED_MS = 14 * DAY_MS;

/** What a page tells, in our terms. */
export function readingOf(told: Told, subject: Subject, nowMs: number): Reading {
  const incidents = told.incidents
    .toSorted((one, other) => Number(isOver(one)) - Number(isOver(other)) || other.startedAtMs - one.startedAtMs)
    .slice(0, INCIDENTS_MAX)
    .map((incident) => incidentOf(closed(incident, nowMs), subject));
  return {
    updatedAtMs: told.updatedAtMs,
    components: told.lamps === null ? lampsOfIncidents(subject, incidents) : lampsOf(told, subject, incidents),
    incidents,
    maintenances: told.maintenances.slice(0, MAINTENANCES_MAX).map((one) => maintenanceOf(one, subject)),
  };
}

function isOver({ stage }: ToldIncident): boolean {
  return stage === 'resolved';
}

/** Feeds forget to close what has long been over. */
function closed(told: ToldIncident, nowMs: number): ToldIncident {
  const lastMs = Math.max(told.startedAtMs, ...told.updates.map(({ atMs }) => atMs));
  if (isOver(told) || nowMs - lastMs <= UNCLOSED_MS) return told;
  return { ...told, stage: 'resolved', endedAtMs: told.endedAtMs ?? lastMs };
}

function incidentOf(told: ToldIncident, subject: Subject): OfficialIncident {
  const title = titleText(told.title) || 'Untitled';
  const updates = told.updates
    .toSorted((one, other) => one.atMs - other.atMs)
    .slice(-UPDATES_MAX)
    .map((update): OfficialUpdate => ({ ...update, id: update.id.slice(0, ID_MAX), text: plainText(update.text) }));
  const placed = placesOf(told.about, title, subject);
  const window = told.dated ? windowOf(updates) : null;
  const endedAtMs = isOver(told) ? (window?.toMs ?? told.endedAtMs ?? updates.at(-1)?.atMs ?? told.startedAtMs) : null;
  // A mere beginning may be that of a repair: it moves nothing to later.
  const startedAtMs =
    window === null
      ? told.startedAtMs
      : window.toMs === null
        ? Math.min(window.fromMs, told.startedAtMs)
        : window.fromMs;
  return {
    id: told.id.slice(0, ID_MAX),
    title,
    url: linkOf(told.url, subject),
    level: told.level,
    stage: told.stage,
    surfaces: placed.surfaces,
    scope: [...scopeFrom(placed, title, updates), ...told.scope],
    startedAtMs: endedAtMs === null ? startedAtMs : Math.min(startedAtMs, endedAtMs),
    postedAtMs: told.postedAtMs,
    endedAtMs,
    updates,
  };
}

/** What the listed lamps leave open, the words say. */
function scopeFrom(placed: Placed, title: string, updates: readonly OfficialUpdate[]): readonly string[] {
  const texts = [updates[0], updates.at(-1)].map((update) => update?.text ?? '');
  const said = scopeOf(title, texts.join('\n'));
  return placed.parts.length > 0 ? [...new Set([...placed.parts, ...said])] : said;
}

/** What is said last about when it really was; a whole window before a mere beginning. */
function windowOf(updates: readonly OfficialUpdate[]): Window | null {
  const windows = updates.flatMap(({ text, atMs }) => statedWindow(text, atMs) ?? []);
  return windows.findLast(({ toMs }) => toMs !== null) ?? windows.at(-1) ?? null;
}

/**
 * A lamp is about as much as its open incidents say: when all of them are about models that were withdrawn, the API is not down, whatever
 * its lamp shows.
 */
function lampsOf(told: Told, subject: Subject, incidents: readonly OfficialIncident[]): readonly Component[] {
  // By what the page says, not by what we have closed ourselves: the lamp is still lit for it.
  const open = told.incidents
    .filter((one) => !isOver(one))
    .flatMap(({ id, about }) => {
      const incident = incidents.find((one) => one.id === id.slice(0, ID_MAX));
      return incident === undefined ? [] : [{ about, incident }];
    });
  return (told.lamps ?? []).slice(0, LAMPS_MAX).map((lamp): Component => {
    const { surfaces, parts } = placesOf([lamp], '', { ...subject, words: [] });
    const isMine = ({ about, incident }: (typeof open)[number]): boolean =>
      about === null ? surfaces.some((one) => incident.surfaces.includes(one)) : about.some(({ id }) => id === lamp.id);
    const mine = open.filter(isMine).map(({ incident }) => incident);
    const isWell = lamp.level === 'operational' || lamp.level === 'maintenance';
    return {
      id: lamp.id.slice(0, ID_MAX),
      name: titleText(lamp.name),
      surface: surfaces[0] ?? null,
      scope: parts.length > 0 || isWell ? parts : commonScope(mine),
      level: lamp.level,
    };
  });
}

/** One lamp for each surface of a page that has none. */
function lampsOfIncidents({ surfaces }: Subject, incidents: readonly OfficialIncident[]): readonly Component[] {
  return surfaces.map((surface) => {
    const open = incidents.filter((one) => one.stage !== 'resolved' && one.surfaces.includes(surface));
    const whole = open.filter(({ scope }) => scope.length === 0);
    const counted = whole.length > 0 ? whole : open;
    return {
      id: surface,
      name: surface,
      surface,
      scope: commonScope(counted),
      level: worst(counted.map(({ level }) => level)),
    };
  });
}

/** All that any of them is about; everything as soon as one of them is about everything. */
function commonScope(incidents: readonly OfficialIncident[]): readonly string[] {
  return incidents.some(({ scope }) => scope.length === 0) ? [] : [...new Set(incidents.flatMap(({ scope }) => scope))];
}

function maintenanceOf(told: ToldMaintenance, subject: Subject): Maintenance {
  const title = titleText(told.title) || 'Maintenance';
  return {
    id: told.id.slice(0, ID_MAX),
    title,
    url: linkOf(told.url, subject),
    surfaces: placesOf(told.about, title, subject).surfaces,
    fromMs: told.fromMs,
    toMs: told.toMs,
    stage: told.stage,
  };
}

/** Links lead to the page itself, wherever its text would have them lead. */
function linkOf(url: string, subject: Subject): string {
  if (!URL.canParse(url, subject.url)) return subject.url;
  const link = new URL(url, subject.url);
  return link.protocol === 'https:' && link.host === new URL(subject.url).host ? link.href : subject.url;
}
