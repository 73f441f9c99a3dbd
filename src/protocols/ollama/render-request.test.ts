import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Thinking, type Tool } from '../../model/conversation.ts';
import { at, type Json } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { ollama } from './index.ts';

const HELLO = ask('Hello');
const LOOK: Tool = {
  name: 'look',
  description: 'Looks',
  inputSchema: { type: 'object', properties: { at: { type: 'integer' } } },
  strict: false,
};
const CALLED: Partial<Conversation> = {
  messages: [
    ...HELLO.messages,
    { role: 'assistant', parts: [{ type: 'tool-call', id: 'a', name: 'look', input: {} }] },
    { role: 'user', parts: [{ type: 'tool-result', callId: 'a', parts: [], failed: false }] },
  ],
};

function render(more: Partial<Conversation>, quirks: Quirks = {}, maxOutputTokens: number | null = null) {
  const { body, losses } = ollama.renderRequest(
    { ...HELLO, ...more },
    { model: 'm', stream: true, maxOutputTokens, quirks },
  );
  return { body, lost: losses.map(({ what, weight }) => `${what}: ${weight}`) };
}

const system = ({ body }: { readonly body: Json }) => at(body, 'messages', 0, 'content');

describe('a request', () => {
  it('always says whether it streams, how large the window is, and that nothing may be dropped from it', () => {
    expect(render({})).toEqual({
      body: {
        model: 'm',
        messages: [{ role: 'user', content: 'Hello' }],
        stream: true,
        options: { num_ctx: 8_192 },
        keep_alive: '30m',
        truncate: false,
        shift: false,
      },
      lost: [],
    });
  });

  const window = (more: Partial<Conversation>, quirks: Quirks = {}) =>
    at(render(more, quirks).body, 'options', 'num_ctx');
  const words = (length: number): Partial<Conversation> => ask('x'.repeat(length));

  it('#100 #109 asks for a window that holds question, tools and answer, in powers of two', () => {
    expect(window({ settings: { maxTokens: 100 } })).toBe(4_096);
    expect(window(words(3_000))).toBe(8_192);
    expect(window(words(30_000))).toBe(16_384);
    expect(window(words(3_000_000))).toBe(131_072);
    expect(window({ settings: { maxTokens: 10_000 } })).toBe(16_384);
    const big = { ...LOOK, description: 'x'.repeat(30_000) };
    expect(window({ tools: [big] })).toBe(16_384);
  });

  it('asks for no window as large as the answer might be that nobody gives', () => {
    expect(window({ settings: { maxTokens: 128_000 } })).toBe(32_768);
  });

  it('counts pictures by their number and not by their bytes', () => {
    const image = { mediaType: 'image/png', source: { kind: 'base64', data: 'A'.repeat(400_000) }, name: '' } as const;
    expect(window({ messages: [{ role: 'user', parts: [{ type: 'media', ...image }] }] })).toBe(8_192);
  });

  it('asks for the window that is configured', () => {
    expect(window(words(30_000), { contextTokens: 24_000 })).toBe(24_000);
  });

  it('#83 asks for no longer answer than the model can give', () => {
    const limit = (maxOutputTokens: number | null) =>
      at(render({ settings: { maxTokens: 128_000 } }, {}, maxOutputTokens).body, 'options', 'num_predict');
    expect(limit(8_000)).toBe(8_000);
    expect(limit(null)).toBe(128_000);
  });

  it('has its settings among the options', () => {
    const settings = {
      temperature: 0.2,
      topP: 0.5,
      topK: 9,
      seed: 7,
      stop: ['a', 'b', 'c', 'd', 'e'],
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      user: 'u',
      cacheKey: 'k',
    };
    const { body, lost } = render({ settings });
    expect(body['options']).toEqual({
      num_ctx: 8_192,
      temperature: 0.2,
      top_p: 0.5,
      top_k: 9,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      stop: ['a', 'b', 'c', 'd', 'e'],
      seed: 7,
    });
    expect(lost).toEqual(['user: cosmetic', 'prompt_cache_key: cosmetic']);
    const odd = render({ settings: { temperature: 1, stop: ['a'] } }, { noSampling: true, noStop: true });
    expect(odd.body['options']).toEqual({ num_ctx: 8_192 });
    expect(odd.lost).toEqual(['temperature: behavioural', 'stop: behavioural']);
  });

  it('cannot search, and says so by how much it matters', () => {
    const webSearch = { allowedDomains: [], blockedDomains: [] };
    expect(render({ webSearch }).lost).toEqual(['web_search: blocking']);
    const limited = { ...webSearch, allowedDomains: ['a.org'] };
    expect(render({ webSearch: limited }, { webSearch: 'always' }).lost).toEqual(['web_search.domains: behavioural']);
    expect(render({ webSearch: { ...webSearch, optional: true } }).lost).toEqual(['web_search: behavioural']);
    expect(render({ webSearch }, { webSearch: 'always' }).lost).toEqual([]);
  });
});

