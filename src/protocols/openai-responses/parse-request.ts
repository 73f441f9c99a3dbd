import {
  EFFORTS,
  type Message,
  type OutputFormat,
  type Settings,
  type Thinking,
  type WebSearch,
} from '../../model/conversation.ts';
import { isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
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
import { parseContent } from './parse-content.ts';
import { itemsOf, parseItems } from './parse-input.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';

/** Reads a caller's body for the Responses API. Throws `bad-request` with the place of the mistake. */
export function parseRequest(body: Json): Parsed {
  if (!isObject(body)) throw bad('body', 'an object was expected');
  checkDepth(body);
  const losses = collectLosses();
  const model = requiredText(body, 'model', '');
  loseUnsaid(body, losses);
  const items = itemsOf(body);
  const offer = parseTools(body, items, losses);
  const { toolChoice, tools, webSearch: demanded } = parseToolChoice(body, offer, losses);
  const conversation = {
    messages: [...parseInstructions(body, losses), ...parseItems(items, { tools: offer.tools, losses })],
    tools,
    toolChoice,
    parallelTools: fieldOf(body, 'parallel_tool_calls') === undefined || flagField(body, 'parallel_tool_calls', ''),
    output: parseOutput(body, losses),
    thinking: parseThinking(body, losses),
    settings: parseSettings(body),
    ...(offer.webSearch !== null && { webSearch: searchOf(offer.webSearch, tools.length > 0 && !demanded) }),
  };
  const previous = previousOf(body);
  return {
    conversation: { ...conversation, unsaid: losses.list() },
    model,
    stream: flagField(body, 'stream', ''),
    usage: true,
    ...(previous !== '' && { previous }),
  };
}

function searchOf(search: WebSearch, optional: boolean): WebSearch {
  return optional ? { ...search, optional } : search;
}

/** The id of the answer, or of the conversation, that is gone on from; empty when there is none. */
function previousOf(body: JsonObject): string {
  const conversation = fieldOf(body, 'conversation');
  return (
    textField(body, 'previous_response_id', '') ??
    (isObject(conversation) ? textAt(conversation, 'id') : (textField(body, 'conversation', '') ?? ''))
  );
}

/** They stand before everything else. */
function parseInstructions(body: JsonObject, losses: Losses): readonly Message[] {
  const parts = parseContent(fieldOf(body, 'instructions'), 'instructions', losses);
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

// oxfmt-ignore
const SAID = new Set([
  'model', 'input', 'instructions', 'tools', 'tool_choice', 'parallel_tool_calls', 'text', 'reasoning', 'stream',
  'max_output_tokens', 'temperature', 'top_p', 'user', 'prompt_cache_key', 'previous_response_id', 'conversation', 'include',
  'truncation',
]);

/** What this dialect can ask for and a Conversation cannot. Fields that are not listed count as behavioural. */
// oxfmt-ignore
const UNSAID: Readonly<Record<string, LossWeight>> = {
  access_programs: 'cosmetic',
  client_metadata: 'cosmetic',
  metadata: 'cosmetic',
  moderation: 'cosmetic',
  prompt_cache_options: 'cosmetic',
  prompt_cache_retention: 'cosmetic',
  safety_identifier: 'cosmetic',
  service_tier: 'cosmetic',
  stream_options: 'cosmetic',
  // Kept for later at the provider; the answer is the same.
  store: 'cosmetic',
  // The caller means to fetch the answer later, or asks with a prompt that lies at the provider.
  background: 'blocking',
  prompt: 'blocking',
};

/** Things that may be asked for besides the answer. Sealed thoughts go wherever thoughts go. */
const INCLUDED: Readonly<Record<string, LossWeight | null>> = {
  'reasoning.encrypted_content': null,
  'message.output_text.logprobs': 'behavioural',
};

function loseUnsaid(body: JsonObject, losses: Losses): void {
  for (const key of Object.keys(body)) {
    const value = fieldOf(body, key);
    if (SAID.has(key) || value === undefined || value === false || value === 0 || isEmpty(value)) continue;
    losses.lose(key, (Object.hasOwn(UNSAID, key) ? UNSAID[key] : undefined) ?? 'behavioural');
  }
  for (const wanted of listField(body, 'include', '')) {
    const name = typeof wanted === 'string' ? wanted : '';
    // Details of what the provider's own tools did.
    const weight = Object.hasOwn(INCLUDED, name) ? INCLUDED[name] : 'cosmetic';
    if (weight !== null && weight !== undefined) losses.lose(`include.${name}`, weight);
  }
  // Else what is too long is refused, as it is everywhere.
  if ((textField(body, 'truncation', '') ?? 'disabled') !== 'disabled') losses.lose('truncation', 'behavioural');
}

/** An empty list or object asks for nothing; clients send them along. */
function isEmpty(value: Json): boolean {
  return isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function parseOutput(body: JsonObject, losses: Losses): OutputFormat {
  const text = objectField(body, 'text', '');
  if (text === undefined) return { kind: 'text' };
  loseOthers(text, ['format', 'verbosity'], 'text', losses);
  if ((textField(text, 'verbosity', 'text') ?? 'medium') !== 'medium') losses.lose('text.verbosity', 'behavioural');
  const format = objectField(text, 'format', 'text');
  if (format === undefined) return { kind: 'text' };
  const path = 'text.format';
  const type = requiredText(format, 'type', path);
  switch (type) {
    case 'text':
      return { kind: 'text' };
    case 'json_object':
      return { kind: 'json' };
    case 'json_schema': {
      loseOthers(format, ['type', 'name', 'description', 'schema', 'strict'], path, losses);
      const schema = objectField(format, 'schema', path);
      if (schema === undefined) throw bad(join(path, 'schema'), 'this field is required');
      return {
        kind: 'schema',
        name: textField(format, 'name', path) ?? 'answer',
        schema,
        strict: flagField(format, 'strict', path),
      };
    }
    default:
      losses.lose(`text.format.${type}`, 'behavioural');
      return { kind: 'text' };
  }
}

/** Fields of `reasoning` that steer how thoughts are shown or carried along, at the values that change nothing. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  summary: ['auto'],
  generate_summary: ['auto'],
  context: ['auto'],
  mode: ['standard'],
};

function parseThinking(body: JsonObject, losses: Losses): Thinking {
  const reasoning = objectField(body, 'reasoning', '');
  if (reasoning === undefined) return { kind: 'default' };
  loseOthers(reasoning, ['effort', ...Object.keys(USUAL)], 'reasoning', losses);
  for (const [key, usual] of Object.entries(USUAL)) {
    const value = textField(reasoning, key, 'reasoning');
    if (value !== undefined && !usual.includes(value))
      losses.lose(`reasoning.${key}`, key === 'mode' ? 'behavioural' : 'cosmetic');
  }
  const written = textField(reasoning, 'effort', 'reasoning');
  if (written === undefined) return { kind: 'default' };
  if (written === 'none') return { kind: 'off' };
  const effort = EFFORTS.find((known) => known === written) ?? null;
  if (effort === null) losses.lose(`reasoning.effort.${written}`, 'behavioural');
  return { kind: 'on', effort, budgetTokens: null };
}

function parseSettings(body: JsonObject): Settings {
  const maxTokens = numberField(body, 'max_output_tokens', '');
  const temperature = numberField(body, 'temperature', '');
  const topP = numberField(body, 'top_p', '');
  const cacheKey = textField(body, 'prompt_cache_key', '');
  const user = textField(body, 'user', '');
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(cacheKey !== undefined && { cacheKey }),
    ...(user !== undefined && { user }),
  };
}
