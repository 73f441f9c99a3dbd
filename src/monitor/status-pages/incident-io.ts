import { z } from 'zod';
import type { Level, OfficialUpdate } from '../../model/official.ts';
import { type Read, unreadable } from './page.ts';
import { incidentsIn } from './statuspage.ts';
import { LAMP_WORDS, levelIn, stageOf, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { richText } from './told/rich-text.ts';
import { jsonOf } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Lamp, Named, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// incident.io, the way its own pages ask (`/proxy/<host>`; undocumented, seen at status.openai.com since 2025). Only it says which lamps
// an open incident is about; the closed ones come from the shim in Statuspage's shape, under the same ids.

const AFFECTED = z.object({ component_id: z.string(), status: z.string() });
const IMPACT = AFFECTED.extend({ start_at: z.string().nullish(), end_at: z.string().nullish() });
const UPDATE = z.object({
  id: z.string().nullish(),
  published_at: z.string().nullish(),
  to_status: z.string().nullish(),
  status: z.string().nullish(),
  message_string: z.string().nullish(),
  message: z.unknown().optional(),
});
const INCIDENT = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().nullish(),
  status: z.string(),
  published_at: z.string().nullish(),
  affected_components: z.array(AFFECTED).nullish(),
  component_impacts: z.array(IMPACT).nullish(),
  updates: z.array(UPDATE).nullish(),
});
type Incident = z.infer<typeof INCIDENT>;

const COMPONENT = z.object({ component_id: z.string(), name: z.string(), hidden: z.boolean().nullish() });
const PAGE = z.object({
  summary: z.object({
    components: z.array(z.object({ id: z.string(), name: z.string() })),
    affected_components: z.array(AFFECTED),
    ongoing_incidents: z.array(INCIDENT),
    scheduled_maintenances: z.array(INCIDENT).nullish(),
    structure: z
      .object({
        items: z.array(
          z.object({
            group: z
              .object({ name: z.string(), components: z.array(COMPONENT).nullish() })
              .nullish()
              .catch(null),
          }),
        ),
      })
      .nullish(),
  }),
});
type Summary = z.infer<typeof PAGE>['summary'];

/** The format of the page at this host. */
export function incidentIoAt(host: string): Format {
  return { name: 'incident.io', asks: [`/proxy/${host}`, '/api/v2/incidents.json'], read: incidentIo };
}

/** Reads the page's own answer, and incidents.json of its shim. */
function incidentIo(subject: Subject): Read {
  return ([own, shim], nowMs) => {
    const { summary } = jsonOf(own, PAGE);
    const lamps = lampsOf(summary);
    if (lamps.length === 0) throw unreadable('there are no components on it');
    const names = new Map(lamps.map(({ id, name }) => [id, name]));
    const open = summary.ongoing_incidents
      .filter(({ type }) => type !== 'maintenance')
      .map((one) => incidentOf(one, names));
    const before = incidentsIn(shim).filter(({ id }) => open.every((one) => one.id !== id));
    const planned = [
      ...summary.ongoing_incidents.filter(({ type }) => type === 'maintenance'),
      ...(summary.scheduled_maintenances ?? []),
    ];
    const maintenances = planned.flatMap((one) => maintenanceOf(one, names));
    return readingOf({ updatedAtMs: null, lamps, incidents: [...open, ...before], maintenances }, subject, nowMs);
  };
}

/** Only lamps in trouble have a state. Those of two groups may have the same name: the name of the group goes in front. */
function lampsOf({ components, affected_components, structure }: Summary): readonly Lamp[] {
  const groups = new Map(
    (structure?.items ?? []).flatMap(({ group }) =>
      (group?.components ?? []).map(({ component_id }) => [component_id, group?.name ?? ''] as const),
    ),
  );
  return components.map(({ id, name }) => {
    const states = affected_components
      .filter(({ component_id }) => component_id === id)
      .map(({ status }) => levelIn(LAMP_WORDS, status));
    const group = groups.get(id);
    return { id, name: group === undefined ? name : `${group}: ${name}`, level: worst(states) };
  });
}

function incidentOf(incident: Incident, names: ReadonlyMap<string, string>): ToldIncident {
  const updates = (incident.updates ?? []).flatMap(updateOf);
  const posted = instant(incident.published_at);
  const begun = (incident.component_impacts ?? []).flatMap(({ start_at }) => instant(start_at) ?? []);
  const startedAtMs = Math.min(...begun, ...updates.map(({ atMs }) => atMs), posted ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(startedAtMs)) throw unreadable('an open incident has no time that could be read');
  return {
    id: incident.id,
    title: incident.name,
    url: `incidents/${incident.id}`,
    level: levelOf(incident),
    stage: stageOf(incident.status),
    about: aboutOf(incident, names),
    scope: [],
    startedAtMs,
    postedAtMs: posted,
    endedAtMs: null,
    dated: true,
    updates,
  };
}

function levelOf({ affected_components, component_impacts }: Incident): Level {
  return worst(
    [...(affected_components ?? []), ...(component_impacts ?? [])].map(({ status }) => levelIn(LAMP_WORDS, status)),
  );
}

function aboutOf(
  { affected_components, component_impacts }: Incident,
  names: ReadonlyMap<string, string>,
): readonly Named[] | null {
  const ids = new Set(
    [...(affected_components ?? []), ...(component_impacts ?? [])].map(({ component_id }) => component_id),
  );
  return ids.size === 0 ? null : [...ids].map((id) => ({ id, name: names.get(id) ?? id }));
}

function updateOf(
  { id, published_at, to_status, status, message_string, message }: z.infer<typeof UPDATE>,
  place: number,
): readonly OfficialUpdate[] {
  const atMs = instant(published_at);
  if (atMs === null) return [];
  return [
    { id: id ?? String(place), atMs, stage: stageOf(to_status ?? status), text: message_string ?? richText(message) },
  ];
}

function maintenanceOf(one: Incident, names: ReadonlyMap<string, string>): readonly ToldMaintenance[] {
  const impacts = one.component_impacts ?? [];
  const fromMs = Math.min(...impacts.flatMap(({ start_at }) => instant(start_at) ?? []), Number.POSITIVE_INFINITY);
  const ends = impacts.flatMap(({ end_at }) => instant(end_at) ?? []);
  if (!Number.isFinite(fromMs)) return [];
  return [
    {
      id: one.id,
      title: one.name,
      url: `incidents/${one.id}`,
      about: aboutOf(one, names),
      fromMs,
      toMs: ends.length === 0 ? null : Math.max(...ends),
      stage: one.status === 'maintenance_in_progress' ? 'under-way' : 'scheduled',
    },
  ];
}
