import type { Conversation, Tool, WebSearch } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { objectSchema } from '../anthropic/schema.ts';
import { asFunction } from '../free-text.ts';
import { looseSchema, strictSchema } from '../openai-chat/schema.ts';
import type { Writing } from './render-request.ts';
import { validName } from './terms.ts';

export type Tools = { readonly fields: JsonObject; readonly instructions: readonly string[] };

/** The tools and which of them has to be called. A search in the web stands among them here. */
export function renderTools(conversation: Conversation, writing: Writing): Tools {
  const { tools, toolChoice, parallelTools, webSearch } = conversation;
  const { quirks, losses } = writing;
  const search = webSearch === undefined ? [] : renderSearch(webSearch, writing);
  if (quirks.noTools === true && needsTools(conversation)) losses.lose('tools', 'blocking');
  const offered = quirks.noTools === true ? [] : tools;
  const list = [...offered.map((tool) => renderTool(tool, writing)), ...search];
  if (list.length === 0) return { fields: {}, instructions: [] };
  const fields = { tools: list, ...(!parallelTools && { parallel_tool_calls: false }) };
  switch (toolChoice.kind) {
    case 'auto':
      return { fields, instructions: [] };
    case 'none':
      return { fields: { ...fields, tool_choice: 'none' }, instructions: [] };
    case 'required':
    case 'tool': {
      if (quirks.noForcedTools === true) {
        losses.lose('tool_choice', 'behavioural');
        const wanted = toolChoice.kind === 'tool' ? `the tool ${validName(toolChoice.name)}` : 'one of the tools';
        return { fields, instructions: [`Call ${wanted} before you answer.`] };
      }
      if (toolChoice.kind === 'required') return { fields: { ...fields, tool_choice: 'required' }, instructions: [] };
      const isText = textTools(tools, writing).has(toolChoice.name);
      const choice = { type: isText ? 'custom' : 'function', name: validName(toolChoice.name) };
      return { fields: { ...fields, tool_choice: choice }, instructions: [] };
    }
  }
}

/** An agent without its tools is useless, and calls in a history mean nothing to a model that knows none. */
function needsTools({ tools, toolChoice, messages }: Conversation): boolean {
  if (tools.length > 0 && toolChoice.kind !== 'none') return true;
  return messages.some(({ parts }) => parts.some(({ type }) => type === 'tool-call' || type === 'tool-result'));
}

/** The names of the tools that take free text, where the server knows such. */
export function textTools(tools: readonly Tool[], { quirks }: Writing): ReadonlySet<string> {
  const texts = quirks.freeText === true ? tools.filter(({ freeText }) => freeText !== undefined) : [];
  return new Set(texts.map(({ name }) => name));
}

/** `strict` is always said: where it is left out, OpenAI makes schemas strict and changes them for it. */
function renderTool(tool: Tool, { quirks, losses }: Writing): JsonObject {
  if (tool.cache !== undefined) losses.lose('cache_control', 'cosmetic');
  if (tool.freeText !== undefined && quirks.freeText === true) return renderCustom(tool, tool.freeText);
  const { name, description, inputSchema, strict: wanted } = asFunction(tool, losses);
  const strict = wanted ? strictSchema(inputSchema) : null;
  if (wanted && strict === null) losses.lose('tools.strict', 'behavioural');
  const { schema, exact } = objectSchema(inputSchema);
  if (!exact) losses.lose('tools.schema', 'behavioural');
  return {
    type: 'function',
    name: validName(name),
    ...(description !== '' && { description }),
    parameters: strict ?? looseSchema(schema),
    strict: strict !== null,
  };
}

/** A Lark grammar has a rule named `start`; what has none is a regular expression. */
function renderCustom({ name, description }: Tool, grammar: string): JsonObject {
  const syntax = /^\s*\??start\s*:/m.test(grammar) ? 'lark' : 'regex';
  return {
    type: 'custom',
    name: validName(name),
    ...(description !== '' && { description }),
    ...(grammar !== '' && { format: { type: 'grammar', syntax, definition: grammar } }),
  };
}

function renderSearch(search: WebSearch, { quirks, losses }: Writing): readonly JsonObject[] {
  const { allowedDomains, blockedDomains, optional } = search;
  if (quirks.webSearch === undefined) losses.lose('web_search', optional === true ? 'behavioural' : 'blocking');
  const isSayable = quirks.webSearch === 'asked';
  if (blockedDomains.length > 0 || (allowedDomains.length > 0 && !isSayable))
    losses.lose('web_search.domains', 'behavioural');
  if (!isSayable) return [];
  return [{ type: 'web_search', ...(allowedDomains.length > 0 && { filters: { allowed_domains: allowedDomains } }) }];
}
