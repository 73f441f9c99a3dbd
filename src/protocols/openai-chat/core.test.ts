import { describe, expect, it } from 'vitest';
import { ask } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { groq } from '../../providers/groq.ts';
import { mistral } from '../../providers/mistral.ts';
import type { AdaptOptions, Rendered } from '../protocol.ts';
import { xai } from '../../providers/xai.ts';
import { modelRules } from '../../providers/models.ts';
import { adapt } from './adapt.ts';
import { parseRequest } from './parse-request.ts';
import { renderRequest } from './render-request.ts';

function adapted(body: JsonObject, change: Partial<AdaptOptions> = {}): { body: JsonObject; lost: readonly string[] } {
  const options = { model: 'm', stream: false, maxOutputTokens: null, quirks: {}, foreign: true, ...change };
  const { body: out, losses } = adapt(body, options);
  const { model: _, ...rest } = out;
  return { body: rest, lost: losses.map(({ what, weight }) => `${what} ${weight}`) };
}

describe('a body for another vendor of the same dialect', () => {
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    [
      'OpenAI’s own words',
      {
        verbosity: 'low',
        prediction: { type: 'content', content: 'x' },
        prompt_cache_retention: '24h',
        moderation: {},
        seed: 7,
      },
      { seed: 7 },
      ['verbosity behavioural', 'prediction cosmetic', 'prompt_cache_retention cosmetic'],
    ],
    [
      'OpenRouter’s and vLLM’s',
      { top_k: 5, provider: { order: ['x'] }, models: ['y'], guided_json: {}, reasoning_format: 'parsed' },
      {},
      ['top_k behavioural', 'provider behavioural', 'models behavioural', 'reasoning_format cosmetic'],
    ],
    ['what asks for nothing', { audio: null, modalities: ['text'], functions: [] }, { functions: [] }, []],
    [
      'a voice',
      { modalities: ['text', 'audio'], audio: { voice: 'a' } },
      {},
      ['modalities blocking', 'audio blocking'],
    ],
    ['an effort of OpenRouter', { reasoning: { effort: 'high' } }, { reasoning_effort: 'high' }, []],
    ['a budget', { reasoning: { max_tokens: 2_000 } }, { reasoning_effort: 'low' }, ['thinking.budget cosmetic']],
    ['a switch of DeepSeek', { thinking: { type: 'disabled' } }, {}, ['thinking cosmetic']],
    ['both', { thinking: { type: 'enabled' }, reasoning_effort: 'low' }, { reasoning_effort: 'low' }, []],
    [
      'a plugin that searches',
      { plugins: [{ id: 'web' }, { id: 'x' }] },
      {},
      ['plugins behavioural', 'web_search blocking'],
    ],
    ['names of end users', { user: 'me', prompt_cache_key: 'k' }, {}, ['user cosmetic', 'prompt_cache_key cosmetic']],
    [
      'paddings of a stream',
      { stream_options: { include_usage: true, include_obfuscation: false } },
      { stream_options: { include_usage: true } },
      ['stream_options cosmetic'],
    ],
  ])('keeps what all servers know, and names the rest: %s', (_, body, wanted, lost) => {
    const sent = adapted(body);
    expect(sent.body).toEqual(wanted);
    expect(sent.lost.toSorted()).toEqual(lost.toSorted());
    // One of the same maker, or one of which as little is known, may know them.
    if (!('user' in body) && !('plugins' in body)) {
      expect(adapted(body, { alike: true })).toEqual({ body, lost: [] });
      expect(adapted(body, { foreign: false })).toEqual({ body, lost: [] });
    }
  });

  it('says how much to think as the model takes it', () => {
    const quirks = { efforts: ['none', 'high'] } as const;
    expect(adapted({ thinking: { type: 'disabled' } }, { quirks })).toEqual({
      body: { reasoning_effort: 'none' },
      lost: [],
    });
    expect(adapted({ reasoning: { effort: 'low' } }, { quirks })).toEqual({
      body: { reasoning_effort: 'high' },
      lost: ['thinking.effort cosmetic'],
    });
    expect(adapted({ reasoning: { effort: 'low' } }, { quirks: { noEffort: true } })).toEqual({
      body: {},
      lost: ['thinking behavioural'],
    });
  });

  const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    [
      'an answer as OpenAI’s client gives it',
      {
        role: 'assistant',
        content: 'Hi',
        refusal: null,
        annotations: [],
        audio: null,
        tool_calls: null,
        function_call: null,
      },
      { role: 'assistant', content: 'Hi' },
      [],
    ],
    [
      'calls',
      { role: 'assistant', content: null, refusal: null, tool_calls: [call] },
      { role: 'assistant', content: null, tool_calls: [call] },
      [],
    ],
    [
      'a refusal',
      { role: 'assistant', content: null, refusal: 'No.' },
      { role: 'assistant', content: 'No.' },
      ['refusal cosmetic'],
    ],
    [
      'sources',
      { role: 'assistant', content: 'Hi', annotations: [{ type: 'url_citation' }] },
      { role: 'assistant', content: 'Hi' },
      ['citations cosmetic'],
    ],
    ['a voice', { role: 'assistant', audio: { id: 'audio_1' } }, { role: 'assistant' }, ['messages.audio blocking']],
    [
      'a field of a client',
      { role: 'user', content: 'Hi', id: 'x' },
      { role: 'user', content: 'Hi' },
      ['messages.id behavioural'],
    ],
    ['a name', { role: 'user', content: 'Hi', name: 'Ann' }, { role: 'user', content: 'Hi', name: 'Ann' }, []],
  ])('has messages as all servers take them: %s', (_, message, wanted, lost) => {
    expect(adapted({ messages: [message] })).toEqual({ body: { messages: [wanted] }, lost });
    expect(adapted({ messages: [message] }, { alike: true })).toEqual({ body: { messages: [message] }, lost: [] });
  });

  it.each(['grok-4.6', 'grok-4-1-fast-non-reasoning', 'grok-build-1', 'grok-3-mini'])(
    'has no penalties for %s, whatever they are',
    (model) => {
      const { quirks } = modelRules(xai, model);
      const idle = { frequency_penalty: 0, presence_penalty: 0 };
      const real = { frequency_penalty: 0.5, presence_penalty: -1 };
      const lost = ['frequency_penalty behavioural', 'presence_penalty behavioural'];
      for (const foreign of [true, false]) {
        expect(adapted(idle, { quirks, foreign })).toEqual({ body: {}, lost: [] });
        expect(adapted(real, { quirks, foreign })).toEqual({ body: {}, lost });
      }
      const render = (frequencyPenalty: number): Rendered =>
        renderRequest(
          { ...ask('Hi'), settings: { frequencyPenalty, presencePenalty: frequencyPenalty, temperature: 0 } },
          { model: 'm', stream: false, maxOutputTokens: null, quirks },
        );
      expect(render(0).losses).toEqual([]);
      expect(render(1).losses.map(({ what, weight }) => `${what} ${weight}`)).toEqual(lost);
      expect(render(1).body).toMatchObject({ temperature: 0 });
      expect(JSON.stringify([render(0).body, render(1).body])).not.toContain('penalty');
    },
  );

  it('has its seed under the name that Mistral looks for, and back', () => {
    for (const foreign of [true, false]) {
      expect(adapted({ seed: 7 }, { quirks: mistral.quirks, foreign })).toEqual({ body: { random_seed: 7 }, lost: [] });
    }
    expect(adapted({ random_seed: 7 })).toEqual({ body: { seed: 7 }, lost: [] });
    expect(adapted({ random_seed: 7 }, { quirks: mistral.quirks })).toEqual({ body: { random_seed: 7 }, lost: [] });
    const { conversation } = parseRequest({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], random_seed: 7 });
    expect(conversation).toMatchObject({ settings: { seed: 7 }, unsaid: [] });
    const rendered = renderRequest(conversation, {
      model: 'm',
      stream: false,
      maxOutputTokens: null,
      quirks: mistral.quirks,
    });
    expect(rendered).toMatchObject({ body: { random_seed: 7 }, losses: [] });
    expect(rendered.body).not.toHaveProperty('seed');
  });

  it.each([
    ['low', 'high'],
    ['none', 'none'],
    ['high', 'high'],
  ])('asks Mistral’s medium model for an effort that it takes: %s', (wanted, taken) => {
    const { quirks } = modelRules(mistral, 'mistral-medium-latest');
    expect(adapted({ reasoning_effort: wanted }, { quirks }).body).toEqual({ reasoning_effort: taken });
  });

  it('has nothing that this very vendor refuses, nor has one for another model of it', () => {
    const messages: Json = [{ role: 'user', content: 'Hi', name: 'Ann' }];
    const body = { logprobs: true, top_logprobs: 2, logit_bias: { 1: 2 }, messages };
    for (const { quirks } of [groq, mistral]) {
      for (const foreign of [true, false]) {
        expect(adapted(body, { quirks, foreign })).toEqual({
          body: { messages: [{ role: 'user', content: 'Hi' }] },
          lost: [
            'logprobs behavioural',
            'top_logprobs behavioural',
            'logit_bias behavioural',
            'messages.name behavioural',
          ],
        });
      }
    }
    expect(adapted({ logprobs: false, logit_bias: null }, { quirks: groq.quirks })).toEqual({ body: {}, lost: [] });
  });
});
