import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { ToolChoice } from '../../../model/conversation.ts';
import type { Asked, CachedPrefix, OfferedTool, ToolResult } from '../answer/asked.ts';
import { hash } from '../answer/chance.ts';
import { countTokens } from '../answer/words.ts';
import { MISSING_MODEL, refuse, type Read, type Sender } from './dialect.ts';
import { objectAt, wordsOf } from './reading.ts';
import { complaintAboutItems, kindOf } from './responses-items.ts';
import { complaintAboutBackground } from './responses-kept.ts';

const FIELDS = new Set(
  (
    'input instructions model max_output_tokens max_tool_calls parallel_tool_calls previous_response_id conversation ' +
    'prompt reasoning text tools tool_choice include store stream stream_options background truncation temperature top_p ' +
    'top_logprobs service_tier context_management prompt_cache_key prompt_cache_options prompt_cache_retention ' +
    'access_programs safety_identifier metadata moderation image user client_metadata'
  ).split(' '),
);

/** Prompts shorter than this are not cached. */
const CACHE_TOKENS_MIN = 1_024;
const OUTPUT_TOKENS_MIN = 16;

/** A tool as a Responses request offers it. A custom tool takes words, here under the name `input`. */
type ResponsesTool = OfferedTool & { readonly custom: boolean; readonly namespace?: string };

/** A Responses request as the simulated model sees it, or what the API would say against it. */
export function readResponses(body: JsonObject, from: Sender): Read {
  const previous = textAt(body, 'previous_response_id');
  const earlier = previous === '' ? [] : from.recall(previous);
  if (earlier === null) return refuse('invalid', `Previous response with id '${previous}' not found.`);
  const items = [...earlier, ...itemsIn(body)];
  const complaint = complaintAbout(body, items, from.provider);
  if (complaint !== null) return refuse('invalid', complaint);
  const model = textAt(body, 'model');
  if (model.includes(MISSING_MODEL)) {
    return refuse('no-such-model', `The model \`${model}\` does not exist or you do not have access to it.`);
  }
  return { ok: true, asked: toAsked(body, items) };
}

/** The same for `input_tokens`: their number, or a complaint. */
export function countResponses(body: JsonObject, from: Sender): number | string {
  const items = itemsIn(body);
  return complaintAbout(body, items, from.provider) ?? inputTokens(body, items);
}

function itemsIn(body: JsonObject): readonly Json[] {
  const input = at(body, 'input');
  return typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : listAt(input);
}

function complaintAbout(body: JsonObject, items: readonly Json[], provider: string): string | null {
  const strange = Object.keys(body).find((field) => !FIELDS.has(field));
  if (strange !== undefined) return `Unknown parameter: '${strange}'.`;
  if (textAt(body, 'model') === '') return "Missing required parameter: 'model'.";
  const input = at(body, 'input');
  if (input !== undefined && typeof input !== 'string' && !isArray(input)) {
    return "Invalid type for 'input': expected one of a string or array of input items, but got an object instead.";
  }
  if (items.length === 0 && ['prompt', 'conversation'].every((field) => at(body, field) === undefined)) {
    return 'One of "input" or "previous_response_id" or \'prompt\' or \'conversation_id\' must be provided.';
  }
  return (
    complaintAboutItems(items, provider) ??
    complaintAboutTools(body) ??
    complaintAboutSettings(body) ??
    complaintAboutBackground(body)
  );
}

