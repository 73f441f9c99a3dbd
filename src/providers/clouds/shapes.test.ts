import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Headers } from '../../protocols/protocol.ts';
import type { Provider, Shaped } from '../provider.ts';
import { nameThere } from '../provider.ts';
import { bedrock, bedrockMantle } from './bedrock.ts';
import { foundry } from './foundry.ts';
import { vertex } from './vertex.ts';

type Case = {
  readonly body?: JsonObject;
  readonly headers?: Headers;
  readonly model?: string;
  readonly stream?: boolean;
  readonly foreign?: boolean;
};

const PLAIN: JsonObject = {
  model: 'whatever-the-caller-said',
  max_tokens: 100,
  stream: true,
  messages: [{ role: 'user', content: 'Hello' }],
};

/** A request as a cloud gets it. */
function shaped(provider: Provider, { body = {}, headers = {}, ...rest }: Case = {}): Shaped {
  if (provider.shape === undefined) throw new Error(`${provider.id} has no shape`);
  return provider.shape({
    model: 'claude-sonnet-5-5',
    stream: false,
    foreign: false,
    settings: {},
    ...rest,
    body: { ...PLAIN, ...body },
    headers: { 'anthropic-version': '2023-06-01', ...headers },
  });
}

const named = ({ losses }: Shaped): readonly string[] => losses.map(({ what, weight }) => `${what} (${weight})`);
const beta = (...names: readonly string[]): Headers => ({ 'anthropic-beta': names.join(',') });

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

  it('takes the betas along that the cloud knows, by its name for them, and names the others that may be missed', () => {
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

  it('keeps a field of a beta when the caller asked for the beta and the cloud knows it', () => {
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
    expect(named(shaped(vertex, { body }))).toEqual(['tool web_search_20260318 (behavioural)']);
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
    expect(named(late)).toEqual(['strict (behavioural)', 'output_config.format (behavioural)']);
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
    expect(named(shaped(bedrock, { body }))).toEqual(['image URLs (blocking)', 'files (blocking)']);
    expect(named(shaped(vertex, { body }))).toEqual(['files (blocking)']);
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

describe('thoughts of earlier turns', () => {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' };
  const call = { type: 'tool_use', id: 'a', name: 'look', input: {} };
  const loop = [
    { role: 'user', content: 'Look' },
    { role: 'assistant', content: [thought, call] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'a river' }] },
  ];

  it('stay when this very account thought them', () => {
    expect(shaped(bedrock, { body: { messages: loop } }).body['messages']).toEqual(loop);
  });

  it('go when another did, because they would be refused', () => {
    const result = shaped(bedrock, { body: { messages: loop }, foreign: true });
    expect(result.body['messages']).toEqual([loop[0], { role: 'assistant', content: [call] }, loop[2]]);
    expect(named(result)).toEqual(['thinking of earlier turns (cosmetic)']);
  });

  it('take a turn along that was nothing else', () => {
    const messages = [loop[0] ?? {}, { role: 'assistant', content: [thought] }, { role: 'user', content: 'Go on' }];
    expect(shaped(vertex, { body: { messages }, foreign: true }).body['messages']).toEqual([messages[0], messages[2]]);
  });

  it('end the thinking with a budget in the middle of a loop, which Claude does not go on with', () => {
    const body = { messages: loop, thinking: { type: 'enabled', budget_tokens: 2_000 } };
    const result = shaped(vertex, { body, foreign: true });
    expect(result.body).not.toHaveProperty('thinking');
    expect(named(result)).toContain('thinking (behavioural)');
    expect(shaped(vertex, { body }).body['thinking']).toEqual(body.thinking);
  });

  it('may be dropped by the cloud itself, where it knows how, under its own name for that', () => {
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } };
    const headers = beta('thinking-binding-controls-2026-08-01');
    expect(shaped(bedrock, { body: { thinking }, headers }).body['thinking']).toEqual({
      type: 'adaptive',
      block_binding: { mismatch_behavior: 'drop_block' },
    });
    expect(shaped(vertex, { body: { thinking }, headers }).body['thinking']).toEqual(thinking);
    expect(shaped(foundry, { body: { thinking }, headers }).body['thinking']).toEqual({ type: 'adaptive' });
  });
});

describe("a model's name at a cloud", () => {
  const at = (provider: Provider, model: string, profile = 'global'): string =>
    nameThere({ ...provider, settings: { profile } }, model);

  it.each([
    ['claude-opus-5-5', 'global.anthropic.claude-opus-5-5'],
    ['anthropic/claude-opus-5.5', 'global.anthropic.claude-opus-5-5'],
    ['claude-haiku-4-5', 'global.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-sonnet-4-5-20250929', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-opus-4-6', 'global.anthropic.claude-opus-4-6-v1'],
    ['us.anthropic.claude-sonnet-5', 'us.anthropic.claude-sonnet-5'],
    [
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/x',
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/x',
    ],
  ])('%s is %s at Bedrock', (model, name) => {
    expect(at(bedrock, model)).toBe(name);
  });

  it('is for the place that the operator has chosen', () => {
    expect(at(bedrock, 'claude-opus-5-5', 'eu')).toBe('eu.anthropic.claude-opus-5-5');
    expect(at(bedrock, 'claude-opus-5-5', 'none')).toBe('anthropic.claude-opus-5-5');
    expect(at(bedrockMantle, 'claude-opus-5-5', 'eu')).toBe('anthropic.claude-opus-5-5');
  });

  it('has its date behind an @ at Vertex', () => {
    expect(at(vertex, 'claude-haiku-4-5')).toBe('claude-haiku-4-5@20251001');
    expect(at(vertex, 'claude-haiku-4-5-20251001')).toBe('claude-haiku-4-5@20251001');
    expect(at(vertex, 'claude-opus-4-8@default')).toBe('claude-opus-4-8@default');
    expect(at(vertex, 'claude-sonnet-5.5')).toBe('claude-sonnet-5-5');
  });

  it('is what the operator has called it, where there is a deployment', () => {
    const provider = { ...foundry, deployments: { 'claude-opus-5-5': 'our-opus' } };
    expect(nameThere(provider, 'claude-opus-5-5')).toBe('our-opus');
    expect(nameThere(provider, 'claude-haiku-5-5')).toBe('claude-haiku-5-5');
    expect(nameThere(provider, 'toString')).toBe('toString');
  });
});
