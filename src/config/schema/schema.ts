import { z } from 'zod';
import { NEEDS } from '../../model/need.ts';
import { HEDGES, NEARS } from '../../model/route.ts';
import { PROVIDERS } from '../../providers/index.ts';
import { SURFACES } from '../../providers/surfaces.ts';
import { PAGES } from '../config.ts';
import { DURATION, SIZE } from '../quantities.ts';
import { alertsSchema } from './alerts.ts';
import { deferredSchema, deferRungSchema, storeSchema } from './deferred.ts';
import { editionsSchema } from './editions.ts';
import { statusSchema } from './status.ts';
import { writerSchema } from './writer.ts';

/** The protocols that a provider of one's own may speak. */
export const PROTOCOLS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini', 'ollama'] as const;

const text = z.string().min(1, { error: 'must not be empty' });

const noDuration = { error: 'is not a duration such as 250ms, 3s, 10m or 1h' };

const duration = z
  .string(noDuration)
  .regex(DURATION, noDuration)
  .meta({ examples: ['250ms', '3s', '10m', '1h'] });

const size = z.union([
  z
    .int({ error: 'must be a whole number of bytes, or a size such as 512KB or 32MB' })
    .positive({ error: 'must be more than 0' }),
  z.string().regex(SIZE, { error: 'is not a size such as 512KB, 32MB or 1GB' }),
]);

const whole = (most: number): z.ZodInt =>
  z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(most, { error: `must be at most ${most}` });

const noAmount = { error: 'must be an amount of US dollars, such as 20 or 0.5' };
const dollars = z.number(noAmount).min(0, noAmount);

const texts = z.array(text).min(1, { error: 'must not be empty' });

/** One entry under `providers`. */
export const providerSchema = z.strictObject({
  provider: z
    .enum(Object.keys(PROVIDERS))
    .optional()
    .describe('The known provider that this is an account of, when its name here is another.'),
  protocol: z.enum(PROTOCOLS).optional().describe('What it speaks. Needed for a provider that is not known.'),
  also: z
    .array(z.enum(PROTOCOLS))
    .min(1, { error: 'must not be empty' })
    .optional()
    .describe('What else it speaks at the same address: callers of these are not translated.'),
  baseUrl: text.optional().describe('Its address, up to and including /v1. Needed for a provider that is not known.'),
  apiKey: text.optional().describe('Its key, best as "${NAME}". `caller` sends the caller\'s own credential on.'),
  apiKeys: texts.optional().describe('Several keys, tried in this order.'),
  auth: z.enum(['bearer', 'x-api-key']).optional().describe('The header that carries the key.'),
  models: texts.optional().describe('The models that it serves, for a provider that cannot be asked.'),
  local: z.boolean().optional().describe('No vendor sees what is sent there: a machine of your own.'),
  insecure: z.boolean().optional().describe('Allows plain http to another machine.'),
  deployments: z
    .record(z.string(), text)
    .optional()
    .describe('The names that models have here, where an operator has chosen them: model to deployment.'),
  region: text.optional().describe('Amazon: the region, such as us-east-1.'),
  profile: text
    .optional()
    .describe('Amazon: where requests may be answered; global, us, eu, apac, jp, au, us-gov, none.'),
  accessKeyId: text.optional().describe('Amazon: the id of the key that requests are signed with.'),
  secretAccessKey: text.optional().describe('Amazon: the secret of that key, best as "${NAME}".'),
  sessionToken: text.optional().describe('Amazon: what belongs to a temporary key, best as "${NAME}".'),
  project: text.optional().describe('Google Cloud: the id of the project.'),
  location: text.optional().describe('Google Cloud: where requests may be answered; global, us, eu or a region.'),
  credentialsFile: text
    .optional()
    .describe('Google Cloud: the JSON file of a service account, or the one that gcloud leaves for applications.'),
  credentials: text.optional().describe('Google Cloud: what stands in that file, best as "${NAME}".'),
  resource: text.optional().describe('Microsoft: the name of the resource, the first part of its address.'),
  tenantId: text.optional().describe('Microsoft: the tenant of the application that asks.'),
  clientId: text.optional().describe('Microsoft: the id of that application.'),
  clientSecret: text.optional().describe('Microsoft: its secret, best as "${NAME}".'),
  refreshToken: text
    .optional()
    .describe('Microsoft 365 Copilot: what is left of the sign-in of a person, best as "${NAME}".'),
  timeZone: text.optional().describe('Microsoft 365 Copilot: the time zone of that person, such as Europe/Berlin.'),
  concurrency: whole(100_000).optional().describe('Requests that may be under way there at once.'),
  spendPerHour: dollars.optional().describe('What it may cost in an hour, US dollars.'),
  tokenUrl: text.optional().describe('Where tokens are fetched. Default: the address of Google or Microsoft.'),
});

