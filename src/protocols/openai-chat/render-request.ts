import type { Conversation, Message, Thinking } from '../../model/conversation.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { collectLosses, type Losses } from '../fields.ts';
import type { Quirks, Rendered, RequestOptions } from '../protocol.ts';
import { renderMessages } from './render-messages.ts';
import { validName } from './terms.ts';

/** What a rendering writes under: the rules of who reads it, and what it could not say. */
export type Writing = { readonly quirks: Quirks; readonly losses: Losses };

/** Stop texts that OpenAI takes. */
const STOPS_MAX = 4;

/** Writes a body for Chat Completions that OpenAI and its compatible servers accept, and says what it could not say. */
export function renderRequest(conversation: Conversation, options: RequestOptions): Rendered {
  const losses = collectLosses();
  const writing: Writing = { quirks: options.quirks, losses };
  const output = renderOutput(conversation, writing);
  const tools = renderTools(conversation, writing);
  const body = {
    model: options.model,
    messages: renderMessages(conversation.messages, [...output.instructions, ...tools.instructions], writing),
    ...tools.fields,
    ...(output.format !== null && { response_format: output.format }),
    ...renderThinking(conversation.thinking, writing),
    ...renderLimit(conversation, options),
    ...renderSettings(conversation, writing),
    stream: options.stream,
    // Always asked for, so that the journal knows; the caller gets to see it only when it asked itself.
    ...(options.stream && options.quirks.noStreamOptions !== true && { stream_options: { include_usage: true } }),
  };
  return { body, losses: losses.list() };
}

type Output = { readonly format: JsonObject | null; readonly instructions: readonly string[] };

const JSON_ONLY = 'Answer with one JSON object and nothing else: no words around it and no code fence.';

function renderOutput({ output, messages }: Conversation, { quirks, losses }: Writing): Output {
  switch (output.kind) {
    case 'text':
      return { format: null, instructions: [] };
    case 'json':
      // OpenAI refuses this format when the word JSON stands nowhere in the conversation.
      return { format: { type: 'json_object' }, instructions: saysJson(messages) ? [] : [JSON_ONLY] };
    case 'schema': {
      if (quirks.noSchema === true) {
        losses.lose('response_format', 'behavioural');
        return {
          format: null,
          instructions: [`${JSON_ONLY} It must fit this JSON schema:\n${JSON.stringify(output.schema)}`],
        };
      }
      const strict = output.strict && isStrict(output.schema);
      if (output.strict && !strict) losses.lose('response_format.strict', 'behavioural');
      const name = validName(output.name === '' ? 'answer' : output.name);
      return {
        format: { type: 'json_schema', json_schema: { name, schema: output.schema, strict } },
        instructions: [],
      };
    }
  }
}

function saysJson(messages: readonly Message[]): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.type === 'text' && /json/i.test(part.text)));
}

/** Does a schema keep OpenAI's rules for strict output: every object closed and every property required? */
export function isStrict(schema: Json | undefined): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return true;
  const { properties } = schema;
  if (isObject(properties)) {
    const required: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : [];
    if (schema['additionalProperties'] !== false) return false;
    if (!Object.keys(properties).every((name) => required.includes(name))) return false;
  } else if (schema['type'] === 'object') return false;
  return Object.values(schema).every(isStrict);
}

type Tools = { readonly fields: JsonObject; readonly instructions: readonly string[] };

function renderTools({ tools, toolChoice, parallelTools }: Conversation, { quirks, losses }: Writing): Tools {
  if (tools.length === 0) return { fields: {}, instructions: [] };
  const list = tools.map(({ name, description, inputSchema, strict }) => ({
    type: 'function',
    function: {
      name: validName(name),
      ...(description !== '' && { description }),
      parameters: inputSchema,
      ...(strict && isStrict(inputSchema) && { strict }),
    },
  }));
  if (tools.some(({ strict, inputSchema }) => strict && !isStrict(inputSchema)))
    losses.lose('tools.strict', 'behavioural');
  const parallel = parallelTools ? {} : { parallel_tool_calls: false };
  const fields = { tools: list, ...parallel };
  switch (toolChoice.kind) {
    case 'auto':
      return { fields, instructions: [] };
    case 'none':
      return { fields: { ...fields, tool_choice: 'none' }, instructions: [] };
    case 'required':
    case 'tool': {
      if (quirks.noForcedTools === true) {
        losses.lose('tool_choice', 'behavioural');
        const wanted = toolChoice.kind === 'tool' ? `the tool ${toolChoice.name}` : 'one of the tools';
        return { fields, instructions: [`Call ${wanted} before you answer.`] };
      }
      const named = toolChoice.kind === 'tool' && { type: 'function', function: { name: validName(toolChoice.name) } };
      return { fields: { ...fields, tool_choice: named || 'required' }, instructions: [] };
    }
  }
}

function renderThinking(thinking: Thinking, { quirks, losses }: Writing): JsonObject {
  if (thinking.kind === 'default') return {};
  if (quirks.noEffort === true) {
    if (thinking.kind === 'on') losses.lose('thinking', 'behavioural');
    return {};
  }
  if (thinking.kind === 'off') {
    // Not every model takes `none`, and few think when nobody asks them to.
    losses.lose('thinking', 'cosmetic');
    return {};
  }
  if (thinking.effort === null && thinking.budgetTokens !== null) losses.lose('thinking.budget', 'cosmetic');
  const effort = thinking.effort ?? effortOf(thinking.budgetTokens);
  return effort === null ? {} : { reasoning_effort: EFFORT_HERE[effort] };
}

/** The efforts that all models which can think take; the ends of our scale are rounded to them. */
const EFFORT_HERE = {
  none: 'low',
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
} as const;

/** A budget as an effort, in the steps that OpenRouter documents (low 20 %, medium 50 %, high 80 % of some 32,000 tokens). */
function effortOf(budgetTokens: number | null): 'low' | 'medium' | 'high' | null {
  if (budgetTokens === null) return null;
  if (budgetTokens <= 6_400) return 'low';
  return budgetTokens <= 16_000 ? 'medium' : 'high';
}

function renderLimit(
  { settings: { maxTokens } }: Conversation,
  { maxOutputTokens, quirks }: RequestOptions,
): JsonObject {
  if (maxTokens === undefined) return {};
  const limit = maxOutputTokens === null ? maxTokens : Math.min(maxTokens, maxOutputTokens);
  return quirks.oldMaxTokens === true ? { max_tokens: limit } : { max_completion_tokens: limit };
}

function renderSettings({ settings }: Conversation, { quirks, losses }: Writing): JsonObject {
  const { temperature, topP, topK, stop = [], seed, frequencyPenalty, presencePenalty, user } = settings;
  if (topK !== undefined) losses.lose('top_k', 'behavioural');
  const sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(frequencyPenalty !== undefined && { frequency_penalty: frequencyPenalty }),
    ...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
  };
  if (quirks.noSampling === true) for (const name of Object.keys(sampling)) losses.lose(name, 'behavioural');
  const stops = quirks.noStop === true ? [] : stop.slice(0, STOPS_MAX);
  if (stops.length < stop.length) losses.lose('stop', 'behavioural');
  return {
    ...(quirks.noSampling === true ? {} : sampling),
    ...(stops.length > 0 && { stop: stops }),
    ...(seed !== undefined && { seed }),
    ...(user !== undefined && { user }),
  };
}
