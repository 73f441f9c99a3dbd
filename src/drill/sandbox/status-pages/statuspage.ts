import { isObject, type Json, type JsonObject, listAt } from '../../../model/json.ts';
import {
  firstOf,
  isOver,
  lastOf,
  levelOf,
  type Story,
  type StoryIncident,
  type StoryLamp,
  type StoryUpdate,
  worstOf,
} from './story.ts';

/** Writes a moment. */
export type Clock = (ms: number) => string;

/** A vendor's words for how bad it is. */
export type Words = Readonly<Record<StoryUpdate['level'], string>>;

export function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

/** The words of Statuspage for lamps, which many others have taken over. */
export const LAMPS = {
  operational: 'operational',
  degraded: 'degraded_performance',
  partial: 'partial_outage',
  major: 'major_outage',
} as const satisfies Words;

const IMPACTS = {
  operational: 'none',
  degraded: 'minor',
  partial: 'major',
  major: 'critical',
} as const satisfies Words;

/** `summary.json` of Atlassian Statuspage. */
export function statuspageSummary(story: Story, clock: Clock, nowMs: number): JsonObject {
  return {
    page: { id: 'simulated', name: story.name, url: '', time_zone: 'Etc/UTC', updated_at: clock(nowMs) },
    status: { indicator: 'none', description: '' },
    components: story.lamps.map((lamp) => component(lamp, story)),
    incidents: story.incidents.filter((one) => !isOver(one)).map((one) => statuspageIncident(one, story, clock)),
    scheduled_maintenances: story.maintenances.map((one) => ({
      id: one.id,
      name: one.title,
      status: one.fromMs > nowMs ? 'scheduled' : 'in_progress',
      impact: 'maintenance',
      created_at: clock(nowMs),
      scheduled_for: clock(one.fromMs),
      scheduled_until: clock(one.toMs),
      components: lampsOf(one.lamps, story).map((lamp) => component(lamp, story)),
      incident_updates: [],
    })),
  };
}

/** `incidents.json` of Atlassian Statuspage, and of Rootly. */
export function statuspageIncidents(story: Story, clock: Clock): JsonObject {
  return {
    page: { id: 'simulated', name: story.name },
    incidents: story.incidents.map((one) => statuspageIncident(one, story, clock)),
  };
}

/** The same as incident.io's shim writes it: without lamps and beginnings. */
export function shimIncidents(story: Story, clock: Clock): JsonObject {
  const bare = story.incidents.map((one) => {
    const { components: _, started_at: __, incident_updates, ...rest } = statuspageIncident(one, story, clock);
    return {
      ...rest,
      incident_updates: listAt(incident_updates)
        .filter(isObject)
        .map((update) => ({ ...update, affected_components: null })),
    };
  });
  return { page: { id: 'simulated', name: story.name }, incidents: bare };
}

function component({ id, name }: StoryLamp, story: Story): JsonObject {
  return { id, name, status: LAMPS[levelOf(id, story)], group: false, group_id: null };
}

function statuspageIncident(incident: StoryIncident, story: Story, clock: Clock): JsonObject {
  const lamps = lampsOf(incident.lamps, story);
  const updates = incident.updates.map((update, place): JsonObject => {
    const before = incident.updates[place - 1]?.level ?? 'operational';
    return {
      id: `${incident.id}-${place}`,
      incident_id: incident.id,
      status: update.stage,
      body: update.text,
      created_at: clock(update.atMs),
      display_at: clock(update.atMs),
      affected_components: lamps.map(({ id, name }): Json => ({
        code: id,
        name,
        old_status: LAMPS[before],
        new_status: LAMPS[update.level],
      })),
    };
  });
  return {
    id: incident.id,
    name: incident.title,
    status: lastOf(incident).stage,
    impact: IMPACTS[worstOf(incident)],
    created_at: clock(firstOf(incident).atMs),
    started_at: clock(firstOf(incident).atMs),
    resolved_at: isOver(incident) ? clock(lastOf(incident).atMs) : null,
    components: lamps.map((lamp) => component(lamp, story)),
    incident_updates: updates.toReversed(),
  };
}

export function lampsOf(ids: readonly string[], { lamps }: Story): readonly StoryLamp[] {
  return lamps.filter(({ id }) => ids.includes(id));
}