/** A rung that asks a model, written at length. */
export const modelRungSchema = z.strictObject({
  target: text.describe('`provider/model`, or `provider/*` for the model that was asked for.'),
  tries: whole(2).optional().describe('How often it may be asked for one request.'),
  connect: duration.optional().describe('Until there is a connection.'),
  firstContent: duration.optional().describe('Until the first text, thinking or tool call of a stream.'),
  thinking: duration.optional().describe('The same where the request asks the model to think.'),
  answer: duration.optional().describe('Until a whole (not streamed) answer.'),
  byteIdle: duration.optional().describe('Between two bytes of a stream.'),
  contentIdle: duration.optional().describe('Between two pieces of text of a stream.'),
  thinkingIdle: duration
    .optional()
    .describe('The same while the model thinks. Default: as contentIdle, if that is set.'),
  callIdle: duration.optional().describe('The same while it writes the input of a tool. Default: as contentIdle.'),
  total: duration.optional().describe('The whole attempt.'),
  hedge: z.enum(HEDGES).optional().describe('When another rung is asked beside it, if it is late. Default: suspicion.'),
  continue: z
    .boolean()
    .optional()
    .describe(
      'May it go on with the answer of another rung that broke off? Default: false, until it was found to do that well.',
    ),
  resume: z
    .boolean()
    .optional()
    .describe(
      'May its provider store its streams, so that one whose line broke is taken up again there? Default: false.',
    ),
  concurrency: whole(100_000).optional().describe('Requests that may be under way on it at once.'),
  gather: z
    .boolean()
    .optional()
    .describe(
      'Is it asked for a stream where the caller wants a whole answer, to see soon when it hangs? Default: false.',
    ),
  when: z
    .strictObject({
      needs: z.array(z.enum(NEEDS)).min(1, { error: 'must not be empty' }).describe('What such a request needs.'),
    })
    .optional()
    .describe('It is for such requests and no others.'),
});

/** What a notice says, written at length. */
export const noticeSchema = z.strictObject({
  text: text.optional().describe('What the caller reads.'),
  as: z.enum(['answer', 'error']).optional().describe('How it is told. Default: answer.'),
  timeZone: text
    .optional()
    .describe('Where the times in it are those of the clock, such as Europe/Berlin. Default: UTC.'),
});

/** A rung that answers with a sentence of the operator. */
export const noticeRungSchema = z.strictObject({
  notice: z.union([text.describe('What the caller reads.'), noticeSchema], { error: 'must be a text, or a mapping' }),
});

/** A rung that answers with what was answered before. */
export const cacheRungSchema = z.strictObject({
  cache: z.strictObject({
    maxAge: duration.optional().describe('How old an answer may be there. Default: as the `stale` of the route.'),
  }),
});

/** A rung that answers with what was made ahead of time. */
export const editionRungSchema = z.strictObject({ edition: text.describe('The name of a slot under `editions`.') });

/** What a route does with answers that were given before. */
const routeCacheSchema = z.strictObject({
  fresh: duration
    .optional()
    .describe('An answer that is not older is given before anybody is asked. Default: none is.'),
  revalidate: duration.optional().describe('For so long after that it is still given, and asked for anew behind it.'),
  stale: duration.optional().describe('How old an answer may be that stands in on the rung `cache`. Default: 24h.'),
  sampled: z
    .boolean()
    .optional()
    .describe(
      'Keep answers to requests without `temperature: 0`, too, which would be others each time. Default: false.',
    ),
  tools: z.boolean().optional().describe('Keep answers to requests that offer tools, too. Default: false.'),
  near: z
    .enum(NEARS)
    .optional()
    .describe(
      'Give an answer to the same question in other words, too: `verbatim` in an outage, `alias` also at once. Default: to none.',
    ),
});

/** One rung of a ladder. */
export const rungSchema = z.union([
  text,
  modelRungSchema,
  cacheRungSchema,
  editionRungSchema,
  noticeRungSchema,
  deferRungSchema,
]);

/** One entry under `routes`. */
export const routeSchema = z.strictObject({
  name: text.optional().describe('How clients, the journal and the console call it. Default: its first pattern.'),
  match: texts.describe('Model names that callers use; * stands for any run of characters.'),
  workflows: texts
    .optional()
    .describe('Workflows that it serves, as requests name them in the header x-failsoft-workflow, whatever the model.'),
  allow: texts.optional().describe('Data policy: nothing but these providers is ever contacted.'),
  deadline: duration.optional().describe('The time that one request may take in all, whatever is tried.'),
  cache: routeCacheSchema
    .optional()
    .describe('What is done with answers that were given before. Default: none is kept.'),
  ladder: z.array(rungSchema).min(1, { error: 'needs at least one rung' }).describe('Who is asked, best first.'),
});

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
    answerBytes: size.optional().describe('The largest whole answer of a provider.'),
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

export type ProviderEntry = z.infer<typeof providerSchema>;
export type RouteCacheEntry = z.infer<typeof routeCacheSchema>;
export type ModelRungEntry = z.infer<typeof modelRungSchema>;

/** The schema of the file for editors, as JSON. */
export function jsonSchema(): string {
  return `${JSON.stringify({ title: 'Failsoft configuration', ...z.toJSONSchema(configSchema, { io: 'input' }) }, null, 2)}\n`;
}
