import type { Json, JsonObject } from '../../../model/json.ts';
import { type Clock, lampsOf, seconds, type Words } from './statuspage.ts';
import { firstOf, isOver, lastOf, levelOf, type Story, type StoryUpdate, worstOf } from './story.ts';

// What clouds answer: their lamps are products, services in regions, services of a tenant.

/** `incidents.json` of Google Cloud; the lamps of the story are its products. */
export function googleIncidents(story: Story, clock: Clock): Json {
  const words: Words = {
    operational: 'AVAILABLE',
    degraded: 'SERVICE_INFORMATION',
    partial: 'SERVICE_DISRUPTION',
    major: 'SERVICE_OUTAGE',
  };
  return story.incidents.map((one) => ({
    id: one.id,
    number: one.id,
    begin: clock(firstOf(one).atMs),
    created: clock(firstOf(one).atMs),
    ...(isOver(one) && { end: clock(lastOf(one).atMs) }),
    modified: clock(lastOf(one).atMs),
    external_desc: one.title,
    severity: 'medium',
    status_impact: words[worstOf(one)],
    affected_products: lampsOf(one.lamps, story).map(({ id, name }) => ({ id, title: name })),
    currently_affected_locations: isOver(one) ? [] : [{ id: 'global', title: 'Global' }],
    previously_affected_locations: [{ id: 'global', title: 'Global' }],
    updates: one.updates.toReversed().map(({ atMs, text, stage, level }) => ({
      created: clock(atMs),
      modified: clock(atMs),
      when: clock(atMs),
      status: stage === 'resolved' ? 'AVAILABLE' : words[level],
      text,
    })),
  }));
}

/** The AWS Health Dashboard's `currentevents`; the lamps of the story are services in regions. UTF-16 with a byte order mark. */
export function awsEvents(story: Story): Uint8Array {
  const codes: Words = { operational: '0', degraded: '1', partial: '2', major: '3' };
  const events = story.incidents.map((one) => ({
    date: String(seconds(firstOf(one).atMs)),
    arn: `arn:aws:health:us-east-1::event/BEDROCK/AWS_BEDROCK_OPERATIONAL_ISSUE/${one.id}`,
    region_name: 'Simulated',
    status: isOver(one) ? '0' : codes[lastOf(one).level],
    service: 'multipleservices-us-east-1',
    service_name: 'Multiple services',
    summary: isOver(one) ? `[RESOLVED] ${one.title}` : one.title,
    event_log: one.updates.map(({ atMs, text, stage, level }) => ({
      summary: one.title,
      message: text,
      status: stage === 'resolved' ? 0 : Number(codes[level]),
      timestamp: seconds(atMs),
    })),
    impacted_services: Object.fromEntries(
      lampsOf(one.lamps, story).map(({ id, name }) => [
        id,
        { service_name: name, current: isOver(one) ? '0' : codes[lastOf(one).level], max: codes[worstOf(one)] },
      ]),
    ),
    ...(isOver(one) && { end_time: String(seconds(lastOf(one).atMs)) }),
  }));
  return Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(JSON.stringify(events), 'utf16le').swap16()]);
}

/** Microsoft Graph's overviews and issues of the health of services. */
export function graphOverviews(story: Story): JsonObject {
  const words: Words = {
    operational: 'serviceOperational',
    degraded: 'serviceDegradation',
    partial: 'serviceDegradation',
    major: 'serviceInterruption',
  };
  return { value: story.lamps.map(({ id, name }) => ({ id, service: name, status: words[levelOf(id, story)] })) };
}

export function graphIssues(story: Story, clock: Clock): JsonObject {
  return {
    value: story.incidents.flatMap((one) =>
      lampsOf(one.lamps, story).map(({ name }) => ({
        id: one.id,
        title: one.title,
        service: name,
        classification: 'incident',
        status: isOver(one)
          ? 'serviceRestored'
          : lastOf(one).level === 'major'
            ? 'serviceInterruption'
            : 'serviceDegradation',
        isResolved: isOver(one),
        startDateTime: clock(firstOf(one).atMs),
        endDateTime: isOver(one) ? clock(lastOf(one).atMs) : null,
        posts: one.updates.map(({ atMs, text }) => ({
          createdDateTime: clock(atMs),
          description: { contentType: 'html', content: text },
        })),
      })),
    ),
  };
}

/** What the page of Google AI Studio asks for; the lamps of the story are its products, by their numbers. */
export function aiStudioIncidents(story: Story): Json {
  const stages = { investigating: 1, identified: 2, monitoring: 3, resolved: 4 } as const satisfies Record<
    StoryUpdate['stage'],
    number
  >;
  const severities = { operational: 0, degraded: 1, partial: 2, major: 2 } as const satisfies Record<
    StoryUpdate['level'],
    number
  >;
  const list = story.incidents.map((one): Json => [
    one.id,
    one.title,
    severities[worstOf(one)],
    one.updates.map(({ atMs, stage, text }): Json => [
      stages[stage],
      new Date(atMs).toISOString().slice(0, 16).replace('T', ' '),
      [String(seconds(atMs))],
      text,
    ]),
    1,
    one.lamps.map(Number),
  ]);
  return [[list]];
}
