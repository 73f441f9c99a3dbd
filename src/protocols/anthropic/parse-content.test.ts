import { describe, expect, it } from 'vitest';
import type { Conversation, Part } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { anthropic } from './index.ts';

const user = (content: Json): JsonObject => ({ role: 'user', content });
const asking = (body: JsonObject): Conversation =>
  anthropic.parseRequest({ model: 'm', max_tokens: 9, messages: [user('hi')], ...body }).conversation;
const partsOf = (content: Json, role = 'user'): readonly Part[] =>
  asking({ messages: [{ role, content }] }).messages[0]?.parts ?? [];
const lossesOf = (body: JsonObject): Record<string, string> =>
  Object.fromEntries(asking(body).unsaid.map(({ what, weight }) => [what, weight]));

describe('blocks are read', () => {
  it.each<[string, JsonObject, readonly Part[]]>([
    [
      'an image in place',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
      [{ type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' }, name: '' }],
    ],
    [
      'an image elsewhere',
      { type: 'image', source: { type: 'url', url: 'https://x/y' } },
      [{ type: 'media', mediaType: 'image/*', source: { kind: 'url', url: 'https://x/y' }, name: '' }],
    ],
    [
      'a document with its title and context',
      { type: 'document', title: 'T', context: 'C', source: { type: 'url', url: 'https://x/y' } },
      [
        { type: 'text', text: 'C' },
        { type: 'media', mediaType: 'application/pdf', source: { kind: 'url', url: 'https://x/y' }, name: 'T' },
      ],
    ],
    [
      'a document of plain text',
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
      [{ type: 'media', mediaType: 'text/plain', source: { kind: 'base64', data: 'w6k=' }, name: '' }],
    ],
    [
      'a document made of blocks',
      { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'x' }] } },
      [{ type: 'text', text: 'x' }],
    ],
    [
      'a search result, as text',
      { type: 'search_result', title: 'T', source: 'https://x', content: [{ type: 'text', text: 'found' }] },
      [{ type: 'text', text: 'T — https://x\nfound' }],
    ],
    [
      'a failed tool result with a picture',
      {
        type: 'tool_result',
        tool_use_id: 'i',
        is_error: true,
        content: [{ type: 'image', source: { type: 'url', url: 'https://x' } }],
      },
      [
        {
          type: 'tool-result',
          callId: 'i',
          failed: true,
          parts: [{ type: 'media', mediaType: 'image/*', source: { kind: 'url', url: 'https://x' }, name: '' }],
        },
      ],
    ],
    [
      'an empty tool result',
      { type: 'tool_result', tool_use_id: 'i' },
      [{ type: 'tool-result', callId: 'i', failed: false, parts: [] }],
    ],
    [
      'thinking with its signature',
      { type: 'thinking', thinking: 't', signature: 's' },
      [{ type: 'thinking', text: 't', signature: 's' }],
    ],
    ['sealed thinking', { type: 'redacted_thinking', data: 'd' }, [{ type: 'sealed-thinking', data: 'd' }]],
    [
      'a call',
      { type: 'tool_use', id: 'i', name: 'n', input: { a: 1 }, caller: { type: 'direct' } },
      [{ type: 'tool-call', id: 'i', name: 'n', input: { a: 1 } }],
    ],
  ])('%s', (_, block, parts) => {
    expect(partsOf([block])).toEqual(parts);
    expect(asking({ messages: [user([block])] }).unsaid).toEqual([]);
  });
});

