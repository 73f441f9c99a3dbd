import type { CacheTime, Conversation, Part, Tool } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { cacheControl } from '../cache-hints.ts';
import type { Losses } from '../fields.ts';
import type { Quirks } from '../protocol.ts';

/** What a rendering writes under: the rules of who reads it, the tools that are offered, and what it could not say. */
export type Writing = { readonly quirks: Quirks; readonly tools: readonly Tool[]; readonly losses: Losses };

/** What may be kept of one request: OpenAI writes no more, and OpenRouter passes no more on. */
const HINTS_MAX = 4;

/** A hint as the server understands it, to be spread into a part. */
export function hintOf(cache: CacheTime | undefined, { quirks, losses }: Writing): JsonObject {
  if (cache === undefined) return {};
  if (quirks.cacheHints === 'control') return cacheControl(cache);
  if (quirks.cacheHints === undefined) {
    losses.lose('cache_control', 'cosmetic');
    return {};
  }
  // It keeps for half an hour, and which longer times a server knows is not to be known.
  if (cache === '1h') losses.lose('cache_control.ttl', 'cosmetic');
  return { prompt_cache_breakpoint: { mode: 'explicit' } };
}

/** The conversation with no more hints than are taken: the last ones, which cover what the others covered. */
export function withFewHints(conversation: Conversation, losses: Losses): Conversation {
  const { tools, messages } = conversation;
  const hints = [...tools, ...messages.flatMap(({ parts }) => parts)].filter(hasHint).length;
  if (hints <= HINTS_MAX) return conversation;
  losses.lose('cache_control', 'cosmetic');
  let left = hints - HINTS_MAX;
  const kept = <Hinted extends Tool | Part>(one: Hinted): Hinted => {
    if (!hasHint(one) || left === 0) return one;
    left -= 1;
    return { ...one, cache: undefined };
  };
  return {
    ...conversation,
    tools: tools.map(kept),
    messages: messages.map((message) => ({ ...message, parts: message.parts.map(kept) })),
  };
}

function hasHint(one: Tool | Part): boolean {
  return 'cache' in one && one.cache !== undefined;
}
