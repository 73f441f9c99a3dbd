import type { JsonObject } from '../../../model/json.ts';
import { type Clock, LAMPS, lampsOf, seconds, type Words } from './statuspage.ts';
import {
  firstOf,
  isOver,
  lastOf,
  levelOf,
  numberOf,
  type Story,
  type StoryIncident,
  type StoryLamp,
  type StoryUpdate,
  worstOf,
} from './story.ts';

/** `index.json` of Better Stack. */
export function betterStackIndex(story: Story, clock: Clock, nowMs: number): JsonObject {
  const page = { company_name: story.name, aggregate_state: 'operational', updated_at: clock(nowMs) };
  return {
    data: { id: '1', type: 'status_page', attributes: page, relationships: {} },
    included: [
      { id: '1', type: 'status_page_section', attributes: { name: 'Inference', position: 1 } },
      ...story.lamps.map(({ id, name }) => ({
        id,
        type: 'status_page_resource',
        attributes: {
          public_name: name,
          status: BETTER_STACK[levelOf(id, story)],
          resource_type: 'Monitor',
          status_history: [],
        },
      })),
      ...story.incidents.map((one) => reportOf(one, clock)),
      ...story.maintenances.map(({ id, title, fromMs, toMs, lamps }) => ({
        id,
        type: 'status_report',
        attributes: {
          title,
          report_type: 'maintenance',
          starts_at: clock(fromMs),
          ends_at: clock(toMs),
          affected_resources: lamps.map((lamp) => ({ status_page_resource_id: lamp, status: 'maintenance' })),
        },
      })),
      ...story.incidents.flatMap((one) => updatesOf(one, clock)),
    ],
  };
}

const BETTER_STACK: Words = {
  operational: 'operational',
  degraded: 'degraded',
  partial: 'degraded',
  major: 'downtime',
};

function reportOf(incident: StoryIncident, clock: Clock): JsonObject {
  const ends = isOver(incident) ? clock(lastOf(incident).atMs) : null;
  const status = isOver(incident) ? 'resolved' : BETTER_STACK[lastOf(incident).level];
  return {
    id: incident.id,
    type: 'status_report',
    attributes: {
      title: incident.title,
      report_type: 'manual',
      starts_at: clock(firstOf(incident).atMs),
      ends_at: ends,
      aggregate_state: BETTER_STACK[worstOf(incident)],
      affected_resources: incident.lamps.map((id) => ({ status_page_resource_id: id, status })),
    },
    relationships: {
      status_updates: { data: updatesOf(incident, clock).map(({ id }) => ({ id: id ?? null, type: 'status_update' })) },
    },
  };
}

function updatesOf({ id, updates }: StoryIncident, clock: Clock): readonly JsonObject[] {
  return updates.map(({ atMs, text }, place) => ({
    id: `${id}-${place}`,
    type: 'status_update',
    attributes: { message: text, published_at: clock(atMs), status_report_id: id },
  }));
}

/** `config.json` of Datadog. */
export function datadogConfig(story: Story, clock: Clock): JsonObject {
  const words: Words = { ...LAMPS, degraded: 'degraded' };
  const leaf = ({ id, name }: StoryLamp, level: StoryUpdate['level']): JsonObject => ({
    id,
    name,
    status: words[level],
    type: 'Component',
  });
  return {
    id: 'simulated',
    name: story.name,
    enabled: true,
    components: [
      {
        id: 'group',
        name: 'API',
        type: 'ComponentGroup',
        components: story.lamps.map((lamp) => leaf(lamp, levelOf(lamp.id, story))),
      },
    ],
    incidents: story.incidents.map((one) => ({
      id: one.id,
      title: one.title,
      currentStatus: lastOf(one).stage,
      resolved: isOver(one),
      publishedDate: clock(firstOf(one).atMs),
      resolvedDate: isOver(one) ? clock(lastOf(one).atMs) : '',
      componentsAffected: lampsOf(one.lamps, story).map((lamp) => leaf(lamp, lastOf(one).level)),
      timeline: one.updates.toReversed().map((update, place) => ({
        id: `${one.id}-${place}`,
        createdAt: clock(update.atMs),
        startedAt: clock(update.atMs),
        description: update.text,
        status: update.stage,
        componentsAffected: lampsOf(one.lamps, story).map((lamp) => leaf(lamp, update.level)),
      })),
    })),
    maintenances: story.maintenances.map((one) => ({
      id: one.id,
      title: one.title,
      currentStatus: 'scheduled',
      startDate: clock(one.fromMs),
      componentsAffected: lampsOf(one.lamps, story).map((lamp) => leaf(lamp, 'operational')),
    })),
  };
}

const FLASHDUTY: Words = {
  operational: 'operational',
  degraded: 'degraded',
  partial: 'partial_outage',
  major: 'full_outage',
};

/** Flashduty's `summary/active`, without what is over. */
export function flashdutyActive(story: Story): JsonObject {
  return {
    request_id: 'simulated',
    data: {
      page: {
        page_id: 1,
        name: story.name,
        components: story.lamps.map(({ id, name }) => ({ component_id: id, name })),
      },
      active_changes: story.incidents
        .filter((one) => !isOver(one))
        .map((one) => ({
          change_id: numberOf(one),
          type: 'incident',
          title: one.title,
          status: lastOf(one).stage,
          affected_components: lampsOf(one.lamps, story).map(({ id, name }) => ({
            component_id: id,
            name,
            status: FLASHDUTY[lastOf(one).level],
          })),
          start_at_seconds: seconds(firstOf(one).atMs),
          updates: one.updates.map(({ atMs, stage, text }, place) => ({
            update_id: `${one.id}-${place}`,
            at_seconds: seconds(atMs),
            status: stage,
            description: text,
          })),
        })),
    },
  };
}
