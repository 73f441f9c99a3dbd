import { z } from 'zod';
import { NEEDS } from '../../model/need.ts';
import { HEDGES, NEARS } from '../../model/route.ts';
import { deferRungSchema } from './deferred.ts';
import { duration, text, texts, whole } from './fields.ts';

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

export type RouteCacheEntry = z.infer<typeof routeCacheSchema>;
export type ModelRungEntry = z.infer<typeof modelRungSchema>;
