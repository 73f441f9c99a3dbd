import { describe, expect, it } from 'vitest';
import type { Conversation, Part } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { ollama } from './index.ts';
import { call } from './testing/lines.ts';

const HELLO: Json = [{ role: 'user', content: 'Hello' }];

function parse(body: JsonObject): Conversation {
  return ollama.parseRequest({ model: 'm', messages: HELLO, ...body }).conversation;
}

const lost = (body: JsonObject) => parse(body).unsaid.map(({ what, weight }) => `${what}: ${weight}`);
const messages = (...all: readonly Json[]) => parse({ messages: all }).messages;

describe('a request', () => {
  it('streams unless it says otherwise', () => {
    const stream = (body: JsonObject) => ollama.parseRequest({ model: 'm', messages: HELLO, ...body }).stream;
    expect([stream({}), stream({ stream: null }), stream({ stream: true }), stream({ stream: false })]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('has its settings among the options', () => {
    const options = {
      num_predict: 50,
      temperature: 0.2,
      top_p: 0.5,
      top_k: 9,
      seed: 7,
      stop: ['END', ''],
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
    };
    expect(parse({ options }).settings).toEqual({
      maxTokens: 50,
      temperature: 0.2,
      topP: 0.5,
      topK: 9,
      seed: 7,
      stop: ['END'],
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
    });
  });

  it('#86 sends defaults along that say nothing', () => {
    const options = { num_predict: -1, seed: -1, top_k: 0, stop: [], num_ctx: 8_192, temperature: null };
    const body = { options, format: '', tools: [], think: null, keep_alive: null, logprobs: false, top_logprobs: 0 };
    expect(parse(body)).toMatchObject({
      settings: {},
      output: { kind: 'text' },
      thinking: { kind: 'default' },
      unsaid: [],
    });
  });

  it.each<[Json, object]>([
    [true, { kind: 'on', effort: null }],
    [false, { kind: 'off' }],
    ['high', { kind: 'on', effort: 'high' }],
    ['max', { kind: 'on', effort: 'max' }],
    ['none', { kind: 'off' }],
  ])('thinks %j', (think, thinking) => {
    expect(parse({ think }).thinking).toMatchObject(thinking);
  });

  it.each<[Json, object]>([
    ['json', { kind: 'json' }],
    [{ type: 'object' }, { kind: 'schema', schema: { type: 'object' }, strict: true }],
    [null, { kind: 'text' }],
  ])('wants %j', (format, output) => {
    expect(parse({ format }).output).toMatchObject(output);
  });

  it('says what a local server shall do, which is lost elsewhere', () => {
    const options = { num_gpu: 1, num_thread: 2, min_p: 0.1, mirostat: 1, repeat_penalty: 1.1, num_ctx: 9 };
    expect(lost({ options, keep_alive: '5m', truncate: true, shift: true, logprobs: true, novelty: 1 })).toEqual([
      'truncate: cosmetic',
      'shift: cosmetic',
      'logprobs: behavioural',
      'novelty: behavioural',
      'options.num_gpu: cosmetic',
      'options.num_thread: cosmetic',
      'options.min_p: behavioural',
      'options.mirostat: behavioural',
      'options.repeat_penalty: behavioural',
    ]);
    expect(lost({ truncate: false, shift: false, keep_alive: -1 })).toEqual([]);
    expect(lost({ _debug_render_only: true })).toEqual(['_debug_render_only: blocking']);
  });

  it('defines tools as OpenAI does', () => {
    const parameters = { type: 'object', properties: { at: { type: 'integer' } } };
    const tools = [{ type: 'function', function: { name: 'look', description: 'Looks', parameters } }];
    expect(parse({ tools }).tools).toEqual([
      { name: 'look', description: 'Looks', inputSchema: parameters, strict: false },
    ]);
  });

  it.each<[JsonObject, string]>([
    [{ messages: [] }, 'messages: at least one message is required'],
    [{ messages: 'Hello' }, 'messages: a list was expected'],
    [{ messages: [{ content: 'Hello' }] }, 'messages.0.role: this field is required'],
    [{ messages: [{ role: 'user', content: [] }] }, 'messages.0.content: a text was expected'],
    [{ messages: [{ role: 'critic', content: '' }] }, 'messages.0.role: unknown role'],
    [{ messages: [{ role: 'user', images: [1] }] }, 'messages.0.images.0: a picture in base64 was expected'],
    [
      { messages: [{ role: 'assistant', tool_calls: [{}] }] },
      'messages.0.tool_calls.0.function: this field is required',
    ],
    [{ options: { stop: [1] } }, 'options.stop.0: a text was expected'],
    [{ options: { num_predict: '5' } }, 'options.num_predict: a number was expected'],
    [{ format: 'xml' }, 'format: json or a JSON schema was expected'],
    [{ think: 'hard' }, 'think: true, false, low, medium, high or max was expected'],
    [{ stream: 'yes' }, 'stream: true or false was expected'],
  ])('is refused with the place of its mistake: %j', (body, message) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ kind: 'bad-request', message }));
  });
});