describe('thinking', () => {
  const think = (thinking: Thinking, quirks: Quirks = {}) => {
    const { body, lost } = render({ thinking }, quirks);
    return [body['think'], ...lost];
  };
  const on = (effort: 'low' | 'xhigh' | 'max' | null, budgetTokens: number | null = null): Thinking => ({
    kind: 'on',
    effort,
    budgetTokens,
  });
  const efforts = ['low', 'medium', 'high'] as const;

  it('#42 is switched off where it is not wanted, and left to the model where nobody says', () => {
    expect(think({ kind: 'off' })).toEqual([false]);
    expect(think({ kind: 'default' })).toEqual([undefined]);
  });

  it('is a switch for most models, and a level for those that have levels', () => {
    expect(think(on(null))).toEqual([true]);
    expect(think(on('low'))).toEqual([true, 'thinking.effort: cosmetic']);
    expect(think(on('low'), { efforts })).toEqual(['low']);
    expect(think(on('xhigh'), { efforts })).toEqual(['high', 'thinking.effort: cosmetic']);
    expect(think(on('max'), { efforts: [...efforts, 'max'] })).toEqual(['max']);
    expect(think(on('low'), { efforts, noEffort: true })).toEqual([true, 'thinking.effort: cosmetic']);
    expect(think(on(null, 5_000), { efforts })).toEqual(['medium', 'thinking.budget: cosmetic']);
  });

  it('cannot be switched off where a model knows levels only', () => {
    expect(think({ kind: 'off' }, { efforts })).toEqual(['low', 'thinking: cosmetic']);
    expect(think({ kind: 'off' }, { efforts: ['none', ...efforts] })).toEqual([false]);
  });

  it('is refused by models that cannot think, so it is not asked for', () => {
    expect(think(on('low'), { noThinking: true })).toEqual([undefined, 'thinking: behavioural']);
    // Those that always think can be told how much, where they know levels.
    expect(think(on('low'), { noThinking: true, efforts })).toEqual(['low']);
  });
});

describe('tools', () => {
  it('have the shape of OpenAI’s, and a schema of what survives', () => {
    const inputSchema = { type: 'object', properties: { at: { const: 1 } }, additionalProperties: false };
    expect(
      render({ tools: [LOOK, { ...LOOK, name: 'find it', description: '', inputSchema, strict: true }] }),
    ).toMatchObject({
      body: {
        tools: [
          { type: 'function', function: { name: 'look', description: 'Looks', parameters: LOOK.inputSchema } },
          {
            function: {
              name: ollama.toolName('find it'),
              parameters: { type: 'object', properties: { at: { enum: [1] } } },
            },
          },
        ],
      },
      lost: ['tools.schema: cosmetic', 'tools.strict: behavioural'],
    });
  });

  it('that take free text take one text, and hear the grammar in words', () => {
    const { body, lost } = render({ tools: [{ ...LOOK, freeText: 'start: "a"' }] });
    expect(at(body, 'tools', 0, 'function')).toMatchObject({
      description: expect.stringContaining('start: "a"'),
      parameters: { properties: { input: { type: 'string' } }, required: ['input'] },
    });
    expect(lost).toContain('grammar of a tool: behavioural');
  });

  it.each([
    [{ kind: 'required' }, 'Call one of the tools before you answer.'],
    [{ kind: 'tool', name: 'look' }, 'Call the tool look before you answer.'],
  ] as const)('that have to be called, %j, are asked for in words', (toolChoice, words) => {
    const rendered = render({ tools: [LOOK], toolChoice });
    expect(system(rendered)).toBe(words);
    expect(rendered.lost).toEqual(['tool_choice: behavioural']);
  });

  it('#45 that may not be called are not offered, unless the history needs them', () => {
    const fresh = render({ tools: [LOOK], toolChoice: { kind: 'none' } });
    expect(fresh.body).not.toHaveProperty('tools');
    expect(fresh.lost).toEqual([]);
    const rendered = render({ tools: [LOOK], toolChoice: { kind: 'none' }, ...CALLED });
    expect(rendered.body['tools']).toHaveLength(1);
    expect(system(rendered)).toBe('Answer without calling any tool.');
    expect(rendered.lost).toEqual(['tool_choice: behavioural']);
  });

  it('#85 are to be called one at a time, which only words can say', () => {
    const rendered = render({ tools: [LOOK], parallelTools: false });
    expect(system(rendered)).toBe('Call at most one tool at a time.');
    expect(rendered.lost).toEqual(['parallel_tool_calls: behavioural']);
    expect(render({ parallelTools: false }).lost).toEqual([]);
  });

  it('block a model that knows none, unless nobody needs them', () => {
    const noTools = { noTools: true };
    expect(render({ tools: [LOOK] }, noTools).lost).toEqual(['tools: blocking']);
    expect(render(CALLED, noTools).lost).toEqual(['tools: blocking']);
    expect(render({ tools: [LOOK], toolChoice: { kind: 'none' } }, noTools).lost).toEqual([]);
  });
});

describe('a format', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const wanted = { kind: 'schema', name: 'n', schema, strict: false } as const;

  it('is a schema that the server enforces', () => {
    expect(render({ output: wanted })).toMatchObject({ body: { format: schema }, lost: [] });
  });

  it('is JSON, which the model has to be told of', () => {
    const rendered = render({ output: { kind: 'json' } });
    expect(rendered.body['format']).toBe('json');
    expect(system(rendered)).toMatch(/^Answer with one JSON object/);
    expect(render({ ...ask('Say it in JSON'), output: { kind: 'json' } }).body['messages']).toHaveLength(1);
  });

  it('is told in words where the server knows no schemas', () => {
    const rendered = render({ output: wanted }, { noSchema: true });
    expect(rendered).toMatchObject({ body: { format: 'json' }, lost: ['response_format: behavioural'] });
    expect(system(rendered)).toContain(JSON.stringify(schema));
  });

  it('is told in words where tools are offered, which it would keep from being called', () => {
    for (const output of [wanted, { kind: 'json' } as const]) {
      const rendered = render({ output, tools: [LOOK] });
      expect(rendered.body).not.toHaveProperty('format');
      expect(system(rendered)).toMatch(/^Answer with one JSON object/);
      expect(rendered.lost).toEqual(['response_format: behavioural']);
    }
  });
});
