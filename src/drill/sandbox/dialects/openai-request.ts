import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { ToolChoice } from '../../../model/conversation.ts';
import type { Asked, CachedPrefix, ToolResult } from '../answer/asked.ts';
import { hash } from '../answer/chance.ts';
import { countTokens } from '../answer/words.ts';
import { MISSING_MODEL, refuse, type Read } from './dialect.ts';
import { complaintAboutMessages } from './openai-messages.ts';
import { objectAt, wordsOf } from './reading.ts';

const FIELDS = new Set(
  (
    'messages model max_completion_tokens max_tokens temperature top_p n stop presence_penalty frequency_penalty ' +
    'logit_bias logprobs top_logprobs seed tools tool_choice parallel_tool_calls response_format reasoning_effort ' +
    'verbosity stream stream_options modalities audio prediction store metadata service_tier user safety_identifier ' +
    'prompt_cache_key prompt_cache_options prompt_cache_retention web_search_options moderation functions function_call'
  ).split(' '),
);

/** Prompts shorter than this are not cached. */
const CACHE_TOKENS_MIN = 1_024;

/** A Chat Completions request as the simulated model sees it, or what the API would say against it. */
export function readOpenai(body: JsonObject): Read {
  const complaint = complaintAbout(body);
  if (complaint !== null) return refuse('invalid', complaint);
  const model = textAt(body, 'model');
  if (model.includes(MISSING_MODEL)) {
    return refuse('no-such-model', `The model \`${model}\` does not exist or you do not have access to it.`);
  }
  return { ok: true, asked: toAsked(body) };
}

function complaintAbout(body: JsonObject): string | null {
  const strange = Object.keys(body).find((field) => !FIELDS.has(field));
  if (strange !== undefined) return `Unknown parameter: '${strange}'.`;
  if (textAt(body, 'model') === '') return 'you must provide a model parameter';
  if (!isArray(at(body, 'messages'))) return "Missing required parameter: 'messages'.";
  return complaintAboutMessages(body) ?? complaintAboutTools(body) ?? complaintAboutSettings(body);
}

