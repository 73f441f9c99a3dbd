import { z } from 'zod';
import type { Level, Maintenance, OfficialUpdate } from '../../model/official.ts';
import { type Read, unreadable } from './page.ts';
import { IMPACT_WORDS, LAMP_WORDS, levelIn, stageOf, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Named, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// Atlassian Statuspage v2 (https://status.atlassian.com/api), and what others answer in its shape: incident.io's shim leaves out
// `incidents`, `components` and `started_at`, Rootly (https://docs.rootly.com/configuration/status-page-public-api) has no lamps.

const TIME = z.string().nullish();
const NAMED = z.object({ id: z.string(), name: z.string(), status: z.string().nullish() });

const UPDATE = z.object({
  id: z.string().nullish(),
  status: z.string(),
  body: z.string().nullish(),
  created_at: TIME,
  display_at: TIME,
  affected_components: z
    .array(
      z.object({
        code: z.string(),
        name: z.string().nullish(),
        old_status: z.string().nullish(),
        new_status: z.string().nullish(),
      }),
    )
    .nullish(),
});

const INCIDENT = z.object({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string().nullish(),
  impact: z.string().nullish(),
  created_at: TIME,
  started_at: TIME,
  resolved_at: TIME,
  components: z.array(NAMED).nullish(),
  incident_updates: z.array(UPDATE).nullish(),
});

type Incident = z.infer<typeof INCIDENT>;
type Update = z.infer<typeof UPDATE>;

const MAINTENANCE = INCIDENT.extend({ scheduled_for: TIME, scheduled_until: TIME });

const SUMMARY = z.object({
  page: z.object({ updated_at: TIME }).nullish(),
  components: z.array(NAMED.extend({ status: z.string(), group: z.boolean().nullish() })),
  incidents: z.array(INCIDENT).nullish(),
  scheduled_maintenances: z.array(MAINTENANCE).nullish(),
});

const INCIDENTS = z.object({ page: z.object({ updated_at: TIME }).nullish(), incidents: z.array(INCIDENT) });

export const STATUSPAGE: Format = {
  name: 'Statuspage',
  asks: ['/api/v2/summary.json', '/api/v2/incidents.json'],
  read: statuspage,
};
export const ROOTLY: Format = { name: 'Rootly', asks: ['/api/v1/incidents.json'], read: rootly };

/** Reads summary.json and incidents.json. The summary forgets incidents when they close, so that both are needed. */
export function statuspage(subject: Subject): Read {
  return ([first, second], nowMs) => {
    const summary = jsonOf(first, SUMMARY);
    const { incidents } = jsonOf(second, INCIDENTS);
    const byId = new Map([...(summary.incidents ?? []), ...incidents].map((incident) => [incident.id, incident]));
    const lamps = summary.components.filter(({ group }) => group !== true);
    if (lamps.length === 0) throw unreadable('there are no components on it');
    return readingOf(
      {
        updatedAtMs: instant(summary.page?.updated_at),
        lamps: lamps.map(({ id, name, status }) => ({ id, name, level: levelIn(LAMP_WORDS, status) })),
        incidents: [...byId.values()].flatMap(incidentOf),
        maintenances: (summary.scheduled_maintenances ?? []).flatMap(maintenanceOf),
      },
      subject,
      nowMs,
    );
  };
}

/** Reads Rootly's incidents.json, which lists those that are open. */
function rootly(subject: Subject): Read {
  return ([only], nowMs) => {
    const { page, incidents } = jsonOf(only, INCIDENTS);
    const told = {
      updatedAtMs: instant(page?.updated_at),
      lamps: null,
      incidents: incidents.flatMap(incidentOf),
      maintenances: [],
    };
    return readingOf(told, subject, nowMs);
  };
}

/** The incidents in an incidents.json of this shape. */
export function incidentsIn(bytes: Uint8Array | undefined): readonly ToldIncident[] {
  return jsonOf(bytes, INCIDENTS).incidents.flatMap(incidentOf);
}

function incidentOf(incident: Incident): readonly ToldIncident[] {
  const updates = (incident.incident_updates ?? []).flatMap(updateOf);
  const shown = earliest([
    incident.started_at,
    ...(incident.incident_updates ?? []).map((one) => one.display_at),
    incident.created_at,
  ]);
  const last = updates.toSorted((one, other) => one.atMs - other.atMs).at(-1);
  const said = (incident.status ?? null) === null ? (last?.stage ?? 'investigating') : stageOf(incident.status);
  const stage = instant(incident.resolved_at) === null ? said : 'resolved';
  if (shown === null) {
    if (stage === 'resolved') return [];
    throw unreadable('an open incident has no time that could be read');
  }
  return [
    {
      id: incident.id,
      title: incident.name || (updates.at(-1)?.text ?? '').slice(0, 100),
      url: `incidents/${incident.id}`,
      level: worst([
        levelIn(IMPACT_WORDS, incident.impact ?? 'none'),
        ...transitionsOf(incident).map(({ level }) => level),
      ]),
      stage,
      about: aboutOf(incident),
      scope: [],
      startedAtMs: shown,
      postedAtMs: earliest([incident.created_at, ...(incident.incident_updates ?? []).map((one) => one.created_at)]),
      endedAtMs: instant(incident.resolved_at),
      dated: true,
      updates,
    },
  ];
}

function updateOf({ id, status, body, display_at, created_at }: Update, place: number): readonly OfficialUpdate[] {
  const atMs = instant(display_at) ?? instant(created_at);
  return atMs === null ? [] : [{ id: id ?? String(place), atMs, stage: stageOf(status), text: body ?? '' }];
}

type Transition = Named & { readonly level: Level };

/** What updates say that lamps have been. */
function transitionsOf({ incident_updates }: Incident): readonly Transition[] {
  return (incident_updates ?? [])
    .flatMap(({ affected_components }) => affected_components ?? [])
    .map(({ code, name, old_status, new_status }) => ({
      id: code,
      name: name ?? '',
      level: worst(
        [old_status ?? 'operational', new_status ?? 'operational'].map((status) => levelIn(LAMP_WORDS, status)),
      ),
    }));
}

/** Makers list all of their lamps where one is in trouble: those that have ever been lit are meant, if any was. */
function aboutOf(incident: Incident): readonly Named[] | null {
  const lit = transitionsOf(incident).filter(({ level }) => level !== 'operational');
  if (lit.length > 0) return [...new Map(lit.map(({ id, name }) => [id, { id, name }])).values()];
  return incident.components ?? null;
}

const MAINTENANCE_STAGES: Readonly<Record<string, Maintenance['stage']>> = {
  scheduled: 'scheduled',
  in_progress: 'under-way',
  verifying: 'under-way',
  completed: 'completed',
};

function maintenanceOf(one: z.infer<typeof MAINTENANCE>): readonly ToldMaintenance[] {
  const fromMs = instant(one.scheduled_for);
  const stage = MAINTENANCE_STAGES[one.status ?? ''];
  if (fromMs === null || stage === undefined) return [];
  return [
    {
      id: one.id,
      title: one.name ?? '',
      url: `incidents/${one.id}`,
      about: one.components ?? null,
      fromMs,
      toMs: instant(one.scheduled_until),
      stage,
    },
  ];
}

function earliest(times: readonly (string | null | undefined)[]): number | null {
  const read = times.flatMap((time) => instant(time) ?? []);
  return read.length === 0 ? null : Math.min(...read);
}
