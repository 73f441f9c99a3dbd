import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Thinking, type Tool, type ToolChoice } from '../../model/conversation.ts';
import { at, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { lossesOf } from '../testing/parts.ts';
import { gemini } from './index.ts';

type Case = { readonly quirks?: Quirks; readonly maxOutputTokens?: number };
type Written = {
  readonly body: JsonObject;
  readonly config: Json | undefined;
  readonly losses: Record<string, string>;
};

function written(said: Partial<Conversation>, { quirks = {}, maxOutputTokens }: Case = {}): Written {
  const options = { model: 'm', stream: true, maxOutputTokens: maxOutputTokens ?? null, quirks };
  const { body, losses } = gemini.renderRequest({ ...ask('hi'), ...said }, options);
  return {
    body,
    config: at(body, 'generationConfig'),
    losses: lossesOf({ losses }),
  };
}

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  description: 'Looks',
  inputSchema: { type: 'object', properties: {} },
  strict: false,
  ...more,
});

it('the smallest question says nothing that was not asked', () => {
  expect(written({}).body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'hi' }] }] });
});

describe('settings are written', () => {
  it('#83 with the limit cut to the model’s', () => {
    expect(written({ settings: { maxTokens: 128_000 } }, { maxOutputTokens: 65_536 }).config).toEqual({
      maxOutputTokens: 65_536,
    });
  });

  it('#84 without sampling where the model refuses it', () => {
    const settings = { temperature: 3, topP: 0.5, topK: 4, frequencyPenalty: 1, presencePenalty: 1, seed: 7 };
    expect(written({ settings })).toMatchObject({
      config: { temperature: 2, topP: 0.5, topK: 4, frequencyPenalty: 1, presencePenalty: 1, seed: 7 },
      losses: { temperature: 'behavioural' },
    });
    const none = written({ settings }, { quirks: { noSampling: true } });
    expect(none.config).toEqual({ seed: 7 });
    expect(Object.keys(none.losses)).toEqual([
      'temperature',
      'top_p',
      'top_k',
      'frequency_penalty',
      'presence_penalty',
    ]);
  });

  it('with five stop texts at most', () => {
    const stop = ['1', '2', '3', '4', '5', '6'];
    expect(written({ settings: { stop } })).toMatchObject({
      config: { stopSequences: stop.slice(0, 5) },
      losses: { stop: 'behavioural' },
    });
    expect(written({ settings: { stop } }, { quirks: { noStop: true } }).config).toBeUndefined();
  });

  it('without names of users and keys of caches', () => {
    expect(written({ settings: { user: 'someone', cacheKey: 'k' } })).toEqual({
      body: written({}).body,
      config: undefined,
      losses: { user: 'cosmetic', prompt_cache_key: 'cosmetic' },
    });
  });

  it('with the form of the answer', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', const: 'x' } } };
    const narrow = { type: 'object', properties: { a: { type: 'string', enum: ['x'] } } };
    const output = { kind: 'schema', name: 'a', schema, strict: true } as const;
    const json = { responseMimeType: 'application/json' };
    expect(written({ output: { kind: 'json' } }).config).toEqual(json);
    expect(written({ output }).config).toEqual({ ...json, responseJsonSchema: narrow });
    const told = written({ output }, { quirks: { noSchema: true } });
    expect(told.config).toEqual(json);
    expect(JSON.stringify(told.body['systemInstruction'])).toContain('must fit this JSON schema');
    expect(told.losses).toEqual({ response_format: 'behavioural' });
    expect(written({ output, tools: [tool('look')] }, { quirks: { noSchema: true } }).config).toBeUndefined();
  });
});