describe('messages', () => {
  it('are turns, with the thoughts of the model', () => {
    expect(
      messages(
        { role: 'System', content: 'Be brief' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hi', thinking: 'Hm' },
      ),
    ).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be brief' }] },
      { role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'Hm', signature: '' },
          { type: 'text', text: 'Hi' },
        ],
      },
    ]);
  });

  const kinds = (...images: readonly string[]) =>
    (messages({ role: 'user', content: 'See', images })[0]?.parts ?? []).map((part: Part) =>
      part.type === 'media' && part.source.kind === 'base64' ? `${part.mediaType} ${part.source.data}` : part.type,
    );

  it('#89 hold pictures as base64, whose first bytes say what they are', () => {
    const wav = Buffer.from('RIFF1234WAVEfmt ').toString('base64');
    const webp = Buffer.from('RIFF1234WEBPVP8 ').toString('base64');
    expect(kinds('iVBORw0KGgo=', '/9j/4A==', 'R0lGODlh', webp, wav, 'AAAA')).toEqual([
      'image/png iVBORw0KGgo=',
      'image/jpeg /9j/4A==',
      'image/gif R0lGODlh',
      `image/webp ${webp}`,
      `audio/wav ${wav}`,
      'image/jpeg AAAA',
      'text',
    ]);
    expect(kinds('data:image/heic;base64,AAAA')).toEqual(['image/heic AAAA', 'text']);
  });

  it('#8 pair results with calls although neither has an id', () => {
    const turns = messages(
      {
        role: 'assistant',
        content: '',
        tool_calls: [call('look', { at: 1 }), call('find', {}), call('look', { at: 2 })],
      },
      { role: 'tool', tool_name: 'find', content: 'F' },
      { role: 'tool', tool_name: 'look', content: 'L1' },
      { role: 'tool', content: 'L2' },
      { role: 'user', content: 'Well?' },
      { role: 'assistant', tool_calls: [call('look', {})] },
      { role: 'tool', content: 'L3' },
    );
    expect(turns).toMatchObject([
      { parts: [{ id: 'call_0' }, { id: 'call_1' }, { id: 'call_2' }] },
      { parts: [{ callId: 'call_1' }, { callId: 'call_0' }, { callId: 'call_2' }, { text: 'Well?' }] },
      { parts: [{ id: 'call_3' }] },
      { parts: [{ callId: 'call_3' }] },
    ]);
  });

  it('pair results with calls by the ids that they have', () => {
    const turns = messages(
      { role: 'assistant', content: '', tool_calls: [call('look', {}, 'a'), call('look', {}, 'b')] },
      { role: 'tool', tool_call_id: 'b', content: 'B' },
      { role: 'tool', tool_call_id: 'z', content: 'Z' },
      { role: 'tool', tool_name: 'other', content: 'O' },
    );
    expect(turns[1]).toMatchObject({ parts: [{ callId: 'b' }, { callId: 'z' }, { callId: 'other' }] });
  });

  it('#49 may show pictures as the result of a tool', () => {
    const turns = messages(
      { role: 'assistant', content: '', tool_calls: [call('look', {}, 'a')] },
      { role: 'tool', tool_call_id: 'a', content: 'See', images: ['iVBORw0KGgo='] },
    );
    expect(turns[1]).toMatchObject({ parts: [{ parts: [{ mediaType: 'image/png' }, { text: 'See' }] }] });
  });

  it('#55 keep the turn of a call whose input is broken', () => {
    const inputs = [call('look', '{"at":1}'), call('look', '{"at":'), call('look', null)];
    expect(messages({ role: 'assistant', content: '', tool_calls: inputs })).toMatchObject([
      { parts: [{ input: { at: 1 } }, { input: { arguments: '{"at":' } }, { input: {} }] },
    ]);
  });
});
