import { z } from 'zod';
import { type Read, unreadable } from './page.ts';
import { LAMP_WORDS, levelIn, stageOf, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf } from './told/shapes.ts';
import { secondsSince1970 } from './told/times.ts';
import type { Format, Named, Subject, ToldIncident, ToldMaintenance } from './told/told.ts';

// Flashduty (Flashcat), as its pages ask (undocumented, seen at status.deepseek.com since May 2026). Lamps are what the open changes say.

const AFFECTED = z.object({
  component_id: z.string(),
  name: z.string().nullish(),
  component_name: z.string().nullish(),
  status: z.string(),
});
const UPDATE = z.object({
  update_id: z.string().nullish(),
  at_seconds: z.number(),
  status: z.string(),
  description: z.string().nullish(),
  component_changes: z.array(AFFECTED).nullish(),
});
const CHANGE = z.object({
  change_id: z.number(),
  type: z.string().nullish(),
  title: z.string(),
  status: z.string(),
  affected_components: z.array(AFFECTED).nullish(),
  start_at_seconds: z.number(),
  close_at_seconds: z.number().nullish(),
  updates: z.array(UPDATE).nullish(),
});
type Change = z.infer<typeof CHANGE>;
const PAGE = z.object({
  data: z.object({
    page: z.object({ components: z.array(z.object({ component_id: z.string(), name: z.string() })).min(1) }),
    active_changes: z.array(CHANGE),
  }),
});

/** The format of the page with this number. */
export function flashdutyOf(page: string): Format {
  return { name: 'Flashduty', asks: [`/api/status-page/${page}/summary/active`], read: flashduty };
}

/** Reads what is active now. */
function flashduty(subject: Subject): Read {
  return ([only], nowMs) => {
    const { page, active_changes } = jsonOf(only, PAGE).data;
    const incidents = active_changes.filter(({ type }) => (type ?? 'incident') === 'incident');
    const states = incidents
      .filter(({ status }) => stageOf(status) !== 'resolved')
      .flatMap(({ affected_components }) => affected_components ?? []);
    return readingOf(
      {
        updatedAtMs: null,
        lamps: page.components.map(({ component_id: id, name }) => ({
          id,
          name,
          level: worst(
            states.filter(({ component_id }) => component_id === id).map(({ status }) => levelIn(LAMP_WORDS, status)),
          ),
        })),
        incidents: incidents.map(incidentOf),
        maintenances: active_changes
          .filter(({ type }) => type === 'maintenance')
          .flatMap((one) => maintenanceOf(one, nowMs)),
      },
      subject,
      nowMs,
    );
  };
}

function incidentOf(change: Change): ToldIncident {
  const startedAtMs = secondsSince1970(change.start_at_seconds);
  if (startedAtMs === null) throw unreadable('an incident has no time that could be read');
  const updates = change.updates ?? [];
  const states = [
    ...(change.affected_components ?? []),
    ...updates.flatMap(({ component_changes }) => component_changes ?? []),
  ];
  return {
    id: String(change.change_id),
    title: englishOf(change.title),
    url: `incidents/${change.change_id}`,
    level: worst(states.map(({ status }) => levelIn(LAMP_WORDS, status))),
    stage: stageOf(change.status),
    about: aboutOf(change),
    scope: [],
    startedAtMs,
    postedAtMs: null,
    endedAtMs: secondsSince1970(change.close_at_seconds),
    dated: true,
    updates: updates.flatMap(({ update_id, at_seconds, status, description }, place) => {
      const atMs = secondsSince1970(at_seconds);
      const id = (update_id ?? '') === '' ? String(place) : (update_id ?? '');
      return atMs === null ? [] : [{ id, atMs, stage: stageOf(status), text: englishOf(description ?? '') }];
    }),
  };
}

function aboutOf({ affected_components }: Change): readonly Named[] | null {
  return (
    affected_components?.map(({ component_id, name }) => ({ id: component_id, name: name ?? component_id })) ?? null
  );
}

function maintenanceOf(change: Change, nowMs: number): readonly ToldMaintenance[] {
  const fromMs = secondsSince1970(change.start_at_seconds);
  if (fromMs === null) return [];
  const toMs = secondsSince1970(change.close_at_seconds);
  const stage = fromMs > nowMs ? 'scheduled' : 'under-way';
  return [
    {
      id: String(change.change_id),
      title: englishOf(change.title),
      url: `incidents/${change.change_id}`,
      about: aboutOf(change),
      fromMs,
      toMs,
      stage,
    },
  ];
}

/** `中文（English）`, or a block of each: the English part where there is one, without `[Resolved]` in front. */
export function englishOf(text: string): string {
  const [, inBrackets] = /（([^（）]*[a-z][^（）]*)）\s*$/i.exec(text) ?? [];
  const blocks = text.split(/\n\s*\n/).filter((block) => /[a-z]/i.test(block) && !/[\u4e00-\u9fff]/.test(block));
  return (inBrackets ?? blocks.at(-1) ?? text).replace(/^\s*[[【][^\]】]{1,20}[\]】]\s*/, '').trim();
}