describe('thinking is written', () => {
  const LEVELS: Quirks = { efforts: ['low', 'medium', 'high'] };
  const PRO: Quirks = { noEffort: true, thinks: ['budget', 'always'], budgets: [128, 32_768] };
  const on = (more: Partial<Extract<Thinking, { kind: 'on' }>> = {}): Thinking => ({
    kind: 'on',
    effort: null,
    budgetTokens: null,
    ...more,
  });
  const shown = { includeThoughts: true };

  it.each<[string, Thinking, Quirks, Json | undefined, Record<string, string>]>([
    ['not at all', { kind: 'default' }, {}, undefined, {}],
    ['#42 as off', { kind: 'off' }, {}, { thinkingBudget: 0 }, {}],
    [
      '#42 as the least budget, where it cannot be off',
      { kind: 'off' },
      PRO,
      { thinkingBudget: 128 },
      { thinking: 'behavioural' },
    ],
    [
      'as the largest budget that the model takes',
      on({ budgetTokens: 90_000 }),
      PRO,
      { ...shown, thinkingBudget: 32_768 },
      {},
    ],
    ['as the model likes', on(), {}, { ...shown, thinkingBudget: -1 }, {}],
    ['as a budget', on({ budgetTokens: 3_000 }), {}, { ...shown, thinkingBudget: 3_000 }, {}],
    ['as the largest budget', on({ budgetTokens: 90_000 }), {}, { ...shown, thinkingBudget: 24_576 }, {}],
    ['as the budget of an effort', on({ effort: 'medium' }), {}, { ...shown, thinkingBudget: 8_192 }, {}],
    ['as a level', on({ effort: 'low' }), LEVELS, { ...shown, thinkingLevel: 'LOW' }, {}],
    [
      'as the highest level',
      on({ effort: 'max' }),
      LEVELS,
      { ...shown, thinkingLevel: 'HIGH' },
      { 'thinking.effort': 'cosmetic' },
    ],
    [
      'as the lowest level',
      on({ effort: 'minimal' }),
      LEVELS,
      { ...shown, thinkingLevel: 'LOW' },
      { 'thinking.effort': 'cosmetic' },
    ],
    [
      'as the level of a budget',
      on({ budgetTokens: 3_000 }),
      LEVELS,
      { ...shown, thinkingLevel: 'MEDIUM' },
      { 'thinking.budget': 'cosmetic' },
    ],
    ['as the model likes, where it has levels', on(), LEVELS, shown, {}],
    [
      'as little as can be, where it is always on',
      { kind: 'off' },
      LEVELS,
      { thinkingLevel: 'LOW' },
      { thinking: 'behavioural' },
    ],
    ['as off, where that is a level', { kind: 'off' }, { efforts: ['none', 'low'] }, { thinkingBudget: 0 }, {}],
    [
      'not at all, where it cannot be chosen',
      on(),
      { noThinking: true, noEffort: true },
      undefined,
      { thinking: 'behavioural' },
    ],
    [
      'as a level, where the model thinks in any case',
      on({ effort: 'high' }),
      { noThinking: true, efforts: ['low', 'high'] },
      { includeThoughts: true, thinkingLevel: 'HIGH' },
      {},
    ],
    ['as the wish to see it, where no level is known', on(), { noThinking: true }, { includeThoughts: true }, {}],
    [
      'as the wish to see it, and its level in vain',
      on({ effort: 'low' }),
      { noThinking: true },
      shown,
      { 'thinking.effort': 'cosmetic' },
    ],
    [
      'as the wish to see it, and its budget in vain',
      on({ budgetTokens: 3_000 }),
      { noThinking: true },
      shown,
      { 'thinking.budget': 'cosmetic' },
    ],
    [
      'as little as it goes, where it cannot be without',
      { kind: 'off' },
      { noThinking: true, efforts: ['low', 'high'] },
      { thinkingLevel: 'LOW' },
      { thinking: 'behavioural' },
    ],
  ])('%s', (_, thinking, quirks, config, losses) => {
    const found = written({ thinking }, { quirks });
    expect(at(found.config, 'thinkingConfig')).toEqual(config);
    expect(found.losses).toEqual(losses);
  });

  it('with room for the answer', () => {
    const budget = (maxTokens: number): unknown =>
      at(
        written({ thinking: on({ effort: 'high' }), settings: { maxTokens } }).config,
        'thinkingConfig',
        'thinkingBudget',
      );
    expect([budget(8_000), budget(100_000), budget(100)]).toEqual([4_000, 24_576, 512]);
  });
});

