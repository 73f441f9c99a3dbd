import { z } from 'zod';
import type { Level, Stage } from '../../model/official.ts';
import { type Read, unreadable } from './page.ts';
import { levelIn, stageOf, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Lamp, Named, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// Checkly, as its pages ask (undocumented, seen at status.mistral.ai in 2026). Lamps are what the open incidents say of their services.

const SERVICE = z.object({ id: z.string(), name: z.string() });
const EVENT = z.object({
  id: z.string(),
  name: z.string().nullish(),
  severity: z.string().nullish(),
  lastUpdateStatus: z.string(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
});
const OPEN = z.object({ incidents: z.array(EVENT.extend({ services: z.array(SERVICE).nullish() })) });
const PAST = EVENT.extend({ duration: z.number().nullish() });
const DAY = z.object({ events: z.array(PAST) });
const UPTIME = z.object({
  metadata: z.array(z.object({ services: z.array(SERVICE) })).min(1),
  uptime: z.array(z.object({ services: z.array(SERVICE.extend({ days: z.array(DAY) })) })).nullish(),
});
const WINDOW = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  services: z.array(SERVICE).nullish(),
});
const WINDOWS = z.object({ active: z.array(WINDOW), upcoming: z.array(WINDOW).nullish() });

/** The format of the page with this name. */
export function checklyOf(slug: string): Format {
  const asks = ['uptime', 'unresolved-incidents', 'maintenance-windows'].map(
    (what) => `/api/status-page/${slug}/${what}`,
  );
  return { name: 'Checkly', asks, read: checkly };
}

/** Reads the services with their days, the open incidents, and the windows of maintenance. */
function checkly(subject: Subject): Read {
  return ([first, second, third], nowMs) => {
    const { metadata, uptime } = jsonOf(first, UPTIME);
    const { incidents } = jsonOf(second, OPEN);
    const windows = jsonOf(third, WINDOWS);
    const open = incidents.map((one) => incidentOf(one, one.services ?? null, null));
    const past = new Map<string, ToldIncident>();
    for (const service of (uptime ?? []).flatMap(({ services }) => services))
      for (const event of service.days.flatMap(({ events }) => events))
        addPast(past, event, { id: service.id, name: service.name });
    for (const { id } of open) past.delete(id);
    return readingOf(
      {
        updatedAtMs: null,
        lamps: metadata.flatMap(({ services }) => services).map((service) => lampOf(service, open)),
        incidents: [...open, ...past.values()],
        maintenances: [
          ...windows.active.flatMap((one) => maintenanceOf(one, 'under-way')),
          ...(windows.upcoming ?? []).flatMap((one) => maintenanceOf(one, 'scheduled')),
        ],
      },
      subject,
      nowMs,
    );
  };
}

const SEVERITIES: Readonly<Record<string, Level>> = {
  minor: 'degraded',
  medium: 'degraded',
  major: 'partial',
  critical: 'major',
};

/** An incident that does not say what it is about could be about any service. */
function lampOf({ id, name }: Named, open: readonly ToldIncident[]): Lamp {
  const mine = open.filter(({ stage, about }) => stage !== 'resolved' && (about?.some((one) => one.id === id) ?? true));
  return { id, name, level: worst(mine.map(({ about, level }) => (about === null ? 'unknown' : level))) };
}

function incidentOf(
  event: z.infer<typeof EVENT>,
  about: readonly Named[] | null,
  endedAtMs: number | null,
): ToldIncident {
  const startedAtMs = instant(event.created_at);
  if (startedAtMs === null) throw unreadable('an open incident has no time that could be read');
  const stage: Stage = endedAtMs === null ? stageOf(event.lastUpdateStatus) : 'resolved';
  return {
    id: event.id,
    title: event.name ?? '',
    url: `incidents/${event.id}`,
    level: levelIn(SEVERITIES, event.severity),
    stage,
    about,
    scope: [],
    startedAtMs,
    postedAtMs: startedAtMs,
    endedAtMs,
    dated: true,
    updates: [{ id: '0', atMs: instant(event.updated_at) ?? startedAtMs, stage, text: '' }],
  };
}

/** The same incident stands in the days of every service that it was about. */
function addPast(past: Map<string, ToldIncident>, event: z.infer<typeof PAST>, service: Named): void {
  const startedAtMs = instant(event.created_at);
  if (startedAtMs === null || stageOf(event.lastUpdateStatus) !== 'resolved') return;
  const before = past.get(event.id);
  const about = [...(before?.about ?? []).filter(({ id }) => id !== service.id), service];
  past.set(event.id, incidentOf(event, about, startedAtMs + (event.duration ?? 0) * 1_000));
}

function maintenanceOf(one: z.infer<typeof WINDOW>, stage: ToldMaintenance['stage']): readonly ToldMaintenance[] {
  const fromMs = instant(one.startsAt);
  if (fromMs === null) return [];
  const title = one.name ?? '';
  return [
    {
      id: one.id ?? `${title} ${fromMs}`,
      title,
      url: '',
      about: one.services ?? null,
      fromMs,
      toMs: instant(one.endsAt),
      stage,
    },
  ];
}
