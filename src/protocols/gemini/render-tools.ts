import type { Conversation, Tool, ToolChoice } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { asFunction } from '../free-text.ts';
import type { Writing } from './render-parts.ts';
import { toolSchema } from './schema.ts';
import { validName } from './terms.ts';

/** `instructions` say in words what the fields may not say. */
export type RenderedTools = { readonly fields: JsonObject; readonly instructions: readonly string[] };

/** The tools of a conversation, the search among them, and which of them has to be used. */
export function renderTools(conversation: Conversation, writing: Writing): RenderedTools {
  const { quirks, losses } = writing;
  const { toolChoice } = conversation;
  const named = new Map(conversation.tools.map((tool) => [validName(tool.name), tool]));
  if (named.size < conversation.tools.length) losses.lose('tools of the same name', 'behavioural');
  if (named.size > 0 && quirks.noTools === true) {
    losses.lose('tools', toolChoice.kind === 'none' ? 'behavioural' : 'blocking');
    return { fields: {}, instructions: [] };
  }
  if (named.size > 0 && !conversation.parallelTools) losses.lose('parallel_tool_calls', 'behavioural');
  const declared = [...named].map(([name, tool]) => renderTool(name, tool, writing));
  const search = renderSearch(conversation, writing);
  const tools = [...(declared.length > 0 ? [{ functionDeclarations: declared }] : []), ...search];
  if (tools.length === 0) return { fields: {}, instructions: [] };
  const { calling, instructions } = renderChoice(toolChoice, [...named.values()], writing);
  const config = {
    ...(calling !== null && { functionCallingConfig: calling }),
    // Without it, the Gemini API refuses its own tools beside those of the caller.
    ...(declared.length > 0 && search.length > 0 && { includeServerSideToolInvocations: true }),
  };
  return { fields: { tools, ...(Object.keys(config).length > 0 && { toolConfig: config }) }, instructions };
}

function renderTool(name: string, tool: Tool, { losses }: Writing): JsonObject {
  const { description, inputSchema, cache } = asFunction(tool, losses);
  const { schema, exact } = toolSchema(inputSchema);
  if (!exact) losses.lose('tools.schema', 'behavioural');
  if (cache !== undefined) losses.lose('cache_control', 'cosmetic');
  return { name, ...(description !== '' && { description }), parametersJsonSchema: schema };
}

/** Where no tool may be called, Google's own have to be left out; those of the caller stay, because earlier turns speak of them. */
function renderSearch(
  { webSearch, toolChoice, tools }: Conversation,
  { quirks, losses }: Writing,
): readonly JsonObject[] {
  if (webSearch === undefined) return [];
  const domains = webSearch.allowedDomains.length + webSearch.blockedDomains.length;
  if (quirks.webSearch === undefined) {
    losses.lose('web_search', webSearch.optional === true ? 'behavioural' : 'blocking');
    return [];
  }
  if (quirks.webSearch === 'asked' && toolChoice.kind === 'none' && tools.length > 0) {
    losses.lose('web_search', 'behavioural');
    return [];
  }
  if (domains > 0) losses.lose('web_search.domains', 'behavioural');
  return quirks.webSearch === 'asked' ? [{ googleSearch: {} }] : [];
}

type Choice = { readonly calling: JsonObject | null; readonly instructions: readonly string[] };

function renderChoice(choice: ToolChoice, tools: readonly Tool[], { quirks, losses }: Writing): Choice {
  if (tools.length === 0) return { calling: null, instructions: [] };
  switch (choice.kind) {
    case 'auto':
      // The mode that holds inputs to their schemas.
      return { calling: tools.some(({ strict }) => strict) ? { mode: 'VALIDATED' } : null, instructions: [] };
    case 'none':
      return { calling: { mode: 'NONE' }, instructions: [] };
    case 'required':
    case 'tool': {
      const name = choice.kind === 'tool' ? validName(choice.name) : null;
      if (quirks.noForcedTools !== true) {
        return { calling: { mode: 'ANY', ...(name !== null && { allowedFunctionNames: [name] }) }, instructions: [] };
      }
      losses.lose('tool_choice', 'behavioural');
      const wish = name === null ? 'Answer by calling one of the tools.' : `Answer by calling the tool ${name}.`;
      return { calling: null, instructions: [wish] };
    }
  }
}
