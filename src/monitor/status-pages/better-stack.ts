import { z } from 'zod';
import type { Level, OfficialUpdate } from '../../model/official.ts';
import { type Read, unreadable } from './page.ts';
import { levelIn, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf, shaped } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// Better Stack, JSON:API at `/index.json`
// (https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api/).

const ID = z.union([z.string(), z.number()]).transform(String);
const AFFECTED = z.array(z.object({ status_page_resource_id: ID, status: z.string().nullish() })).nullish();
const RESOURCE = z.object({
  type: z.literal('status_page_resource'),
  id: ID,
  attributes: z.object({ public_name: z.string(), status: z.string() }),
});
const REPORT = z.object({
  type: z.literal('status_report'),
  id: ID,
  attributes: z.object({
    title: z.string().nullish(),
    report_type: z.string().nullish(),
    starts_at: z.string(),
    ends_at: z.string().nullish(),
    aggregate_state: z.string().nullish(),
    affected_resources: AFFECTED,
  }),
  relationships: z.object({ status_updates: z.object({ data: z.array(z.object({ id: ID })) }).nullish() }).nullish(),
});
const UPDATE = z.object({
  type: z.literal('status_update'),
  id: ID,
  attributes: z.object({ message: z.string().nullish(), published_at: z.string().nullish() }),
});
const OTHER = z.object({ type: z.string() });
const PAGE = z.object({
  data: z.object({ attributes: z.object({ aggregate_state: z.string(), updated_at: z.string().nullish() }) }),
  included: z.array(OTHER.loose()),
});

type Report = z.infer<typeof REPORT>;
type Update = z.infer<typeof UPDATE>;

export const BETTER_STACK: Format = { name: 'Better Stack', asks: ['/index.json'], read: betterStack };

/** Reads index.json. */
function betterStack(subject: Subject): Read {
  return ([only], nowMs) => {
    const { data, included } = jsonOf(only, PAGE);
    const resources = allOf(included, 'status_page_resource', RESOURCE);
    if (resources.length === 0) throw unreadable('there are no resources on it');
    const names = new Map(resources.map(({ id, attributes }) => [id, attributes.public_name]));
    const reports = allOf(included, 'status_report', REPORT);
    const updates = new Map(allOf(included, 'status_update', UPDATE).map((update) => [update.id, update]));
    return readingOf(
      {
        updatedAtMs: instant(data.attributes.updated_at),
        lamps: resources.map(({ id, attributes }) => ({
          id,
          name: attributes.public_name,
          level: levelIn(STATES, attributes.status),
        })),
        incidents: reports.filter((one) => !isMaintenance(one)).flatMap((one) => incidentOf(one, names, updates)),
        maintenances: reports.filter(isMaintenance).flatMap((one) => maintenanceOf(one, names, nowMs)),
      },
      subject,
      nowMs,
    );
  };
}

/** Entries of other kinds may look as they like. */
function allOf<T>(included: readonly { readonly type: string }[], type: string, shape: z.ZodType<T>): readonly T[] {
  return included.filter((entry) => entry.type === type).map((entry) => shaped(entry, shape));
}

const STATES: Readonly<Record<string, Level>> = {
  operational: 'operational',
  resolved: 'operational',
  recovered: 'operational',
  maintenance: 'maintenance',
  degraded: 'degraded',
  downtime: 'major',
};

function isMaintenance({ attributes }: Report): boolean {
  return attributes.report_type === 'maintenance';
}

function incidentOf(
  report: Report,
  names: ReadonlyMap<string, string>,
  all: ReadonlyMap<string, Update>,
): readonly ToldIncident[] {
  const { attributes, id } = report;
  const startedAtMs = instant(attributes.starts_at);
  const endedAtMs = instant(attributes.ends_at);
  if (startedAtMs === null) {
    if (endedAtMs !== null) return [];
    throw unreadable('an open incident has no time that could be read');
  }
  const affected = attributes.affected_resources ?? [];
  const updates = (report.relationships?.status_updates?.data ?? []).flatMap((one) => updateOf(all.get(one.id)));
  const states = affected.map(({ status }) => levelIn(STATES, status ?? 'operational'));
  return [
    {
      id,
      title: attributes.title ?? '',
      url: `incident/${id}`,
      // Once it is over, its resources are resolved; only the whole still says how bad it was.
      level: worst([...states, levelIn(STATES, attributes.aggregate_state ?? 'operational')]),
      stage: endedAtMs === null ? 'investigating' : 'resolved',
      about: aboutOf(affected, names),
      scope: [],
      startedAtMs,
      postedAtMs: updates.length === 0 ? null : Math.min(...updates.map(({ atMs }) => atMs)),
      endedAtMs,
      dated: true,
      updates: updates.map((update) => ({ ...update, stage: update.atMs === endedAtMs ? 'resolved' : update.stage })),
    },
  ];
}

function aboutOf(
  affected: NonNullable<z.infer<typeof AFFECTED>>,
  names: ReadonlyMap<string, string>,
): ToldIncident['about'] {
  if (affected.length === 0) return null;
  return affected.map(({ status_page_resource_id: id }) => ({ id, name: names.get(id) ?? id }));
}

function updateOf(update: Update | undefined): readonly OfficialUpdate[] {
  const atMs = instant(update?.attributes.published_at);
  if (update === undefined || atMs === null) return [];
  return [{ id: update.id, atMs, stage: 'investigating', text: update.attributes.message ?? '' }];
}

function maintenanceOf(
  { id, attributes }: Report,
  names: ReadonlyMap<string, string>,
  nowMs: number,
): readonly ToldMaintenance[] {
  const fromMs = instant(attributes.starts_at);
  const toMs = instant(attributes.ends_at);
  if (fromMs === null) return [];
  const isOver = toMs !== null && toMs <= nowMs;
  const stage = fromMs > nowMs ? 'scheduled' : isOver ? 'completed' : 'under-way';
  return [
    {
      id,
      title: attributes.title ?? '',
      url: `maintenance/${id}`,
      about: aboutOf(attributes.affected_resources ?? [], names),
      fromMs,
      toMs,
      stage,
    },
  ];
}
