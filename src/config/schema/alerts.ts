import { z } from 'zod';
import { SEVERITIES, WORST } from '../../model/alert.ts';
import { DURATION } from '../quantities.ts';
import { text } from './fields.ts';

const noDuration = { error: 'is not a duration such as 30m or 4h' };
const duration = z
  .string(noDuration)
  .regex(DURATION, noDuration)
  .meta({ examples: ['15m', '4h'] });

const wish = {
  least: z
    .enum(SEVERITIES)
    .optional()
    .describe('How severe it has to be. Default: warning, or info where there are types.'),
  types: z
    .array(z.enum(Object.keys(WORST)))
    .min(1, { error: 'must not be empty' })
    .optional()
    .describe('What it has to be about. The end of what was told is told in any case. Default: all but suspicions.'),
  after: duration.optional().describe('How long it has to last before this channel hears of it. Default: 0s.'),
  remind: duration.optional().describe('How often it is reminded of trouble that lasts. Default: never.'),
  quiet: text
    .optional()
    .describe(
      'When nothing but what is critical may come, such as "22:00-07:00 Europe/Berlin". The rest comes afterwards.',
    ),
};

const url = text.describe('Where it is sent, best as "${NAME}": whoever knows the address can use it.');
const insecure = z.boolean().optional().describe('Allows a way that is not encrypted to another machine.');
const address = (usual: string): z.ZodOptional<z.ZodString> =>
  text.optional().describe(`Where the service is. Default: ${usual}`);

/** What each kind of channel takes besides what all of them do. */
export const channelSchemas = {
  webhook: z.strictObject({
    kind: z.literal('webhook').describe('A CloudEvent to a program of yours.'),
    url,
    secret: text.optional().describe('What requests are signed with, best as "${NAME}".'),
    token: text.optional().describe('Sent as a bearer token, best as "${NAME}".'),
    insecure,
    ...wish,
  }),
  slack: z.strictObject({ kind: z.literal('slack').describe('An incoming webhook of Slack.'), url, insecure, ...wish }),
  discord: z.strictObject({ kind: z.literal('discord').describe('A webhook of Discord.'), url, insecure, ...wish }),
  teams: z.strictObject({
    kind: z.literal('teams').describe('A workflow of Microsoft Teams that begins with a webhook.'),
    url,
    insecure,
    ...wish,
  }),
  pagerduty: z.strictObject({
    kind: z.literal('pagerduty').describe('Events of PagerDuty, version 2.'),
    key: text.describe('The integration key of a service, best as "${NAME}".'),
    address: address('https://events.pagerduty.com'),
    ...wish,
  }),
  opsgenie: z.strictObject({
    kind: z.literal('opsgenie').describe('Alerts of Opsgenie, or of Jira Service Management.'),
    key: text.describe('The key of an API integration, best as "${NAME}".'),
    address: address('https://api.opsgenie.com'),
    ...wish,
  }),
  ntfy: z.strictObject({
    kind: z.literal('ntfy').describe('A topic of ntfy.'),
    url,
    token: text.optional().describe('An access token, best as "${NAME}".'),
    insecure,
    ...wish,
  }),
  telegram: z.strictObject({
    kind: z.literal('telegram').describe('A bot of Telegram.'),
    token: text.describe('The token of the bot, best as "${NAME}".'),
    chat: z.union([text, z.int()], { error: 'must be the number of a chat, or "@name" of a channel' }),
    address: address('https://api.telegram.org'),
    ...wish,
  }),
  email: z.strictObject({
    kind: z.literal('email').describe('Mail by a server of yours.'),
    server: text.describe('smtps://name:password@host or smtp://…, best as "${NAME}".'),
    from: text.describe('The sender.'),
    to: z.union([text, z.array(text).min(1, { error: 'must not be empty' })], {
      error: 'must be an address, or a list of them',
    }),
    insecure,
    ...wish,
  }),
  desktop: z.strictObject({ kind: z.literal('desktop').describe('A notification on this machine.'), ...wish }),
} as const;

export type ChannelKind = keyof typeof channelSchemas;
export type ChannelEntry = z.infer<(typeof channelSchemas)[ChannelKind]>;

/** The section `alerts`. */
export const alertsSchema = z.strictObject({
  channels: z
    .record(
      z.string(),
      z.discriminatedUnion('kind', [
        channelSchemas.webhook,
        channelSchemas.slack,
        channelSchemas.discord,
        channelSchemas.teams,
        channelSchemas.pagerduty,
        channelSchemas.opsgenie,
        channelSchemas.ntfy,
        channelSchemas.telegram,
        channelSchemas.email,
        channelSchemas.desktop,
      ]),
    )
    .optional()
    .describe('Who is told of trouble, by a name of your choice.'),
});
