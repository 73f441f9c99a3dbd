import type { Conversation, Tool } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Writing } from './render-content.ts';
import { objectSchema, strictSchema } from './schema.ts';
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
  if (tools.length === 0) return renderFormerTools(conversation);
  const { toolChoice, parallelTools } = conversation;
  const single = parallelTools ? {} : { disable_parallel_tool_use: true };
  const fields = { tools: tools.map((tool) => renderTool(tool, writing)) };
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

/** A history with calls needs definitions of what was called, even where nothing may be called any more. */
function renderFormerTools({ messages }: Conversation): RenderedTools {
  const parts = messages.flatMap((message) => (message.role === 'assistant' ? message.parts : []));
  const names = new Set(parts.flatMap((part) => (part.type === 'tool-call' ? [validName(part.name)] : [])));
  if (names.size === 0) return { fields: {}, forced: false, instructions: [] };
  const tools = [...names].map((name) => ({ name, input_schema: OPEN }));
  return { fields: { tools, tool_choice: { type: 'none' } }, forced: false, instructions: [] };
}

function uniquelyNamed(tools: readonly Tool[]): readonly Tool[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

function renderTool(tool: Tool, { quirks, losses }: Writing): JsonObject {
  const name = validName(tool.name);
  const { schema, exact } = objectSchema(tool.inputSchema);
  if (!exact) losses.lose('alternatives in a tool schema', 'behavioural');
  const strict = tool.strict && quirks.noSchema !== true ? strictSchema(schema) : null;
  if (tool.strict && strict === null) losses.lose('strict', 'behavioural');
  return {
    name,
    ...(tool.description !== '' && { description: tool.description }),
    input_schema: strict ?? schema,
    ...(strict !== null && { strict: true }),
  };
}
