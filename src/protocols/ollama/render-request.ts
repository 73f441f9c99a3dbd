import type { Conversation, Message, Tool, WebSearch } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { collectLosses } from '../fields.ts';
import { asFunction } from '../free-text.ts';
import type { Rendered, RequestOptions } from '../protocol.ts';
import { flattenSchema } from './flatten.ts';
import type { Writing } from './render-media.ts';
import { renderMessages } from './render-messages.ts';
import { limitOf, renderSampling, renderThinking, windowFor } from './render-settings.ts';
import { plainName } from './terms.ts';

/** How long the server keeps the model in memory: loading one again takes up to minutes. */
const KEEP_ALIVE = '30m';

/**
 * Writes a body for `/api/chat`, and says what it could not say. A conversation that does not fit into the window is refused by
 * the server (`truncate: false`, `shift: false`) instead of losing its beginning without a word.
 */
export function renderRequest(conversation: Conversation, options: RequestOptions): Rendered {
  const losses = collectLosses();
  const writing: Writing = { quirks: options.quirks, losses };
  const tools = renderTools(conversation, writing);
  const output = renderOutput(conversation, tools.list.length > 0, writing);
  const messages = renderMessages(conversation.messages, [...output.instructions, ...tools.instructions], writing);
  const limit = limitOf(conversation.settings.maxTokens, options);
  if (conversation.webSearch !== undefined) loseSearch(conversation.webSearch, writing);
  const body = {
    model: options.model,
    messages,
    stream: options.stream,
    ...(tools.list.length > 0 && { tools: tools.list }),
    ...(output.format !== null && { format: output.format }),
    ...renderThinking(conversation.thinking, writing),
    options: {
      num_ctx: options.quirks.contextTokens ?? windowFor(messages, tools.list, limit),
      ...(limit !== null && { num_predict: limit }),
      ...renderSampling(conversation, writing),
    },
    keep_alive: KEEP_ALIVE,
    truncate: false,
    shift: false,
  };
  return { body, losses: losses.list() };
}

/** Nothing can be said about a search; a server may do it without a word. */
function loseSearch({ optional, allowedDomains, blockedDomains }: WebSearch, { quirks, losses }: Writing): void {
  if (quirks.webSearch !== 'always') losses.lose('web_search', optional === true ? 'behavioural' : 'blocking');
  else if (allowedDomains.length + blockedDomains.length > 0) losses.lose('web_search.domains', 'behavioural');
}

type Tools = { readonly list: readonly JsonObject[]; readonly instructions: readonly string[] };

const NO_TOOLS: Tools = { list: [], instructions: [] };

/** There is no `tool_choice`, so the model is told in words; nothing keeps it to them. */
function renderTools(conversation: Conversation, writing: Writing): Tools {
  const { tools, toolChoice, parallelTools, messages } = conversation;
  const { quirks, losses } = writing;
  const called = hasCalls(messages);
  if (quirks.noTools === true) {
    if (called || (tools.length > 0 && toolChoice.kind !== 'none')) losses.lose('tools', 'blocking');
    return NO_TOOLS;
  }
  // A model that is offered nothing calls nothing; but the calls of earlier turns need their tools.
  if (tools.length === 0 || (toolChoice.kind === 'none' && !called)) return NO_TOOLS;
  const list = tools.map((tool) => renderTool(tool, writing));
  const instructions: string[] = [];
  switch (toolChoice.kind) {
    case 'auto':
      break;
    case 'none':
      instructions.push('Answer without calling any tool.');
      break;
    case 'required':
      instructions.push('Call one of the tools before you answer.');
      break;
    case 'tool':
      instructions.push(`Call the tool ${plainName(toolChoice.name)} before you answer.`);
  }
  if (instructions.length > 0) losses.lose('tool_choice', 'behavioural');
  if (!parallelTools && toolChoice.kind !== 'none') {
    losses.lose('parallel_tool_calls', 'behavioural');
    instructions.push('Call at most one tool at a time.');
  }
  return { list, instructions };
}

function hasCalls(messages: readonly Message[]): boolean {
  return messages.some(({ parts }) => parts.some(({ type }) => type === 'tool-call'));
}

function renderTool(tool: Tool, { losses }: Writing): JsonObject {
  const { name, description, inputSchema, strict, cache } = asFunction(tool, losses);
  const { schema, lost } = flattenSchema(inputSchema);
  if (lost) losses.lose('tools.schema', 'cosmetic');
  if (strict) losses.lose('tools.strict', 'behavioural');
  if (cache !== undefined) losses.lose('cache_control', 'cosmetic');
  return {
    type: 'function',
    function: { name: plainName(name), ...(description !== '' && { description }), parameters: schema },
  };
}

type Output = { readonly format: Json; readonly instructions: readonly string[] };

const JSON_ONLY = 'Answer with one JSON object and nothing else: no words around it and no code fence.';

/**
 * A format is a grammar that the model cannot leave, not even for a call: where tools are offered it is told in words instead. And
 * a model that has to write JSON without being told writes blanks for ever.
 */
function renderOutput({ output, messages }: Conversation, hasTools: boolean, { quirks, losses }: Writing): Output {
  switch (output.kind) {
    case 'text':
      return { format: null, instructions: [] };
    case 'json':
      if (hasTools) losses.lose('response_format', 'behavioural');
      return { format: hasTools ? null : 'json', instructions: saysJson(messages) ? [] : [JSON_ONLY] };
    case 'schema': {
      if (!hasTools && quirks.noSchema !== true) return { format: output.schema, instructions: [] };
      losses.lose('response_format', 'behavioural');
      return {
        format: hasTools ? null : 'json',
        instructions: [`${JSON_ONLY} It must fit this JSON schema:\n${JSON.stringify(output.schema)}`],
      };
    }
  }
}

function saysJson(messages: readonly Message[]): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.type === 'text' && /json/i.test(part.text)));
}
