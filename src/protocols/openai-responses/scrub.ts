import { isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { isMinted, typeOf } from './terms.ts';

/** Takes the thoughts that we sealed in another model's name out of a caller's body; OpenAI could not open them. */
export function scrub(body: JsonObject): JsonObject {
  const { input } = body;
  if (!isArray(input)) return body;
  return { ...body, input: input.filter((item) => !isForeignThought(item)) };
}

function isForeignThought(item: Json): boolean {
  return typeOf(item) === 'reasoning' && isMinted(textAt(item, 'encrypted_content'));
}

/**
 * Takes all thoughts out of a caller's body, and the ids of what they led to: by these OpenAI would still ask for the thoughts.
 */
export function forget(body: JsonObject): JsonObject {
  const { input } = body;
  if (!isArray(input)) return body;
  return { ...body, input: input.filter((item) => typeOf(item) !== 'reasoning').map(nameless) };
}

function nameless(item: Json): Json {
  const isLedTo = /^(function_call|custom_tool_call)$/.test(typeOf(item)) || textAt(item, 'role') === 'assistant';
  if (!isObject(item) || !isLedTo) return item;
  const { id: _, ...rest } = item;
  return rest;
}

/** An event's data or a whole answer with another model name, where it names one. */
export function rename(data: JsonObject, model: string): JsonObject {
  const { response } = data;
  if (isObject(response) && 'model' in response) return { ...data, response: { ...response, model } };
  return 'model' in data ? { ...data, model } : data;
}
