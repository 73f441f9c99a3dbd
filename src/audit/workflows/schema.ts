import { z } from 'zod';
import { RUNG_KIND_IDS } from './rungs.ts';
import { CRITICALITIES, SCENARIO_IDS } from './scenarios.ts';
import { isDay, TIME } from './time.ts';

const text = z.string({ error: 'must be text' }).trim().min(1, { error: 'must not be empty' });
const time = z
  .string({ error: 'must be a time such as 30s, 10m, 4h or 3d' })
  .regex(TIME, { error: 'is not a time such as 30s, 10m, 4h or 3d' })
  .meta({ examples: ['10m', '4h', '3d'] });
const day = z
  .string({ error: 'must be a day such as 2027-01-31; put quotes round it' })
  .refine(isDay, { error: 'is not a day such as 2027-01-31' })
  .meta({ examples: ['2027-01-31'] });
const share = z
  .number({ error: 'must be a share from 0 to 1' })
  .min(0, { error: 'must be at least 0' })
  .max(1, { error: 'must be at most 1' });
const amount = z.number({ error: 'must be a number' }).min(0, { error: 'must be at least 0' });
const level = z.union(
  [0, 1, 2, 3, 4].map((one) => z.literal(one)),
  { error: 'must be 0, 1, 2, 3 or 4' },
);
const texts = z.array(text);

export const ROLES = ['main', 'enrichment', 'guardrail', 'embedding', 'offline'] as const;

/** What an outage comes to for those who use it. */
export const OUTCOMES = [
  'same',
  'lesser-but-enough',
  'too-little',
  'visible-error',
  'hang',
  'silently-wrong',
  'crash',
  'data-damage',
] as const;

const callSchema = z.strictObject({
  site: text.describe('The file and the function, `src/reply.ts#draftReply`; `*` stands for all in the file.'),
  role: z.enum(ROLES).describe('What it is for. Default: main.').optional(),
});

export const rungSchema = z.strictObject({
  rung: z.enum(RUNG_KIND_IDS).describe('What is done instead.'),
  service: text
    .optional()
    .describe(
      'Who answers then: a service such as claude-api, a provider, or `provider/model`. For rungs that ask a model.',
    ),
  automatic: z.boolean().optional().describe('It comes in by itself. Default: false, somebody has to switch.'),
  switch: time.optional().describe('How long it takes until it serves, as measured or believed.'),
  level: share.optional().describe('How much of the usual service it is, 0 to 1.'),
  failing: share.optional().describe('How likely it is to fail when it is needed, 0 to 1. Default: by its evidence.'),
  text: text.optional().describe('What it is, for people.'),
});

export const evidenceSchema = z.strictObject({
  kind: z.enum(['drill', 'incident', 'traffic', 'tabletop']).describe('A tabletop proves nothing; it is only noted.'),
  scenario: z.enum(SCENARIO_IDS).describe('What happened, or was made to happen.'),
  at: day.describe('When.'),
  result: z.enum(['pass', 'fail', 'partial', 'void']).describe('Only `pass` proves something; `void` says nothing.'),
  outcome: z.enum(OUTCOMES).optional().describe('What it came to for those who use it.'),
  recovered: time.optional().describe('From the beginning of the trouble until the work went on.'),
  detected: time.optional().describe('From its beginning until somebody knew.'),
  code: text
    .optional()
    .describe('The hash of the code that it was shown with, as `failsoft audit workflows` prints it.'),
  config: text.optional().describe('The same of the configuration.'),
  trial: text.optional().describe('The drill or incident of a gateway that it was taken from; it counts once.'),
  requests: amount.optional().describe('How many requests have met it.'),
  answered: amount.optional().describe('How many of those were answered.'),
  by: text.optional().describe('Who can tell more.'),
  note: text.optional(),
});

