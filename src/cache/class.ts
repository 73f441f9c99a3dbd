import type { Conversation } from '../model/conversation.ts';
import { at, type Json, type JsonObject, listAt, textAt } from '../model/json.ts';
import type { Reply } from '../model/reply.ts';
import { ROUTE_CACHE, type RouteCache } from '../model/route.ts';
import type { KeptDialect } from './fields.ts';

/** Where a dialect says what decides whether an answer may be kept. */
type Places = {
  readonly temperature: readonly string[];
  readonly tools: readonly string[];
  readonly turns: string;
};

// oxfmt-ignore
const PLACES: Readonly<Record<KeptDialect, Places>> = {
  anthropic:          { temperature: ['temperature'], tools: ['tools'], turns: 'messages' },
  'openai-chat':      { temperature: ['temperature'], tools: ['tools', 'functions'], turns: 'messages' },
  'openai-responses': { temperature: ['temperature'], tools: ['tools'], turns: 'input' },
  gemini:             { temperature: ['generationConfig', 'temperature'], tools: ['tools'], turns: 'contents' },
  ollama:             { temperature: ['options', 'temperature'], tools: ['tools'], turns: 'messages' },
};

/**
 * Why no answer to such a request is kept on a route; null when one may be. `sampled`: the next answer would be another one. A request
 * that says no temperature gets the provider's, which is none of 0.
 */
export function whyNotKept(dialect: KeptDialect, body: JsonObject, cache: RouteCache): string | null {
  const places = PLACES[dialect];
  if (!cache.tools && places.tools.some((field) => listAt(body, field).length > 0)) return 'tools';
  if (!cache.sampled && at(body, ...places.temperature) !== 0) return 'sampled';
  return null;
}

/** Is it of the strictest kind, whose answers depend on nothing but what is asked: no tools, no chance, no conversation? */
export function isPlain(dialect: KeptDialect, body: JsonObject): boolean {
  return whyNotKept(dialect, body, ROUTE_CACHE) === null && !isConversation(dialect, body);
}

/** Has a model spoken before in it? */
export function isConversation(dialect: KeptDialect, body: JsonObject): boolean {
  return listAt(body, PLACES[dialect].turns).some((turn) => ['assistant', 'model'].includes(roleOf(turn)));
}

function roleOf(turn: Json): string {
  return textAt(turn, 'role');
}

/** Why an answer is not kept that came to a request of a kind whose answers are; null when it is. */
export function whyNotFit(reply: Reply, asked: Conversation, cache: RouteCache): string | null {
  if (asked.messages.some(({ parts }) => parts.some(({ type }) => type === 'media'))) return 'files';
  if (asked.unsaid.some(({ weight }) => weight !== 'cosmetic')) return 'more than words is wanted';
  const { parts, stop } = reply;
  if (stop === 'refused' || parts.some(({ type }) => type === 'refusal')) return 'refused';
  if (stop === 'length' || stop === 'context' || stop === 'pause') return 'truncated';
  const calls = stop === 'tool-call' || parts.some(({ type }) => type === 'tool-call');
  if (calls && !cache.tools) return 'tools';
  const isEmpty = !parts.some((part) => part.type === 'text' && part.text.trim() !== '');
  return isEmpty && !calls ? 'empty' : null;
}
