import type { Json, JsonObject } from '../../src/model/json.ts';
import { OTHER_TOOL, TOOL } from './feature.ts';

/** A call: the id that it has in a body, and the tool. */
export type Called = { readonly id: string; readonly name: string };
export const FIRST: Called = { id: 'call_1', name: TOOL.name };
export const SECOND: Called = { id: 'call_2', name: OTHER_TOOL.name };

/** Calls and results as each dialect writes them. */
export const anthropic = {
  use: ({ id, name }: Called, input: JsonObject = {}): JsonObject => ({ type: 'tool_use', id, name, input }),
  turns: (uses: readonly JsonObject[], answers: readonly JsonObject[]): JsonObject => ({
    messages: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: uses },
      { role: 'user', content: [...answers, { type: 'text', text: 'Go on' }] },
    ],
  }),
  result: ({ id }: Called, content: Json, more: JsonObject = {}): JsonObject => ({
    type: 'tool_result',
    tool_use_id: id,
    content,
    ...more,
  }),
};
export const chat = {
  call: ({ id, name }: Called, input: JsonObject = {}): JsonObject => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }),
  result: ({ id }: Called, content: Json): JsonObject => ({ role: 'tool', tool_call_id: id, content }),
};
export const responses = {
  call: ({ id, name }: Called, input: JsonObject = {}): JsonObject => ({
    type: 'function_call',
    call_id: id,
    name,
    arguments: JSON.stringify(input),
  }),
  result: ({ id }: Called, output: Json): JsonObject => ({ type: 'function_call_output', call_id: id, output }),
};
export const gemini = {
  call: (called: Called, args: JsonObject = {}): JsonObject => ({ functionCall: { ...called, args } }),
  result: (called: Called, response: JsonObject, more: JsonObject = {}): JsonObject => ({
    functionResponse: { ...called, response, ...more },
  }),
};
export const ollama = {
  call: ({ id, name }: Called, input: JsonObject = {}): JsonObject => ({ id, function: { name, arguments: input } }),
  result: ({ id, name }: Called, content: string, more: JsonObject = {}): JsonObject => ({
    role: 'tool',
    tool_name: name,
    tool_call_id: id,
    content,
    ...more,
  }),
};
