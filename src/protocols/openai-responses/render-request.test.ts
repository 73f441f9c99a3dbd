import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part, type Tool } from '../../model/conversation.ts';
import { listAt, textAt, type JsonObject } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { result, text, user } from '../testing/parts.ts';
import { openaiResponses } from './index.ts';

type Wish = { readonly quirks?: Quirks; readonly maxOutputTokens?: number | null };

function rendered(conversation: Partial<Conversation>, { quirks = {}, maxOutputTokens = null }: Wish = {}) {
  const { body, losses } = openaiResponses.renderRequest(
    { ...ask('hi'), ...conversation },
    { model: 'm', stream: true, maxOutputTokens, quirks },
  );
  return { body, lost: losses.map(({ what, weight }) => `${what} ${weight}`) };
}

const items = (...messages: readonly Message[]): readonly unknown[] =>
  rendered({ messages }).body['input'] as unknown[];
const model = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });
const call = (id: string, name = 'get'): Part => ({ type: 'tool-call', id, name, input: { a: 1 } });
const thought = (words: string, signature: string): Part => ({ type: 'thinking', text: words, signature });
const tool: Tool = {
  name: 'get',
  description: 'd',
  inputSchema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false },
  strict: false,
};
const IMAGE: Part = { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AAAA' }, name: '' };

describe('a body is written', () => {
  it('so that nothing is kept at the provider', () => {
    expect(rendered({ messages: [{ role: 'system', parts: [text('Be brief.')] }, user(text('hi'))] }).body).toEqual({
      model: 'm',
      instructions: 'Be brief.',
      input: [{ role: 'user', content: 'hi' }],
      store: false,
      stream: true,
    });
  });

  it('with every turn as items that OpenAI accepts without ids', () => {
    expect(
      items(
        user(text('one'), text('two')),
        model(text('Look:'), call('c1'), call('c2', 'set')),
        user(result('c2', text('second')), result('c1', text('first')), text('And?')),
        { role: 'system', parts: [text('Hurry.')] },
        user(text('?')),
      ),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'one' },
          { type: 'input_text', text: 'two' },
        ],
      },
      { role: 'assistant', content: 'Look:' },
      { type: 'function_call', call_id: 'c1', name: 'get', arguments: '{"a":1}' },
      { type: 'function_call', call_id: 'c2', name: 'set', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'c2', output: 'second' },
      { type: 'function_call_output', call_id: 'c1', output: 'first' },
      { role: 'user', content: 'And?' },
      { role: 'system', content: 'Hurry.' },
      { role: 'user', content: '?' },
    ]);
  });

  it('#27 with ids of calls that fit, and differ where a provider gave the same twice', () => {
    const said = [
      model(call('a b')),
      user(result('a b', text('1'))),
      model(call('a b')),
      user(result('a b', text('2'))),
    ];
    const ids = items(...said).map((item) => textAt(item as JsonObject, 'call_id'));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(ids[0]).not.toBe(ids[2]);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
  });

  it('#30 without a thought that nobody sealed', () => {
    const { body, lost } = rendered({
      messages: [user(text('hi')), model(thought('Hm', ''), text('Yes')), user(text('?'))],
    });
    expect(JSON.stringify(body)).not.toContain('reasoning');
    expect(lost).toEqual(['thinking of earlier turns cosmetic']);
  });

  it('#34 without a thought that we sealed for somebody else', () => {
    const { body } = rendered({ messages: [model(thought('Hm', 'failsoft.1.x'), text('Yes')), user(text('?'))] });
    expect(JSON.stringify(body)).not.toContain('failsoft');
  });

  it('#39 with sealed thoughts directly before what they led to, in their order', () => {
    const said = model(
      thought('A', 'a'),
      text('Look'),
      thought('', 'b'),
      call('c1'),
      { type: 'sealed-thinking', data: 'c' },
      call('c2'),
    );
    expect(items(said, user(result('c1'), result('c2')))).toMatchObject([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'A' }], encrypted_content: 'a' },
      { role: 'assistant' },
      { type: 'reasoning', summary: [], encrypted_content: 'b' },
      { type: 'function_call' },
      { type: 'reasoning', encrypted_content: 'c' },
      { type: 'function_call' },
      { type: 'function_call_output' },
      { type: 'function_call_output' },
    ]);
    expect(JSON.stringify(items(said))).not.toContain('"id"');
  });

  it('#40 without a thought that nothing follows', () => {
    const { body, lost } = rendered({
      messages: [user(text('hi')), model(text('Yes'), thought('Hm', 'sealed')), user(text('?'))],
    });
    expect(listAt(body, 'input').map((item) => textAt(item, 'role'))).toEqual(['user', 'assistant', 'user']);
    expect(lost).toContain('thinking of earlier turns cosmetic');
  });

  it('#41 without a turn that was nothing but thoughts', () => {
    expect(items(user(text('hi')), model(thought('Hm', '')), user(text('?')))).toHaveLength(2);
  });

  it('#36 with thoughts in plain words for servers that want them back', () => {
    const messages = [user(text('hi')), model(thought('Hm', ''), call('c1')), user(result('c1'))];
    const { body } = rendered({ messages }, { quirks: { thoughtsBack: true } });
    expect(listAt(body, 'input')[1]).toEqual({
      type: 'reasoning',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hm' }],
    });
  });

  it('#42 with thinking that is off said where the model knows the word', () => {
    const off = { thinking: { kind: 'off' } } as const;
    expect(rendered(off, { quirks: { efforts: ['none', 'low'] } }).body).toMatchObject({
      reasoning: { effort: 'none' },
    });
    expect(rendered(off)).toMatchObject({ lost: ['thinking cosmetic'] });
    expect(rendered(off).body).not.toHaveProperty('reasoning');
  });

  it.each([
    ['xhigh', undefined, 'high'],
    ['minimal', undefined, 'low'],
    ['max', ['low', 'xhigh'], 'xhigh'],
    ['minimal', ['minimal', 'low'], 'minimal'],
  ] as const)('with the effort %s, where %j are known, as %s', (effort, efforts, want) => {
    const wish = { thinking: { kind: 'on', effort, budgetTokens: null } } as const;
    const { body } = rendered(wish, efforts === undefined ? {} : { quirks: { efforts } });
    expect(body).toMatchObject({
      reasoning: { effort: want, summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    });
  });

  it('with an effort for a model that always thinks, and with none for one that knows none', () => {
    const wish = { thinking: { kind: 'on', effort: 'high', budgetTokens: null } } as const;
    const always = rendered(wish, { quirks: { noThinking: true, efforts: ['low', 'high'] } });
    expect(always.body).toMatchObject({ reasoning: { effort: 'high' } });
    const never = rendered(wish, { quirks: { noThinking: true } });
    expect(never.body).not.toHaveProperty('reasoning');
    expect(never.lost).toEqual(['thinking behavioural']);
  });

  it('#48 with a result for a call that nobody answered, and words for a result without a call', () => {
    expect(
      rendered({ messages: [model(call('c1')), user(result('c9', text('Lost'))), user(text('?'))] }),
    ).toMatchObject({
      body: {
        input: [
          { type: 'function_call', call_id: 'c1' },
          { type: 'function_call_output', call_id: 'c1', output: 'There is no result: the call was interrupted.' },
          { role: 'user', content: [{ text: 'Result of a tool call that is not shown (c9):' }, { text: 'Lost' }] },
          { role: 'user', content: '?' },
        ],
      },
      lost: ['call without a result behavioural', 'result without a call behavioural'],
    });
  });

  it('#49 with pictures and documents inside the results that hold them', () => {
    const pdf: Part = { ...IMAGE, mediaType: 'application/pdf' };
    expect(items(model(call('c1')), user(result('c1', text('See'), IMAGE, pdf)))[1]).toEqual({
      type: 'function_call_output',
      call_id: 'c1',
      output: [
        { type: 'input_text', text: 'See' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
        { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,AAAA' },
      ],
    });
  });

  it('#61 with a failure said in words', () => {
    const failed: Part = { type: 'tool-result', callId: 'c1', parts: [text('no such file')], failed: true };
    expect(items(model(call('c1')), user(failed))[1]).toMatchObject({ output: 'The tool failed: no such file' });
  });

  it('with all calls of a turn before all their results, and words between them in front', () => {
    const messages = [model(call('c1'), text('And'), call('c2')), user(result('c1'), result('c2'))];
    const { body, lost } = rendered({ messages });
    expect(listAt(body, 'input').map((item) => textAt(item, 'type') || textAt(item, 'role'))).toEqual([
      'assistant',
      'function_call',
      'function_call',
      'function_call_output',
      'function_call_output',
    ]);
    expect(lost).toEqual(['text behind a tool call cosmetic']);
  });

  it('#59 with tools that say whether they are strict, and #67 in a schema that can be held to', () => {
    const strict = { ...tool, name: 'set', strict: true };
    const open: Tool = { ...tool, name: 'open', strict: true, inputSchema: { type: 'object', properties: { a: {} } } };
    const { body, lost } = rendered({ tools: [tool, strict, open] });
    expect(listAt(body, 'tools')).toMatchObject([
      { type: 'function', name: 'get', description: 'd', parameters: tool.inputSchema, strict: false },
      { name: 'set', strict: true },
      { name: 'open', strict: false },
    ]);
    expect(lost).toEqual(['tools.strict behavioural']);
  });

  it('#45 with the tools that earlier calls refer to, although none may be called', () => {
    expect(rendered({ tools: [tool], toolChoice: { kind: 'none' } }).body).toMatchObject({
      tools: [{ name: 'get' }],
      tool_choice: 'none',
    });
  });

  it('#44 with a demanded tool, or with the demand in words where it is refused', () => {
    const wish = { tools: [tool], toolChoice: { kind: 'tool', name: 'get' } } as const;
    expect(rendered(wish).body).toMatchObject({ tool_choice: { type: 'function', name: 'get' } });
    const refused = rendered(wish, { quirks: { noForcedTools: true } });
    expect(refused.body).toMatchObject({ instructions: 'Call the tool get before you answer.' });
    expect(refused.body).not.toHaveProperty('tool_choice');
  });

  it('#85 without a word about parallel calls where there are no tools', () => {
    expect(rendered({ parallelTools: false }).body).not.toHaveProperty('parallel_tool_calls');
    expect(rendered({ parallelTools: false, tools: [tool] }).body).toMatchObject({ parallel_tool_calls: false });
  });

  it('with free text and its grammar where the server knows such, and as a function elsewhere', () => {
    const exec: Tool = { ...tool, name: 'exec', freeText: 'start: "a"' };
    const said = { type: 'tool-call', id: 'c1', name: 'exec', input: { input: 'ls' } } as const;
    const wish = { tools: [exec], messages: [model(said), user(result('c1', text('a')))] };
    expect(rendered(wish, { quirks: { freeText: true } }).body).toMatchObject({
      tools: [{ type: 'custom', name: 'exec', format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' } }],
      input: [
        { type: 'custom_tool_call', name: 'exec', input: 'ls' },
        { type: 'custom_tool_call_output', output: 'a' },
      ],
    });
    const { body, lost } = rendered(wish);
    expect(body).toMatchObject({
      tools: [{ type: 'function', name: 'exec', parameters: { required: ['input'] } }],
      input: [{ type: 'function_call', arguments: '{"input":"ls"}' }, { type: 'function_call_output' }],
    });
    expect(lost).toEqual(['grammar of a tool behavioural']);
  });

  it.each([
    ['asked', undefined, [], { tools: [{ type: 'web_search', filters: { allowed_domains: ['a.example'] } }] }],
    ['always', undefined, ['web_search.domains behavioural'], {}],
    [undefined, undefined, ['web_search blocking', 'web_search.domains behavioural'], {}],
    [undefined, true, ['web_search behavioural', 'web_search.domains behavioural'], {}],
  ] as const)('with a search in the web that is %s for (optional: %s)', (webSearch, optional, want, fields) => {
    const search = { allowedDomains: ['a.example'], blockedDomains: [], ...(optional && { optional }) };
    const { body, lost } = rendered({ webSearch: search }, webSearch === undefined ? {} : { quirks: { webSearch } });
    expect(lost).toEqual(want);
    expect(body).toMatchObject(fields);
  });

  it('#83 with a limit that the model allows, and at least the smallest that is accepted', () => {
    const limited = (maxTokens: number): unknown =>
      rendered({ settings: { maxTokens } }, { maxOutputTokens: 500 }).body['max_output_tokens'];
    expect([limited(128_000), limited(200), limited(1)]).toEqual([500, 200, 16]);
  });

  it('with what this dialect has no word for as a loss', () => {
    const settings = {
      topK: 1,
      seed: 2,
      frequencyPenalty: 1,
      presencePenalty: 1,
      stop: ['x'],
      temperature: 0.5,
      cacheKey: 'k',
      user: 'u',
    };
    const { body, lost } = rendered({ settings });
    expect(lost).toEqual(
      ['top_k', 'seed', 'frequency_penalty', 'presence_penalty', 'stop'].map((key) => `${key} behavioural`),
    );
    expect(body).toMatchObject({ temperature: 0.5, prompt_cache_key: 'k', user: 'u' });
    expect(rendered({ settings }, { quirks: { noSampling: true } }).body).not.toHaveProperty('temperature');
  });

  it('with a schema under a name, and without one where it is not understood', () => {
    const output = { kind: 'schema', name: 'my answer', schema: tool.inputSchema, strict: true } as const;
    const { body } = rendered({ output });
    expect(body).toMatchObject({ text: { format: { type: 'json_schema', schema: tool.inputSchema, strict: true } } });
    expect(textAt(body, 'text', 'format', 'name')).toMatch(/^[\w-]+$/);
    const plain = rendered({ output }, { quirks: { noSchema: true } });
    expect(plain.body).not.toHaveProperty('text');
    expect(plain.body['instructions']).toContain('"additionalProperties":false');
    expect(plain.lost).toEqual(['response_format behavioural']);
  });

  it('with the word JSON in the input where JSON is wanted, because instructions do not count', () => {
    const said = rendered({ output: { kind: 'json' } }).body;
    expect(said).toMatchObject({
      text: { format: { type: 'json_object' } },
      input: [{ role: 'system' }, { role: 'user' }],
    });
    const knows = { role: 'system', parts: [text('Answer in JSON.')] } as const;
    const { body } = rendered({ output: { kind: 'json' }, messages: [knows, user(text('hi'))] });
    expect(body['input']).toEqual([
      { role: 'system', content: 'Answer in JSON.' },
      { role: 'user', content: 'hi' },
    ]);
  });

  it('with marks for caching where they are understood, the last four of them', () => {
    const marked = ['1', '2', '3', '4', '5'].map((words): Part => ({ type: 'text', text: words, cache: '5m' }));
    const wish = { messages: [user(...marked), user({ ...IMAGE, cache: '1h' })] };
    const { body, lost } = rendered(wish, { quirks: { cacheHints: 'breakpoint' } });
    const blocks = listAt(body, 'input').flatMap((item) => listAt(item, 'content'));
    const marks = blocks.map((block) => (block as JsonObject)['prompt_cache_breakpoint']);
    const short = { mode: 'explicit' };
    expect(marks).toEqual([undefined, undefined, short, short, short, { ...short, ttl: '12h' }]);
    expect(lost).toEqual(['cache_control cosmetic']);
    expect(JSON.stringify(rendered(wish).body)).not.toContain('breakpoint');
  });

  it('with the system at the front where nowhere else will do, and as developer where it is called so', () => {
    const messages = [user(text('hi')), { role: 'system', parts: [text('Hurry.')] } as const];
    expect(rendered({ messages }, { quirks: { developerRole: true } }).body).toMatchObject({
      input: [{}, { role: 'developer' }],
    });
    const { body, lost } = rendered({ messages }, { quirks: { systemFirst: true } });
    expect(listAt(body, 'input').map((item) => textAt(item, 'role'))).toEqual(['user']);
    expect(JSON.stringify(body)).toContain('Hurry.');
    expect(lost).toEqual(['system between turns behavioural']);
  });

  it.each([
    [IMAGE, { noImages: true }, 'images blocking'],
    [
      { ...IMAGE, source: { kind: 'url', url: 'https://a.example/a.png' } },
      { noImageUrls: true },
      'image URLs blocking',
    ],
    [{ ...IMAGE, mediaType: 'application/pdf' }, { noPdf: true }, 'PDF blocking'],
    [{ ...IMAGE, mediaType: 'audio/wav' }, {}, 'audio/wav blocking'],
    [
      { ...IMAGE, mediaType: 'text/html', source: { kind: 'url', url: 'https://a.example' } },
      {},
      'document URLs blocking',
    ],
  ] as readonly (readonly [Part, Quirks, string])[])('not at all with %j where %j', (part, quirks, loss) => {
    expect(rendered({ messages: [user(text('See'), part)] }, { quirks }).lost).toEqual([loss]);
  });

  it('with a last word of the user where the model may not go on from its own', () => {
    const messages = [user(text('hi')), model(text('Once upon'))];
    expect(rendered({ messages }, { quirks: { noPrefill: true } })).toMatchObject({
      body: { input: [{}, { role: 'assistant' }, { role: 'user', content: 'Continue.' }] },
      lost: ['prefill behavioural'],
    });
    expect(rendered({ messages }).body['input']).toHaveLength(2);
  });

  it('not with tools where there are none', () => {
    expect(rendered({ tools: [tool] }, { quirks: { noTools: true } })).toMatchObject({ lost: ['tools blocking'] });
  });
});