function complaintAboutTools(body: JsonObject): string | null {
  for (const [index, tool] of listAt(body, 'tools').entries()) {
    const type = textAt(tool, 'type');
    if (type === '') return `Missing required parameter: 'tools[${index}].type'.`;
    if (type !== 'function' && type !== 'custom') continue;
    // Chat Completions wraps it once more, which is the commonest mistake of those who come from there.
    if (textAt(tool, 'name') === '') return `Missing required parameter: 'tools[${index}].name'.`;
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(textAt(tool, 'name'))) {
      return `Invalid 'tools[${index}].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    }
    const root = at(tool, 'parameters', 'type');
    if (root !== undefined && root !== 'object') {
      return `Invalid schema for function '${textAt(tool, 'name')}': schema must be a JSON Schema of 'type: "object"', got 'type: "${JSON.stringify(root)}"'.`;
    }
  }
  const choice = at(body, 'tool_choice');
  const named = textAt(choice, 'name');
  if (['function', 'custom'].includes(textAt(choice, 'type')) && !toolsOf(body).some(({ name }) => name === named)) {
    return `Tool choice '${named}' not found in 'tools' parameter.`;
  }
  return null;
}

function complaintAboutSettings(body: JsonObject): string | null {
  const limit = at(body, 'max_output_tokens');
  if (typeof limit === 'number' && limit < OUTPUT_TOKENS_MIN) {
    return `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${OUTPUT_TOKENS_MIN}, but got ${limit} instead.`;
  }
  const temperature = at(body, 'temperature');
  if (typeof temperature === 'number' && temperature < 0) {
    return `Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got ${temperature} instead.`;
  }
  const format = at(body, 'text', 'format');
  switch (textAt(format, 'type')) {
    case 'json_object':
      return JSON.stringify([at(body, 'input') ?? '', at(body, 'instructions') ?? ''])
        .toLowerCase()
        .includes('json')
        ? null
        : "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.";
    case 'json_schema': {
      const name = textAt(format, 'name');
      if (name === '') return "Missing required parameter: 'text.format.name'.";
      if (!isObject(at(format, 'schema'))) return "Missing required parameter: 'text.format.schema'.";
      if (at(format, 'strict') !== true || at(format, 'schema', 'additionalProperties') === false) return null;
      return `Invalid schema for response_format '${name}': In context=(), 'additionalProperties' is required to be supplied and to be false.`;
    }
    default:
      return null;
  }
}

/** All tools on offer: those of namespaces, and those that stand between the items, too. */
export function toolsOf(body: JsonObject): readonly ResponsesTool[] {
  const between = listAt(body, 'input').filter((item) => kindOf(item) === 'additional_tools');
  return [body, ...between].flatMap((holder) => listAt(holder, 'tools').flatMap((tool) => offered(tool)));
}

function offered(tool: Json, namespace?: string): readonly ResponsesTool[] {
  const where = namespace === undefined ? {} : { namespace };
  switch (textAt(tool, 'type')) {
    case 'function':
      return [{ name: textAt(tool, 'name'), schema: objectAt(tool, 'parameters'), custom: false, ...where }];
    case 'custom':
      return [{ name: textAt(tool, 'name'), schema: WORDS, custom: true, ...where }];
    case 'namespace':
      return listAt(tool, 'tools').flatMap((inner) => offered(inner, textAt(tool, 'name')));
    default:
      return [];
  }
}

const WORDS = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] };

function toAsked(body: JsonObject, items: readonly Json[]): Asked {
  const results = resultsIn(items);
  const limit = at(body, 'max_output_tokens');
  const heard = items.findLast((item) => kindOf(item) === 'message' && textAt(item, 'role') === 'user');
  return {
    model: textAt(body, 'model'),
    stream: at(body, 'stream') === true,
    usage: true,
    text: results.length > 0 ? '' : wordsOf(at(heard, 'content'), ['input_text']),
    results,
    tools: toolsOf(body),
    toolChoice: toolChoice(at(body, 'tool_choice')),
    parallelTools: at(body, 'parallel_tool_calls') !== false,
    output: output(at(body, 'text', 'format')),
    thinking: thinking(at(body, 'reasoning')),
    maxTokens: typeof limit === 'number' ? limit : null,
    stop: [],
    history: JSON.stringify([at(body, 'instructions') ?? '', items]),
    inputTokens: inputTokens(body, items),
    prefix: prefixOf(body, items),
    keep: at(body, 'store') === false ? null : items,
  };
}

function inputTokens(body: JsonObject, items: readonly Json[]): number {
  return countTokens(JSON.stringify([at(body, 'tools') ?? 0, at(body, 'instructions') ?? 0, items]));
}

/** Everything but the last item, in steps of 128 tokens, when the caller names a cache. */
function prefixOf(body: JsonObject, items: readonly Json[]): CachedPrefix | null {
  const name = textAt(body, 'prompt_cache_key');
  if (name === '') return null;
  const kept = JSON.stringify([at(body, 'tools') ?? 0, at(body, 'instructions') ?? 0, items.slice(0, -1)]);
  const size = Math.floor(countTokens(kept) / 128) * 128;
  return size < CACHE_TOKENS_MIN ? null : { key: `${textAt(body, 'model')} ${name} ${hash(kept)}`, tokens: size };
}

function toolChoice(choice: Json | undefined): ToolChoice {
  if (choice === 'none') return { kind: 'none' };
  if (choice === 'required') return { kind: 'required' };
  const name = textAt(choice, 'name');
  return name === '' ? { kind: 'auto' } : { kind: 'tool', name };
}

function output(format: Json | undefined): Asked['output'] {
  const schema = at(format, 'schema');
  if (isObject(schema)) return { kind: 'schema', schema };
  return textAt(format, 'type') === 'json_object' ? { kind: 'json' } : { kind: 'text' };
}

/** Thinking is shown only to those who ask for a summary of it. */
function thinking(reasoning: Json | undefined): Asked['thinking'] {
  const effort = textAt(reasoning, 'effort');
  const summary = textAt(reasoning, 'summary') || textAt(reasoning, 'generate_summary');
  if (effort === 'none' || (effort === '' && summary === '')) return 'off';
  return summary === '' ? 'hidden' : 'shown';
}

function resultsIn(items: readonly Json[]): readonly ToolResult[] {
  const calls = items.filter((item) => textAt(item, 'name') !== '');
  const names = new Map(calls.map((item) => [textAt(item, 'call_id'), textAt(item, 'name')]));
  const rest = items.slice(items.findLastIndex((item) => !kindOf(item).endsWith('_call_output')) + 1);
  return rest.map((item) => ({
    name: names.get(textAt(item, 'call_id')) ?? '?',
    text: wordsOf(at(item, 'output'), ['input_text']),
  }));
}
