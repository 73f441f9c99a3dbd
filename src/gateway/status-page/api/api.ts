import type { Incident } from '../../../model/incident.ts';
import type { JsonObject } from '../../../model/json.ts';
import { updatedAtMs } from '../incident-words.ts';
import { type Outlook, sinceOf } from '../outlook.ts';
import { namesOf } from '../page/sections.ts';
import { componentsOf, notVerified, statusOf } from './components.ts';
import { isoOf, PAGE_ID } from './ids.ts';
import { incidentJson, maintenanceJson, type Place } from './incidents.ts';

/** As many incidents as Statuspage shows. */
const INCIDENTS_MAX = 50;

type Answer = (outlook: Outlook, place: Place) => JsonObject;

const incidents = (all: readonly Incident[], place: Place): readonly JsonObject[] =>
  all.slice(0, INCIDENTS_MAX).map((one) => incidentJson(one, place));

const maintenances =
  (...stages: readonly string[]): Answer =>
  (outlook, place) => ({
    page: pageJson(outlook, place),
    scheduled_maintenances: outlook.maintenances
      .filter(({ stage }) => stages.includes(stage))
      .map((one) => maintenanceJson(one, place)),
  });

/** The answers of the API of Atlassian Statuspage, version 2, by their paths: programs that read such pages can read ours. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'summary.json': (outlook, place) => ({
    page: pageJson(outlook, place),
    components: componentsOf(outlook),
    incidents: incidents(outlook.open, place),
    scheduled_maintenances: outlook.maintenances.map((one) => maintenanceJson(one, place)),
    status: statusOf(outlook),
    x_evidence: {
      not_verified: notVerified(outlook),
      cut_off_since: outlook.cutOffSinceMs === null ? null : isoOf(outlook.cutOffSinceMs),
      sources: outlook.sources.map(({ page, name, url, state, why }) => ({ page, name, url, state, why })),
    },
  }),
  'status.json': (outlook, place) => ({ page: pageJson(outlook, place), status: statusOf(outlook) }),
  'components.json': (outlook, place) => ({ page: pageJson(outlook, place), components: componentsOf(outlook) }),
  'incidents.json': (outlook, place) => ({
    page: pageJson(outlook, place),
    incidents: incidents(outlook.recent, place),
  }),
  'incidents/unresolved.json': (outlook, place) => ({
    page: pageJson(outlook, place),
    incidents: incidents(outlook.open, place),
  }),
  'scheduled-maintenances.json': maintenances('scheduled', 'under-way', 'completed'),
  'scheduled-maintenances/upcoming.json': maintenances('scheduled'),
  'scheduled-maintenances/active.json': maintenances('under-way'),
};

export const isApiPath = (path: string): boolean => Object.hasOwn(ANSWERS, path);

/** Null where this format has nothing. */
export function apiAnswer(path: string, outlook: Outlook, origin: string): JsonObject | null {
  const answer = isApiPath(path) ? ANSWERS[path] : undefined;
  return answer === undefined ? null : answer(outlook, { origin, nameOf: namesOf(outlook) });
}

function pageJson(outlook: Outlook, { origin }: Place): JsonObject {
  const changes = [...outlook.surfaces.map(sinceOf), ...outlook.recent.map(updatedAtMs)];
  return {
    id: PAGE_ID,
    name: 'AI services',
    url: `${origin}/status`,
    time_zone: 'Etc/UTC',
    // When something changed, not when somebody looked: else nothing could be kept.
    updated_at: isoOf(Math.max(0, ...changes)),
  };
}
