import { describe, expect, it } from 'vitest';
import { readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { anthropic } from '../../protocols/anthropic/index.ts';
import { bedrock, bedrockMantle } from './bedrock.ts';
import { foundry } from './foundry.ts';
import { beta, named, PLAIN, shaped } from './testing/shaped.ts';
import { vertex } from './vertex.ts';

describe('a request to a cloud', () => {
  const messages = PLAIN['messages'] ?? null;

  it('names the model in the address at Bedrock, and the version in the body', () => {
    expect(shaped(bedrock, { model: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0' })).toEqual({
      path: '/model/eu.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke',
      body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages },
      headers: {},
      losses: [],
    });
    expect(shaped(bedrock, { stream: true }).path).toBe('/model/claude-sonnet-5-5/invoke-with-response-stream');
  });

  it('keeps model, version and stream where they are at the Messages endpoints', () => {
    for (const provider of [bedrockMantle, foundry]) {
      expect(shaped(provider, { stream: true })).toEqual({
        path: '/messages',
        body: { model: 'claude-sonnet-5-5', max_tokens: 100, messages, stream: true },
        headers: { 'anthropic-version': '2023-06-01' },
        losses: [],
      });
    }
  });

  it('has its version in the body at Vertex, and says in the address that it wants a stream', () => {
    expect(shaped(vertex, { stream: true, model: 'claude-opus-4-5@20251101' })).toEqual({
      path: '/claude-opus-4-5%4020251101:streamRawPredict',
      body: { anthropic_version: 'vertex-2023-10-16', max_tokens: 100, messages, stream: true },
      headers: {},
      losses: [],
    });
    expect(shaped(vertex).path).toBe('/claude-sonnet-5-5:rawPredict');
  });

  it('lets nothing into the address but the name', () => {
    for (const provider of [bedrock, vertex]) {
      expect(shaped(provider, { model: '../../secret?x=y#z' }).path).not.toMatch(/\.\.\/|[?#]/);
    }
  });

  it('#77 #81 takes the betas along that the cloud knows, by its name for them, and names the others that may be missed', () => {
    const headers = beta(
      'claude-code-20250219',
      'context-1m-2025-08-07',
      'interleaved-thinking-2025-05-14',
      'advanced-tool-use-2025-11-20',
      'made-up-2026-01-01',
    );
    const invoke = shaped(bedrock, { headers });
    expect(invoke.body['anthropic_beta']).toEqual(['context-1m-2025-08-07', 'tool-search-tool-2025-10-19']);
    expect(named(invoke)).toEqual([
      'interleaved-thinking-2025-05-14 (behavioural)',
      'made-up-2026-01-01 (behavioural)',
    ]);
    expect(shaped(vertex, { headers }).headers['anthropic-beta']).toBe(
      'context-1m-2025-08-07,interleaved-thinking-2025-05-14,tool-search-tool-2025-10-19',
    );
    expect(shaped(foundry, { headers }).headers['anthropic-beta']).toBe(
      'context-1m-2025-08-07,interleaved-thinking-2025-05-14,advanced-tool-use-2025-11-20',
    );
    expect(shaped(bedrock, { body: { anthropic_beta: ['context-1m-2025-08-07'] } }).body['anthropic_beta']).toEqual([
      'context-1m-2025-08-07',
    ]);
  });

  it.each([
    ['service_tier', 'auto', 'cosmetic'],
    ['speed', 'fast', 'cosmetic'],
    ['fallbacks', [{ model: 'claude-opus-5' }], 'cosmetic'],
    ['inference_geo', 'us', 'behavioural'],
    ['mcp_servers', [{ type: 'url', url: 'https://mcp.example.com' }], 'behavioural'],
    ['thread', { type: 'continue', previous_message_id: 'msg_1' }, 'blocking'],
    ['container', 'container_1', 'blocking'],
    ['not_yet_invented', 1, 'behavioural'],
  ])('cannot say %s, which matters as much as it says', (field, value, weight) => {
    for (const provider of [bedrock, bedrockMantle, vertex, foundry]) {
      const result = shaped(provider, { body: { [field]: value } });
      expect(named(result)).toEqual([`${field} (${weight})`]);
      expect(result.body).not.toHaveProperty(field);
    }
  });

  it('#78 keeps a field of a beta when the caller asked for the beta and the cloud knows it', () => {
    const body = { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } };
    const headers = beta('context-management-2025-06-27');
    for (const provider of [bedrock, bedrockMantle, vertex, foundry]) {
      expect(shaped(provider, { body, headers }).body).toHaveProperty('context_management');
      expect(named(shaped(provider, { body }))).toEqual(['context_management (behavioural)']);
    }
  });

  it('has no tools that run at Anthropic where the cloud does not run them', () => {
    const own = { name: 'look', input_schema: { type: 'object' } };
    const body = {
      tools: [own, { type: 'web_search_20260318', name: 'web_search' }, { type: 'bash_20250124', name: 'bash' }],
    };
    const kept = [own, { type: 'bash_20250124', name: 'bash' }];
    expect(shaped(bedrock, { body }).body['tools']).toEqual(kept);
    expect(named(shaped(vertex, { body }))).toEqual(['tools.web_search (behavioural)']);
    expect(shaped(foundry, { body }).losses).toEqual([]);
    const only = { tools: [{ type: 'web_search_20260318', name: 'web_search' }], tool_choice: { type: 'any' } };
    expect(shaped(bedrock, { body: only }).body).not.toHaveProperty('tools');
    expect(shaped(bedrock, { body: only }).body).not.toHaveProperty('tool_choice');
  });

  it('asks Bedrock for eager tools by the beta that it knows instead of the field', () => {
    const tool = { name: 'look', input_schema: { type: 'object' } };
    const body = { tools: [{ ...tool, eager_input_streaming: true }] };
    const result = shaped(bedrock, { body });
    expect(result.body['tools']).toEqual([tool]);
    expect(result.body['anthropic_beta']).toEqual(['fine-grained-tool-streaming-2025-05-14']);
    expect(result.losses).toEqual([]);
    expect(shaped(vertex, { body }).body['tools']).toEqual(body.tools);
  });

  it('keeps strict tools and schemas from the models that Bedrock refuses them for', () => {
    const body = {
      tools: [{ name: 'look', strict: true, input_schema: { type: 'object' } }],
      output_config: { effort: 'high', format: { type: 'json_schema', schema: { type: 'object' } } },
    };
    const late = shaped(bedrock, { body, model: 'global.anthropic.claude-opus-4-8' });
    expect(named(late)).toEqual(['tools.strict (behavioural)', 'output_config.format (behavioural)']);
    expect(late.body).toMatchObject({ output_config: { effort: 'high' } });
    expect(late.body).not.toHaveProperty('output_config.format');
    const early = shaped(bedrock, { body, model: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0' });
    expect(early.losses).toEqual([]);
    expect(early.body).toMatchObject(body);
    expect(shaped(vertex, { body }).losses).toEqual([]);
  });

  it('cannot be said where it needs what only Anthropic can fetch', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
    const file = { type: 'document', source: { type: 'file', file_id: 'file_1' } };
    const result = { type: 'tool_result', tool_use_id: 'a', content: [image] };
    const body = { messages: [{ role: 'user', content: [result, file] }] };
    expect(named(shaped(bedrock, { body }))).toEqual(['image URLs (blocking)', 'source.file (blocking)']);
    expect(named(shaped(vertex, { body }))).toEqual(['source.file (blocking)']);
    expect(named(shaped(foundry, { body }))).toEqual([]);
  });

  it('leaves the caller no choice that Bedrock does not know', () => {
    const body = {
      tools: [{ name: 'look', input_schema: {} }],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    };
    expect(shaped(bedrock, { body }).body['tool_choice']).toEqual({ type: 'auto' });
    expect(named(shaped(bedrock, { body }))).toEqual(['disable_parallel_tool_use (behavioural)']);
    expect(shaped(vertex, { body }).body['tool_choice']).toEqual(body.tool_choice);
  });
});

describe.skipIf(skipped)('what Bedrock has really accepted (skipped without ../shared/data)', () => {
  const accepted = recorded ? readRecordings(/^POST \/model\/[^/]+\/invoke$/, /bedrock-runtime.*\/invoke$/) : [];

  it('was recorded', () => {
    expect(accepted.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2);
  });

  it.each(accepted.map((one) => [one.path, one] as const))(
    'is what goes there, nothing more and nothing less: %s',
    (_, one) => {
      const { anthropic_version: version, ...body } = one.request;
      expect(version).toBe('bedrock-2023-05-31');
      const result = bedrock.shape?.({
        model: 'us.anthropic.claude-opus-4-8',
        stream: false,
        body: { model: 'claude-opus-4-8', ...body },
        headers: { 'anthropic-version': '2023-06-01' },
        foreign: false,
        settings: {},
      });
      expect(result?.body).toEqual(one.request);
      expect(result?.losses).toEqual([]);
      expect(anthropic.parseResponse(JSON.parse(one.answer)).stop).toBe('done');
    },
  );
});
