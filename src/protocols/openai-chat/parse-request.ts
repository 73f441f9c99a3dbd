import { EFFORTS, type OutputFormat, type Settings, type Thinking } from '../../model/conversation.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import {
  bad,
  checkDepth,
  collectLosses,
  fieldOf,
  flagField,
  join,
  listField,
  loseOthers,
  type Losses,
  numberField,
  objectField,
  requiredText,
  textField,
} from '../fields.ts';
import type { Parsed } from '../protocol.ts';
import { parseMessages } from './parse-messages.ts';
import { parseToolChoice, parseTools, parseWebSearch } from './parse-tools.ts';

/** Reads a caller's body for Chat Completions. Throws `bad-request` with the place of the mistake. */
export function parseRequest(body: Json): Parsed {
  if (!isObject(body)) throw bad('body', 'an object was expected');
  checkDepth(body);
  const losses = collectLosses();
  const model = requiredText(body, 'model', '');
  loseUnsaid(body, losses);
  const options = objectField(body, 'stream_options', '');
  // What is left are paddings against eavesdroppers and the like.
  if (Object.keys(options ?? {}).some((key) => key !== 'include_usage')) losses.lose('stream_options', 'cosmetic');
  const conversation = {
    messages: parseMessages(body, losses),
    tools: parseTools(body, losses),
    toolChoice: parseToolChoice(body, losses),
    parallelTools: fieldOf(body, 'parallel_tool_calls') === undefined || flagField(body, 'parallel_tool_calls', ''),
    output: parseOutput(body, losses),
    thinking: parseThinking(body, losses),
    settings: parseSettings(body, losses),
    ...parseWebSearch(body, losses),
  };
  return {
    conversation: { ...conversation, unsaid: losses.list() },
    model,
    stream: flagField(body, 'stream', ''),
    usage: options !== undefined && flagField(options, 'include_usage', 'stream_options'),
  };
}

// oxfmt-ignore
const SAID = new Set([
  'model', 'messages', 'tools', 'tool_choice', 'functions', 'function_call', 'parallel_tool_calls', 'response_format',
  'reasoning_effort', 'reasoning', 'thinking', 'stream', 'stream_options', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p',
  'top_k', 'stop', 'seed', 'random_seed', 'frequency_penalty', 'presence_penalty', 'user', 'n', 'modalities', 'prompt_cache_key',
  'web_search_options', 'search_domain_filter', 'plugins',
]);

/** What this dialect can ask for and a Conversation cannot. Fields that are not listed count as behavioural. */
// oxfmt-ignore
const UNSAID: Readonly<Record<string, LossWeight>> = {
  metadata: 'cosmetic',
  moderation: 'cosmetic',
  prediction: 'cosmetic',
  prompt_cache_options: 'cosmetic',
  prompt_cache_retention: 'cosmetic',
  safety_identifier: 'cosmetic',
  // A Conversation has words for these two, but another vendor does not get to hear them.
  user: 'cosmetic',
  prompt_cache_key: 'cosmetic',
  service_tier: 'cosmetic',
  // How an answer is dressed, not what it says.
  reasoning_format: 'cosmetic',
  include_reasoning: 'cosmetic',
  usage: 'cosmetic',
  // Kept for later at the provider; the answer is the same.
  store: 'cosmetic',
  // Sound that is asked for and cannot come.
  audio: 'blocking',
};

/** What it matters that a field is lost. */
export function weightOf(key: string): LossWeight {
  return (Object.hasOwn(UNSAID, key) ? UNSAID[key] : undefined) ?? 'behavioural';
}

function loseUnsaid(body: JsonObject, losses: Losses): void {
  for (const key of Object.keys(body)) {
    const value = fieldOf(body, key);
    if (SAID.has(key) || value === undefined || value === false || isEmpty(value)) continue;
    losses.lose(key, weightOf(key));
  }
  const count = numberField(body, 'n', '') ?? 1;
  if (count > 1) losses.lose('n', 'blocking');
  if (listField(body, 'modalities', '').includes('audio')) losses.lose('modalities', 'blocking');
}

