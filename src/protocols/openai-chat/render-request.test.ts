import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Tool } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Quirks, RequestOptions } from '../protocol.ts';
import { openaiChat } from './index.ts';

const RULES: RequestOptions = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} };

function render(changes: Partial<Conversation>, quirks: Quirks = {}, options: Partial<RequestOptions> = {}) {
  return openaiChat.renderRequest({ ...ask('Hello'), ...changes }, { ...RULES, quirks, ...options });
}

const OPEN = { type: 'object', properties: { at: { type: 'string' } } };
const CLOSED = { ...OPEN, required: ['at'], additionalProperties: false };
const tool = (changes: Partial<Tool> = {}): Tool => ({
  name: 'look',
  description: '',
  inputSchema: OPEN,
  strict: false,
  ...changes,
});

function schema(inner: JsonObject, strict = true): Conversation['output'] {
  return { kind: 'schema', name: 'an answer', schema: inner, strict };
}

describe('the smallest request', () => {
  it('holds nothing but what was said', () => {
    expect(render({})).toEqual({
      body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: false },
      losses: [],
    });
  });

  it('asks for the usage of a stream, where that may be asked', () => {
    expect(render({}, {}, { stream: true }).body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(render({}, { noStreamOptions: true }, { stream: true }).body).not.toHaveProperty('stream_options');
  });
});

describe('settings', () => {
  const all = {
    temperature: 0.2,
    topP: 0.9,
    frequencyPenalty: 1,
    presencePenalty: -1,
    seed: 7,
    stop: ['a', 'b'],
    user: 'u',
  } as const;

  it('have their names here', () => {
    expect(render({ settings: { ...all, maxTokens: 9 } })).toMatchObject({
      body: {
        temperature: 0.2,
        top_p: 0.9,
        frequency_penalty: 1,
        presence_penalty: -1,
        seed: 7,
        stop: ['a', 'b'],
        user: 'u',
        max_completion_tokens: 9,
      },
      losses: [],
    });
  });

  it('of sampling are left out for a model that refuses them, and named', () => {
    const { body, losses } = render({ settings: all }, { noSampling: true });
    for (const key of ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty']) {
      expect(body).not.toHaveProperty(key);
      expect(losses).toContainEqual({ what: key, weight: 'behavioural' });
    }
  });

  it('that OpenAI does not have are named', () => {
    expect(render({ settings: { topK: 5 } }).losses).toEqual([{ what: 'top_k', weight: 'behavioural' }]);
  });

  it('hold four stop texts at most, and none where none is taken', () => {
    const stop = ['a', 'b', 'c', 'd', 'e'];
    expect(render({ settings: { stop } })).toMatchObject({
      body: { stop: ['a', 'b', 'c', 'd'] },
      losses: [{ what: 'stop', weight: 'behavioural' }],
    });
    const { body, losses } = render({ settings: { stop: ['a'] } }, { noStop: true });
    expect(body).not.toHaveProperty('stop');
    expect(losses).toEqual([{ what: 'stop', weight: 'behavioural' }]);
  });

  it('cut the limit to what the model can write, under the name that it knows', () => {
    const options = { maxOutputTokens: 100 };
    expect(render({ settings: { maxTokens: 128_000 } }, {}, options).body).toMatchObject({
      max_completion_tokens: 100,
    });
    const { body } = render({ settings: { maxTokens: 50 } }, { oldMaxTokens: true }, options);
    expect(body).toMatchObject({ max_tokens: 50 });
    expect(body).not.toHaveProperty('max_completion_tokens');
  });
});

describe('thinking', () => {
  it.each<[Conversation['thinking'], string | undefined]>([
    [{ kind: 'default' }, undefined],
    [{ kind: 'off' }, undefined],
    [{ kind: 'on', effort: null, budgetTokens: null }, undefined],
    [{ kind: 'on', effort: 'minimal', budgetTokens: null }, 'low'],
    [{ kind: 'on', effort: 'medium', budgetTokens: null }, 'medium'],
    [{ kind: 'on', effort: 'max', budgetTokens: null }, 'high'],
    [{ kind: 'on', effort: null, budgetTokens: 1_024 }, 'low'],
    [{ kind: 'on', effort: null, budgetTokens: 10_000 }, 'medium'],
    [{ kind: 'on', effort: null, budgetTokens: 32_000 }, 'high'],
  ])('%j is the effort %s', (thinking, effort) => {
    expect(render({ thinking }).body['reasoning_effort']).toBe(effort);
  });

  it('is left out where it is not understood', () => {
    expect(render({ thinking: { kind: 'on', effort: 'high', budgetTokens: null } }, { noEffort: true })).toEqual({
      ...render({}),
      losses: [{ what: 'thinking', weight: 'behavioural' }],
    });
  });
});

