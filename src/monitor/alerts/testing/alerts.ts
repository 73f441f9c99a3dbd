import type { Alert } from '../../../model/alert.ts';
import type { Channel, Place, Wish } from '../../../model/channel.ts';
import { quietFrom } from '../../../model/quiet.ts';
import { Secret } from '../../../model/secret.ts';

export const NOW = Date.UTC(2026, 10, 25, 12, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** An alert that is news. Two with the same words are two alerts. */
export function alertOf(change: Partial<Alert> = {}): Alert {
  count += 1;
  return {
    id: `alert-${count}`,
    type: 'provider.down',
    episode: 'verdict:claude-api|*|*|*|*',
    severity: 'critical',
    ends: false,
    atMs: NOW,
    title: 'Claude API is down',
    lines: ['14 of 20 requests failed with 529 between 11:41 and 11:44 UTC'],
    surface: 'claude-api',
    byPage: false,
    url: null,
    untilMs: null,
    ...change,
  };
}

let count = 0;

export const recovery = (change: Partial<Alert> = {}): Alert =>
  alertOf({ type: 'provider.recovered', severity: 'info', ends: true, title: 'Claude API is well again', ...change });

export const WISH: Wish = { least: 'warning', types: null, afterMs: 0, remindMs: null, quiet: null };

export function channelOf(name: string, wish: Partial<Wish> = {}, place: Place = { kind: 'desktop' }): Channel {
  return { name, wish: { ...WISH, ...wish }, place };
}

export const NIGHT = quietFrom('22:00-07:00');

/** Keeps count of what is open. */
export const PAGER: Place = { kind: 'pagerduty', key: new Secret('a-key'), address: 'https://events.pagerduty.com' };