/** An empty list or object asks for nothing; clients send them along. */
function isEmpty(value: Json): boolean {
  return isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function parseOutput(body: JsonObject, losses: Losses): OutputFormat {
  const format = objectField(body, 'response_format', '');
  if (format === undefined) return { kind: 'text' };
  const path = 'response_format';
  const type = requiredText(format, 'type', path);
  switch (type) {
    case 'text':
      return { kind: 'text' };
    case 'json_object':
      return { kind: 'json' };
    case 'json_schema': {
      const inner = objectField(format, 'json_schema', path);
      if (inner === undefined) throw bad(join(path, 'json_schema'), 'this field is required');
      const place = join(path, 'json_schema');
      loseOthers(inner, ['name', 'description', 'schema', 'strict'], place, losses);
      const schema = objectField(inner, 'schema', place);
      if (schema === undefined) return { kind: 'json' };
      return {
        kind: 'schema',
        name: textField(inner, 'name', place) ?? 'answer',
        schema,
        strict: flagField(inner, 'strict', place),
      };
    }
    default:
      losses.lose(`response_format.${type}`, 'behavioural');
      return { kind: 'text' };
  }
}

/**
 * `reasoning_effort` is OpenAI's, `reasoning: { effort, max_tokens, enabled }` OpenRouter's, `thinking: { type }` DeepSeek's
 * and GLM's. `default` is Groq's word for saying nothing.
 */
export function parseThinking(body: JsonObject, losses: Losses): Thinking {
  const reasoning = objectField(body, 'reasoning', '') ?? {};
  const thinking = objectField(body, 'thinking', '') ?? {};
  loseOthers(reasoning, ['effort', 'max_tokens', 'enabled', 'exclude'], 'reasoning', losses);
  loseOthers(thinking, ['type', 'budget_tokens', 'clear_thinking'], 'thinking', losses);
  const written = textField(body, 'reasoning_effort', '') ?? textField(reasoning, 'effort', 'reasoning') ?? 'default';
  const budgetTokens =
    numberField(reasoning, 'max_tokens', 'reasoning') ?? numberField(thinking, 'budget_tokens', 'thinking') ?? null;
  if ('exclude' in reasoning || 'clear_thinking' in thinking) losses.lose('shown thinking', 'cosmetic');
  const type = textField(thinking, 'type', 'thinking');
  const enabled = fieldOf(reasoning, 'enabled');
  if (written === 'none' || enabled === false || type === 'disabled') return { kind: 'off' };
  const effort = EFFORTS.find((known) => known === written) ?? null;
  if (written !== 'default' && effort === null) losses.lose(`reasoning_effort.${written}`, 'behavioural');
  const isAsked = effort !== null || budgetTokens !== null || enabled === true || type === 'enabled';
  return isAsked ? { kind: 'on', effort, budgetTokens } : { kind: 'default' };
}

function parseSettings(body: JsonObject, losses: Losses): Settings {
  const number = (key: string): number | undefined => numberField(body, key, '');
  const maxTokens = number('max_completion_tokens') ?? number('max_tokens');
  const temperature = number('temperature');
  const topP = number('top_p');
  const topK = number('top_k');
  const seed = number('seed') ?? number('random_seed');
  const frequencyPenalty = number('frequency_penalty');
  const presencePenalty = number('presence_penalty');
  const stop = parseStops(body);
  const user = textField(body, 'user', '');
  const cacheKey = textField(body, 'prompt_cache_key', '');
  if (stop.length < stopCount(body)) losses.lose('stop', 'cosmetic');
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop.length > 0 && { stop }),
    ...(seed !== undefined && { seed }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(presencePenalty !== undefined && { presencePenalty }),
    ...(cacheKey !== undefined && { cacheKey }),
    ...(user !== undefined && { user }),
  };
}

function parseStops(body: JsonObject): readonly string[] {
  const stop = fieldOf(body, 'stop');
  if (stop === undefined) return [];
  const list = isArray(stop) ? stop : [stop];
  return list.flatMap((text, index) => {
    if (typeof text !== 'string') throw bad(isArray(stop) ? join('stop', index) : 'stop', 'a text was expected');
    // An empty text would end every answer before it begins.
    return text === '' ? [] : [text];
  });
}

function stopCount(body: JsonObject): number {
  const stop = fieldOf(body, 'stop');
  return isArray(stop) ? stop.length : stop === undefined ? 0 : 1;
}