describe('tools', () => {
  const tools = [tool({ description: 'Looks' })];

  it('are functions', () => {
    expect(render({ tools }).body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'look', description: 'Looks', parameters: OPEN } }],
    });
    expect(render({ tools: [tool()] }).body).not.toHaveProperty('tools.0.function.description');
    expect(render({}).body).not.toHaveProperty('tools');
  });

  it('are strict only where their schema keeps the rules of strictness', () => {
    expect(render({ tools: [tool({ strict: true, inputSchema: CLOSED })] })).toMatchObject({
      body: { tools: [{ function: { strict: true } }] },
      losses: [],
    });
    const { body, losses } = render({ tools: [tool({ strict: true })] });
    expect(body).not.toHaveProperty('tools.0.function.strict');
    expect(losses).toEqual([{ what: 'tools.strict', weight: 'behavioural' }]);
  });

  it('of a name that OpenAI refuses get one that it takes, the same everywhere in the body', () => {
    const name = `mcp__${'a'.repeat(70)}`;
    const { body, losses } = render({ tools: [tool({ name })], toolChoice: { kind: 'tool', name } });
    expect(losses).toEqual([]);
    const [said] = JSON.stringify(body).match(/mcp__\w+/g) ?? [];
    expect(said?.length).toBeLessThanOrEqual(64);
    expect(body).toMatchObject({ tool_choice: { function: { name: said } } });
  });

  it.each<[Conversation['toolChoice'], unknown]>([
    [{ kind: 'auto' }, undefined],
    [{ kind: 'none' }, 'none'],
    [{ kind: 'required' }, 'required'],
    [
      { kind: 'tool', name: 'look' },
      { type: 'function', function: { name: 'look' } },
    ],
  ])('are chosen by %j', (toolChoice, wanted) => {
    expect(render({ tools, toolChoice }).body['tool_choice']).toEqual(wanted);
    expect(render({ tools: [], toolChoice }).body).not.toHaveProperty('tool_choice');
  });

  it('that may not be forced are asked for in words', () => {
    const { body, losses } = render({ tools, toolChoice: { kind: 'tool', name: 'look' } }, { noForcedTools: true });
    expect(body).not.toHaveProperty('tool_choice');
    expect(body).toMatchObject({
      messages: [{ role: 'system', content: expect.stringContaining('the tool look') }, {}],
    });
    expect(losses).toEqual([{ what: 'tool_choice', weight: 'behavioural' }]);
  });

  it('are called one at a time only where there are any', () => {
    expect(render({ tools, parallelTools: false }).body).toMatchObject({ parallel_tool_calls: false });
    expect(render({ tools, parallelTools: true }).body).not.toHaveProperty('parallel_tool_calls');
    expect(render({ parallelTools: false }).body).not.toHaveProperty('parallel_tool_calls');
  });
});

describe('the form of the answer', () => {
  it('is JSON, and the word stands somewhere, because OpenAI insists', () => {
    const { body } = render({ output: { kind: 'json' } });
    expect(body).toMatchObject({ response_format: { type: 'json_object' }, messages: [{ role: 'system' }, {}] });
    expect(JSON.stringify(body['messages'])).toMatch(/json/i);
    const { messages } = ask('Answer in JSON');
    expect(render({ messages, output: { kind: 'json' } }).body['messages']).toHaveLength(1);
  });

  it('is a schema with a name that OpenAI takes', () => {
    expect(render({ output: schema(CLOSED) })).toMatchObject({
      body: {
        response_format: {
          type: 'json_schema',
          json_schema: { name: expect.stringMatching(/^[\w-]{1,64}$/), schema: CLOSED, strict: true },
        },
      },
      losses: [],
    });
  });

  it.each<[string, JsonObject]>([
    ['an open object', OPEN],
    ['an optional property', { ...CLOSED, required: [] }],
    ['an open object inside', { ...CLOSED, properties: { at: { type: 'array', items: OPEN } } }],
    ['an object that says nothing', { type: 'object' }],
  ])('is not strict for %s, which OpenAI would refuse', (_, inner) => {
    expect(render({ output: schema(inner) })).toMatchObject({
      body: { response_format: { json_schema: { strict: false } } },
      losses: [{ what: 'response_format.strict', weight: 'behavioural' }],
    });
    expect(render({ output: schema(inner, false) }).losses).toEqual([]);
  });

  it('is asked for in words where schemas are not understood', () => {
    const { body, losses } = render({ output: schema(CLOSED) }, { noSchema: true });
    expect(body).not.toHaveProperty('response_format');
    expect(JSON.stringify(body['messages'])).toContain('additionalProperties');
    expect(losses).toEqual([{ what: 'response_format', weight: 'behavioural' }]);
  });
});
