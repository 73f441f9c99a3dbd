import { z } from 'zod';
import type { Level, Stage } from '../../model/official.ts';
import { MINUTE_MS, type Read, unreadable } from './page.ts';
import { levelIn, stageOf } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// Instatus (https://instatus.com/help/api/status-page). The summary does not say which components an incident is about, and forgets it
// when it is over.

const EVENT = z.object({
  id: z.string().nullish(),
  name: z.string(),
  status: z.string(),
  url: z.string().nullish(),
  updatedAt: z.string().nullish(),
});
const INCIDENT = EVENT.extend({ started: z.string(), impact: z.string().nullish() });
const MAINTENANCE = EVENT.extend({ start: z.string(), duration: z.union([z.string(), z.number()]).nullish() });
const SUMMARY = z.object({
  page: z.object({ status: z.string() }),
  activeIncidents: z.array(INCIDENT).nullish(),
  activeMaintenances: z.array(MAINTENANCE).nullish(),
});
const COMPONENTS = z.object({
  components: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() })).min(1),
});

export const INSTATUS: Format = { name: 'Instatus', asks: ['/summary.json', '/v2/components.json'], read: instatus };

/** Reads summary.json and components.json. */
function instatus(subject: Subject): Read {
  return ([first, second], nowMs) => {
    const summary = jsonOf(first, SUMMARY);
    const { components } = jsonOf(second, COMPONENTS);
    return readingOf(
      {
        updatedAtMs: null,
        lamps: components.map(({ id, name, status }) => ({ id, name, level: levelIn(WORDS, status) })),
        incidents: (summary.activeIncidents ?? []).map(incidentOf),
        maintenances: (summary.activeMaintenances ?? []).flatMap(maintenanceOf),
      },
      subject,
      nowMs,
    );
  };
}

const WORDS: Readonly<Record<string, Level>> = {
  operational: 'operational',
  undermaintenance: 'maintenance',
  degradedperformance: 'degraded',
  partialoutage: 'partial',
  minoroutage: 'partial',
  majoroutage: 'major',
};

function incidentOf(incident: z.infer<typeof INCIDENT>): ToldIncident {
  const startedAtMs = instant(incident.started);
  if (startedAtMs === null) throw unreadable('an open incident has no time that could be read');
  const stage: Stage = stageOf(incident.status);
  return {
    id: idOf(incident, incident.started),
    title: incident.name,
    url: incident.url ?? '',
    level: levelIn(WORDS, incident.impact),
    stage,
    about: null,
    scope: [],
    startedAtMs,
    postedAtMs: startedAtMs,
    endedAtMs: null,
    dated: true,
    updates: [{ id: '0', atMs: instant(incident.updatedAt) ?? startedAtMs, stage, text: '' }],
  };
}

function maintenanceOf(one: z.infer<typeof MAINTENANCE>): readonly ToldMaintenance[] {
  const fromMs = instant(one.start);
  if (fromMs === null) return [];
  const minutes = Number(one.duration ?? Number.NaN);
  return [
    {
      id: idOf(one, one.start),
      title: one.name,
      url: one.url ?? '',
      about: null,
      fromMs,
      toMs: Number.isFinite(minutes) ? fromMs + minutes * MINUTE_MS : null,
      stage: STAGES[one.status] ?? 'scheduled',
    },
  ];
}

const STAGES: Readonly<Record<string, ToldMaintenance['stage']>> = {
  NOTSTARTEDYET: 'scheduled',
  INPROGRESS: 'under-way',
  VERIFYING: 'under-way',
  COMPLETED: 'completed',
};

/** Older pages give no ids: the last part of the address is as good. */
function idOf({ id, url, name }: z.infer<typeof EVENT>, start: string): string {
  return id ?? (url ?? '').split('/').findLast((part) => part !== '') ?? `${name} ${start}`;
}
