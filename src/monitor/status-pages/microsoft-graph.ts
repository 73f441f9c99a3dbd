import { z } from 'zod';
import type { Level, OfficialUpdate, Stage } from '../../model/official.ts';
import { type Read, unreadable } from './page.ts';
import { levelIn, worst } from './told/levels.ts';
import { readingOf } from './told/reading.ts';
import { jsonOf, shaped } from './told/shapes.ts';
import { instant } from './told/times.ts';
import type { Format, Subject, ToldIncident } from './told/told.ts';

// Service health of a Microsoft 365 tenant (https://learn.microsoft.com/graph/api/resources/service-communications-api-overview). It
// takes a token with ServiceHealth.Read.All, and speaks only of what this tenant has.

const HEALTH = z.object({ service: z.string(), status: z.string(), id: z.string() });
const POST = z.object({
  createdDateTime: z.string().nullish(),
  description: z.object({ content: z.string().nullish() }).nullish(),
});
const ISSUE = z.object({
  id: z.string(),
  title: z.string(),
  service: z.string(),
  status: z.string(),
  classification: z.string().nullish(),
  isResolved: z.boolean().nullish(),
  startDateTime: z.string(),
  endDateTime: z.string().nullish(),
  posts: z.array(POST).nullish(),
});
const HEALTHS = z.object({ value: z.array(HEALTH) });
const ISSUES = z.object({ value: z.array(z.object({ service: z.string() }).loose()) });

const BASE = '/v1.0/admin/serviceAnnouncement';
export const GRAPH: Format = {
  name: 'Microsoft Graph',
  asks: [`${BASE}/healthOverviews`, `${BASE}/issues?$orderby=lastModifiedDateTime%20desc&$top=100`],
  read: microsoftGraph,
};

/** Reads the overviews and the newest issues. */
function microsoftGraph(subject: Subject): Read {
  return ([first, second], nowMs) => {
    const lamps = jsonOf(first, HEALTHS).value.filter(isOurs);
    if (lamps.length === 0) throw unreadable('this tenant has no service that is called Copilot');
    const issues = jsonOf(second, ISSUES).value.filter(isOurs);
    return readingOf(
      {
        updatedAtMs: null,
        lamps: lamps.map(({ id, service, status }) => ({ id, name: service, level: levelIn(STATES, status) })),
        incidents: issues.map((issue) => incidentOf(shaped(issue, ISSUE), lamps)),
        maintenances: [],
      },
      subject,
      nowMs,
    );
  };
}

function isOurs({ service }: { readonly service: string }): boolean {
  return /\bcopilot\b/i.test(service);
}

const STATES: Readonly<Record<string, Level>> = {
  serviceoperational: 'operational',
  servicerestored: 'operational',
  falsepositive: 'operational',
  resolved: 'operational',
  mitigated: 'operational',
  resolvedexternal: 'operational',
  mitigatedexternal: 'operational',
  postincidentreviewpublished: 'operational',
  investigationsuspended: 'operational',
  investigating: 'degraded',
  restoringservice: 'degraded',
  verifyingservice: 'degraded',
  confirmed: 'degraded',
  reported: 'degraded',
  extendedrecovery: 'degraded',
  servicedegradation: 'degraded',
  serviceinterruption: 'major',
};

const STAGES: Readonly<Record<string, Stage>> = {
  restoringservice: 'identified',
  confirmed: 'identified',
  extendedrecovery: 'monitoring',
  verifyingservice: 'monitoring',
};

function incidentOf(issue: z.infer<typeof ISSUE>, lamps: readonly z.infer<typeof HEALTH>[]): ToldIncident {
  const startedAtMs = instant(issue.startDateTime);
  if (startedAtMs === null) throw unreadable('an issue has no time that could be read');
  const level = levelIn(STATES, issue.status);
  const isOver = issue.isResolved ?? level === 'operational';
  const updates = (issue.posts ?? []).flatMap(({ createdDateTime, description }, place): readonly OfficialUpdate[] => {
    const atMs = instant(createdDateTime);
    return atMs === null ? [] : [{ id: String(place), atMs, stage: 'investigating', text: description?.content ?? '' }];
  });
  const about = lamps
    .filter(({ service }) => service === issue.service)
    .map(({ id, service }) => ({ id, name: service }));
  return {
    id: issue.id,
    title: issue.title,
    url: '',
    level: worst([level, issue.classification === 'incident' ? 'degraded' : 'operational']),
    stage: isOver ? 'resolved' : (STAGES[issue.status.toLowerCase()] ?? 'investigating'),
    about,
    scope: [],
    startedAtMs,
    postedAtMs: updates.length === 0 ? null : Math.min(...updates.map(({ atMs }) => atMs)),
    endedAtMs: instant(issue.endDateTime),
    dated: true,
    updates,
  };
}
