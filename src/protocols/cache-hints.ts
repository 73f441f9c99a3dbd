import type { CacheTime, Message, Part } from '../model/conversation.ts';
import { isObject, textAt, type JsonObject } from '../model/json.ts';
import { fieldOf, type Losses } from './fields.ts';

/** A hint that stands somewhere, or nothing: to be spread into what it belongs to. */
export type CacheHint = { readonly cache?: CacheTime };

/** The hint of a part, a tool or a message as Anthropic writes it, and OpenRouter after it. */
export function cacheOf(object: JsonObject, losses: Losses): CacheHint {
  const hint = fieldOf(object, 'cache_control');
  if (!isObject(hint)) return {};
  for (const key of Object.keys(hint)) {
    if (key !== 'type' && key !== 'ttl') losses.lose(`cache_control.${key}`, 'cosmetic');
  }
  return { cache: textAt(hint, 'ttl') === '1h' ? '1h' : '5m' };
}

/** The same written: five minutes go without saying. */
export function cacheControl(cache: CacheTime | undefined): JsonObject {
  if (cache === undefined) return {};
  return { cache_control: cache === '1h' ? { type: 'ephemeral', ttl: cache } : { type: 'ephemeral' } };
}

/** The parts with a hint on the last of them that can have one. */
export function withHint(parts: readonly Part[], { cache }: CacheHint): readonly Part[] {
  if (cache === undefined) return parts;
  const last = parts.findLastIndex(({ type }) => type === 'text' || type === 'media' || type === 'tool-result');
  return parts.map((part, index) => (index === last ? hinted(part, cache) : part));
}

function hinted(part: Part, cache: CacheTime): Part {
  switch (part.type) {
    case 'text':
    case 'media':
    case 'tool-result':
      return part.cache === undefined ? { ...part, cache } : part;
    case 'thinking':
    case 'sealed-thinking':
    case 'tool-call':
    case 'refusal':
      return part;
  }
}

/** The messages with a hint at their end. */
export function withLastHint(messages: readonly Message[], hint: CacheHint): readonly Message[] {
  const last = messages.at(-1);
  if (last === undefined || hint.cache === undefined) return messages;
  return [...messages.slice(0, -1), { ...last, parts: withHint(last.parts, hint) }];
}
