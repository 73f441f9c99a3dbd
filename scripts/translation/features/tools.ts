import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { type Feature, MARK, OTHER_TOOL, TOOL, toolOf, WORD } from '../feature.ts';

const LONG_NAME = `mcp__${WORD}__${'a_very_long_name_'.repeat(4)}end`;
const GRAMMAR = `start: "${WORD}"`;
const ALTERNATIVES: JsonObject = {
  type: 'object',
  properties: {
    place: { $ref: '#/$defs/place' },
    size: { oneOf: [{ type: 'integer', minimum: 1 }, { const: 'all' }] },
  },
  $defs: { place: { type: 'string', pattern: '^[a-z]+$', description: WORD } },
};

const tools = (said: Conversation): Json => said.tools.map(({ name, description }) => [name, description]);
const names = (said: Conversation): Json => said.tools.map(({ name }) => name);
const schemas = (said: Conversation): Json => said.tools.map(({ inputSchema }) => inputSchema);
const strict = (said: Conversation): Json => said.tools.map((tool) => tool.strict);
const choice = (said: Conversation): Json => ({ ...said.toolChoice });
const several = (said: Conversation): Json => said.parallelTools;
const freeTexts = (said: Conversation): Json => said.tools.map(({ freeText }) => freeText ?? null);
const namespaces = (said: Conversation): Json => said.tools.map(({ origin }) => origin?.namespace ?? '');

