import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { openaiChat } from './index.ts';

const HELLO = { role: 'user', content: 'Hello' };
const parse = (body: JsonObject) => openaiChat.parseRequest({ model: 'm', messages: [HELLO], ...body });
const settings = (body: JsonObject) => parse(body).conversation.settings;
const unsaid = (body: JsonObject) => parse(body).conversation.unsaid;
const withPart = (part: Json): Json => ({ model: 'm', messages: [{ role: 'user', content: [part] }] });

function mistakeIn(body: Json): string {
  try {
    openaiChat.parseRequest(body);
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).kind).toBe('bad-request');
    return (error as Fault).message;
  }
  return 'no mistake';
}

describe('the head of a request', () => {
  it('names model, streaming and whether usage is wanted', () => {
    expect(parse({})).toMatchObject({ model: 'm', stream: false, usage: false });
    expect(parse({ stream: true, stream_options: { include_usage: true } })).toMatchObject({
      stream: true,
      usage: true,
    });
    expect(parse({ stream: true, stream_options: null })).toMatchObject({ stream: true, usage: false });
  });

  it('says nothing that was not said', () => {
    expect(parse({}).conversation).toEqual({
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }],
      tools: [],
      toolChoice: { kind: 'auto' },
      parallelTools: true,
      output: { kind: 'text' },
      thinking: { kind: 'default' },
      settings: {},
      unsaid: [],
    });
  });
});

describe('tools', () => {
  it('of the new and of the old kind are read', () => {
    const parameters = { type: 'object', properties: { at: { type: 'string' } } };
    const { tools } = parse({
      tools: [{ type: 'function', function: { name: 'a', description: 'A', parameters, strict: true } }],
      functions: [{ name: 'b' }],
    }).conversation;
    expect(tools).toEqual([
      { name: 'a', description: 'A', inputSchema: parameters, strict: true },
      { name: 'b', description: '', inputSchema: { type: 'object', properties: {} }, strict: false },
    ]);
  });

  it('may take free text, in a grammar or in none', () => {
    const grammar = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } };
    const { tools, unsaid: lost } = parse({
      tools: [
        { type: 'custom', custom: { name: 'sql', description: 'Asks', format: grammar } },
        { type: 'custom', custom: { name: 'note', format: { type: 'text' } } },
      ],
      tool_choice: { type: 'custom', custom: { name: 'sql' } },
    }).conversation;
    expect(tools).toMatchObject([
      { name: 'sql', description: 'Asks', freeText: 'start: "a"', inputSchema: { required: ['input'] } },
      { name: 'note', freeText: '' },
    ]);
    expect(lost).toEqual([]);
  });

  it('of other kinds block, because the caller waits for what cannot come', () => {
    expect(unsaid({ tools: [{ type: 'browser_search' }] })).toEqual([
      { what: 'tools.browser_search', weight: 'blocking' },
    ]);
  });

  it.each<[Json, JsonObject]>([
    ['none', { kind: 'none' }],
    ['auto', { kind: 'auto' }],
    ['required', { kind: 'required' }],
    ['any', { kind: 'required' }],
    [
      { type: 'function', function: { name: 'a' } },
      { kind: 'tool', name: 'a' },
    ],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [] } }, { kind: 'required' }],
  ])('are chosen by %j', (tool_choice, wanted) => {
    expect(parse({ tool_choice }).conversation.toolChoice).toEqual(wanted);
  });

  it('are chosen the old way, too', () => {
    expect(parse({ function_call: { name: 'a' } }).conversation.toolChoice).toEqual({ kind: 'tool', name: 'a' });
  });

  it('may be limited to some, which is said to be lost', () => {
    expect(unsaid({ tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } } })).toEqual([
      { what: 'tool_choice.allowed_tools', weight: 'behavioural' },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['OpenAI', { web_search_options: {} }, { allowedDomains: [], blockedDomains: [] }],
    ['OpenRouter', { plugins: [{ id: 'web' }] }, { allowedDomains: [], blockedDomains: [] }],
    [
      'Perplexity',
      { search_domain_filter: ['a.org', '-b.org'] },
      { allowedDomains: ['a.org'], blockedDomains: ['b.org'] },
    ],
  ])('may be a search of the web, as %s has it', (_, body, wanted) => {
    expect(parse(body).conversation.webSearch).toEqual(wanted);
    expect(unsaid(body)).toEqual([]);
  });

  it('may be called one at a time', () => {
    expect(parse({ parallel_tool_calls: false }).conversation.parallelTools).toBe(false);
    expect(parse({ parallel_tool_calls: null }).conversation.parallelTools).toBe(true);
  });
});

