import { z } from 'zod';
import type { Level, OfficialUpdate } from '../../model/official.ts';
import { regionWord } from '../../model/scope.ts';
import { type Read, unreadable } from './page.ts';
import { levelIn, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf, shaped } from './told/shapes.ts';
import { secondsSince1970 } from './told/times.ts';
import type { Format, Subject, ToldIncident } from './told/told.ts';

// The public part of the AWS Health Dashboard, as its page asks: JSON in UTF-16 with a byte order mark. Only what is open now, and what
// ended in the last days.

const CODE = z.union([z.string(), z.number()]).transform(String);
const LOG = z.object({
  summary: z.string().nullish(),
  message: z.string().nullish(),
  status: CODE.nullish(),
  timestamp: z.union([z.string(), z.number()]),
});
const EVENT = z.object({
  date: CODE,
  arn: z.string(),
  status: CODE,
  service: z.string(),
  summary: z.string().nullish(),
  event_log: z.array(LOG).nullish(),
  impacted_services: z.record(z.string(), z.object({ current: CODE, max: CODE.nullish() })).nullish(),
  end_time: CODE.nullish(),
});
type Event = z.infer<typeof EVENT>;
const EVENTS = z.array(
  z.object({ service: z.string(), impacted_services: z.record(z.string(), z.unknown()).nullish() }).loose(),
);

export const AWS: Format = { name: 'AWS Health', asks: ['/public/currentevents'], read: aws };

/** Reads currentevents, of which only what is about Bedrock in some region is looked at closely. */
function aws(subject: Subject): Read {
  return ([only], nowMs) => {
    const ours = jsonOf(only, EVENTS).filter(({ service, impacted_services }) =>
      [service, ...Object.keys(impacted_services ?? {})].some(isBedrock),
    );
    const incidents = ours.map((event) => incidentOf(shaped(event, EVENT)));
    return readingOf({ updatedAtMs: null, lamps: null, incidents, maintenances: [] }, subject, nowMs);
  };
}

/** `bedrock-us-east-1`. Its agents are another service. */
const BEDROCK = /^bedrock-([a-z]{2}(?:-[a-z]+)+-\d)$/;

function isBedrock(service: string): boolean {
  return BEDROCK.test(service);
}

/** As the page itself reads them: resolved, informational, degraded, disrupted. */
const CODES: Readonly<Record<string, Level>> = { '0': 'operational', '1': 'degraded', '2': 'partial', '3': 'major' };

function incidentOf(event: Event): ToldIncident {
  const posted = secondsSince1970(event.date);
  if (posted === null) throw unreadable('an event has no time that could be read');
  const mine = Object.entries(event.impacted_services ?? {}).filter(([service]) => isBedrock(service));
  const services = mine.length > 0 ? mine.map(([service]) => service) : [event.service];
  const codes = mine.flatMap(([, { current, max }]) => [current, max ?? current]);
  const endedAtMs = secondsSince1970(event.end_time);
  const isOver =
    endedAtMs !== null || event.status === '0' || (mine.length > 0 && mine.every(([, { current }]) => current === '0'));
  const updates = (event.event_log ?? []).flatMap(updateOf);
  return {
    id: event.arn,
    title: (event.summary ?? '').replace(/^\s*\[resolved\]\s*/i, ''),
    url: '',
    level: worst([event.status, ...codes].map((code) => levelIn(CODES, code))),
    stage: isOver ? 'resolved' : 'investigating',
    about: services.map((service) => ({ id: service, name: service })),
    scope: services.flatMap((service) => BEDROCK.exec(service)?.[1] ?? []).map(regionWord),
    startedAtMs: Math.min(posted, ...updates.map(({ atMs }) => atMs)),
    postedAtMs: posted,
    endedAtMs,
    dated: true,
    updates,
  };
}

function updateOf(
  { summary, message, status, timestamp }: z.infer<typeof LOG>,
  place: number,
): readonly OfficialUpdate[] {
  const atMs = secondsSince1970(timestamp);
  const stage = status === '0' || /^\s*\[resolved\]/i.test(summary ?? '') ? 'resolved' : 'investigating';
  return atMs === null ? [] : [{ id: String(place), atMs, stage, text: message ?? summary ?? '' }];
}