describe('tools are written', () => {
  it('with a schema that Gemini takes', () => {
    const inputSchema = { $schema: 'x', type: 'object', properties: { a: { const: 1 } }, additionalProperties: false };
    expect(
      written({ tools: [tool('look', { inputSchema }), tool('find', { description: '' })] }).body['tools'],
    ).toEqual([
      {
        functionDeclarations: [
          {
            name: 'look',
            description: 'Looks',
            parametersJsonSchema: {
              type: 'object',
              properties: { a: { enum: [1], type: 'number' } },
              additionalProperties: false,
            },
          },
          { name: 'find', parametersJsonSchema: { type: 'object', properties: {} } },
        ],
      },
    ]);
  });

  it.each<[string, ToolChoice, boolean, Quirks, JsonObject | undefined]>([
    ['freely', { kind: 'auto' }, false, {}, undefined],
    ['freely, with inputs that fit', { kind: 'auto' }, true, {}, { mode: 'VALIDATED' }],
    ['not', { kind: 'none' }, false, {}, { mode: 'NONE' }],
    ['by force', { kind: 'required' }, false, {}, { mode: 'ANY' }],
    ['by name', { kind: 'tool', name: 'look' }, false, {}, { mode: 'ANY', allowedFunctionNames: ['look'] }],
    ['by words alone', { kind: 'required' }, false, { noForcedTools: true }, undefined],
  ])('to be called %s', (_, toolChoice, strict, quirks, calling) => {
    const { body } = written({ tools: [tool('look', { strict })], toolChoice }, { quirks });
    expect(at(body, 'toolConfig', 'functionCallingConfig')).toEqual(calling);
    expect(at(body, 'tools', 0, 'functionDeclarations', 0, 'name')).toBe('look');
    expect(body['systemInstruction'] !== undefined).toBe(quirks.noForcedTools === true);
  });

  it('#45 with a search beside them, but not where nothing may be called', () => {
    const search = { webSearch: { allowedDomains: [], blockedDomains: [] } };
    const asked: Case = { quirks: { webSearch: 'asked' } };
    expect(written({ ...search }, asked).body['tools']).toEqual([{ googleSearch: {} }]);
    const both = written({ ...search, tools: [tool('look')] }, asked).body;
    expect(both).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'look' }] }, { googleSearch: {} }],
      toolConfig: { includeServerSideToolInvocations: true },
    });
    const none = written({ ...search, tools: [tool('look')], toolChoice: { kind: 'none' } }, asked);
    expect(none.body['tools']).toMatchObject([{ functionDeclarations: [{ name: 'look' }] }]);
    expect(none.losses).toEqual({ web_search: 'behavioural' });
    expect(written({ ...search }, { quirks: { webSearch: 'always' } })).toMatchObject({ losses: {} });
    expect(written({ ...search }).losses).toEqual({ web_search: 'blocking' });
    const limited = { webSearch: { allowedDomains: ['a.org'], blockedDomains: [] } };
    expect(written(limited, { quirks: { webSearch: 'always' } }).losses).toEqual({
      'web_search.domains': 'behavioural',
    });
    const optional = { webSearch: { ...search.webSearch, blockedDomains: ['a.com'], optional: true } };
    expect(written(optional).losses).toEqual({ web_search: 'behavioural' });
    expect(written(optional, asked).losses).toEqual({ 'web_search.domains': 'behavioural' });
  });

  it('and what cannot be said of them is noted', () => {
    expect(written({ tools: [tool('look')], parallelTools: false }).losses).toEqual({
      parallel_tool_calls: 'behavioural',
    });
    expect(written({ tools: [tool('look', { freeText: 'start: x' })] }).losses).toEqual({
      'grammar of a tool': 'behavioural',
    });
    expect(written({ tools: [tool('look')] }, { quirks: { noTools: true } })).toMatchObject({
      body: written({}).body,
      losses: { tools: 'blocking' },
    });
    const inputSchema = { type: 'object', properties: { a: { $ref: 'https://example.com' } } };
    expect(written({ tools: [tool('look', { inputSchema })] }).losses).toEqual({ 'tools.schema': 'behavioural' });
  });
});

it.each<[string, boolean, string]>([
  ['gemini-3.8-flash', false, '/models/gemini-3.8-flash:generateContent'],
  ['gemini-3.8-flash', true, '/models/gemini-3.8-flash:streamGenerateContent?alt=sse'],
  ['models/gemini-3.8-flash', true, '/models/gemini-3.8-flash:streamGenerateContent?alt=sse'],
  ['publishers/google/models/gemini-3', false, '/publishers/google/models/gemini-3:generateContent'],
  ['a/b?c', false, '/models/a%2Fb%3Fc:generateContent'],
])('the model %s is asked where it lies', (model, stream, path) => {
  expect(gemini.askPath(model, stream)).toBe(path);
});
