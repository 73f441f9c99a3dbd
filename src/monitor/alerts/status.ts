import type { AlertsStatus, ChannelStatus } from '../../model/alerts.ts';
import type { Channel } from '../../model/channel.ts';
import type { Health } from './health.ts';
import type { Memory } from './memory.ts';
import { waitingOf } from './outbox.ts';

/** All of it for those who look at it. */
export function statusOf(
  { board, outbox }: Memory,
  channels: readonly Channel[],
  health: (channel: string) => Health,
): AlertsStatus {
  return {
    channels: channels.map(({ name, place }): ChannelStatus => {
      const { failures, failingSinceMs, why, delivered, deliveredAtMs } = health(name);
      return {
        name,
        kind: place.kind,
        state: failures > 0 ? 'failing' : delivered > 0 ? 'well' : 'untried',
        why,
        failingSinceMs,
        deliveredAtMs,
        delivered,
        waiting: outbox.deliveries.filter(({ notice }) => notice.channel === name).length,
        givenUp: outbox.givenUp.filter(({ channel }) => channel === name).length,
      };
    }),
    open: Object.values(board.episodes)
      .filter(({ newest }) => !newest.ends)
      .map(({ newest: { title, severity }, sinceMs }) => ({ title, severity, sinceMs })),
    waiting: outbox.deliveries.map(waitingOf),
    givenUp: outbox.givenUp,
  };
}
