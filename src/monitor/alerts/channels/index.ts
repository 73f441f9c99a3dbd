import type { Place } from '../../../model/channel.ts';
import { renderDiscord } from './discord.ts';
import type { Message, Post } from './message.ts';
import { renderNtfy } from './ntfy.ts';
import { renderOpsgenie } from './opsgenie.ts';
import { renderPagerduty } from './pagerduty.ts';
import { renderSlack } from './slack.ts';
import { renderTeams } from './teams.ts';
import { renderTelegram } from './telegram.ts';
import { renderWebhook } from './webhook.ts';

/** The places that are told by a request of HTTP. */
export type WebPlace = Exclude<Place, { readonly kind: 'email' | 'desktop' }>;

/** The request that tells a place. */
export function render(message: Message, place: WebPlace): Post {
  switch (place.kind) {
    case 'webhook':
      return renderWebhook(message, place);
    case 'slack':
      return renderSlack(message, place);
    case 'discord':
      return renderDiscord(message, place);
    case 'teams':
      return renderTeams(message, place);
    case 'pagerduty':
      return renderPagerduty(message, place);
    case 'opsgenie':
      return renderOpsgenie(message, place);
    case 'ntfy':
      return renderNtfy(message, place);
    case 'telegram':
      return renderTelegram(message, place);
  }
}
