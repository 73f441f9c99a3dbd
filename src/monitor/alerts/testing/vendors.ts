import { z } from 'zod';

// What receivers take, as they document it, read in November 2026. They are written down apart from our own code, to judge it.

const iso = z.iso.datetime();
const link = z.url({ protocol: /^https$/ });

/** github.com/cloudevents/spec, cloudevents/formats/cloudevents.json, and what ours holds. */
export const cloudEvent = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().regex(/^failsoft\.[a-z]+\.?[a-z]*$/),
  subject: z.string().min(1),
  time: iso,
  datacontenttype: z.literal('application/json'),
  data: z.strictObject({
    kind: z.enum(['begin', 'news', 'reminder', 'end', 'missed']),
    severity: z.enum(['info', 'warning', 'critical']),
    title: z.string(),
    lines: z.array(z.string()),
    episode: z.string(),
    surface: z.string().nullable(),
    since: iso,
    url: z.url().nullable(),
    host: z.string(),
  }),
});

const plainText = (most: number): z.ZodType =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean() });

/** docs.slack.dev: incoming webhooks, and the reference of Block Kit. */
export const slack = z.strictObject({
  text: z.string().min(1).max(40_000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('header'), text: plainText(150) }),
        z.strictObject({ type: z.literal('section'), text: plainText(3_000) }),
        z.strictObject({
          type: z.literal('context'),
          elements: z
            .array(
              z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(3_000), verbatim: z.boolean() }),
            )
            .max(10),
        }),
      ]),
    )
    .max(50),
  unfurl_links: z.boolean(),
  unfurl_media: z.boolean(),
});

/** docs.discord.com: execute webhook, embed limits. */
export const discord = z
  .strictObject({
    username: z
      .string()
      .max(80)
      .regex(/^(?!.*(?:clyde|discord))/i),
    allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
    embeds: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(256),
          description: z.string().max(4_096),
          color: z.int().min(0).max(0xffffff),
          timestamp: iso,
          footer: z.strictObject({ text: z.string().max(2_048) }),
          url: link.optional(),
        }),
      )
      .length(1),
  })
  .refine(
    ({ embeds: [embed] }) =>
      (embed?.title.length ?? 0) + (embed?.description.length ?? 0) + (embed?.footer.text.length ?? 0) <= 6_000,
  );

const inline = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string().min(1),
  size: z.enum(['Small', 'Default', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
  color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
  isSubtle: z.boolean().optional(),
});

/** learn.microsoft.com: create incoming webhooks with workflows; adaptivecards.io, schema 1.4. */
export const teams = z
  .strictObject({
    type: z.literal('message'),
    attachments: z
      .array(
        z.strictObject({
          contentType: z.literal('application/vnd.microsoft.card.adaptive'),
          contentUrl: z.null(),
          content: z.strictObject({
            $schema: z.url(),
            type: z.literal('AdaptiveCard'),
            version: z.literal('1.4'),
            body: z.array(z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(inline).min(1) })).min(1),
            actions: z
              .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: link }))
              .optional(),
            msteams: z.strictObject({ width: z.literal('Full') }),
          }),
        }),
      )
      .length(1),
  })
  .refine((message) => Buffer.byteLength(JSON.stringify(message)) <= 28 * 1024);

/** developer.pagerduty.com: send an alert event. */
export const pagerduty = z.discriminatedUnion('event_action', [
  z.strictObject({
    routing_key: z.string().min(1),
    dedup_key: z.string().min(1).max(255),
    event_action: z.literal('trigger'),
    payload: z.strictObject({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: iso,
      component: z.string(),
      class: z.string(),
      custom_details: z.record(z.string(), z.unknown()),
    }),
    links: z.array(z.strictObject({ href: link, text: z.string() })),
    client: z.string(),
  }),
  z.strictObject({
    routing_key: z.string().min(1),
    dedup_key: z.string().min(1).max(255),
    event_action: z.literal('resolve'),
  }),
]);

/** docs.opsgenie.com: create alert, close alert. */
export const opsgenie = z.union([
  z.strictObject({
    message: z.string().min(1).max(130),
    alias: z.string().min(1).max(512),
    description: z.string().max(15_000),
    priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
    source: z.string().max(100),
    entity: z.string().max(512),
    tags: z.array(z.string().max(50)).max(20),
    details: z.record(z.string(), z.string()),
  }),
  z.strictObject({ source: z.string().max(100), note: z.string().max(25_000) }),
]);

/** docs.ntfy.sh: publish as JSON. */
export const ntfy = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().min(1),
  message: z.string().refine((text) => Buffer.byteLength(text) <= 4_096),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string()),
  markdown: z.literal(false),
  click: z.url().optional(),
});

/** core.telegram.org/bots/api#sendmessage. */
export const telegram = z.strictObject({
  chat_id: z.string().min(1),
  text: z
    .string()
    .min(1)
    .refine((text) => text.replaceAll(/<[^>]*>/g, '').replaceAll(/&(?:amp|lt|gt|quot);/g, '.').length <= 4_096),
  parse_mode: z.literal('HTML'),
  link_preview_options: z.strictObject({ is_disabled: z.boolean() }),
  disable_notification: z.boolean(),
});

export const VENDORS = { webhook: cloudEvent, slack, discord, teams, pagerduty, opsgenie, ntfy, telegram } as const;