function complaintAboutTools(body: JsonObject): string | null {
  const tools = at(body, 'tools');
  if (tools === undefined) {
    const strayed = ['tool_choice', 'parallel_tool_calls'].find((field) => at(body, field) !== undefined);
    return strayed === undefined
      ? null
      : `Invalid value for '${strayed}': '${strayed}' is only allowed when 'tools' are specified.`;
  }
  if (listAt(tools).length === 0) {
    return "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.";
  }
  for (const [index, tool] of listAt(tools).entries()) {
    if (textAt(tool, 'type') !== 'function') continue;
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(textAt(tool, 'function', 'name'))) {
      return `Invalid 'tools[${index}].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    }
    const type = at(tool, 'function', 'parameters', 'type');
    if (type !== undefined && type !== 'object') {
      return `Invalid schema for function '${textAt(tool, 'function', 'name')}': schema must be a JSON Schema of 'type: "object"', got 'type: "${JSON.stringify(type)}"'.`;
    }
  }
  const named = textAt(body, 'tool_choice', 'function', 'name');
  if (named !== '' && !listAt(tools).some((tool) => textAt(tool, 'function', 'name') === named)) {
    return `Tool choice '${named}' not found in 'tools' parameter.`;
  }
  return null;
}

function complaintAboutSettings(body: JsonObject): string | null {
  if (at(body, 'max_tokens') !== undefined && at(body, 'max_completion_tokens') !== undefined) {
    return "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
  }
  const limit = at(body, 'max_completion_tokens') ?? at(body, 'max_tokens');
  if (typeof limit === 'number' && limit < 1) {
    return `Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 1, but got ${limit} instead.`;
  }
  if (isObject(at(body, 'stream_options')) && at(body, 'stream') !== true) {
    return "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
  }
  if (listAt(body, 'stop').length > 4) {
    return "Invalid 'stop': array too long. Expected an array with maximum length 4.";
  }
  const several = at(body, 'n');
  if (typeof several === 'number' && several !== 1) return 'This model gives one answer: n must be 1.';
  return complaintAboutFormat(body);
}

function complaintAboutFormat(body: JsonObject): string | null {
  const format = at(body, 'response_format');
  switch (textAt(format, 'type')) {
    case 'json_object':
      return JSON.stringify(at(body, 'messages')).toLowerCase().includes('json')
        ? null
        : "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    case 'json_schema': {
      const name = textAt(format, 'json_schema', 'name');
      if (name === '') return "Missing required parameter: 'response_format.json_schema.name'.";
      const schema = at(format, 'json_schema', 'schema');
      if (at(format, 'json_schema', 'strict') !== true || at(schema, 'additionalProperties') === false) return null;
      return `Invalid schema for response_format '${name}': In context=(), 'additionalProperties' is required to be supplied and to be false.`;
    }
    default:
      return null;
  }
}

function toAsked(body: JsonObject): Asked {
  const messages = listAt(body, 'messages');
  const last = messages.at(-1);
  const limit = at(body, 'max_completion_tokens') ?? at(body, 'max_tokens');
  const stop = at(body, 'stop');
  const effort = textAt(body, 'reasoning_effort');
  const answersTools = textAt(last, 'role') === 'tool';
  return {
    model: textAt(body, 'model'),
    stream: at(body, 'stream') === true,
    usage: at(body, 'stream_options', 'include_usage') === true,
    text: answersTools
      ? ''
      : wordsOf(
          at(
            messages.findLast((message) => textAt(message, 'role') === 'user'),
            'content',
          ),
        ),
    results: answersTools ? resultsIn(messages) : [],
    tools: listAt(body, 'tools')
      .filter((tool) => textAt(tool, 'type') === 'function')
      .map((tool) => ({ name: textAt(tool, 'function', 'name'), schema: objectAt(tool, 'function', 'parameters') })),
    toolChoice: toolChoice(at(body, 'tool_choice')),
    parallelTools: at(body, 'parallel_tool_calls') !== false,
    output: output(at(body, 'response_format')),
    thinking: effort === '' || effort === 'none' ? 'off' : 'shown',
    maxTokens: typeof limit === 'number' ? limit : null,
    stop: (typeof stop === 'string' ? [stop] : listAt(stop)).filter((text) => typeof text === 'string'),
    history: JSON.stringify(messages),
    inputTokens: countTokens(JSON.stringify([at(body, 'tools') ?? 0, messages])),
    prefix: prefixOf(body),
    keep: null,
  };
}

/** Everything but the last message, in steps of 128 tokens, when the caller names a cache. */
function prefixOf(body: JsonObject): CachedPrefix | null {
  if (textAt(body, 'prompt_cache_key') === '') return null;
  const kept = JSON.stringify([at(body, 'tools') ?? 0, listAt(body, 'messages').slice(0, -1)]);
  const size = Math.floor(countTokens(kept) / 128) * 128;
  if (size < CACHE_TOKENS_MIN) return null;
  return { key: `${textAt(body, 'model')} ${textAt(body, 'prompt_cache_key')} ${hash(kept)}`, tokens: size };
}

function toolChoice(choice: Json | undefined): ToolChoice {
  if (choice === 'none') return { kind: 'none' };
  if (choice === 'required') return { kind: 'required' };
  const name = textAt(choice, 'function', 'name');
  return name === '' ? { kind: 'auto' } : { kind: 'tool', name };
}

function output(format: Json | undefined): Asked['output'] {
  const schema = at(format, 'json_schema', 'schema');
  if (isObject(schema)) return { kind: 'schema', schema };
  return textAt(format, 'type') === 'json_object' ? { kind: 'json' } : { kind: 'text' };
}

function resultsIn(messages: readonly Json[]): readonly ToolResult[] {
  const asker = messages.findLastIndex((message) => textAt(message, 'role') !== 'tool');
  const names = new Map(
    listAt(messages[asker], 'tool_calls').map((call) => [textAt(call, 'id'), textAt(call, 'function', 'name')]),
  );
  return messages.slice(asker + 1).map((message) => ({
    name: names.get(textAt(message, 'tool_call_id')) ?? '?',
    text: wordsOf(at(message, 'content')),
  }));
}
