import { at, isArray, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { ToolChoice } from '../../../model/conversation.ts';
import type { Asked, CachedPrefix, ToolResult } from '../answer/asked.ts';
import { hash } from '../answer/chance.ts';
import { countTokens } from '../answer/words.ts';
import { MISSING_MODEL, refuse, type Read, type Sender } from './dialect.ts';
import { complaintAboutMessages } from './anthropic-messages.ts';
import { objectAt, wordsOf } from './reading.ts';

const FIELDS = new Set(
  (
    'model max_tokens messages system tools tool_choice thinking output_config stop_sequences stream metadata ' +
    'service_tier speed cache_control container inference_geo diagnostics context_management mcp_servers compaction ' +
    'fallbacks fallback_credit_token thread billing_policy output_format temperature top_p top_k betas'
  ).split(' '),
);

type Speaker = Pick<Sender, 'headers' | 'provider'>;

const SAMPLING = ['temperature', 'top_p', 'top_k'];

/** A Messages request as the simulated model sees it, or what the API would say against it. */
export function readAnthropic(body: JsonObject, sender: Speaker): Read {
  const complaint = complaintAbout(body, sender, true);
  if (complaint !== null) return refuse('invalid', complaint);
  if (textAt(body, 'model').includes(MISSING_MODEL)) {
    return refuse('no-such-model', `model: ${textAt(body, 'model')}`);
  }
  return { ok: true, asked: toAsked(body) };
}

/** The same for `count_tokens`, which needs no limit: the number of tokens, or a complaint. */
export function countAnthropic(body: JsonObject, sender: Speaker): number | string {
  return complaintAbout(body, sender, false) ?? inputTokens(body);
}

function complaintAbout(body: JsonObject, { headers, provider }: Speaker, answers: boolean): string | null {
  const version = headers['anthropic-version'] ?? '';
  if (version === '') return 'anthropic-version: header is required';
  const strange = Object.keys(body).find((field) => !FIELDS.has(field));
  if (strange !== undefined) return `${strange}: Extra inputs are not permitted`;
  const sampling = SAMPLING.find((field) => at(body, field) !== undefined);
  if (version >= '2026-10-21' && sampling !== undefined) return `${sampling}: Extra inputs are not permitted`;
  if (textAt(body, 'model') === '') return 'model: Field required';
  if (answers && typeof at(body, 'max_tokens') !== 'number') return 'max_tokens: Field required';
  if (!isArray(at(body, 'messages'))) return 'messages: Field required';
  return complaintAboutTools(body) ?? complaintAboutThinking(body) ?? complaintAboutMessages(body, provider);
}

function complaintAboutTools(body: JsonObject): string | null {
  for (const [index, tool] of listAt(body, 'tools').entries()) {
    // Tools with another type live at the provider and need no schema.
    if (!['', 'custom'].includes(textAt(tool, 'type'))) continue;
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(textAt(tool, 'name'))) {
      return `tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
    }
    if (!isObject(at(tool, 'input_schema'))) return `tools.${index}.custom.input_schema: Field required`;
    if (textAt(tool, 'input_schema', 'type') !== 'object') {
      return `tools.${index}.custom.input_schema.type: Input should be 'object'`;
    }
  }
  const type = textAt(body, 'tool_choice', 'type');
  const named = textAt(body, 'tool_choice', 'name');
  if (type === 'tool' && !listAt(body, 'tools').some((tool) => textAt(tool, 'name') === named)) {
    return `Tool '${named}' not found in provided tools`;
  }
  if ((type === 'tool' || type === 'any') && textAt(body, 'thinking', 'type') === 'enabled') {
    return 'Thinking may not be enabled when tool_choice forces tool use.';
  }
  return null;
}

function complaintAboutThinking(body: JsonObject): string | null {
  if (textAt(body, 'thinking', 'type') !== 'enabled') return null;
  const budget = numberAt(body, 'thinking', 'budget_tokens');
  if (budget < 1024) return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024';
  const most = at(body, 'max_tokens');
  if (typeof most === 'number' && most <= budget) {
    return '`max_tokens` must be greater than `thinking.budget_tokens`.';
  }
  return null;
}

function thinks(body: JsonObject): boolean {
  return ['enabled', 'adaptive', 'between_tools'].includes(textAt(body, 'thinking', 'type'));
}

function toAsked(body: JsonObject): Asked {
  const messages = listAt(body, 'messages');
  const last = messages.findLast((message) => textAt(message, 'role') === 'user');
  const results = resultsIn(messages, last);
  return {
    model: textAt(body, 'model'),
    stream: at(body, 'stream') === true,
    usage: true,
    text: results.length > 0 ? '' : wordsOf(at(last, 'content')),
    results,
    tools: listAt(body, 'tools')
      .filter((tool) => isObject(at(tool, 'input_schema')))
      .map((tool) => ({ name: textAt(tool, 'name'), schema: objectAt(tool, 'input_schema') })),
    toolChoice: toolChoice(body),
    parallelTools: at(body, 'tool_choice', 'disable_parallel_tool_use') !== true,
    output: output(body),
    thinking: thinks(body) ? (textAt(body, 'thinking', 'display') === 'omitted' ? 'hidden' : 'shown') : 'off',
    maxTokens: numberAt(body, 'max_tokens'),
    stop: listAt(body, 'stop_sequences').filter((stop) => typeof stop === 'string'),
    history: JSON.stringify([at(body, 'system') ?? '', messages]),
    inputTokens: inputTokens(body),
    prefix: prefixOf(body),
    keep: null,
  };
}

function inputTokens(body: JsonObject): number {
  return countTokens(JSON.stringify([at(body, 'tools') ?? 0, at(body, 'system') ?? 0, at(body, 'messages') ?? 0]));
}

/** Everything up to the last mark, in the order in which the provider sees it: tools, system, messages. */
function prefixOf(body: JsonObject): CachedPrefix | null {
  const whole = JSON.stringify([at(body, 'tools') ?? 0, at(body, 'system') ?? 0, at(body, 'messages') ?? 0]);
  const end = at(body, 'cache_control') === undefined ? whole.lastIndexOf('"cache_control"') : whole.length;
  if (end < 0) return null;
  const kept = whole.slice(0, end);
  return { key: `${textAt(body, 'model')} ${hash(kept)}`, tokens: countTokens(kept) };
}

function toolChoice(body: JsonObject): ToolChoice {
  switch (textAt(body, 'tool_choice', 'type')) {
    case 'any':
      return { kind: 'required' };
    case 'none':
      return { kind: 'none' };
    case 'tool':
      return { kind: 'tool', name: textAt(body, 'tool_choice', 'name') };
    default:
      return { kind: 'auto' };
  }
}

function output(body: JsonObject): Asked['output'] {
  const format = at(body, 'output_config', 'format') ?? at(body, 'output_format');
  const schema = at(format, 'schema');
  return isObject(schema) ? { kind: 'schema', schema } : { kind: 'text' };
}

function resultsIn(messages: readonly Json[], last: Json | undefined): readonly ToolResult[] {
  const names = new Map(
    messages.flatMap((message) =>
      listAt(message, 'content')
        .filter((part) => textAt(part, 'type') === 'tool_use')
        .map((part): [string, string] => [textAt(part, 'id'), textAt(part, 'name')]),
    ),
  );
  return listAt(last, 'content')
    .filter((part) => textAt(part, 'type') === 'tool_result')
    .map((part) => ({ name: names.get(textAt(part, 'tool_use_id')) ?? '?', text: wordsOf(at(part, 'content')) }));
}
