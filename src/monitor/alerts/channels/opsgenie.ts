import type { Severity } from '../../../model/alert.ts';
import { cut, keyOf, type Message, type PlaceOf, type Post, postJson, titleOf } from './message.ts';

/** Characters: docs.opsgenie.com, Alert API; the integration events of Jira Service Management are the same. */
const MESSAGE_MAX = 130;
const DESCRIPTION_MAX = 15_000;
const PRIORITIES: Readonly<Record<Severity, string>> = { critical: 'P1', warning: 'P3', info: 'P5' };

/**
 * An alert that is opened and closed by its alias. What gets worse is sent as the same alert with a higher priority: that raises it there, and
 * calls people again (support.atlassian.com/opsgenie/docs/update-alert-priority-level). Its message stays what it was.
 */
export function renderOpsgenie(message: Message, { key, address }: PlaceOf<'opsgenie'>): Post {
  const { notice, host } = message;
  const { alert, kind } = notice;
  const alias = keyOf(message);
  const auth = { authorization: `GenieKey ${key.reveal()}` };
  if (kind === 'end') {
    const note = cut([alert.title, ...alert.lines].join('\n'), DESCRIPTION_MAX);
    return postJson(`${address}/v2/alerts/${alias}/close?identifierType=alias`, { source: host, note }, auth);
  }
  const description = [titleOf(notice), ...alert.lines, ...(alert.url === null ? [] : [alert.url])].join('\n');
  return postJson(
    `${address}/v2/alerts`,
    {
      message: cut(titleOf(notice), MESSAGE_MAX),
      alias,
      description: cut(description, DESCRIPTION_MAX),
      priority: PRIORITIES[alert.severity],
      source: host,
      entity: alert.surface ?? 'failsoft',
      tags: ['failsoft', alert.type],
      details: { id: message.id, since: new Date(notice.sinceMs).toISOString() },
    },
    auth,
  );
}