describe('what has no word here is noted', () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    [
      'how far a cache mark reaches',
      { system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral', scope: 'global' } }] },
      { 'cache_control.scope': 'cosmetic' },
    ],
    [
      'the billing header',
      { system: [{ type: 'text', text: 'x-anthropic-billing-header: a' }] },
      { 'billing header': 'cosmetic' },
    ],
    [
      'clearing of thinking',
      { context_management: { edits: [{ type: 'clear_thinking_20251015' }] } },
      { context_management: 'cosmetic' },
    ],
    [
      'compaction',
      { context_management: { edits: [{ type: 'compact_20260112' }] } },
      { context_management: 'behavioural' },
    ],
    ['a service tier', { service_tier: 'auto' }, { service_tier: 'cosmetic' }],
    ['a place for the data', { inference_geo: 'us' }, { inference_geo: 'blocking' }],
    ['any place for the data', { inference_geo: 'global' }, { inference_geo: 'cosmetic' }],
    ['servers with tools', { mcp_servers: [{ url: 'x' }] }, { mcp_servers: 'blocking' }],
    ['no servers with tools', { mcp_servers: [] }, {}],
    ['a container', { container: 'c' }, { container: 'blocking' }],
    [
      'limits of a web search',
      { tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3, user_location: { city: 'Basel' } }] },
      { 'web_search.max_uses': 'cosmetic', 'web_search.user_location': 'behavioural' },
    ],
    [
      'a web search that is not left to the model',
      {
        tools: [{ type: 'web_search_20250305', name: 'web_search' }],
        tool_choice: { type: 'tool', name: 'web_search' },
      },
      { tool_choice: 'behavioural' },
    ],
    [
      'fetching of pages',
      { tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] },
      { 'tools.web_fetch': 'blocking' },
    ],
    [
      'a file at the provider',
      { messages: [user([{ type: 'image', source: { type: 'file', file_id: 'f' } }])] },
      { 'source.file': 'blocking' },
    ],
    ['an upload', { messages: [user([{ type: 'container_upload', file_id: 'f' }])] }, { container_upload: 'blocking' }],
    [
      'former searches',
      { messages: [user([{ type: 'web_search_tool_result', tool_use_id: 'i', content: [] }])] },
      { web_search_tool_result: 'behavioural' },
    ],
    [
      'wanted citations',
      { messages: [user([{ type: 'document', citations: { enabled: true }, source: { type: 'url', url: 'u' } }])] },
      { citations: 'behavioural' },
    ],
    ['fields of the future', { dream: true }, { dream: 'behavioural' }],
    ['blocks of the future', { messages: [user([{ type: 'dream' }])] }, { dream: 'behavioural' }],
    [
      'block fields of the future',
      { messages: [user([{ type: 'text', text: 'x', mood: 1 }])] },
      { 'text.mood': 'behavioural' },
    ],
    [
      'settings of one turn',
      { messages: [{ ...user('x'), output_config: { effort: 'low' } }] },
      { 'messages.output_config': 'behavioural' },
    ],
    [
      'the same settings once more',
      { output_config: { effort: 'low' }, messages: [{ ...user('x'), output_config: { effort: 'low' } }] },
      { 'messages.output_config': 'cosmetic' },
    ],
    ['names that no header could carry', { 'ä,\n': 1 }, { '???': 'behavioural' }],
  ])('%s', (_, body, losses) => {
    expect(lossesOf(body)).toEqual(losses);
  });

  it('without an end to the list of names, and never without the one that blocks', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, 1]));
    const { unsaid } = asking({ ...many, container: 'c' });
    expect(unsaid.length).toBeLessThan(60);
    expect(unsaid).toContainEqual({ what: 'container', weight: 'blocking' });
  });
});

const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  input_schema: { type: 'object' },
  ...more,
});

describe('deferred tools', () => {
  const tools = [tool('a'), tool('b', { defer_loading: true }), tool('c', { defer_loading: true })];
  const loaded = [{ type: 'tool_reference', tool_name: 'b' }];
  const messages = [user('x'), user([{ type: 'tool_result', tool_use_id: 'i', content: loaded }])];

  it('are shown when they were loaded', () => {
    expect(asking({ tools, messages }).tools.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('never include the place that Claude Code keeps for them', () => {
    const search = { type: 'tool_search_tool_bm25_20251119', name: 's' };
    const place = tool('DeferredToolPlaceholder', { defer_loading: true });
    for (const more of [[], [search]]) {
      expect(asking({ tools: [tool('a'), place, ...more] }).tools.map(({ name }) => name)).toEqual(['a']);
    }
  });

  it('are all shown when the search for them is a tool of the provider', () => {
    const search = { type: 'tool_search_tool_bm25_20251119', name: 's' };
    const conversation = asking({ tools: [...tools, search] });
    expect(conversation.tools.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(conversation.unsaid).toContainEqual({ what: 'tools.tool_search_tool_bm25', weight: 'behavioural' });
  });
});
