import { z } from 'zod';
import { PRIORITY } from '../../model/job.ts';
import { DURATION, SIZE } from '../quantities.ts';
import { text } from './fields.ts';

const noDuration = { error: 'is not a duration such as 10m, 24h or 168h' };
const duration = z
  .string(noDuration)
  .regex(DURATION, noDuration)
  .meta({ examples: ['10m', '24h', '168h'] });

/** What is kept besides the journal, and how. */
export const storeSchema = z.strictObject({
  key: text
    .optional()
    .describe('What stored prompts and answers are sealed with, best as "${NAME}". Default: FAILSOFT_STORE_KEY.'),
  oldKeys: z.array(text).optional().describe('Keys that were in use before: what was sealed with them still opens.'),
  url: text
    .optional()
    .describe('A PostgreSQL for the queue, as postgres://…, that gateways on several machines share. Needs `key`.'),
});

/** One place that may be told of the end of a job. */
export const webhookSchema = z.strictObject({
  url: text.describe('Where callers may have news sent; a * at the end stands for any rest of the path.'),
  secret: text.describe('What news are signed with (Standard Webhooks), best as "${NAME}".'),
  tenants: z.array(text).min(1, { error: 'must not be empty' }).optional().describe('Who may. Default: all.'),
  private: z
    .boolean()
    .optional()
    .describe('It may be on this machine or in its network. Default: false; then only public addresses are called.'),
});

const jobs = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' });

/** What is promised to those who can wait. */
export const deferredSchema = z.strictObject({
  expires: duration.optional().describe('How long a model is waited for. A rung and a caller may say less or more.'),
  keep: duration.optional().describe('How long an answer is kept for whoever asked.'),
  jobs: jobs
    .max(100_000_000, { error: 'must be at most 100000000' })
    .optional()
    .describe('How many may wait at once. Beyond it nothing more is promised.'),
  bytes: z
    .union([jobs, z.string().regex(SIZE, { error: 'is not a size such as 512MB or 4GB' })])
    .optional()
    .describe('What all of it may take on the disk.'),
  webhooks: z.array(webhookSchema).optional().describe('Where news may be sent. Default: nowhere.'),
});

/** A rung that promises an answer for later. */
export const deferRungSchema = z.strictObject({
  defer: z.strictObject({
    expires: duration.optional().describe('How long a model is waited for. Default: as under `deferred`.'),
    priority: z
      .int({ error: 'must be a whole number' })
      .min(PRIORITY.first, { error: `must be at least ${PRIORITY.first}` })
      .max(PRIORITY.last, { error: `must be at most ${PRIORITY.last}` })
      .optional()
      .describe('0 is answered first, 7 last. Default: 3.'),
  }),
});

export type WebhookEntry = z.infer<typeof webhookSchema>;
