import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { openaiResponses } from './index.ts';

const parse = (body: JsonObject): Conversation =>
  openaiResponses.parseRequest({ model: 'm', input: 'hi', ...body }).conversation;
const lost = (body: JsonObject): readonly string[] => parse(body).unsaid.map(({ what, weight }) => `${what} ${weight}`);
const turns = (...input: readonly Json[]): Conversation['messages'] => parse({ input }).messages;
const call = { type: 'function_call', call_id: 'c1', name: 'get', arguments: '{"a":1}' };

describe('a body is read', () => {
  it('with a text for its input', () => {
    expect(
      openaiResponses.parseRequest({ model: 'm', input: 'hi', instructions: 'Be brief.', stream: true }),
    ).toMatchObject({
      model: 'm',
      stream: true,
      usage: true,
      conversation: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
        ],
        unsaid: [],
      },
    });
  });

  it('with messages of both forms, and #71 of a developer as of the system', () => {
    expect(
      turns(
        { role: 'developer', content: 'Be brief.' },
        { type: 'message', id: 'msg_1', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
        { role: 'assistant', content: 'Hello', phase: 'commentary' },
        { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'refusal', refusal: 'No.' }] },
        { role: 'system', content: 'Go on.' },
      ),
    ).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'Hello' },
          { type: 'refusal', text: 'No.' },
        ],
      },
      { role: 'system', parts: [{ type: 'text', text: 'Go on.' }] },
    ]);
  });

  it('#39 with what the assistant thinks, says and calls as one turn, in that order', () => {
    const messages = turns(
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'sealed' },
      { role: 'assistant', content: 'Look:' },
      call,
      { type: 'reasoning', id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'So' }] },
      { ...call, call_id: 'c2' },
    );
    expect(messages).toMatchObject([
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'Hm', signature: 'sealed' },
          { type: 'text', text: 'Look:' },
          { type: 'tool-call', id: 'c1', name: 'get', input: { a: 1 } },
          { type: 'thinking', text: 'So', signature: '' },
          { type: 'tool-call', id: 'c2' },
        ],
      },
    ]);
  });

  it('#46 with the results of parallel calls in one turn of the user, and what the user says behind them', () => {
    const result = { type: 'function_call_output', call_id: 'c1', output: 'one' };
    expect(
      turns(call, { ...call, call_id: 'c2' }, result, { ...result, call_id: 'c2' }, { role: 'user', content: 'And?' }),
    ).toMatchObject([
      { role: 'assistant' },
      {
        role: 'user',
        parts: [{ type: 'tool-result', callId: 'c1' }, { callId: 'c2' }, { type: 'text', text: 'And?' }],
      },
    ]);
  });

  it('#49 with pictures and documents in results', () => {
    const output = [
      { type: 'input_text', text: 'See' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
    ];
    expect(turns(call, { type: 'function_call_output', call_id: 'c1', output }).at(-1)?.parts).toMatchObject([
      {
        parts: [
          { type: 'text', text: 'See' },
          { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AAAA' } },
          { type: 'media', mediaType: 'application/pdf', name: 'a.pdf' },
        ],
      },
    ]);
  });

  it('#55 with arguments that are no JSON object kept as they are', () => {
    expect(turns({ ...call, arguments: '{"a' }, { ...call, arguments: '[1]' })[0]?.parts).toMatchObject([
      { input: { arguments: '{"a' } },
      { input: { arguments: '[1]' } },
    ]);
  });

  it('with free text as the one field of an input', () => {
    const custom = { type: 'custom_tool_call', call_id: 'c1', name: 'exec', input: 'ls' };
    expect(turns(custom, { type: 'custom_tool_call_output', call_id: 'c1', output: 'a' })).toMatchObject([
      { parts: [{ name: 'exec', input: { input: 'ls' } }] },
      { parts: [{ type: 'tool-result', callId: 'c1', parts: [{ text: 'a' }] }] },
    ]);
  });

  it.each([
    [
      { type: 'input_image', image_url: 'https://a.example/b.png', detail: 'high' },
      { mediaType: 'image/*' },
      ['input_image.detail cosmetic'],
    ],
    [{ type: 'input_file', file_url: 'https://a.example/b.pdf' }, { mediaType: 'application/pdf' }, []],
    [{ type: 'input_file', file_data: 'AAAA', filename: 'b' }, { mediaType: 'application/pdf', name: 'b' }, []],
    [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } }, { mediaType: 'audio/mp3' }, []],
    [{ type: 'input_text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit' } }, { text: 'x', cache: '5m' }, []],
    [{ type: 'input_text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' } }, { cache: '1h' }, []],
  ])('with the part %j', (part, want, losses) => {
    const body = { input: [{ role: 'user', content: [part] }] };
    expect(parse(body).messages[0]?.parts).toMatchObject([want]);
    expect(lost(body)).toEqual(losses);
  });

  it('with what it goes on from', () => {
    const previous = (body: JsonObject): unknown => openaiResponses.parseRequest({ model: 'm', ...body }).previous;
    expect(previous({ previous_response_id: 'resp_1', input: 'hi' })).toBe('resp_1');
    expect(previous({ conversation: 'conv_1' })).toBe('conv_1');
    expect(previous({ conversation: { id: 'conv_1' } })).toBe('conv_1');
    expect(previous({ input: 'hi' })).toBeUndefined();
  });

  it('with its settings', () => {
    const body = {
      max_output_tokens: 99,
      temperature: 0.2,
      top_p: 0.9,
      prompt_cache_key: 'k',
      user: 'u',
      parallel_tool_calls: false,
      store: false,
      include: ['reasoning.encrypted_content'],
      text: {
        format: { type: 'json_schema', name: 'n', schema: { type: 'object' }, strict: true },
        verbosity: 'medium',
      },
      reasoning: { effort: 'minimal', summary: 'auto' },
    };
    expect(parse(body)).toMatchObject({
      settings: { maxTokens: 99, temperature: 0.2, topP: 0.9, cacheKey: 'k', user: 'u' },
      parallelTools: false,
      output: { kind: 'schema', name: 'n', schema: { type: 'object' }, strict: true },
      thinking: { kind: 'on', effort: 'minimal', budgetTokens: null },
      unsaid: [],
    });
    expect(parse({ reasoning: { effort: 'none' } }).thinking).toEqual({ kind: 'off' });
    expect(parse({ reasoning: { summary: 'auto' } }).thinking).toEqual({ kind: 'default' });
    expect(parse({ text: { format: { type: 'json_object' } } }).output).toEqual({ kind: 'json' });
  });

  it('#86 with lists and objects that ask for nothing', () => {
    expect(
      lost({ tools: [], include: [], metadata: {}, context_management: [], background: false, top_logprobs: 0 }),
    ).toEqual([]);
  });

  it.each([
    [{ background: true }, ['background blocking']],
    [{ prompt: { id: 'p' } }, ['prompt blocking']],
    [
      { include: ['message.output_text.logprobs'], top_logprobs: 2 },
      ['top_logprobs behavioural', 'include.message.output_text.logprobs behavioural'],
    ],
    [{ include: ['web_search_call.action.sources'] }, ['include.web_search_call.action.sources cosmetic']],
    [
      { store: true, metadata: { a: 'b' }, service_tier: 'flex' },
      ['store cosmetic', 'metadata cosmetic', 'service_tier cosmetic'],
    ],
    [{ truncation: 'auto' }, ['truncation behavioural']],
    [{ text: { verbosity: 'low' } }, ['text.verbosity behavioural']],
    [
      { reasoning: { mode: 'pro', context: 'all_turns' } },
      ['reasoning.context cosmetic', 'reasoning.mode behavioural'],
    ],
    [{ reasoning: { effort: 'vast' } }, ['reasoning.effort.vast behavioural']],
    [{ something_new: 1 }, ['something_new behavioural']],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, ['input.item_reference blocking']],
    [{ input: [{ id: 'msg_1' }] }, ['input.item_reference blocking']],
    [{ input: [{ type: 'compaction', encrypted_content: 'x' }] }, ['input.compaction blocking']],
    [{ input: [{ type: 'mcp_call', name: 'x' }] }, ['input.mcp_call behavioural']],
    [{ input: [{ type: 'reasoning', id: 'rs_1', summary: [] }] }, ['thinking of earlier turns cosmetic']],
    [{ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] }, ['input_image.file_id blocking']],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] }, ['input_file.file_id blocking']],
    [{ input: [{ role: 'user', content: [{ type: 'input_new' }] }] }, ['content.input_new blocking']],
    [{ input: [{ role: 'user', content: 'a', extra: 1 }] }, ['message.extra behavioural']],
  ])('that says %j, which no Conversation can say', (body, losses) => {
    expect(lost(body)).toEqual(losses);
  });

  it('#95 without the searches of earlier turns, and without the thoughts that led to them', () => {
    const messages = turns(
      { role: 'user', content: 'News?' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'a' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'news' } },
      { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'b' },
      { role: 'assistant', content: 'None.' },
    );
    expect(messages[1]?.parts).toEqual([
      { type: 'thinking', text: '', signature: 'b' },
      { type: 'text', text: 'None.' },
    ]);
  });

  it.each([
    [{}, 'model'],
    [{ model: 'm' }, 'input'],
    [{ model: 'm', input: 5 }, 'input'],
    [{ model: 'm', input: [5] }, 'input.0'],
    [{ model: 'm', input: [{ role: 'robot', content: 'x' }] }, 'input.0.role'],
    [{ model: 'm', input: [{ type: 'function_call', name: 'x' }] }, 'input.0.call_id'],
    [
      { model: 'm', input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'data:x' }] }] },
      'input.0.content.0.image_url',
    ],
    [{ model: 'm', input: 'x', tools: [{ type: 'function' }] }, 'tools.0.name'],
    [{ model: 'm', input: 'x', text: { format: { type: 'json_schema' } } }, 'text.format.schema'],
  ])('or refused with the place of the mistake: %j', (body, place) => {
    expect(() => openaiResponses.parseRequest(body)).toThrow(`${place}: `);
  });
});

