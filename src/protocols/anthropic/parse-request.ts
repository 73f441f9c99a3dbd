import {
  EFFORTS,
  type Effort,
  type Message,
  type OutputFormat,
  type Part,
  type Settings,
  type Thinking,
} from '../../model/conversation.ts';
import { at, isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { cacheOf, withLastHint } from '../cache-hints.ts';
import type { Parsed } from '../protocol.ts';
import {
  bad,
  checkDepth,
  collectLosses,
  fieldOf,
  flagField,
  join,
  listField,
  loseOthers,
  numberField,
  objectField,
  objectOf,
  requiredText,
  textField,
  type Losses,
} from '../fields.ts';
import { parseContent, type Finds } from './parse-content.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';
import { weightOfField } from './unsaid.ts';

/** Reads a caller's body for the Messages API. Throws `bad-request` with the place of the mistake. */
export function parseRequest(body: Json): Parsed {
  if (!isObject(body)) throw bad('body', 'an object was expected');
  checkDepth(body);
  const losses = collectLosses();
  const finds: Finds = { losses, namedTools: new Set() };
  const model = requiredText(body, 'model', '');
  loseUnsaid(body, losses);
  // A hint for the whole request means its end.
  const messages = withLastHint([...parseSystem(body, finds), ...parseMessages(body, finds)], cacheOf(body, losses));
  const conversation = {
    messages,
    ...parseTools(body, finds),
    ...parseToolChoice(body, losses),
    output: parseOutput(body, losses),
    thinking: parseThinking(body, losses),
    settings: parseSettings(body, losses),
  };
  const stream = flagField(body, 'stream', '');
  return { conversation: { ...conversation, unsaid: losses.list() }, model, stream, usage: true };
}

// oxfmt-ignore
const SAID = new Set([
  'model', 'messages', 'system', 'tools', 'tool_choice', 'output_config', 'output_format', 'thinking', 'stream',
  'max_tokens', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'metadata', 'cache_control',
]);

/** What this dialect can ask for and a Conversation cannot. Fields that are not known count as behavioural. */
function loseUnsaid(body: JsonObject, losses: Losses): void {
  for (const key of Object.keys(body)) {
    const value = fieldOf(body, key);
    if (SAID.has(key) || value === undefined || (isArray(value) && value.length === 0)) continue;
    losses.lose(key, weightOfField(key, value) ?? 'behavioural');
  }
}

function parseSystem(body: JsonObject, finds: Finds): readonly Message[] {
  const all = parseContent(fieldOf(body, 'system'), 'system', finds);
  const parts = all.filter((part) => !isBillingHeader(part));
  if (parts.length < all.length) finds.losses.lose('billing header', 'cosmetic');
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

/** Claude Code's own first block, which changes with each version of it and says nothing to a model. */
function isBillingHeader(part: Part): boolean {
  return part.type === 'text' && part.text.startsWith('x-anthropic-billing-header:');
}

function parseMessages(body: JsonObject, finds: Finds): readonly Message[] {
  const messages = fieldOf(body, 'messages');
  if (messages === undefined) throw bad('messages', 'this field is required');
  if (!isArray(messages)) throw bad('messages', 'a list was expected');
  if (messages.length === 0) throw bad('messages', 'at least one message is required');
  return messages.flatMap((value, index) => {
    const path = join('messages', index);
    const message = objectOf(value, path);
    const role = requiredText(message, 'role', path);
    if (role !== 'user' && role !== 'assistant' && role !== 'system') throw bad(join(path, 'role'), 'unknown role');
    loseOthers(message, ['role', 'content', 'output_config'], 'messages', finds.losses);
    loseTurnConfig(fieldOf(message, 'output_config'), fieldOf(body, 'output_config'), finds.losses);
    const content = fieldOf(message, 'content');
    if (content === undefined && role !== 'system') throw bad(join(path, 'content'), 'this field is required');
    const parts = parseContent(content, join(path, 'content'), finds);
    return parts.length === 0 && role === 'system' ? [] : [{ role, parts }];
  });
}

/** Settings of one turn. Claude Code repeats there what the whole request says. */
function loseTurnConfig(own: Json | undefined, whole: Json | undefined, losses: Losses): void {
  if (own === undefined) return;
  const same = isObject(own) && Object.keys(own).every((key) => at(own, key) === at(whole, key));
  losses.lose('messages.output_config', same ? 'cosmetic' : 'behavioural');
}

function parseOutput(body: JsonObject, losses: Losses): OutputFormat {
  const config = objectField(body, 'output_config', '');
  const format =
    (config === undefined ? undefined : objectField(config, 'format', 'output_config')) ??
    objectField(body, 'output_format', '');
  if (config !== undefined) loseOthers(config, ['format', 'effort'], 'output_config', losses);
  if (format === undefined) return { kind: 'text' };
  const type = requiredText(format, 'type', 'output_config.format');
  if (type !== 'json_schema') {
    losses.lose(`output_config.format.${type}`, 'behavioural');
    return { kind: 'text' };
  }
  const schema = objectField(format, 'schema', 'output_config.format');
  if (schema === undefined) throw bad('output_config.format.schema', 'this field is required');
  return { kind: 'schema', name: textField(format, 'name', 'output_config.format') ?? 'answer', schema, strict: true };
}

function parseThinking(body: JsonObject, losses: Losses): Thinking {
  const config = objectField(body, 'output_config', '');
  const effort = config === undefined ? null : parseEffort(textField(config, 'effort', 'output_config'), losses);
  const thinking = objectField(body, 'thinking', '');
  if (thinking === undefined) return effort === null ? { kind: 'default' } : { kind: 'on', effort, budgetTokens: null };
  const type = requiredText(thinking, 'type', 'thinking');
  for (const key of ['display', 'block_binding']) {
    if (fieldOf(thinking, key) !== undefined) losses.lose(`thinking.${key}`, 'cosmetic');
  }
  loseOthers(thinking, ['type', 'budget_tokens', 'display', 'block_binding'], 'thinking', losses);
  switch (type) {
    case 'enabled':
      return { kind: 'on', effort, budgetTokens: numberField(thinking, 'budget_tokens', 'thinking') ?? null };
    case 'adaptive':
      return { kind: 'on', effort, budgetTokens: null };
    case 'disabled':
      if (effort !== null) losses.lose('output_config.effort', 'cosmetic');
      return { kind: 'off' };
    default:
      losses.lose(`thinking.${type}`, 'behavioural');
      return effort === null ? { kind: 'default' } : { kind: 'on', effort, budgetTokens: null };
  }
}

function parseEffort(text: string | undefined, losses: Losses): Effort | null {
  const effort = EFFORTS.find((known) => known === text) ?? null;
  if (text !== undefined && effort === null) losses.lose('output_config.effort', 'behavioural');
  return effort;
}

function parseSettings(body: JsonObject, losses: Losses): Settings {
  const maxTokens = numberField(body, 'max_tokens', '');
  const temperature = numberField(body, 'temperature', '');
  const topP = numberField(body, 'top_p', '');
  const topK = numberField(body, 'top_k', '');
  const stop = listField(body, 'stop_sequences', '').map((value, index) => {
    if (typeof value !== 'string') throw bad(join('stop_sequences', index), 'a text was expected');
    return value;
  });
  const metadata = objectField(body, 'metadata', '');
  if (metadata !== undefined) loseOthers(metadata, ['user_id'], 'metadata', losses);
  const user = metadata === undefined ? undefined : textField(metadata, 'user_id', 'metadata');
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop.length > 0 && { stop }),
    ...(user !== undefined && { user }),
  };
}
