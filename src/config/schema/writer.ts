import { z } from 'zod';
import { text } from './fields.ts';

/** The section `writer`. */
export const writerSchema = z.strictObject({
  folder: text.nullable().optional().describe('Where documents lie, as files of Markdown; null: only in the browser.'),
  model: text.optional().describe('The model that the writer asks for. Default: the usual one of the first vendor.'),
  clients: z
    .array(text)
    .optional()
    .describe('The clients that may read and write the documents from other machines. Default: none.'),
});