describe('tools are read', () => {
  const get = { type: 'function', name: 'get', description: 'd', parameters: { type: 'object' }, strict: true };

  it('with their names, namespaces and grammars', () => {
    const exec = {
      type: 'custom',
      name: 'exec',
      format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' },
    };
    const { tools } = parse({
      tools: [
        get,
        { type: 'namespace', name: 'ns', description: '', tools: [exec, { type: 'function', name: 'now' }] },
      ],
    });
    expect(tools).toMatchObject([
      { name: 'get', description: 'd', inputSchema: { type: 'object' }, strict: true },
      { name: 'ns__exec', origin: { namespace: 'ns', name: 'exec' }, freeText: 'start: "a"' },
      { name: 'ns__now', origin: { namespace: 'ns', name: 'now' }, inputSchema: { type: 'object', properties: {} } },
    ]);
  });

  it('where they stand between the items, and calls of them by the names of their namespaces', () => {
    const items = [
      {
        type: 'additional_tools',
        role: 'developer',
        tools: [{ type: 'namespace', name: 'ns', description: '', tools: [get] }],
      },
      { type: 'tool_search_output', call_id: 's', tools: [{ ...get, name: 'found' }] },
      { ...call, namespace: 'ns' },
      { ...call, call_id: 'c2' },
    ];
    const { tools, messages } = parse({ input: items });
    expect(tools.map(({ name }) => name)).toEqual(['ns__get', 'found']);
    expect(messages[0]?.parts).toMatchObject([{ name: 'ns__get' }, { name: 'ns__get' }]);
  });

  it('with a search in the web, which is one of several tools or the only one', () => {
    const search = { type: 'web_search', filters: { allowed_domains: ['a.example'] } };
    const domains = { allowedDomains: ['a.example'], blockedDomains: [] };
    expect(parse({ tools: [search] }).webSearch).toEqual(domains);
    expect(parse({ tools: [search, get] }).webSearch).toEqual({ ...domains, optional: true });
    expect(parse({ tools: [search, get], tool_choice: { type: 'web_search' } }).webSearch).toEqual(domains);
  });

  it.each([
    ['auto', { kind: 'auto' }],
    ['none', { kind: 'none' }],
    ['required', { kind: 'required' }],
    [
      { type: 'function', name: 'get' },
      { kind: 'tool', name: 'get' },
    ],
    [
      { type: 'custom', name: 'get' },
      { kind: 'tool', name: 'get' },
    ],
    [{ type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get' }] }, { kind: 'required' }],
  ])('with the choice %j', (choice, want) => {
    expect(parse({ tools: [get], tool_choice: choice }).toolChoice).toEqual(want);
  });

  it('of which only some may be called: the others are left out', () => {
    const choice = { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'get' }] };
    const body = { tools: [get, { ...get, name: 'set' }], tool_choice: choice };
    expect(parse(body).tools.map(({ name }) => name)).toEqual(['get']);
    expect(lost(body)).toEqual(['tool_choice.allowed_tools cosmetic']);
  });

  it.each([
    ['file_search', 'blocking'],
    ['code_interpreter', 'blocking'],
    ['mcp', 'blocking'],
    ['computer', 'blocking'],
    ['local_shell', 'blocking'],
    ['image_generation', 'behavioural'],
    ['tool_search', 'behavioural'],
  ])('that are the provider’s own, such as %s, as a loss', (type, weight) => {
    expect(lost({ tools: [{ type }] })).toEqual([`tools.${type} ${weight}`]);
  });
});
