import type { Tool } from '../model/conversation.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Losses } from './fields.ts';

/** What a tool that takes free text looks like to those who know only JSON: one text, named `input`. */
export const FREE_TEXT_SCHEMA: JsonObject = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
  additionalProperties: false,
};

/** The tool as a function. A grammar that cannot be enforced is told in words. */
export function asFunction(tool: Tool, losses: Losses): Tool {
  const { freeText, ...rest } = tool;
  if (freeText === undefined) return tool;
  if (freeText === '') return { ...rest, inputSchema: FREE_TEXT_SCHEMA };
  losses.lose('grammar of a tool', 'behavioural');
  const words = `The input has to fit this grammar:\n${freeText}`;
  const description = tool.description === '' ? words : `${tool.description}\n\n${words}`;
  return { ...rest, description, inputSchema: FREE_TEXT_SCHEMA };
}

/** The free text of a call. A model that gave its input another shape gets it told as JSON. */
export function freeTextOf(input: Json): string {
  if (typeof input === 'string') return input;
  const text = isObject(input) ? input['input'] : undefined;
  return isObject(input) && Object.keys(input).length === 1 && typeof text === 'string' ? text : JSON.stringify(input);
}

/** Free text as the input of a call. */
export function asInput(text: string): JsonObject {
  return { input: text };
}
