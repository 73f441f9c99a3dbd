import { isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { fieldOf, type Losses } from '../fields.ts';
import type { Quirks } from '../protocol.ts';
import { parseThinking, weightOf } from './parse-request.ts';
import { renderThinking } from './render-settings.ts';

/** What servers of this dialect have in common. Everything else is some vendor's own, and many refuse what they do not know. */
// oxfmt-ignore
const CORE = new Set([
  'model', 'messages', 'tools', 'tool_choice', 'functions', 'function_call', 'parallel_tool_calls', 'response_format',
  'reasoning_effort', 'stream', 'stream_options', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'stop', 'seed',
  'frequency_penalty', 'presence_penalty', 'n', 'logprobs', 'top_logprobs', 'logit_bias', 'web_search_options', 'search_domain_filter',
]);

/** The same in a message. What is left of thoughts and hints was looked at before. */
// oxfmt-ignore
const CORE_OF_MESSAGE = new Set([
  'role', 'content', 'name', 'tool_calls', 'tool_call_id', 'function_call', 'reasoning_content', 'cache_control',
  'prompt_cache_breakpoint',
]);

/** A body without what only the vendor knows that it was written for. */
export function coreOf(body: JsonObject, quirks: Quirks, losses: Losses): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(withSearch(body))) {
    if (key === 'stream_options') out[key] = usageOnly(value, losses);
    else if (CORE.has(key)) out[key] = value;
    // Mistral's word for it.
    else if (key === 'random_seed') out['seed'] ??= value;
    else if (key === 'modalities') loseSound(value, losses);
    else if (key !== 'reasoning' && key !== 'thinking' && !isNothing(value)) losses.lose(key, weightOf(key));
  }
  return withEffort(out, body, quirks, losses);
}

function loseSound(modalities: Json, losses: Losses): void {
  if (isArray(modalities) && modalities.includes('audio')) losses.lose('modalities', 'blocking');
}

/** OpenRouter's word for a search of the web. */
function withSearch(body: JsonObject): JsonObject {
  const plugins = listAt(body, 'plugins');
  if (!plugins.some((plugin) => textAt(plugin, 'id') === 'web')) return body;
  const others = plugins.filter((plugin) => textAt(plugin, 'id') !== 'web');
  return { web_search_options: {}, ...body, plugins: others };
}

/** How much to think, where that is said in OpenRouter's words or DeepSeek's. */
function withEffort(out: JsonObject, body: JsonObject, quirks: Quirks, losses: Losses): JsonObject {
  if (fieldOf(body, 'reasoning') === undefined && fieldOf(body, 'thinking') === undefined) return out;
  const { reasoning_effort: _, ...rest } = out;
  return { ...rest, ...renderThinking(parseThinking(body, losses), { quirks, losses, tools: [] }) };
}

function usageOnly(options: Json, losses: Losses): Json {
  if (!isObject(options)) return options;
  const { include_usage: usage, ...rest } = options;
  if (Object.keys(rest).length === 0) return options;
  losses.lose('stream_options', 'cosmetic');
  return usage === undefined ? {} : { include_usage: usage };
}

/** The same for a message. Clients send back answers as they came, with fields that hold nothing. */
export function coreOfMessage(message: JsonObject, losses: Losses): JsonObject {
  const entries = Object.entries(message);
  if (entries.every(([key, value]) => CORE_OF_MESSAGE.has(key) && !isNoCall(key, value))) return message;
  const core = entries.filter(([key, value]) => {
    if (isNoCall(key, value)) return false;
    if (CORE_OF_MESSAGE.has(key)) return true;
    if (!isNothing(value)) loseOfMessage(key, losses);
    return false;
  });
  const out = Object.fromEntries(core);
  const declined = textAt(message, 'refusal');
  return declined !== '' && isNothing(out['content'] ?? null) ? { ...out, content: declined } : out;
}

function loseOfMessage(key: string, losses: Losses): void {
  if (key === 'refusal') losses.lose('refusal', 'cosmetic');
  else if (key === 'annotations') losses.lose('citations', 'cosmetic');
  // It lies at the provider that has said it.
  else losses.lose(`messages.${key}`, key === 'audio' ? 'blocking' : 'behavioural');
}

const isNoCall = (key: string, value: Json): boolean =>
  /^(tool_calls|function_call|name)$/.test(key) && (value === null || (isArray(value) && value.length === 0));

/** It asks for nothing; clients send it along. */
function isNothing(value: Json): boolean {
  if (value === null || value === false || value === '') return true;
  return isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
