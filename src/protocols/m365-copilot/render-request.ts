import type { Conversation, Message, Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { collectLosses, type Losses } from '../fields.ts';
import type { Rendered } from '../protocol.ts';
import { CONTINUE, withSystemFirst } from '../turns.ts';

/** The place of the person who asks, where nobody has said another: the API wants to know one. */
export const TIME_ZONE = 'UTC';

const ROLES =
  'How to answer. These instructions come from whoever built the application, and count for the whole answer.';

const TRANSCRIPT =
  'Below is a conversation between a user and you, the assistant, with one element for each turn. ' +
  "Give the assistant's next turn, in answer to the user's last one: its words alone, without the element around them.";

/**
 * Writes a body for `chat` and `chatOverStream`. There is no place for a system text but the context, and none for a history: that
 * becomes one message in which every turn says whose it is. What the API cannot do at all keeps the request from it (`blocking`).
 */
export function renderRequest(conversation: Conversation): Rendered {
  const losses = collectLosses();
  loseAbilities(conversation, losses);
  loseSettings(conversation, losses);
  const { messages, moved } = withSystemFirst(conversation.messages);
  if (moved) losses.lose('system between turns', 'behavioural');
  const system = messages.filter(({ role }) => role === 'system').flatMap((message) => textsOf(message, losses));
  const body: JsonObject = {
    message: { text: questionOf(messages, losses) },
    ...(system.length > 0 && { additionalContext: [{ text: system.join('\n\n'), description: ROLES }] }),
    locationHint: { timeZone: TIME_ZONE },
    // It searches the web unless it is told not to, for every question anew.
    contextualResources: { webContext: { isWebEnabled: renderWebSearch(conversation, losses) } },
  };
  return { body, losses: losses.list() };
}

/** A single question as it is, everything else as a transcript. */
function questionOf(messages: readonly Message[], losses: Losses): string {
  const turns = messages
    .filter(({ role }) => role !== 'system')
    .map((message) => ({ role: message.role, text: textsOf(message, losses).join('\n\n') }))
    .filter(({ text }) => text !== '');
  const [first] = turns;
  if (first === undefined) return CONTINUE;
  if (turns.length === 1 && first.role === 'user') return first.text;
  const last = turns.at(-1);
  if (last?.role === 'assistant') losses.lose('prefill', 'behavioural');
  const all = last?.role === 'assistant' ? [...turns, { role: 'user', text: CONTINUE }] : turns;
  return [TRANSCRIPT, ...all.map(({ role, text }) => `<turn of="${role}">\n${text}\n</turn>`)].join('\n\n');
}

function textsOf({ parts }: Message, losses: Losses): readonly string[] {
  return parts.map((part) => textOf(part, losses)).filter((text) => text !== '');
}

function textOf(part: Part, losses: Losses): string {
  switch (part.type) {
    case 'text':
      if (part.cache !== undefined) losses.lose('cache_control', 'cosmetic');
      return part.text;
    case 'refusal':
      return part.text;
    case 'thinking':
    case 'sealed-thinking':
      losses.lose('thinking of earlier turns', 'cosmetic');
      return '';
    case 'media':
      losses.lose(part.mediaType.startsWith('image/') ? 'images' : 'files', 'blocking');
      return '';
    case 'tool-call':
    case 'tool-result':
      losses.lose('tools', 'blocking');
      return '';
  }
}

/** What the API has not. An agent without its tools is useless, and whoever wants JSON would get prose. */
function loseAbilities({ tools, toolChoice, output, thinking }: Conversation, losses: Losses): void {
  if (tools.length > 0 && toolChoice.kind !== 'none') losses.lose('tools', 'blocking');
  if (output.kind !== 'text') losses.lose('response_format', 'blocking');
  if (thinking.kind === 'on') losses.lose('thinking', 'behavioural');
  if (thinking.kind === 'off') losses.lose('thinking', 'cosmetic');
}

function loseSettings({ settings }: Conversation, losses: Losses): void {
  const { temperature, topP, topK, frequencyPenalty, presencePenalty, maxTokens, stop, seed, cacheKey, user } =
    settings;
  const sampling = {
    temperature,
    top_p: topP,
    top_k: topK,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    max_tokens: maxTokens,
  };
  for (const [name, value] of Object.entries(sampling)) if (value !== undefined) losses.lose(name, 'behavioural');
  // The gateway itself ends the answer there.
  if (stop !== undefined && stop.length > 0) losses.lose('stop', 'behavioural');
  if (seed !== undefined) losses.lose('seed', 'cosmetic');
  if (cacheKey !== undefined) losses.lose('prompt_cache_key', 'cosmetic');
  if (user !== undefined) losses.lose('user', 'cosmetic');
}

function renderWebSearch({ webSearch }: Conversation, losses: Losses): boolean {
  if (webSearch === undefined) return false;
  if (webSearch.allowedDomains.length + webSearch.blockedDomains.length > 0)
    losses.lose('web_search.domains', 'behavioural');
  return true;
}