export const TOOLS: readonly Feature[] = [
  {
    title: 'tools',
    aspect: tools,
    mark: MARK,
    said: {
      anthropic: ['`tools`', { tools: [toolOf.anthropic({ ...TOOL, description: WORD })] }],
      'openai-chat': ['`tools`', { tools: [toolOf.chat({ ...TOOL, description: WORD })] }],
      'openai-responses': ['`tools`', { tools: [toolOf.responses({ ...TOOL, description: WORD })] }],
      gemini: [
        '`functionDeclarations`',
        { tools: [{ functionDeclarations: [toolOf.gemini({ ...TOOL, description: WORD })] }] },
      ],
      ollama: ['`tools`', { tools: [toolOf.chat({ ...TOOL, description: WORD })] }],
    },
  },
  {
    title: 'long name of a tool',
    aspect: names,
    mark: MARK,
    said: {
      anthropic: ['over 64 letters', { tools: [toolOf.anthropic({ ...TOOL, name: LONG_NAME })] }],
      gemini: ['over 64 letters', { tools: [{ functionDeclarations: [toolOf.gemini({ ...TOOL, name: LONG_NAME })] }] }],
      ollama: ['over 64 letters', { tools: [toolOf.chat({ ...TOOL, name: LONG_NAME })] }],
    },
  },
  {
    title: 'schema with references and alternatives',
    aspect: schemas,
    mark: MARK,
    said: {
      anthropic: ['`$ref`, `oneOf`, `pattern`', { tools: [toolOf.anthropic(TOOL, { input_schema: ALTERNATIVES })] }],
      'openai-chat': ['`$ref`, `oneOf`, `pattern`', { tools: [toolOf.chat(TOOL, { parameters: ALTERNATIVES })] }],
      'openai-responses': [
        '`$ref`, `oneOf`, `pattern`',
        { tools: [toolOf.responses(TOOL, { parameters: ALTERNATIVES })] },
      ],
      gemini: [
        '`$ref`, `oneOf`, `pattern`',
        { tools: [{ functionDeclarations: [toolOf.gemini(TOOL, { parametersJsonSchema: ALTERNATIVES })] }] },
      ],
      ollama: ['`$ref`, `oneOf`, `pattern`', { tools: [toolOf.chat(TOOL, { parameters: ALTERNATIVES })] }],
    },
  },
  {
    title: 'input that fits its schema for sure',
    among: 'tools',
    aspect: strict,
    said: {
      anthropic: ['`strict`', { tools: [toolOf.anthropic(TOOL, { strict: true })] }],
      'openai-chat': ['`strict`', { tools: [toolOf.chat(TOOL, { strict: true })] }],
      'openai-responses': ['`strict`', { tools: [toolOf.responses(TOOL, { strict: true })] }],
      gemini: ['mode `VALIDATED`', { toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } } }],
    },
  },
  {
    title: 'one tool has to be called',
    among: 'tools',
    aspect: choice,
    said: {
      anthropic: ['`tool_choice`: `tool`', { tool_choice: { type: 'tool', name: 'look' } }],
      'openai-chat': ['`tool_choice`: a function', { tool_choice: { type: 'function', function: { name: 'look' } } }],
      'openai-responses': ['`tool_choice`: a function', { tool_choice: { type: 'function', name: 'look' } }],
      gemini: [
        'mode `ANY`, one name',
        { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } } },
      ],
    },
  },
  {
    title: 'some tool has to be called',
    among: 'tools',
    aspect: choice,
    said: {
      anthropic: ['`tool_choice`: `any`', { tool_choice: { type: 'any' } }],
      'openai-chat': ['`tool_choice`: `required`', { tool_choice: 'required' }],
      'openai-responses': ['`tool_choice`: `required`', { tool_choice: 'required' }],
      gemini: ['mode `ANY`', { toolConfig: { functionCallingConfig: { mode: 'ANY' } } }],
    },
  },
  {
    title: 'no tool may be called',
    among: 'tools',
    aspect: choice,
    said: {
      anthropic: ['`tool_choice`: `none`', { tool_choice: { type: 'none' } }],
      'openai-chat': ['`tool_choice`: `none`', { tool_choice: 'none' }],
      'openai-responses': ['`tool_choice`: `none`', { tool_choice: 'none' }],
      gemini: ['mode `NONE`', { toolConfig: { functionCallingConfig: { mode: 'NONE' } } }],
    },
  },
  {
    title: 'only some tools may be called',
    among: 'tools',
    aspect: names,
    said: {
      'openai-chat': [
        '`allowed_tools`',
        {
          tool_choice: {
            type: 'allowed_tools',
            allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'look' } }] },
          },
        },
      ],
      'openai-responses': [
        '`allowed_tools`',
        { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'look' }] } },
      ],
      gemini: [
        '`allowedFunctionNames`',
        {
          tools: [
            {
              functionDeclarations: [TOOL, OTHER_TOOL, { ...OTHER_TOOL, name: 'ask' }].map((tool) =>
                toolOf.gemini(tool),
              ),
            },
          ],
          toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look', 'find'] } },
        },
      ],
    },
  },
  {
    title: 'one call at a time',
    among: 'tools',
    aspect: several,
    said: {
      anthropic: ['`disable_parallel_tool_use`', { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
      'openai-chat': ['`parallel_tool_calls`', { parallel_tool_calls: false }],
      'openai-responses': ['`parallel_tool_calls`', { parallel_tool_calls: false }],
    },
  },
  {
    title: 'tool that takes free text',
    aspect: freeTexts,
    mark: MARK,
    said: {
      'openai-chat': ['`custom`', { tools: [{ type: 'custom', custom: { name: WORD, description: 'Patches' } }] }],
      'openai-responses': ['`custom`', { tools: [{ type: 'custom', name: WORD, description: 'Patches' }] }],
    },
  },
  {
    title: 'grammar of that text',
    aspect: freeTexts,
    mark: MARK,
    said: {
      'openai-chat': [
        '`custom.format`',
        {
          tools: [
            {
              type: 'custom',
              custom: { name: 'patch', format: { type: 'grammar', grammar: { syntax: 'lark', definition: GRAMMAR } } },
            },
          ],
        },
      ],
      'openai-responses': [
        '`format`',
        {
          tools: [{ type: 'custom', name: 'patch', format: { type: 'grammar', syntax: 'lark', definition: GRAMMAR } }],
        },
      ],
    },
  },
  {
    title: 'tools in a namespace',
    aspect: namespaces,
    mark: MARK,
    said: {
      'openai-responses': [
        '`namespace`',
        { tools: [{ type: 'namespace', name: WORD, description: 'Files', tools: [toolOf.responses(TOOL)] }] },
      ],
    },
  },
  {
    title: 'tools that are found by a search',
    mark: /tool_search/,
    said: {
      anthropic: [
        '`tool_search_tool`',
        {
          tools: [
            { type: 'tool_search_tool_regex_20251119', name: 'tool_search_tool_regex' },
            toolOf.anthropic(TOOL, { defer_loading: true }),
          ],
        },
      ],
      'openai-responses': [
        '`tool_search`',
        { tools: [{ type: 'tool_search' }, toolOf.responses(TOOL, { defer_loading: true })] },
      ],
    },
  },
];
