import { z } from 'zod';
import { text } from './fields.ts';

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** What people read when a service is away, in the words of the organisation. */
const adviceSchema = z.strictObject({
  work: text.describe('A kind of work, such as "Writing and code".'),
  use: z
    .array(
      z.union([text, z.strictObject({ name: text, address: address.optional() })], {
        error: 'must be the id of a service, or a mapping with "name" and "address"',
      }),
    )
    .min(1, { error: 'must not be empty' })
    .describe('What can be used for it, best first: ids of services such as chatgpt, or a name with an address.'),
  note: text.optional().describe('What else people should know of it.'),
});

/** The section `status`. */
export const statusSchema = z.strictObject({
  public: z
    .boolean()
    .optional()
    .describe('May everybody who reaches this gateway see its status page? Otherwise a key of a client is asked for.'),
  advice: z.array(adviceSchema).optional().describe('What to use while a service is away. Default: a list of our own.'),
});
