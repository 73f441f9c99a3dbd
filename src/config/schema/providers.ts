import { z } from 'zod';
import { PROVIDERS } from '../../providers/index.ts';
import { dollars, text, texts, whole } from './fields.ts';

/** The protocols that a provider of one's own may speak. */
const PROTOCOLS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini', 'ollama'] as const;

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

export type ProviderEntry = z.infer<typeof providerSchema>;
