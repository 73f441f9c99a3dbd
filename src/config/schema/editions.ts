import { z } from 'zod';
import { FORMATS, PERSONAL } from '../../model/slot.ts';
import { DURATION } from '../quantities.ts';
import { text } from './fields.ts';

const noDuration = { error: 'is not a duration such as 250ms, 3s, 10m or 1h' };
const duration = z.string(noDuration).regex(DURATION, noDuration);

const share = z
  .number({ error: 'must be a number from 0 to 1' })
  .min(0, { error: 'must be at least 0' })
  .max(1, { error: 'must be at most 1' });

const whole = (least: number, most: number): z.ZodInt =>
  z
    .int({ error: 'must be a whole number' })
    .min(least, { error: `must be at least ${least}` })
    .max(most, { error: `must be at most ${most}` });

const CHARACTERS_MAX = 1_000_000;

/** One source, written at length. */
export const sourceSchema = z.strictObject({
  file: text.optional().describe('A file, from the folder of the configuration file.'),
  url: text.optional().describe('An address; one with a token best as "${NAME}".'),
  name: text.optional().describe('How it is called in the prompt and in what is published.'),
  insecure: z.boolean().optional().describe('Allows plain http to another machine.'),
});

/** What the gate asks for. */
const checksSchema = z.strictObject({
  length: z
    .strictObject({
      min: whole(0, CHARACTERS_MAX).optional().describe('Characters. Default: 1.'),
      max: whole(1, CHARACTERS_MAX).optional().describe('Characters. Default: 100000.'),
    })
    .optional(),
  schema: z.record(z.string(), z.json()).optional().describe('A JSON Schema, for the format json.'),
  links: z.boolean().optional().describe('Must every link stand in a source? Default: true where there are sources.'),
  numbers: z
    .boolean()
    .optional()
    .describe('Must every number of two digits and more stand in a source? Default: true where there are sources.'),
  banned: z.array(text).optional().describe('Words that must not be in it, whatever their case.'),
  personal: z
    .enum(PERSONAL)
    .optional()
    .describe(
      'May it hold e-mail addresses, phone and account numbers: none, those of the sources, any? Default: none.',
    ),
  distance: share
    .optional()
    .describe('How much of it may differ from the current edition, 0 to 1. Default: all of it.'),
  judge: z
    .strictObject({
      model: text.describe('Who gives the mark; a route serves it.'),
      question: text.optional().describe('What is judged.'),
      least: share.optional().describe('The mark that is good enough, 0 to 1. Default: 0.7.'),
    })
    .optional()
    .describe('A model that has to find it good.'),
});

/** One entry under `slots`. */
export const slotSchema = z.strictObject({
  model: text.describe('The model that is asked for; a route serves it.'),
  prompt: text.describe('What is asked.'),
  sources: z
    .array(z.union([text, sourceSchema]))
    .max(20, { error: 'must have at most 20 entries' })
    .optional()
    .describe('Files and addresses that it is made from.'),
  format: z.enum(FORMATS).optional().describe('Default: markdown.'),
  locale: text.optional().describe('The language that it must be in, such as de or pt-BR.'),
  schedule: text.optional().describe('When it is made anew, as cron has it: "0 6 * * *".'),
  zone: text.optional().describe('The time zone of the schedule. Default: UTC.'),
  watch: duration.optional().describe('How often its sources are looked at, to make it anew when one has changed.'),
  staleAfter: duration.optional().describe('From this age on its date is shown with it. Default: 48h.'),
  expires: duration.optional().describe('From this age on the fallback is shown in its place. Default: never.'),
  keep: whole(1, 100).optional().describe('Published editions that are kept. Default: 5.'),
  fallback: text.optional().describe('What is shown where there is no edition that may be.'),
  approval: z.boolean().optional().describe('Is it published only once a person has said so? Default: false.'),
  deadline: duration.optional().describe('How long one build may take. Default: 5m.'),
  retries: whole(0, 10).optional().describe('How often a build that came to nothing is tried again. Default: 3.'),
  jitter: duration.optional().describe('A build begins up to so much later than it is due. Default: 30s.'),
  checks: checksSchema.optional().describe('What it has to be like to be published.'),
});

/** The section `editions`. */
export const editionsSchema = z.strictObject({
  folder: text.optional().describe('Where they are kept. Default: .failsoft/editions.'),
  public: z
    .boolean()
    .optional()
    .describe(
      'May those read them under /editions who have no key of a client? On loopback everybody may. Default: false.',
    ),
  slots: z.record(z.string(), slotSchema).optional().describe('What is made, by a name of your choice.'),
});

export type SlotEntry = z.infer<typeof slotSchema>;
export type SourceEntry = z.infer<typeof sourceSchema>;
export type ChecksEntry = z.infer<typeof checksSchema>;