export const workflowSchema = z.strictObject({
  id: text.regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, {
    error: 'must be small letters, digits, dots, dashes or underscores, as headers carry it',
  }),
  name: text.optional().describe('What people call it.'),
  confirmed: z.boolean().optional().describe('A person has looked at what the tool proposed. Default: true.'),
  purpose: text.optional().describe('What it produces.'),
  consumers: text.optional().describe('For whom.'),
  owner: text.optional().describe('Who answers for it. Default: whom CODEOWNERS names, then as under `defaults`.'),
  onCall: text.optional().describe('Who is called when it stands still.'),
  criticality: z.enum(CRITICALITIES).optional().describe('How much depends on it. Default: important.'),
  entryPoints: texts.optional().describe('Where it enters the code: a file, or `file#symbol`.'),
  calls: z.array(callSchema).optional().describe('The calls of models that it makes.'),
  uses: texts
    .optional()
    .describe('Services that people use for it without any code of ours, such as claude-app or m365-copilot.'),
  match: z
    .strictObject({
      workflows: texts.optional().describe('Names in the header x-failsoft-workflow. Default: its id.'),
      clients: texts.optional().describe('Clients of the gateway, by the id of their key.'),
      routes: texts.optional().describe('Routes of the gateway.'),
    })
    .optional()
    .describe('Which requests through the gateway are its own.'),
  demand: z
    .strictObject({
      perDay: amount.optional().describe('How often in a day.'),
      when: text.optional().describe('When mostly.'),
    })
    .optional(),
  behaviour: z
    .strictObject({
      outcome: z.enum(OUTCOMES).optional().describe('What an outage comes to today.'),
      sees: text.optional().describe('What people see then.'),
      silent: z.boolean().optional().describe('May the result be wrong without anybody noticing?'),
    })
    .optional(),
  harm: text.optional().describe('What may happen if it is wrong or missing: to people, by law, in money.'),
  impact: z
    .strictObject(Object.fromEntries(['5m', '1h', '4h', '1d', '3d'].map((after) => [after, level.optional()])))
    .optional()
    .describe('How bad it is after so long: 0 not at all, 1 a little, 2 noticeable, 3 serious, 4 unacceptable.'),
  mtpd: time.optional().describe('From when its absence is unacceptable (maximum tolerable period of disruption).'),
  rto: time.optional().describe('Within which it is to go on (recovery time objective).'),
  rpo: time.optional().describe('The work of how long may be lost (recovery point objective); 0s: none.'),
  mbco: z
    .strictObject({ text, level: share.optional().describe('The same as a share of the usual service.') })
    .optional()
    .describe('What is enough for a while (minimum business continuity objective).'),
  costPerHour: z
    .strictObject({
      amount: amount.describe('What an hour without it costs.'),
      lesser: amount.optional().describe('What an hour in a lesser mode costs. Default: nothing.'),
      currency: text.regex(/^[A-Z]{3}$/, { error: 'is not a currency such as EUR' }).optional(),
      basis: text.optional().describe('How that was found.'),
    })
    .optional(),
  acceptance: z
    .strictObject({
      verdict: z.enum(['accepted', 'rejected']).describe('Is it acceptable that it stands still, as it would today?'),
      impact: level.optional().describe('Up to which impact that is accepted.'),
      by: text.describe('Who says so.'),
      until: day.describe('Until when that holds.'),
      why: text.describe('Why.'),
    })
    .optional(),
  ladder: z.array(rungSchema).optional().describe('What is done instead, best first.'),
  parity: z
    .strictObject({
      enough: z.boolean().describe('Can who stands in do the job: tools, images, languages, where data may go?'),
      text: text.optional(),
    })
    .optional(),
  runbook: text.optional().describe('Who may switch, and how, without AI.'),
  teamTools: text.optional().describe('How the team works when its own assistants are away, too.'),
  evidence: z.array(evidenceSchema).optional().describe('When it was shown to work.'),
  recovery: text
    .optional()
    .describe('What happens on the way back: what has piled up, what is sent twice, what is to be cleaned.'),
  suppliers: z
    .array(z.strictObject({ name: text, dependsOn: texts }))
    .optional()
    .describe('Suppliers of ours that need AI themselves, and whose.'),
});

export const fileSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  defaults: z
    .strictObject({
      owner: text.optional().describe('Who answers for workflows that name nobody.'),
      evidenceFor: time.optional().describe('How long evidence counts. Default: 90d.'),
    })
    .optional(),
  workflows: z.array(workflowSchema).describe('Every use of AI that somebody relies on.'),
});

export type Workflow = z.infer<typeof workflowSchema>;
export type WorkflowsFile = z.infer<typeof fileSchema>;
export type DeclaredRung = z.infer<typeof rungSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Outcome = (typeof OUTCOMES)[number];

/** The schema of the file for editors, as JSON. */
export function workflowsJsonSchema(): string {
  const schema = z.toJSONSchema(fileSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'Failsoft workflows', ...schema }, null, 2)}\n`;
}
