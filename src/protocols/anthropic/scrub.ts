import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { isOurCitation } from './citations.ts';
import { blockType, isMinted } from './terms.ts';

/**
 * Takes the thinking that we signed in another model's name, and the citations that no search of Anthropic's has found, out of a
 * caller's body. A turn that was nothing else goes as a whole, because Anthropic refuses turns without content.
 */
export function scrub(body: JsonObject): JsonObject {
  const messages = at(body, 'messages');
  if (!isArray(messages)) return body;
  return { ...body, messages: messages.flatMap(scrubMessage) };
}

function scrubMessage(message: Json): readonly Json[] {
  const content = at(message, 'content');
  if (!isObject(message) || !isArray(content)) return [message];
  const kept = content.flatMap(scrubBlock);
  if (kept.length === content.length && kept.every((block, index) => block === content[index])) return [message];
  return kept.length === 0 ? [] : [{ ...message, content: kept }];
}

function scrubBlock(block: Json): readonly Json[] {
  if (isForeignThinking(block)) return [];
  const citations = listAt(block, 'citations');
  if (!isObject(block) || !citations.some(isOurCitation)) return [block];
  const { citations: _, ...rest } = block;
  const kept = citations.filter((citation) => !isOurCitation(citation));
  return [kept.length === 0 ? rest : { ...rest, citations: kept }];
}

function isForeignThinking(block: Json): boolean {
  switch (blockType(block)) {
    case 'thinking':
      return isMinted(textAt(block, 'signature'));
    case 'redacted_thinking':
      return isMinted(textAt(block, 'data'));
    default:
      return false;
  }
}

/** An event's data or a whole answer with another model name, where it names one. */
export function rename(data: JsonObject, model: string): JsonObject {
  const message = data['message'];
  if (isObject(message) && 'model' in message) return { ...data, message: { ...message, model } };
  return 'model' in data ? { ...data, model } : data;
}
