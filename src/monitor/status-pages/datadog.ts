import { z } from 'zod';
import { type Read, unreadable } from './page.ts';
import { LAMP_WORDS, levelIn, stageOf, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Lamp, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// Datadog's status pages, `/config.json` as the page itself asks (undocumented, seen at status.openrouter.ai since September 2026).

const LEAF = z.object({ id: z.string(), name: z.string(), status: z.string().nullish() });
/** Groups lie in groups, but nobody has seen one that lies deeper than this. */
const GROUP = LEAF.extend({ components: z.array(LEAF.extend({ components: z.array(LEAF).nullish() })).nullish() });
const UPDATE = z.object({
  id: z.string(),
  startedAt: z.string().nullish(),
  createdAt: z.string().nullish(),
  description: z.string().nullish(),
  status: z.string(),
  componentsAffected: z.array(LEAF).nullish(),
});
const INCIDENT = z.object({
  id: z.string(),
  title: z.string(),
  currentStatus: z.string(),
  publishedDate: z.string(),
  resolvedDate: z.string().nullish(),
  deletedAt: z.string().nullish(),
  componentsAffected: z.array(LEAF),
  timeline: z.array(UPDATE).nullish(),
});
const MAINTENANCE = z.object({
  id: z.string(),
  title: z.string(),
  currentStatus: z.string(),
  startDate: z.string().nullish(),
  completedDate: z.string().nullish(),
  componentsAffected: z.array(LEAF).nullish(),
});
const PAGE = z.object({
  components: z.array(GROUP).min(1),
  incidents: z.array(INCIDENT),
  maintenances: z.array(MAINTENANCE).nullable(),
});

export const DATADOG: Format = { name: 'Datadog', asks: ['/config.json'], read: datadog };

/** Reads config.json. */
function datadog(subject: Subject): Read {
  return ([only], nowMs) => {
    const page = jsonOf(only, PAGE);
    return readingOf(
      {
        updatedAtMs: null,
        lamps: page.components.flatMap(lampsOf),
        incidents: page.incidents.filter(({ deletedAt }) => (deletedAt ?? null) === null).map(incidentOf),
        maintenances: (page.maintenances ?? []).flatMap(maintenanceOf),
      },
      subject,
      nowMs,
    );
  };
}

function lampsOf(group: z.infer<typeof GROUP>): readonly Lamp[] {
  const leaves = (group.components ?? []).flatMap((inner) => inner.components ?? [inner]);
  return (leaves.length > 0 ? leaves : [group]).map(({ id, name, status }) => ({
    id,
    name,
    level: levelIn(LAMP_WORDS, status),
  }));
}

function incidentOf(incident: z.infer<typeof INCIDENT>): ToldIncident {
  const startedAtMs = instant(incident.publishedDate);
  if (startedAtMs === null) throw unreadable('an incident has no time that could be read');
  const timeline = incident.timeline ?? [];
  const posts = timeline.flatMap(({ createdAt }) => instant(createdAt) ?? []);
  const states = [
    ...incident.componentsAffected,
    ...timeline.flatMap(({ componentsAffected }) => componentsAffected ?? []),
  ];
  return {
    id: incident.id,
    title: incident.title,
    url: `incidents/${incident.id}`,
    level: worst(states.map(({ status }) => levelIn(LAMP_WORDS, status))),
    stage: stageOf(incident.currentStatus),
    about: incident.componentsAffected,
    scope: [],
    startedAtMs,
    // Whole histories were entered in one go: what counts is when that was.
    postedAtMs: posts.length === 0 ? null : Math.min(...posts),
    endedAtMs: instant(incident.resolvedDate),
    dated: true,
    updates: timeline.flatMap(({ id, startedAt, createdAt, status, description }) => {
      const atMs = instant(startedAt) ?? instant(createdAt);
      return atMs === null ? [] : [{ id, atMs, stage: stageOf(status), text: description ?? '' }];
    }),
  };
}

const STAGES: Readonly<Record<string, ToldMaintenance['stage']>> = {
  scheduled: 'scheduled',
  in_progress: 'under-way',
  completed: 'completed',
};

function maintenanceOf(one: z.infer<typeof MAINTENANCE>): readonly ToldMaintenance[] {
  const fromMs = instant(one.startDate);
  const stage = STAGES[one.currentStatus];
  if (fromMs === null || stage === undefined) return [];
  const url = `maintenances/${one.id}`;
  return [
    {
      id: one.id,
      title: one.title,
      url,
      about: one.componentsAffected ?? null,
      fromMs,
      toMs: instant(one.completedDate),
      stage,
    },
  ];
}
