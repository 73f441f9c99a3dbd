import type { Conversation, Tool } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { cacheControl } from '../cache-hints.ts';
import { asFunction } from '../free-text.ts';
import type { Writing } from './render-content.ts';
import { objectSchema } from './schema.ts';
import { validName } from './terms.ts';

/** `instructions` say in words what the fields may not say. */
export type RenderedTools = {
  readonly fields: JsonObject;
  readonly forced: boolean;
  readonly instructions: readonly string[];
};

const OPEN: JsonObject = { type: 'object', properties: {} };

/** The tools of a conversation and the choice among them. */
export function renderTools(conversation: Conversation, writing: Writing): RenderedTools {
  const tools = uniquelyNamed(conversation.tools);
  if (tools.length < conversation.tools.length) writing.losses.lose('tools of the same name', 'behavioural');
  const search = renderWebSearch(conversation, writing);
  if (writing.quirks.noTools === true) {
    if (needsTools(conversation)) writing.losses.lose('tools', 'blocking');
    return NONE;
  }
  if (tools.length === 0) return renderFormerTools(conversation, search);
  const { toolChoice, parallelTools } = conversation;
  const single = parallelTools ? {} : { disable_parallel_tool_use: true };
  const fields = { tools: [...tools.map((tool) => renderTool(tool, writing)), ...search] };
  switch (toolChoice.kind) {
    case 'auto':
      return {
        fields: parallelTools ? fields : { ...fields, tool_choice: { type: 'auto', ...single } },
        forced: false,
        instructions: [],
      };
    case 'none':
      // The tools stay: calls in earlier turns refer to them.
      return { fields: { ...fields, tool_choice: { type: 'none' } }, forced: false, instructions: [] };
    case 'required':
    case 'tool': {
      const name = toolChoice.kind === 'tool' ? validName(toolChoice.name) : null;
      if (writing.quirks.noForcedTools === true) {
        writing.losses.lose('tool_choice', 'behavioural');
        const wish = name === null ? 'Answer by calling one of the tools.' : `Answer by calling the tool ${name}.`;
        return {
          fields: { ...fields, tool_choice: { type: 'auto', ...single } },
          forced: false,
          instructions: [wish],
        };
      }
      const choice = name === null ? { type: 'any', ...single } : { type: 'tool', name, ...single };
      return { fields: { ...fields, tool_choice: choice }, forced: true, instructions: [] };
    }
  }
}

const NONE: RenderedTools = { fields: {}, forced: false, instructions: [] };

/** An agent without its tools is useless, and calls in a history mean nothing to a model that knows none. */
function needsTools({ tools, toolChoice, messages }: Conversation): boolean {
  if (tools.length > 0 && toolChoice.kind !== 'none') return true;
  return messages.some(({ parts }) => parts.some(({ type }) => type === 'tool-call' || type === 'tool-result'));
}

/** The version that every Claude since 3.5 knows which can search at all. */
const SEARCH = { type: 'web_search_20250305', name: 'web_search' };

function renderWebSearch({ webSearch, tools }: Conversation, { quirks, losses }: Writing): readonly JsonObject[] {
  if (webSearch === undefined) return [];
  const isTaken = tools.some(({ name }) => validName(name) === SEARCH.name);
  const { allowedDomains, blockedDomains, optional } = webSearch;
  if (quirks.webSearch === 'always') {
    if (allowedDomains.length + blockedDomains.length > 0) losses.lose('web_search.domains', 'behavioural');
    return [];
  }
  if (quirks.webSearch === undefined || isTaken) {
    losses.lose('web_search', optional === true ? 'behavioural' : 'blocking');
    return [];
  }
  if (allowedDomains.length === 0) {
    return [{ ...SEARCH, ...(blockedDomains.length > 0 && { blocked_domains: blockedDomains }) }];
  }
  // Both at once are refused.
  if (blockedDomains.length > 0) losses.lose('web_search.domains', 'cosmetic');
  return [{ ...SEARCH, allowed_domains: allowedDomains }];
}

/** A history with calls needs definitions of what was called, even where nothing may be called any more. */
function renderFormerTools({ messages }: Conversation, search: readonly JsonObject[]): RenderedTools {
  const parts = messages.flatMap((message) => (message.role === 'assistant' ? message.parts : []));
  const names = new Set(parts.flatMap((part) => (part.type === 'tool-call' ? [validName(part.name)] : [])));
  if (names.size === 0 && search.length === 0) return NONE;
  const tools = [...[...names].map((name) => ({ name, input_schema: OPEN })), ...search];
  // With `none`, searching would be forbidden, too.
  const choice = search.length > 0 ? {} : { tool_choice: { type: 'none' } };
  return { ...NONE, fields: { tools, ...choice } };
}

function uniquelyNamed(tools: readonly Tool[]): readonly Tool[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

function renderTool(made: Tool, { quirks, losses, strictness }: Writing): JsonObject {
  const tool = asFunction(made, losses);
  const name = validName(tool.name);
  const { schema, exact } = objectSchema(tool.inputSchema);
  if (!exact) losses.lose('tools.schema', 'behavioural');
  const strict = tool.strict && quirks.noSchema !== true ? strictness.holdTool(schema) : null;
  if (tool.strict && strict === null) losses.lose('tools.strict', 'behavioural');
  return {
    name,
    ...(tool.description !== '' && { description: tool.description }),
    input_schema: strict ?? schema,
    ...(strict !== null && { strict: true }),
    ...cacheControl(tool.cache),
  };
}
