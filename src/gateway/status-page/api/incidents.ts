import { endOf, type Incident, leadMs, startOf } from '../../../model/incident.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Level, Maintenance, Stage } from '../../../model/official.ts';
import { requestWords, updatedAtMs } from '../incident-words.ts';
import { componentId } from './components.ts';
import { isoOf, isoOrNull, PAGE_ID, shortId } from './ids.ts';

/** What has to be known to write down an incident besides itself. */
export type Place = {
  /** `https://gateway.example.com`, without a slash at the end. */
  readonly origin: string;
  readonly nameOf: (surface: string) => string;
};

const IMPACTS: Readonly<Record<Level, string>> = {
  operational: 'none',
  maintenance: 'maintenance',
  degraded: 'minor',
  partial: 'major',
  major: 'critical',
  // A word that we cannot read is no good news.
  unknown: 'minor',
};

const STATUSES: Readonly<Record<Level, string>> = {
  operational: 'operational',
  maintenance: 'under_maintenance',
  degraded: 'degraded_performance',
  partial: 'partial_outage',
  major: 'major_outage',
  unknown: 'degraded_performance',
};

export const incidentUrl = (origin: string, id: string): string =>
  `${origin}/status/incidents/${encodeURIComponent(id)}`;

export function incidentJson(incident: Incident, place: Place): JsonObject {
  const { id, title, level, official } = incident;
  const endMs = endOf(incident);
  const startMs = startOf(incident);
  const updates = updatesOf(incident);
  const monitoring = official?.updates.find(({ stage }) => stage === 'monitoring');
  const component = { code: componentId(incident.surface), name: place.nameOf(incident.surface) };
  return {
    id: shortId('incident', id),
    name: title,
    status: stageOf(incident),
    impact: IMPACTS[level],
    created_at: isoOf(updates[0]?.atMs ?? startMs),
    updated_at: isoOf(Math.max(startMs, updatedAtMs(incident))),
    started_at: isoOf(startMs),
    monitoring_at: isoOrNull(monitoring?.atMs),
    resolved_at: isoOrNull(endMs),
    shortlink: incidentUrl(place.origin, id),
    page_id: PAGE_ID,
    reminder_intervals: null,
    incident_updates: updates
      .map((update, at) => updateJson(incident, update, { component, at, last: updates.length - 1 }))
      .toReversed(),
    components: [
      {
        id: component.code,
        name: component.name,
        status: endMs === null ? STATUSES[level] : 'operational',
        created_at: isoOf(startMs),
        updated_at: isoOf(Math.max(startMs, updatedAtMs(incident))),
        position: 1,
        description: null,
        showcase: false,
        start_date: null,
        group_id: null,
        page_id: PAGE_ID,
        group: false,
        only_show_if_degraded: false,
      },
    ],
    x_evidence: evidenceOf(incident),
  };
}

/** What this format has no place for. */
function evidenceOf(incident: Incident): JsonObject {
  const { observed, official } = incident;
  return {
    surface: incident.surface,
    imported: incident.imported,
    scope: official?.scope ?? [],
    lead_seconds: leadSeconds(incident),
    requests: incident.requests,
    observed: observed && {
      started_at: isoOf(observed.startedAtMs),
      found_at: isoOf(observed.foundAtMs),
      ended_at: isoOrNull(observed.endedAtMs),
      evidence: observed.evidence.map(({ kind, text, url }) => ({ kind, text, url })),
    },
    official: official && {
      url: official.url,
      started_at: isoOf(official.startedAtMs),
      posted_at: isoOrNull(official.postedAtMs),
      ended_at: isoOrNull(official.endedAtMs),
    },
  };
}

function leadSeconds(incident: Incident): number | null {
  const lead = leadMs(incident);
  return lead === null ? null : Math.round(lead / 1_000);
}

/** As it is for all who speak of it: what its maker calls resolved is not, while we see it. */
function stageOf(incident: Incident): Stage {
  if (endOf(incident) !== null) return 'resolved';
  const stage = incident.official?.stage ?? 'investigating';
  return stage === 'resolved' ? 'investigating' : stage;
}

type Update = { readonly id: string; readonly atMs: number; readonly stage: Stage; readonly text: string };

/** What its maker said and what we have to say, oldest first. It begins with something and ends when it is over. */
export function updatesOf(incident: Incident): readonly Update[] {
  const { observed, official } = incident;
  const theirs = official?.updates.map(({ id, atMs, stage, text }) => ({ id: `page ${id}`, atMs, stage, text })) ?? [];
  const ours: Update[] = [];
  if (observed !== null) {
    const seen = observed.evidence.map(({ text }) => `${text}.`).join(' ');
    ours.push({ id: 'seen', atMs: observed.foundAtMs, stage: 'investigating', text: `We see it. ${seen}`.trim() });
  }
  const endMs = endOf(incident);
  if (observed !== null && endMs !== null)
    ours.push({
      id: 'over',
      atMs: endMs,
      stage: 'resolved',
      text: `We see it no more. ${requestWords(incident)}`.trim(),
    });
  const all = [...ours, ...theirs].toSorted((a, b) => a.atMs - b.atMs);
  if (all.length > 0) return all;
  return [{ id: 'told', atMs: startOf(incident), stage: stageOf(incident), text: incident.title }];
}

type Where = {
  readonly component: { readonly code: string; readonly name: string };
  readonly at: number;
  readonly last: number;
};

function updateJson(incident: Incident, { id, atMs, stage, text }: Update, { component, at, last }: Where): JsonObject {
  const time = isoOf(atMs);
  const isEnd = at === last && endOf(incident) !== null;
  return {
    id: shortId('update', incident.id, id),
    incident_id: shortId('incident', incident.id),
    status: stage,
    body: text,
    created_at: time,
    updated_at: time,
    display_at: time,
    affected_components: at === 0 || isEnd ? [{ ...component, ...change(incident.level, isEnd) }] : null,
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  };
}

function change(level: Level, isEnd: boolean): JsonObject {
  const [old_status, new_status] = isEnd ? [STATUSES[level], 'operational'] : ['operational', STATUSES[level]];
  return { old_status, new_status };
}

const STAGES: Readonly<Record<Maintenance['stage'], string>> = {
  scheduled: 'scheduled',
  'under-way': 'in_progress',
  completed: 'completed',
};

export function maintenanceJson(maintenance: Maintenance, { origin, nameOf }: Place): JsonObject {
  const { id, title, url, surfaces, fromMs, toMs, stage } = maintenance;
  const own = shortId('maintenance', url, id);
  const from = isoOf(fromMs);
  return {
    id: own,
    name: title,
    status: STAGES[stage],
    impact: 'maintenance',
    created_at: from,
    updated_at: from,
    started_at: from,
    monitoring_at: null,
    resolved_at: stage === 'completed' ? isoOrNull(toMs) : null,
    scheduled_for: from,
    scheduled_until: isoOrNull(toMs),
    shortlink: `${origin}/status#maintenance`,
    page_id: PAGE_ID,
    reminder_intervals: null,
    incident_updates: [
      {
        id: shortId('update', own),
        incident_id: own,
        status: STAGES[stage],
        body: title,
        created_at: from,
        updated_at: from,
        display_at: from,
        affected_components: surfaces.map((surface) => ({
          code: componentId(surface),
          name: nameOf(surface),
          old_status: 'operational',
          new_status: stage === 'under-way' ? 'under_maintenance' : 'operational',
        })),
        deliver_notifications: true,
        custom_tweet: null,
        tweet_id: null,
      },
    ],
    components: [],
    x_evidence: { surfaces, url },
  };
}
