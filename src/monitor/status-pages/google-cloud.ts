import { z } from 'zod';
import type { Level, OfficialUpdate } from '../../model/official.ts';
import { regionWord } from '../../model/scope.ts';
import { type Read, unreadable } from './page.ts';
import { levelIn } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf, shaped } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Subject, ToldIncident } from './told/told.ts';

// The dashboards of Google Cloud and Workspace: https://status.cloud.google.com/incidents.schema.json. No lamps; an incident without an
// end is all that says that something is wrong. Titles of products get renamed, their ids do not.

const TIME = z.string().nullish();
const LOCATIONS = z.array(z.object({ id: z.string(), title: z.string().nullish() })).nullish();
const UPDATE = z.object({ when: TIME, created: TIME, text: z.string().nullish(), status: z.string().nullish() });
const INCIDENT = z.object({
  id: z.string(),
  begin: z.string(),
  created: TIME,
  end: TIME,
  external_desc: z.string().nullish(),
  status_impact: z.string().nullish(),
  affected_products: z.array(z.object({ id: z.string(), title: z.string().nullish() })),
  currently_affected_locations: LOCATIONS,
  previously_affected_locations: LOCATIONS,
  updates: z.array(UPDATE).nullish(),
  most_recent_update: UPDATE.nullish(),
});
type Incident = z.infer<typeof INCIDENT>;

/** The format of a dashboard below this path. */
export function googleAt(path: string): Format {
  return { name: 'Google', asks: [`${path}/incidents.json`], read: googleCloud };
}

/** Reads incidents.json, of which only what is about the products of the subject is looked at closely. */
function googleCloud(subject: Subject): Read {
  const products = new Set(subject.places.flatMap(({ ids }) => ids));
  const rough = z.array(z.object({ affected_products: z.array(z.object({ id: z.string() })) }).loose());
  return ([only], nowMs) => {
    const all = jsonOf(only, rough);
    const ours = all.filter(({ affected_products }) => affected_products.some(({ id }) => products.has(id)));
    const incidents = ours.map((one) => incidentOf(shaped(one, INCIDENT), products));
    return readingOf({ updatedAtMs: null, lamps: null, incidents, maintenances: [] }, subject, nowMs);
  };
}

const IMPACTS: Readonly<Record<string, Level>> = {
  available: 'operational',
  service_information: 'degraded',
  service_disruption: 'partial',
  service_outage: 'major',
};

function incidentOf(incident: Incident, products: ReadonlySet<string>): ToldIncident {
  const startedAtMs = instant(incident.begin);
  if (startedAtMs === null) throw unreadable('an incident has no time that could be read');
  const endedAtMs = instant(incident.end);
  const updates = incident.updates ?? [];
  const told = updates.length > 0 ? updates : [incident.most_recent_update ?? {}];
  return {
    id: incident.id,
    title: incident.external_desc ?? '',
    url: `incidents/${incident.id}`,
    level: levelIn(IMPACTS, incident.status_impact),
    stage: endedAtMs === null ? 'investigating' : 'resolved',
    about: incident.affected_products
      .filter(({ id }) => products.has(id))
      .map(({ id, title }) => ({ id, name: title ?? id })),
    scope: regionsOf(incident),
    startedAtMs,
    postedAtMs: instant(incident.created),
    endedAtMs,
    dated: true,
    updates: told.flatMap(({ when, created, text, status }, place): readonly OfficialUpdate[] => {
      const atMs = instant(when) ?? instant(created);
      const stage = levelIn(IMPACTS, status) === 'operational' && endedAtMs !== null ? 'resolved' : 'investigating';
      return atMs === null ? [] : [{ id: String(place), atMs, stage, text: text ?? '' }];
    }),
  };
}

/** What is global by its location or by its title is everywhere. */
function regionsOf({
  external_desc,
  end,
  currently_affected_locations,
  previously_affected_locations,
}: Incident): readonly string[] {
  const listed = (end ?? null) === null ? (currently_affected_locations ?? []) : (previously_affected_locations ?? []);
  const isGlobal =
    /^\s*(?:global|multiple regions)\b/i.test(external_desc ?? '') || listed.some(({ id }) => id === 'global');
  return isGlobal ? [] : listed.map(({ id }) => regionWord(id));
}
