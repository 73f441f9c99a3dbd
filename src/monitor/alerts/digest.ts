import type { Alert } from '../../model/alert.ts';

/** What has come and gone in quiet hours, in one. Each alert carries when it was over. */
export function digestOf(alerts: readonly Alert[], first: Alert, nowMs: number): Alert {
  return {
    ...first,
    id: `${first.id}-missed`,
    type: 'digest',
    episode: 'digest',
    severity: 'info',
    ends: true,
    atMs: nowMs,
    title: `${alerts.length === 1 ? 'One thing has' : `${alerts.length} things have`} come and gone in your quiet hours`,
    lines: alerts.map(({ title, atMs }) => `${title}, until ${new Date(atMs).toISOString().slice(11, 16)} UTC`),
    surface: null,
    byPage: false,
    url: null,
    untilMs: null,
  };
}
