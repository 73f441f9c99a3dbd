import type { JsonObject } from '../../../model/json.ts';
import { type Clock, LAMPS, lampsOf, type Words } from './statuspage.ts';
import { firstOf, isOver, lastOf, levelOf, type Story, type StoryIncident, worstOf } from './story.ts';

// Each writes a story as one vendor does, from its documentation or from what its pages have been seen to answer; see
// monitor/status-pages for the sources.

/** incident.io's own answer at `/proxy/<host>`. */
export function incidentIoPage(story: Story, clock: Clock): JsonObject {
  const words: Words = { ...LAMPS, major: 'full_outage' };
  const open = story.incidents.filter((one) => !isOver(one));
  return {
    summary: {
      name: story.name,
      components: story.lamps.map(({ id, name }) => ({ id, name, status_page_id: 'simulated' })),
      affected_components: story.lamps
        .filter(({ id }) => levelOf(id, story) !== 'operational')
        .map(({ id }) => ({ component_id: id, status: words[levelOf(id, story)] })),
      structure: {
        items: story.lamps.map(({ id, name }) => ({ component: { component_id: id, name, hidden: false } })),
      },
      ongoing_incidents: open.map((one) => ({
        id: one.id,
        name: one.title,
        type: 'incident',
        status: lastOf(one).stage,
        published_at: clock(firstOf(one).atMs),
        affected_components: one.lamps.map((id) => ({ component_id: id, status: words[lastOf(one).level] })),
        component_impacts: one.lamps.map((id) => ({
          component_id: id,
          status: words[worstOf(one)],
          start_at: clock(firstOf(one).atMs),
        })),
        updates: one.updates.map(({ atMs, stage, text }, place) => ({
          id: `${one.id}-${place}`,
          published_at: clock(atMs),
          to_status: stage,
          message: { text_node: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] } },
        })),
      })),
      scheduled_maintenances: story.maintenances.map((one) => ({
        id: one.id,
        name: one.title,
        type: 'maintenance',
        status: 'maintenance_scheduled',
        published_at: clock(one.fromMs),
        affected_components: one.lamps.map((id) => ({ component_id: id, status: 'under_maintenance' })),
        component_impacts: one.lamps.map((id) => ({
          component_id: id,
          status: 'under_maintenance',
          start_at: clock(one.fromMs),
          end_at: clock(one.toMs),
        })),
        updates: [],
      })),
    },
  };
}

const INSTATUS: Words = {
  operational: 'OPERATIONAL',
  degraded: 'DEGRADEDPERFORMANCE',
  partial: 'PARTIALOUTAGE',
  major: 'MAJOROUTAGE',
};

/** `summary.json` of Instatus, without what is over. */
export function instatusSummary(story: Story, clock: Clock, nowMs: number): JsonObject {
  const open = story.incidents.filter((one) => !isOver(one));
  return {
    page: { name: story.name, url: '', status: open.length === 0 ? 'UP' : 'HASISSUES' },
    ...(open.length > 0 && {
      activeIncidents: open.map((one) => ({
        id: one.id,
        name: one.title,
        started: clock(firstOf(one).atMs),
        status: lastOf(one).stage.toUpperCase(),
        impact: INSTATUS[lastOf(one).level],
        url: `incident/${one.id}`,
        updatedAt: clock(lastOf(one).atMs),
      })),
    }),
    ...(story.maintenances.length > 0 && {
      activeMaintenances: story.maintenances.map((one) => ({
        id: one.id,
        name: one.title,
        start: clock(one.fromMs),
        status: one.fromMs > nowMs ? 'NOTSTARTEDYET' : 'INPROGRESS',
        duration: String((one.toMs - one.fromMs) / 60_000),
        url: `maintenance/${one.id}`,
      })),
    }),
  };
}

export function instatusComponents(story: Story): JsonObject {
  return {
    components: story.lamps.map(({ id, name }) => ({
      id,
      name,
      description: '',
      status: INSTATUS[levelOf(id, story)],
      group: null,
    })),
  };
}

const CHECKLY: Words = { operational: 'MINOR', degraded: 'MEDIUM', partial: 'MAJOR', major: 'CRITICAL' };

/** Checkly's `uptime`: the services, and what was over of each of their days. */
export function checklyUptime(story: Story, clock: Clock): JsonObject {
  const services = story.lamps.map(({ id, name }): JsonObject => ({ id, name }));
  const past = story.incidents.filter(isOver);
  return {
    metadata: [{ id: 'group', name: 'API', order: 0, services }],
    uptime: [
      {
        id: 'group',
        name: 'API',
        services: story.lamps.map(({ id, name }) => ({
          id,
          name,
          days: [
            {
              date: clock(0),
              events: past.filter(({ lamps }) => lamps.includes(id)).map((one) => checklyEvent(one, clock)),
            },
          ],
          uptime: 99.9,
        })),
      },
    ],
    partialError: false,
  };
}

export function checklyUnresolved(story: Story, clock: Clock): JsonObject {
  const open = story.incidents.filter((one) => !isOver(one));
  return {
    incidents: open.map((one) => ({
      ...checklyEvent(one, clock),
      services: lampsOf(one.lamps, story).map(({ id, name }) => ({ id, name })),
    })),
  };
}

export function checklyWindows(story: Story, clock: Clock): JsonObject {
  const upcoming = story.maintenances.map((one) => ({
    id: one.id,
    name: one.title,
    startsAt: clock(one.fromMs),
    endsAt: clock(one.toMs),
  }));
  return { active: [], upcoming };
}

function checklyEvent(incident: StoryIncident, clock: Clock): JsonObject {
  const [first, last] = [firstOf(incident), lastOf(incident)];
  return {
    id: incident.id,
    name: incident.title,
    severity: CHECKLY[worstOf(incident)],
    lastUpdateStatus: last.stage.toUpperCase(),
    created_at: clock(first.atMs),
    updated_at: clock(last.atMs),
    duration: Math.round((last.atMs - first.atMs) / 1_000),
  };
}
