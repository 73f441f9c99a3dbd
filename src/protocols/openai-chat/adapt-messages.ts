import { isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import { shortened } from '../names.ts';
import type { AdaptOptions, Quirks } from '../protocol.ts';
import { arrange } from './arrange.ts';
import { coreOfMessage } from './core.ts';
import { forgetThoughts } from './scrub.ts';

/** The messages of a caller's body as a standby of the same dialect takes them. */
export function adaptMessages(messages: readonly Json[], options: AdaptOptions, losses: Losses): readonly Json[] {
  const { quirks } = options;
  const adapted = messages.map((message) => (isObject(message) ? adaptMessage(message, options, losses) : message));
  // What is no message is left to the server to refuse.
  return adapted.every(isObject) ? arrange(adapted, quirks, losses) : adapted;
}

function adaptMessage(message: JsonObject, options: AdaptOptions, losses: Losses): JsonObject {
  const { quirks, foreign } = options;
  noteMedia(message, options, losses);
  // Only OpenAI itself knows developers; to everybody else they are the system.
  const { role } = message;
  const named = quirks.developerRole === true ? 'developer' : 'system';
  let out: JsonObject = role === 'system' || role === 'developer' ? { ...message, role: named } : message;
  // What another maker has signed is refused, and what it thought is a field that strict servers do not know.
  if (foreign) out = forgetThoughts(out, quirks.thoughtsBack === true, losses);
  if (foreign) out = withoutHints(out, quirks, losses);
  if (foreign && options.alike !== true) out = coreOfMessage(out, losses);
  if (quirks.refused?.includes('messages.name') === true) out = unnamed(out, losses);
  if (quirks.shortIds === true) out = withShortIds(out);
  if (quirks.thoughtsBack === true && role === 'assistant' && typeof out['reasoning_content'] !== 'string') {
    out = { ...out, reasoning_content: '' };
  }
  return out;
}

function noteMedia(message: JsonObject, { quirks, foreign }: AdaptOptions, losses: Losses): void {
  for (const part of listAt(message, 'content')) {
    const type = textAt(part, 'type');
    if (type === 'image_url') {
      const url = textAt(part, 'image_url', 'url') || textAt(part, 'image_url');
      if (quirks.noImages === true) losses.lose('images', 'blocking');
      else if (quirks.noImageUrls === true && !url.startsWith('data:')) losses.lose('image URLs', 'blocking');
    }
    // It lies at the provider that the request was meant for.
    if (foreign && textAt(part, 'file', 'file_id') !== '') losses.lose('file.file_id', 'blocking');
    if (quirks.noPdf === true && (type === 'file' || type === 'document_url')) losses.lose('PDF', 'blocking');
  }
}

const HINTS = { control: 'cache_control', breakpoint: 'prompt_cache_breakpoint' } as const;

/** Hints that this server does not know. */
function withoutHints(message: JsonObject, { cacheHints }: Quirks, losses: Losses): JsonObject {
  const refused = Object.values(HINTS).filter((key) => cacheHints === undefined || key !== HINTS[cacheHints]);
  const clean = (object: JsonObject): JsonObject => {
    if (!refused.some((key) => key in object)) return object;
    losses.lose('cache_control', 'cosmetic');
    return Object.fromEntries(Object.entries(object).filter(([key]) => !refused.some((one) => one === key)));
  };
  const { content } = message;
  const parts = isArray(content) ? { content: content.map((part) => (isObject(part) ? clean(part) : part)) } : {};
  return clean({ ...message, ...parts });
}

/** Results of tools have names everywhere. */
function unnamed(message: JsonObject, losses: Losses): JsonObject {
  if (!('name' in message) || message['role'] === 'tool' || message['role'] === 'function') return message;
  const { name, ...rest } = message;
  if (name !== null) losses.lose('messages.name', 'behavioural');
  return rest;
}

function withShortIds(message: JsonObject): JsonObject {
  const { tool_call_id: answered, tool_calls: calls } = message;
  return {
    ...message,
    ...(typeof answered === 'string' && { tool_call_id: shortened(answered) }),
    ...(isArray(calls) && {
      tool_calls: calls.map((call) => (isObject(call) ? { ...call, id: shortened(textAt(call, 'id')) } : call)),
    }),
  };
}
