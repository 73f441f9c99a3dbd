import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DATA, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import type { Json } from '../../model/json.ts';
import { factsFromListing } from './listing.ts';

const remote = { local: false };
const yes = { supported: true };
const no = { supported: false };

/** As the types of Anthropic's SDK have it. */
const CLAUDE: ModelInfo = {
  id: 'claude-sonnet-5-5',
  type: 'model',
  display_name: 'Claude Sonnet 5.5',
  created_at: '2026-09-28T00:00:00Z',
  deprecated_at: null,
  retires_at: null,
  lifecycle: 'active',
  line: 'sonnet',
  max_input_tokens: 1_000_000,
  max_tokens: 128_000,
  capabilities: {
    batch: yes,
    citations: yes,
    code_execution: yes,
    context_management: {
      supported: true,
      clear_thinking_20251015: yes,
      clear_tool_uses_20250919: yes,
      compact_20260112: yes,
    },
    effort: { supported: true, low: yes, medium: yes, high: yes, xhigh: yes, max: no },
    image_input: yes,
    pdf_input: no,
    server_tools: { supported: true, code_execution: yes, web_search: yes },
    structured_outputs: yes,
    thinking: { supported: true, types: { adaptive: yes, between_tools: yes, disabled: no, enabled: no } },
  },
};

const json = (value: unknown): Json => {
  const copy: Json = JSON.parse(JSON.stringify(value));
  return copy;
};

describe('what a models endpoint says', () => {
  it('of Claude, with everything that it can do', () => {
    expect(factsFromListing(remote, json({ data: [CLAUDE], has_more: false }))).toEqual([
      {
        model: 'claude-sonnet-5-5',
        facts: {
          maxInputTokens: 1_000_000,
          maxOutputTokens: 128_000,
          media: { image: true, pdf: false, audio: null, video: null },
          schema: true,
          thinking: ['adaptive', 'always'],
          efforts: ['low', 'medium', 'high', 'xhigh'],
        },
      },
    ]);
  });

  it('of one model that was asked for by its name', () => {
    expect(factsFromListing(remote, json(CLAUDE))[0]?.facts.maxOutputTokens).toBe(128_000);
  });

  // oxfmt-ignore
  it.each([
    ['OpenRouter', { data: [{ id: 'x/y', context_length: 200_000, architecture: { input_modalities: ['text', 'image', 'file'] },
      supported_parameters: ['tools', 'max_tokens', 'stop'], top_provider: { context_length: 200_000, max_completion_tokens: 64_000 },
      pricing: { prompt: '0.000003', completion: '0.000015', input_cache_read: '0.0000003', image: '0' } }] },
      { contextTokens: 200_000, maxOutputTokens: 64_000, media: { image: true, pdf: true, audio: false, video: false }, tools: true,
        schema: false, sampling: false, stop: true, thinking: [], price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: null, above: null } }],
    ['Mistral', { data: [{ id: 'x/y', max_context_length: 131_072, capabilities: { completion_chat: true, function_calling: true, vision: false } }] },
      { contextTokens: 131_072, tools: true, media: { image: false, pdf: null, audio: null, video: null } }],
    ['Groq', { data: [{ id: 'x/y', context_window: 131_072, max_completion_tokens: 32_768 }] },
      { contextTokens: 131_072, maxOutputTokens: 32_768 }],
    ['Together', [{ id: 'x/y', context_length: 131_072, pricing: { input: 0.88, output: 0.88, base: 0 } }],
      { contextTokens: 131_072, price: { input: 0.88, output: 0.88, cacheRead: null, cacheWrite: null, above: null } }],
    ['vLLM', { data: [{ id: 'x/y', object: 'model', max_model_len: 40_960 }] }, { contextTokens: 40_960 }],
    ['llama.cpp', { data: [{ id: 'x/y', meta: { n_ctx_train: 131_072, n_params: 1 } }] }, { contextTokens: 131_072 }],
    ['LM Studio', { data: [{ id: 'x/y', type: 'vlm', max_context_length: 131_072, loaded_context_length: 8_192, capabilities: ['tool_use'] }] },
      { contextTokens: 8_192, tools: true, media: { image: false, pdf: null, audio: null, video: null } }],
    ['GitHub Copilot', { data: [{ id: 'x/y', capabilities: { limits: { max_context_window_tokens: 264_000, max_prompt_tokens: 128_000, max_output_tokens: 64_000 },
      supports: { tool_calls: true, structured_outputs: true, vision: true } } }] },
      { contextTokens: 264_000, maxInputTokens: 128_000, maxOutputTokens: 64_000, tools: true, schema: true, media: { image: true, pdf: null, audio: null, video: null } }],
  ])('of %s', (_, body, facts) => {
    expect(factsFromListing(remote, json(body))).toEqual([{ model: 'x/y', facts }]);
  });

  it('of Ollama, about the model that was asked about', () => {
    const shown = {
      model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072, 'llama.embedding_length': 3_072 },
      capabilities: ['completion', 'tools'],
    };
    expect(factsFromListing({ local: true }, json(shown))).toEqual([
      {
        model: '',
        facts: {
          contextTokens: 131_072,
          tools: true,
          media: { image: false, pdf: null, audio: null, video: null },
          thinking: [],
        },
      },
    ]);
  });

  it.skipIf(skipped)('of Gemini, as it was recorded (skipped without ../shared/data)', () => {
    const path = 'recordings/simonw+llm-gemini/tests/cassettes/test_gemini/test_cli_gemini_models.yaml';
    const tape: { interactions: readonly { response: { body: { string: Uint8Array } } }[] } = parse(
      readFileSync(new URL(path, DATA), 'utf8'),
    );
    const body: Json = JSON.parse(gunzipSync(tape.interactions[0]?.response.body.string ?? '').toString('utf8'));
    const listed = new Map(factsFromListing(remote, body).map(({ model, facts }) => [model, facts]));
    expect(listed.size).toBeGreaterThan(20);
    expect(listed.get('gemini-2.5-flash')).toMatchObject({ maxInputTokens: 1_048_576, maxOutputTokens: 65_536 });
  });

  it('never throws, whatever a server sends', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(Array.isArray(factsFromListing(remote, json(body)))).toBe(true);
      }),
    );
    const strange = {
      data: [{ id: 'x', context_length: -1, pricing: { prompt: 'free', completion: null }, capabilities: 7 }],
    };
    expect(factsFromListing(remote, json(strange))).toEqual([{ model: 'x', facts: {} }]);
  });
});
