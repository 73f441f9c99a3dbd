import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { blockType, isMinted } from './terms.ts';

/**
 * Takes the thinking that we signed in another model's name out of a caller's body. A turn that was nothing else goes as a
 * whole, because Anthropic refuses turns without content.
 */
export function scrub(body: JsonObject): JsonObject {
  const messages = at(body, 'messages');
  if (!isArray(messages)) return body;
  return { ...body, messages: messages.flatMap(scrubMessage) };
}

function scrubMessage(message: Json): readonly Json[] {
  const content = at(message, 'content');
  if (!isObject(message) || !isArray(content)) return [message];
  const kept = content.filter((block) => !isForeignThinking(block));
  if (kept.length === content.length) return [message];
  return kept.length === 0 ? [] : [{ ...message, content: kept }];
}

function isForeignThinking(block: Json): boolean {
  return blockType(block) === 'thinking' && isMinted(textAt(block, 'signature'));
}

/** An event's data or a whole answer with another model name, where it names one. */
export function rename(data: JsonObject, model: string): JsonObject {
  const message = data['message'];
  if (isObject(message) && 'model' in message) return { ...data, message: { ...message, model } };
  return 'model' in data ? { ...data, model } : data;
}
