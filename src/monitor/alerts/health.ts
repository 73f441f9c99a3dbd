import type { Alert } from '../../model/alert.ts';
import type { Channel } from '../../model/channel.ts';
import { channelEpisode } from './board.ts';
import type { Outcome } from './send/outcome.ts';

/** How it went on a channel since the start. Times are ms since 1970. */
export type Health = {
  /** In a row. */
  readonly failures: number;
  readonly failingSinceMs: number | null;
  /** Why it fails, or who was not told although others were. */
  readonly why: string;
  readonly delivered: number;
  readonly deliveredAtMs: number | null;
};

export const UNTRIED: Health = { failures: 0, failingSinceMs: null, why: '', delivered: 0, deliveredAtMs: null };

/** From so many failures in a row people are told; fewer are a hiccup. */
const TOLD_AT = 3;

export function afterTry(health: Health, outcome: Outcome, wallMs: number): Health {
  if (outcome.ok)
    return { ...UNTRIED, why: outcome.note ?? '', delivered: health.delivered + 1, deliveredAtMs: wallMs };
  const failingSinceMs = health.failingSinceMs ?? wallMs;
  return { ...health, failures: health.failures + 1, failingSinceMs, why: outcome.why };
}

/** Whether people are to be told now that it fails, or that it works again: once each. */
export function newsOf(before: Health, after: Health): 'failing' | 'back' | null {
  if (after.failures === TOLD_AT) return 'failing';
  return after.failures === 0 && before.failures >= TOLD_AT ? 'back' : null;
}

/** For the other channels. */
export function alertOf({ name, place }: Channel, { failures, why }: Health, made: Pick<Alert, 'id' | 'atMs'>): Alert {
  const isBack = failures === 0;
  return {
    ...made,
    type: isBack ? 'channel.back' : 'channel.failing',
    episode: channelEpisode(name),
    severity: isBack ? 'info' : 'warning',
    ends: isBack,
    title: isBack ? `Alerts get through to "${name}" again` : `Alerts do not get through to "${name}" (${place.kind})`,
    lines: why === '' ? [] : [why],
    surface: null,
    byPage: false,
    url: null,
    untilMs: null,
  };
}
