import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json } from '../../../src/model/json.ts';
import type { Quirks } from '../../../src/protocols/protocol.ts';
import { type Feature, MARK, OTHER_TOOL, TOOL, toolOf, WORD } from '../feature.ts';

const search = ({ webSearch }: Conversation): Json => webSearch !== undefined;
const domains = ({ webSearch }: Conversation): Json => [
  webSearch?.allowedDomains ?? [],
  webSearch?.blockedDomains ?? [],
];
const isAlwaysSearching = ({ webSearch }: Quirks): boolean => webSearch === 'always';

export const OWN_TOOLS: readonly Feature[] = [
  {
    title: 'search in the web',
    aspect: search,
    unasked: isAlwaysSearching,
    said: {
      anthropic: ['`web_search`', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
      'openai-chat': ['`web_search_options`', { web_search_options: {} }],
      'openai-responses': ['`web_search`', { tools: [{ type: 'web_search' }] }],
      gemini: ['`googleSearch`', { tools: [{ googleSearch: {} }] }],
    },
  },
  {
    title: 'search in the web beside other tools',
    among: 'tools',
    aspect: search,
    unasked: isAlwaysSearching,
    said: {
      anthropic: [
        '`web_search`',
        {
          tools: [
            toolOf.anthropic(TOOL),
            toolOf.anthropic(OTHER_TOOL),
            { type: 'web_search_20250305', name: 'web_search' },
          ],
        },
      ],
      'openai-responses': [
        '`web_search`',
        { tools: [toolOf.responses(TOOL), toolOf.responses(OTHER_TOOL), { type: 'web_search' }] },
      ],
      gemini: [
        '`googleSearch`',
        { tools: [{ functionDeclarations: [toolOf.gemini(TOOL), toolOf.gemini(OTHER_TOOL)] }, { googleSearch: {} }] },
      ],
    },
  },
  {
    title: 'only some domains of the web',
    aspect: domains,
    said: {
      anthropic: [
        '`allowed_domains`',
        { tools: [{ type: 'web_search_20250305', name: 'web_search', allowed_domains: [`${WORD}.org`] }] },
      ],
      'openai-responses': [
        '`filters`',
        { tools: [{ type: 'web_search', filters: { allowed_domains: [`${WORD}.org`] } }] },
      ],
      gemini: ['`excludeDomains`', { tools: [{ googleSearch: { excludeDomains: [`${WORD}.org`] } }] }],
    },
  },
  {
    title: 'reading of pages',
    mark: /web_fetch|urlContext/,
    said: {
      anthropic: ['`web_fetch`', { tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] }],
      gemini: ['`urlContext`', { tools: [{ urlContext: {} }] }],
    },
  },
  {
    title: 'code that is run',
    mark: /code_execution|code_interpreter|codeExecution/,
    said: {
      anthropic: ['`code_execution`', { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] }],
      'openai-responses': [
        '`code_interpreter`',
        { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] },
      ],
      gemini: ['`codeExecution`', { tools: [{ codeExecution: {} }] }],
    },
  },
  {
    title: 'search in files',
    mark: MARK,
    said: {
      'openai-responses': ['`file_search`', { tools: [{ type: 'file_search', vector_store_ids: [`vs_${WORD}`] }] }],
      gemini: ['`fileSearch`', { tools: [{ fileSearch: { fileSearchStoreNames: [`fileSearchStores/${WORD}`] } }] }],
    },
  },
  {
    title: 'MCP servers that the provider asks',
    mark: MARK,
    said: {
      anthropic: ['`mcp_servers`', { mcp_servers: [{ type: 'url', name: WORD, url: 'https://example.com/mcp' }] }],
      'openai-responses': [
        '`mcp`',
        { tools: [{ type: 'mcp', server_label: WORD, server_url: 'https://example.com/mcp' }] },
      ],
    },
  },
  {
    title: 'use of a computer',
    mark: /"computer/,
    said: {
      anthropic: [
        '`computer`',
        { tools: [{ type: 'computer_20250124', name: 'computer', display_width_px: 1024, display_height_px: 768 }] },
      ],
      'openai-responses': [
        '`computer_use_preview`',
        { tools: [{ type: 'computer_use_preview', display_width: 1024, display_height: 768, environment: 'browser' }] },
      ],
    },
  },
  {
    title: 'shell and editor that the model knows',
    mark: /"bash|"shell|local_shell/,
    said: {
      anthropic: ['`bash`', { tools: [{ type: 'bash_20250124', name: 'bash' }] }],
      'openai-responses': ['`local_shell`', { tools: [{ type: 'local_shell' }] }],
    },
  },
  {
    title: 'pictures that are made on the way',
    mark: /image_generation/,
    said: { 'openai-responses': ['`image_generation`', { tools: [{ type: 'image_generation' }] }] },
  },
];