describe('settings', () => {
  it('are read under all their names', () => {
    expect(
      settings({
        max_tokens: 5,
        temperature: 0,
        top_p: 0.5,
        top_k: 3,
        stop: 'end',
        seed: 0,
        frequency_penalty: 1,
        presence_penalty: -1,
        prompt_cache_key: 'k',
        user: 'u',
      }),
    ).toEqual({
      maxTokens: 5,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      stop: ['end'],
      seed: 0,
      frequencyPenalty: 1,
      presencePenalty: -1,
      cacheKey: 'k',
      user: 'u',
    });
    expect(settings({ max_completion_tokens: 7, max_tokens: 5, stop: ['a', '', 'b'] })).toEqual({
      maxTokens: 7,
      stop: ['a', 'b'],
    });
  });

  it.each<[Json, JsonObject]>([
    [{ type: 'text' }, { kind: 'text' }],
    [{ type: 'json_object' }, { kind: 'json' }],
    [
      { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' }, strict: true } },
      { kind: 'schema', name: 'n', schema: { type: 'object' }, strict: true },
    ],
  ])('say what the answer looks like: %j', (response_format, wanted) => {
    expect(parse({ response_format }).conversation.output).toEqual(wanted);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['OpenAI', { reasoning_effort: 'xhigh' }, { kind: 'on', effort: 'xhigh', budgetTokens: null }],
    ['OpenAI, off', { reasoning_effort: 'none' }, { kind: 'off' }],
    ['OpenRouter', { reasoning: { max_tokens: 2_000 } }, { kind: 'on', effort: null, budgetTokens: 2_000 }],
    ['OpenRouter, plainly', { reasoning: { enabled: true } }, { kind: 'on', effort: null, budgetTokens: null }],
    ['OpenRouter, off', { reasoning: { enabled: false } }, { kind: 'off' }],
    ['DeepSeek', { thinking: { type: 'enabled' } }, { kind: 'on', effort: null, budgetTokens: null }],
    ['DeepSeek, off', { thinking: { type: 'disabled' } }, { kind: 'off' }],
    ['Groq, default', { reasoning_effort: 'default' }, { kind: 'default' }],
  ])('say how much to think as %s does', (_, body, wanted) => {
    expect(parse(body).conversation.thinking).toEqual(wanted);
    expect(unsaid(body)).toEqual([]);
  });
});

describe('what a Conversation has no word for', () => {
  it.each<[string, JsonObject, string]>([
    ['n', { n: 2 }, 'blocking'],
    ['modalities', { modalities: ['text', 'audio'] }, 'blocking'],
    ['audio', { audio: { voice: 'alloy', format: 'wav' } }, 'blocking'],
    ['web_search_options.search_context_size', { web_search_options: { search_context_size: 'low' } }, 'cosmetic'],
    [
      'web_search_options.user_location',
      { web_search_options: { user_location: { type: 'approximate' } } },
      'behavioural',
    ],
    ['plugins', { plugins: [{ id: 'file-parser' }] }, 'behavioural'],
    ['logprobs', { logprobs: true }, 'behavioural'],
    ['top_logprobs', { top_logprobs: 3 }, 'behavioural'],
    ['logit_bias', { logit_bias: { '50256': -100 } }, 'behavioural'],
    ['verbosity', { verbosity: 'low' }, 'behavioural'],
    ['prediction', { prediction: { type: 'content', content: 'x' } }, 'cosmetic'],
    ['store', { store: true }, 'cosmetic'],
    ['metadata', { metadata: { a: 'b' } }, 'cosmetic'],
    ['service_tier', { service_tier: 'flex' }, 'cosmetic'],
    ['safety_identifier', { safety_identifier: 's' }, 'cosmetic'],
    ['stream_options', { stream_options: { include_obfuscation: false } }, 'cosmetic'],
    ['something_new', { something_new: 1 }, 'behavioural'],
    ['reasoning_effort.enormous', { reasoning_effort: 'enormous' }, 'behavioural'],
    ['response_format.grammar', { response_format: { type: 'grammar' } }, 'behavioural'],
    ['tools.cache_control', { tools: [] }, 'none'],
  ])('is named with its weight: %s', (what, body, weight) => {
    expect(unsaid(body)).toEqual(weight === 'none' ? [] : [{ what, weight }]);
  });

  it.each<[JsonObject]>([
    [{ n: 1 }],
    [{ store: false }],
    [{ logprobs: false }],
    [{ metadata: {} }],
    [{ logit_bias: null }],
    [{ modalities: ['text'] }],
  ])('is nothing where nothing is asked for: %j', (body) => {
    expect(unsaid(body)).toEqual([]);
  });
});

describe('a body that cannot be', () => {
  it.each<[string, Json]>([
    ['body', []],
    ['model', { messages: [HELLO] }],
    ['messages', { model: 'm' }],
    ['messages', { model: 'm', messages: [] }],
    ['messages', { model: 'm', messages: 'Hello' }],
    ['messages.0', { model: 'm', messages: ['Hello'] }],
    ['messages.0.role', { model: 'm', messages: [{ content: 'Hello' }] }],
    ['messages.0.role', { model: 'm', messages: [{ role: 'robot', content: 'Hello' }] }],
    ['messages.0.content', { model: 'm', messages: [{ role: 'user', content: 5 }] }],
    ['messages.0.content.0.text', withPart({ type: 'text', text: 5 })],
    ['messages.0.content.0.type', withPart({ text: 'Hello' })],
    ['messages.0.content.0.image_url.url', withPart({ type: 'image_url', image_url: {} })],
    ['messages.0.content.0.image_url', withPart({ type: 'image_url', image_url: { url: 'data:image/png,%89' } })],
    ['messages.0.content.0.input_audio', withPart({ type: 'input_audio' })],
    ['messages.0.content.0.file', withPart({ type: 'file' })],
    ['messages.0.tool_call_id', { model: 'm', messages: [{ role: 'tool', content: 'x' }] }],
    [
      'messages.0.tool_calls.0.function.name',
      { model: 'm', messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: {} }] }] },
    ],
    ['tools.0.function', { model: 'm', messages: [HELLO], tools: [{ type: 'function' }] }],
    ['tools', { model: 'm', messages: [HELLO], tools: {} }],
    ['tool_choice', { model: 'm', messages: [HELLO], tool_choice: 'sometimes' }],
    ['temperature', { model: 'm', messages: [HELLO], temperature: 'hot' }],
    ['stop.1', { model: 'm', messages: [HELLO], stop: ['a', 2] }],
    ['stream', { model: 'm', messages: [HELLO], stream: 'yes' }],
    ['response_format.json_schema', { model: 'm', messages: [HELLO], response_format: { type: 'json_schema' } }],
  ])('is refused with the place of the mistake: %s', (path, body) => {
    expect(mistakeIn(body)).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}: `));
  });

  it('is refused when it is nested without end, not run off the stack with', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as Json;
    expect(mistakeIn({ model: 'm', messages: [HELLO], metadata: deep })).toMatch(/^body: nested deeper/);
  });
});
