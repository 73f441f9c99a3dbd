import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { PROTOCOLS } from './index.ts';
import type { AdaptOptions } from './protocol.ts';

const options = (quirks: AdaptOptions['quirks'], foreign = false): AdaptOptions => ({
  model: 'm2',
  stream: false,
  maxOutputTokens: 1_000,
  quirks,
  foreign,
});

/** A turn in which a tool has returned this. */
const shown = (block: JsonObject): JsonObject => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'x', content: [block] }],
});

describe('a body for a standby of the same dialect', () => {
  const claude: JsonObject = {
    model: 'm1',
    max_tokens: 5_000,
    temperature: 0.3,
    top_k: 4,
    stop_sequences: ['END'],
    tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
    tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    output_config: { effort: 'low', format: { type: 'json_schema', schema: {} } },
    metadata: { user_id: 'someone' },
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'signed' },
          { type: 'text', text: 'Hi' },
        ],
      },
      { role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] },
      { role: 'user', content: 'Go on' },
    ],
  };

  it('keeps everything that its model takes, marks for caching and the provider’s own tools included', () => {
    const { body, losses } = PROTOCOLS.anthropic.adapt(claude, options({}));
    expect(body).toEqual({ ...claude, model: 'm2', max_tokens: 1_000 });
    expect(losses).toEqual([]);
  });

  it('loses what its model refuses, and says so', () => {
    const { body, losses } = PROTOCOLS.anthropic.adapt(
      claude,
      options({ noSampling: true, noStop: true, noForcedTools: true, noEffort: true, noSchema: true }),
    );
    expect(body).toMatchObject({
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      output_config: {},
      tools: claude['tools'],
    });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['temperature']));
    expect(body['tool_choice']).not.toHaveProperty('name');
    expect(losses.map(({ what }) => what)).toEqual([
      'temperature',
      'top_k',
      'stop',
      'tool_choice',
      'output_config.effort',
      'output_config.format',
    ]);
  });

  it('takes along nothing that only another vendor may know or can read', () => {
    const { body, losses } = PROTOCOLS.anthropic.adapt(claude, options({ webSearch: 'asked' }, true));
    expect(body).not.toHaveProperty('metadata');
    expect(JSON.stringify(body['messages'])).toBe(
      '[{"role":"user","content":"Hello"},{"role":"assistant","content":[{"type":"text","text":"Hi"}]},{"role":"user","content":"Go on"}]',
    );
    expect(losses.every(({ weight }) => weight === 'cosmetic')).toBe(true);
  });

  it('is passed over where something lies at the vendor that it was meant for', () => {
    const says = (...content: readonly JsonObject[]): JsonObject => ({
      model: 'm1',
      messages: [{ role: 'user', content }],
    });
    const document = { type: 'document', source: { type: 'file', file_id: 'file_1' } };
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: [document] };
    const uploaded = { type: 'container_upload', file_id: 'file_1' };
    const file = { type: 'file', file: { file_id: 'file-1' } };
    const cases = [
      ['anthropic', says(document), 'source.file'],
      ['anthropic', says(result), 'source.file'],
      ['anthropic', says(uploaded), 'container_upload'],
      ['anthropic', { ...says(), container: 'container_1' }, 'container'],
      ['openai-chat', says(file), 'file.file_id'],
    ] as const;
    for (const [id, body, what] of cases) {
      expect(PROTOCOLS[id].adapt(body, options({}, true)).losses).toEqual([{ what, weight: 'blocking' }]);
      // Another model of the same vendor knows it.
      expect(PROTOCOLS[id].adapt(body, options({})).losses).toEqual([]);
    }
  });

  const gpt: JsonObject = {
    model: 'm1',
    max_completion_tokens: 5_000,
    temperature: 1,
    stop: ['END'],
    user: 'someone',
    stream_options: { include_usage: true },
    response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } },
    tool_choice: 'required',
    logit_bias: { '1': 2 },
    messages: [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
    ],
  };

  it('speaks to compatible servers as they understand it', () => {
    const { body } = PROTOCOLS['openai-chat'].adapt(
      gpt,
      options({ oldMaxTokens: true, noStreamOptions: true, noSchema: true, noForcedTools: true }, true),
    );
    expect(body).toEqual({
      model: 'm2',
      max_tokens: 1_000,
      temperature: 1,
      stop: ['END'],
      logit_bias: { '1': 2 },
      response_format: { type: 'json_object' },
      messages: [
        { role: 'system', content: 'Answer with one JSON object that fits this JSON schema:\n{}' },
        { role: 'system', content: 'Be brief.' },
        (gpt['messages'] as JsonObject[])[1],
      ],
    });
  });

  it('speaks to OpenAI’s own reasoning models as they want it', () => {
    const { body } = PROTOCOLS['openai-chat'].adapt(
      { ...gpt, max_tokens: 7 },
      options({ noSampling: true, noStop: true, developerRole: true }),
    );
    expect(body).toMatchObject({
      max_completion_tokens: 1_000,
      messages: [{ role: 'developer' }, {}],
      user: 'someone',
    });
    for (const key of ['temperature', 'stop', 'logit_bias', 'max_tokens']) expect(body).not.toHaveProperty(key);
  });

  it('reaches an older Claude with its system as reminders, its effort rounded and a last word of the user', () => {
    const { body, losses } = PROTOCOLS.anthropic.adapt(
      {
        ...claude,
        output_config: { effort: 'max' },
        messages: [
          { role: 'user', content: 'Hello' },
          { role: 'system', content: 'Be kind.' },
          { role: 'system', content: [{ type: 'text', text: 'Be quick.' }] },
          { role: 'assistant', content: 'Well' },
        ],
      },
      options({ systemFirst: true, noPrefill: true, efforts: ['low', 'high'] }),
    );
    expect(body).toMatchObject({
      output_config: { effort: 'high' },
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'user', content: '<system-reminder>\nBe kind.\n</system-reminder>' },
        { role: 'user', content: [{ type: 'text', text: '<system-reminder>\nBe quick.\n</system-reminder>' }] },
        { role: 'assistant', content: 'Well' },
        { role: 'user', content: 'Continue.' },
      ],
    });
    expect(losses.map(({ what }) => what)).toEqual(['system between turns', 'prefill', 'thinking.effort']);
  });

  it.each<[string, 'anthropic' | 'openai-chat', JsonObject, AdaptOptions['quirks'], string]>([
    ['a search of the web', 'anthropic', { tools: claude['tools'] ?? [] }, {}, 'web_search'],
    ['tools', 'anthropic', { tools: claude['tools'] ?? [] }, { noTools: true }, 'tools'],
    [
      'a picture in a result',
      'anthropic',
      { messages: [shown({ type: 'image', source: {} })] },
      { noImages: true },
      'images',
    ],
    [
      'a picture elsewhere',
      'anthropic',
      { messages: [shown({ type: 'image', source: { type: 'url', url: 'https://a.test' } })] },
      { noImageUrls: true },
      'image URLs',
    ],
    ['a PDF', 'anthropic', { messages: [shown({ type: 'document', source: {} })] }, { noPdf: true }, 'PDF'],
    ['a search of the web', 'openai-chat', { web_search_options: {} }, {}, 'web_search'],
    ['tools', 'openai-chat', { tools: [{ type: 'function' }] }, { noTools: true }, 'tools'],
    [
      'calls of earlier turns',
      'openai-chat',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'a' }] }] },
      { noTools: true },
      'tools',
    ],
    ['a tool with free text', 'openai-chat', { tools: [{ type: 'custom' }] }, {}, 'tools.custom'],
    ['a PDF', 'openai-chat', { messages: [{ role: 'user', content: [{ type: 'file' }] }] }, { noPdf: true }, 'PDF'],
  ])('is not sent where there can be no such thing: %s, %s', (_, id, body, quirks, what) => {
    const { losses } = PROTOCOLS[id].adapt({ model: 'm1', messages: [], ...body }, options(quirks, true));
    expect(losses).toContainEqual({ what, weight: 'blocking' });
    const fine = PROTOCOLS[id].adapt(
      { model: 'm1', messages: [], ...body },
      options({ webSearch: 'asked', freeText: true }, true),
    );
    expect(fine.losses).toEqual([]);
  });

  const own = { type: 'code_execution_20250825', name: 'code_execution' };
  const search = { type: 'web_search_20250305', name: 'web_search', allowed_domains: ['a.org'] };
  const plain = { name: 'look', input_schema: {} };

  it.each<[string, JsonObject, Partial<AdaptOptions>, JsonObject, readonly string[]]>([
    [
      'agreements with one house',
      { inference_geo: 'us', mcp_servers: [{ name: 'x' }], speed: 'fast', fallbacks: [{ model: 'y' }], newer: 1 },
      {},
      { newer: 1 },
      ['inference_geo blocking', 'mcp_servers blocking', 'speed cosmetic', 'fallbacks cosmetic'],
    ],
    ['a promise that is none', { inference_geo: 'global' }, {}, {}, ['inference_geo cosmetic']],
    ['tools that run at Anthropic', { tools: [own] }, {}, {}, ['tools.code_execution blocking']],
    ['its memory', { tools: [{ type: 'memory_20250818', name: 'memory' }] }, {}, {}, ['tools.memory blocking']],
    [
      'the same in a cloud that has Claude',
      { tools: [own], speed: 'fast' },
      { kin: true },
      { tools: [own], speed: 'fast' },
      [],
    ],
    [
      'a search among hidden tools',
      {
        tools: [
          { type: 'tool_search_tool_regex_20251119', name: 's' },
          { ...plain, defer_loading: true },
        ],
      },
      {},
      { tools: [plain] },
      ['tools.tool_search_tool_regex behavioural', 'defer_loading cosmetic'],
    ],
    [
      'a search of the web beside other tools',
      { tools: [plain, search] },
      {},
      { tools: [plain] },
      ['web_search behavioural'],
    ],
    [
      'a search of the web that has to be used',
      { tools: [plain, search], tool_choice: { type: 'tool', name: 'web_search' } },
      {},
      { tools: [plain], tool_choice: { type: 'auto' } },
      ['web_search blocking', 'tool_choice behavioural'],
    ],
    [
      'a search that goes without saying',
      { tools: [search] },
      { quirks: { webSearch: 'always' } },
      {},
      ['web_search.domains behavioural'],
    ],
  ])('leaves out for another server of Anthropic’s dialect: %s', (_, body, more, wanted, lost) => {
    const adapted = PROTOCOLS.anthropic.adapt(body, { ...options({}, true), ...more });
    expect(adapted.body).toEqual({ model: 'm2', ...wanted });
    expect(adapted.losses.map(({ what, weight }) => `${what} ${weight}`)).toEqual(lost);
    // At the first vendor it is all there.
    expect(PROTOCOLS.anthropic.adapt(body, options({})).body).toEqual({ ...body, model: 'm2' });
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['words', { type: 'text', media_type: 'text/plain', data: 'x' }, []],
    ['blocks', { type: 'content', content: [{ type: 'text', text: 'x' }] }, []],
    ['blocks with a picture', { type: 'content', content: [{ type: 'image', source: {} }] }, ['images']],
    ['a PDF', { type: 'base64', media_type: 'application/pdf', data: 'AA==' }, ['PDF']],
  ])('has a document of %s where PDF files and pictures are not read', (_, source, lost) => {
    const messages = [{ role: 'user', content: [{ type: 'document', source }] }];
    const { losses } = PROTOCOLS.anthropic.adapt({ messages }, options({ noPdf: true, noImages: true }));
    expect(losses).toEqual(lost.map((what) => ({ what, weight: 'blocking' })));
  });

  it.each<[AdaptOptions['quirks'], JsonObject, readonly string[]]>([
    [{ webSearch: 'always' }, { search_domain_filter: ['a.org'] }, []],
    [{ webSearch: 'asked' }, { web_search_options: {} }, ['search_domain_filter behavioural']],
    [{}, {}, ['web_search blocking']],
  ])('with domains for Perplexity’s search is, where %j is known, %j', (quirks, wanted, lost) => {
    const body = { search_domain_filter: ['a.org'], messages: [] };
    const adapted = PROTOCOLS['openai-chat'].adapt(body, options(quirks, true));
    expect(adapted.body).toEqual({ model: 'm2', messages: [], ...wanted });
    expect(adapted.losses.map(({ what, weight }) => `${what} ${weight}`)).toEqual(lost);
  });

  it('is searched for where a server searches without a word, and loses what is only another maker’s', () => {
    const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
    const said = { role: 'assistant', content: null, tool_calls: [call] };
    const { body, losses } = PROTOCOLS['openai-chat'].adapt(
      {
        model: 'm1',
        web_search_options: {},
        reasoning_effort: 'minimal',
        messages: [
          {
            ...said,
            reasoning_content: 'Hm',
            reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 's' }],
            tool_calls: [{ ...call, extra_content: { google: { thought_signature: 's' } } }],
          },
        ],
      },
      options({ webSearch: 'always', efforts: ['high'] }, true),
    );
    expect(body).toEqual({ model: 'm2', reasoning_effort: 'high', messages: [said] });
    expect(losses.every(({ weight }) => weight === 'cosmetic')).toBe(true);
  });

  it('is not sent where its pictures cannot be seen', () => {
    for (const quirks of [{ noImages: true }, { noImageUrls: true }]) {
      const { losses } = PROTOCOLS['openai-chat'].adapt(gpt, options(quirks));
      expect(losses.some(({ weight }) => weight === 'blocking')).toBe(true);
    }
  });
});
