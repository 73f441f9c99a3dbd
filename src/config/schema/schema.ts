import { z } from 'zod';
import { SURFACES } from '../../providers/surfaces.ts';
import { PAGES } from '../config.ts';
import { alertsSchema } from './alerts.ts';
import { deferredSchema, storeSchema } from './deferred.ts';
import { editionsSchema } from './editions.ts';
import { dollars, duration, size, text, texts, whole } from './fields.ts';
import { providerSchema } from './providers.ts';
import { routeSchema } from './routes.ts';
import { statusSchema } from './status.ts';
import { writerSchema } from './writer.ts';

/** One entry under `clients`. */
export const clientSchema = z.strictObject({
  id: text.describe('How the journal calls it.'),
  key: text.describe('What it presents, best as "${NAME}".'),
  tenant: text.optional().describe('Whom it belongs to. Default: its id.'),
  routes: texts.optional().describe('The routes that it may use; * stands for any run of characters. Default: all.'),
  concurrency: whole(100_000).optional().describe('Requests that it may have under way at once.'),
});

/** The sections that hold no lists, in the order of the file. */
export const sectionSchemas = {
  listen: text.describe('host:port. Anything but loopback needs clients.'),
  tls: z.strictObject({ cert: text.describe('A PEM file.'), key: text.describe('A PEM file.') }),
  journal: z.strictObject({
    path: text.nullable().optional().describe('The SQLite file; null keeps entries in memory only.'),
    keepDays: whole(3_650).optional(),
    bodies: z.boolean().optional().describe('Record prompts and answers, too.'),
  }),
  limits: z.strictObject({
    bodyBytes: size.optional().describe('The largest request.'),
    answerBytes: size.optional().describe('The largest whole answer of a provider, and the largest event of a stream.'),
    cacheMemoryBytes: size.optional().describe('What answers that were given before take in memory.'),
    cacheDiskBytes: size.optional().describe('The same in the file of the journal.'),
    concurrency: whole(100_000).optional().describe('Requests under way at once.'),
    connections: whole(1_000_000).optional().describe('Connections that may be open at once.'),
    extraSpend: z
      .strictObject({
        share: z
          .number({ error: 'must be a share, such as 0.05' })
          .min(0, { error: 'must be at least 0' })
          .max(1, { error: 'must be at most 1' })
          .optional()
          .describe('The share of all that was spent in the last hour, 0 to 1.'),
        perHour: dollars.optional().describe('What may be spent besides in an hour, US dollars.'),
      })
      .optional()
      .describe('What may be spent on calls in addition: hedges, rescues, second tries, continuations, probes.'),
    drain: duration.optional().describe('How long requests under way may take when the gateway is told to end.'),
    resumeGrace: duration
      .optional()
      .describe('How long an answer goes on whose reader has lost its line and may come back.'),
  }),
  health: z.strictObject({
    warm: z
      .union([z.literal('off'), duration])
      .optional()
      .describe('A rung that has not answered for so long is asked a question of one token.'),
    probes: z
      .strictObject({
        perMinute: z
          .int({ error: 'must be a whole number' })
          .min(0, { error: 'must be at least 0' })
          .max(60, { error: 'must be at most 60' })
          .describe(
            'How often a model that rests may be asked whether it is back. 0: a request of a caller finds out.',
          ),
      })
      .optional(),
  }),
  monitor: z.strictObject({
    pages: z
      .enum(PAGES)
      .optional()
      .describe(
        'When official status pages are asked: once somebody has asked this gateway something, from its start, or never.',
      ),
    surfaces: z
      .array(z.enum([...SURFACES.keys()]))
      .optional()
      .describe('What is watched besides the APIs of your providers, such as chatgpt or gemini-app.'),
    probes: z
      .union([
        z.literal('off'),
        z.strictObject({
          every: duration
            .optional()
            .describe('A model of a route that nobody has asked for so long is asked a question of one token.'),
          perHour: whole(3_600).optional().describe('How many such questions there may be in an hour, all in all.'),
          usdPerDay: z
            .number({ error: 'must be a number' })
            .min(0, { error: 'must be at least 0' })
            .max(1_000, { error: 'must be at most 1000' })
            .optional()
            .describe('What such questions may cost in a day, US dollars.'),
        }),
      ])
      .optional()
      .describe('Questions that are asked only to know how a model is, while the gateway is used.'),
  }),
  network: z.strictObject({
    httpsProxy: text.nullable().optional().describe('Default: HTTPS_PROXY. null: none.'),
    httpProxy: text.nullable().optional().describe('Default: HTTP_PROXY. null: none.'),
    noProxy: z.string().optional().describe('Default: NO_PROXY.'),
    extraCa: z
      .array(text)
      .optional()
      .describe('Certificates to trust besides the built-in ones: PEM files, or PEM itself.'),
  }),
} as const;

/** The whole file. */
export const configSchema = z.strictObject({
  listen: sectionSchemas.listen.optional(),
  tls: sectionSchemas.tls.optional(),
  providers: z.record(z.string(), providerSchema.nullable()),
  routes: z.array(routeSchema).min(1),
  clients: z.array(clientSchema).optional(),
  origins: z
    .array(text)
    .optional()
    .describe(
      'Where a proxy in front shows this gateway to browsers, such as https://app.example. Its pages may use it.',
    ),
  journal: sectionSchemas.journal.optional(),
  limits: sectionSchemas.limits.optional(),
  health: sectionSchemas.health.optional(),
  monitor: sectionSchemas.monitor.optional(),
  alerts: alertsSchema.optional(),
  status: statusSchema.optional(),
  editions: editionsSchema.optional(),
  writer: writerSchema.optional(),
  store: storeSchema.optional(),
  deferred: deferredSchema.optional(),
  network: sectionSchemas.network.optional(),
});

/** The schema of the file for editors, as JSON. */
export function jsonSchema(): string {
  return `${JSON.stringify({ title: 'Failsoft configuration', ...z.toJSONSchema(configSchema, { io: 'input' }) }, null, 2)}\n`;
}
