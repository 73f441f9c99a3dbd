import type { Severity } from '../../../model/alert.ts';
import { cut, keyOf, type Message, type PlaceOf, type Post, postJson, titleOf } from './message.ts';

/** Characters of a summary: developer.pagerduty.com, Events API v2. */
const SUMMARY_MAX = 1_024;
const SEVERITIES: Readonly<Record<Severity, string>> = { critical: 'critical', warning: 'warning', info: 'info' };

/** An event that opens an alert, goes on with it, or resolves it, all under one key. */
export function renderPagerduty(message: Message, { key, address }: PlaceOf<'pagerduty'>): Post {
  const { notice, host } = message;
  const { alert, kind, sinceMs } = notice;
  const event = { routing_key: key.reveal(), dedup_key: keyOf(message) };
  const url = `${address}/v2/enqueue`;
  if (kind === 'end') return postJson(url, { ...event, event_action: 'resolve' });
  return postJson(url, {
    ...event,
    event_action: 'trigger',
    payload: {
      summary: cut(titleOf(notice), SUMMARY_MAX),
      source: host,
      severity: SEVERITIES[alert.severity],
      timestamp: new Date(alert.atMs).toISOString(),
      component: alert.surface ?? 'failsoft',
      class: alert.type,
      custom_details: { evidence: alert.lines, since: new Date(sinceMs).toISOString(), id: message.id },
    },
    links: alert.url === null ? [] : [{ href: alert.url, text: 'Status page' }],
    client: 'Failsoft',
  });
}
