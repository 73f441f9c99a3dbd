import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { openaiResponses } from './index.ts';

function adapted(body: JsonObject, foreign: boolean, quirks: Quirks = {}) {
  const options = { model: 'm2', stream: false, maxOutputTokens: 1_000, quirks, foreign };
  const { body: out, losses, reshaped } = openaiResponses.adapt(body, options);
  return { out, reshaped, lost: losses.map(({ what, weight }) => `${what} ${weight}`) };
}

const tool = { type: 'function', name: 'get', parameters: { type: 'object', properties: {} }, strict: false };
const body: JsonObject = {
  model: 'm1',
  input: [
    { type: 'message', id: 'msg_1', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'sealed' },
    { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'get', namespace: 'ns', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c1', output: 'x' },
    { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c2', name: 'exec', input: 'ls' },
    { type: 'custom_tool_call_output', call_id: 'c2', output: 'y' },
  ],
  tools: [
    { type: 'namespace', name: 'ns', description: '', tools: [tool] },
    { type: 'custom', name: 'exec' },
  ],
  include: ['reasoning.encrypted_content'],
  reasoning: { effort: 'xhigh', summary: 'auto' },
  text: { verbosity: 'low' },
  max_output_tokens: 5_000,
  temperature: 0.4,
  prompt_cache_key: 'k',
  metadata: { a: 'b' },
};

describe('a body for a standby of the same dialect', () => {
  it('keeps everything for another model of the same vendor', () => {
    expect(adapted(body, false)).toEqual({
      out: { ...body, model: 'm2', max_output_tokens: 1_000 },
      reshaped: undefined,
      lost: [],
    });
  });

  it('#60 has its tools and calls in the plain form that every server understands', () => {
    const { out, reshaped, lost } = adapted(body, true);
    expect(reshaped).toBe(true);
    expect(out).toEqual({
      model: 'm2',
      input: [
        { role: 'user', content: 'hi' },
        { type: 'function_call', call_id: 'c1', name: 'ns__get', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'x' },
        { type: 'function_call', call_id: 'c2', name: 'exec', arguments: '{"input":"ls"}' },
        { type: 'function_call_output', call_id: 'c2', output: 'y' },
      ],
      tools: [
        { ...tool, name: 'ns__get' },
        {
          type: 'function',
          name: 'exec',
          parameters: expect.objectContaining({ required: ['input'] }) as unknown,
          strict: false,
        },
      ],
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'xhigh', summary: 'auto' },
      text: { verbosity: 'low' },
      max_output_tokens: 1_000,
      temperature: 0.4,
      store: false,
    });
    expect(lost).toEqual(['prompt_cache_key cosmetic', 'metadata cosmetic', 'thinking of earlier turns cosmetic']);
  });

  it('asks for no additions to the answer that only its own vendor knows', () => {
    const include = ['reasoning.encrypted_content', 'message.output_text.logprobs', 'web_search_call.results'];
    const { out, lost } = adapted({ model: 'm1', input: 'hi', include }, true);
    expect(out['include']).toEqual(['reasoning.encrypted_content']);
    expect(lost).toEqual([
      'include.message.output_text.logprobs behavioural',
      'include.web_search_call.results cosmetic',
    ]);
  });

  it('needs no translation of its answer where its tools stay as they are', () => {
    const plain = { ...body, input: 'hi', tools: [tool] };
    expect(adapted(plain, true)).toMatchObject({ out: { tools: [tool], input: [{ role: 'user', content: 'hi' }] } });
    expect(adapted(plain, true).reshaped).toBeUndefined();
    const custom = { ...plain, tools: [{ type: 'custom', name: 'exec' }] };
    expect(adapted(custom, true, { freeText: true })).toMatchObject({ out: { tools: [{ type: 'custom' }] } });
    expect(adapted(custom, true, { freeText: true }).reshaped).toBeUndefined();
  });

  it.each([
    [{ previous_response_id: 'resp_1' }, 'previous_response_id blocking'],
    [{ conversation: 'conv_1' }, 'conversation blocking'],
    [{ background: true }, 'background blocking'],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, 'input.item_reference blocking'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] }, 'input_file.file_id blocking'],
    [{ tools: [{ type: 'file_search', vector_store_ids: ['v'] }] }, 'tools.file_search blocking'],
  ])('is not sent to another vendor with %j', (more, loss) => {
    const { lost } = adapted({ model: 'm1', input: 'hi', ...more }, true);
    expect(lost).toEqual([loss]);
    expect(adapted({ model: 'm1', input: 'hi', ...more }, false).lost).toEqual([]);
  });

  it('is kept by nobody who it was not meant for', () => {
    expect(adapted({ model: 'm1', input: 'hi', store: true }, true)).toMatchObject({
      out: { store: false },
      lost: ['store cosmetic'],
    });
    expect(adapted({ model: 'm1', input: 'hi', store: true }, false).out).toHaveProperty('store', true);
  });

  it('loses what its model refuses, and says so', () => {
    const quirks: Quirks = { noSampling: true, noSchema: true, noForcedTools: true, efforts: ['low', 'high'] };
    const format = { type: 'json_schema', name: 'a', schema: { type: 'object' } };
    const wish = { ...body, input: 'hi', tools: [tool], tool_choice: 'required', text: { format } };
    for (const foreign of [false, true]) {
      const { out, lost } = adapted(wish, foreign, quirks);
      expect(lost).toEqual(
        expect.arrayContaining([
          'temperature behavioural',
          'thinking.effort cosmetic',
          'text.format behavioural',
          'tool_choice behavioural',
        ]),
      );
      expect(out).toMatchObject({
        reasoning: { effort: 'high', summary: 'auto' },
        text: { format: { type: 'json_object' } },
      });
      expect(JSON.stringify(out['input'])).toContain('fits this JSON schema');
      for (const key of ['temperature', 'tool_choice']) expect(out).not.toHaveProperty(key);
    }
  });

  it.each([
    [{ noImages: true }, 'images blocking'],
    [{ noImageUrls: true }, 'image URLs blocking'],
  ] as const)('is not sent where its pictures cannot be seen: %j', (quirks, loss) => {
    const content = [{ type: 'input_image', image_url: 'https://a.example/a.png', detail: 'auto' }];
    for (const foreign of [false, true])
      expect(adapted({ model: 'm1', input: [{ role: 'user', content }] }, foreign, quirks).lost).toEqual([loss]);
  });
});

describe('thoughts are taken out of a body', () => {
  it('when we sealed them, and nothing else', () => {
    const minted = { type: 'reasoning', id: 'rs_x', summary: [], encrypted_content: 'failsoft.1.abc' };
    const input = body['input'] as readonly JsonObject[];
    expect(openaiResponses.scrub({ ...body, input: [...input, minted] })).toEqual(body);
    expect(openaiResponses.scrub({ model: 'm', input: 'hi' })).toEqual({ model: 'm', input: 'hi' });
  });

  it('all of them when they are refused, with the ids by which they would be asked for', () => {
    const input = openaiResponses.forget(body)['input'] as readonly JsonObject[];
    expect(input.map((item) => item['type'])).not.toContain('reasoning');
    expect(input.filter((item) => 'id' in item).map((item) => item['id'])).toEqual(['msg_1']);
  });
});
