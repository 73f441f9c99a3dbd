import { describe, expect, it } from 'vitest';
import type { Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { openaiResponses } from './index.ts';

const event = (type: string, body: JsonObject = {}): Frame => ({
  event: `response.${type}`,
  data: JSON.stringify({ type: `response.${type}`, ...body }),
});
const at = (index: number): JsonObject => ({ output_index: index, content_index: 0, item_id: `id_${index}` });
const begin = event('created', { response: { id: 'resp_1', model: 'gpt', status: 'in_progress' } });
const added = (index: number, item: JsonObject): Frame => event('output_item.added', { ...at(index), item });
const done = (index: number, item: JsonObject): Frame => event('output_item.done', { ...at(index), item });
const text = (index: number, delta: string): Frame => event('output_text.delta', { ...at(index), delta });
const args = (index: number, delta: string): Frame => event('function_call_arguments.delta', { ...at(index), delta });
const thought = (index: number, delta: string, summary = 0): Frame =>
  event('reasoning_summary_text.delta', { ...at(index), summary_index: summary, delta });
const finish = (response: JsonObject = {}, type = 'completed'): Frame =>
  event(type, { response: { id: 'resp_1', model: 'gpt', status: type, output: [], ...response } });
const message = (words: string): JsonObject => ({ type: 'message', content: [{ type: 'output_text', text: words }] });
const call = (name: string, json: string): JsonObject => ({
  type: 'function_call',
  call_id: `call_${name}`,
  name,
  arguments: json,
});

const read = (frames: readonly Frame[]): readonly ReplyEvent[] => {
  const feed = openaiResponses.parseStream();
  return [...frames.flatMap(feed), ...feed(null)];
};
const partsOf = (frames: readonly Frame[]): readonly Part[] => gather(read([begin, ...frames])).parts;
const faultOf = (frames: readonly Frame[]): string => {
  const last = read(frames).at(-1);
  return last?.type === 'fault' ? last.fault.kind : '';
};

describe('a stream is read', () => {
  it('with thoughts, words and calls, each in its place', () => {
    const frames = [
      added(0, { type: 'reasoning', summary: [] }),
      thought(0, 'Hm'),
      event('reasoning_summary_part.added', { ...at(0), summary_index: 1 }),
      thought(0, 'Well', 1),
      done(0, { type: 'reasoning', summary: [{ text: 'Hm' }, { text: 'Well' }], encrypted_content: 'sealed' }),
      added(1, { type: 'message', content: [] }),
      text(1, 'Hel'),
      text(1, 'lo'),
      event('output_text.done', { ...at(1), text: 'Hello' }),
      done(1, message('Hello')),
      added(2, call('now', '')),
      done(2, call('now', '')),
      finish({ usage: { input_tokens: 3, output_tokens: 4, input_tokens_details: { cached_tokens: 2 } } }),
    ];
    expect(gather(read([begin, ...frames]))).toEqual({
      id: 'resp_1',
      model: 'gpt',
      parts: [
        { type: 'thinking', text: 'Hm\n\nWell', signature: 'sealed' },
        { type: 'text', text: 'Hello' },
        { type: 'tool-call', id: 'call_now', name: 'now', input: {} },
      ],
      stop: 'tool-call',
      stopSequence: '',
      usage: { inputTokens: 3, cacheReadTokens: 2, cacheWriteTokens: 0, outputTokens: 4, thinkingTokens: 0 },
    });
  });

  it('#3 with the piece that begins an item kept', () => {
    const frames = [
      added(0, call('get', '')),
      args(0, '{"a":'),
      added(1, call('set', '')),
      args(1, '{"b":2}'),
      args(0, '1}'),
    ];
    const parts = partsOf([...frames, done(0, call('get', '{"a":1}')), done(1, call('set', '{"b":2}')), finish()]);
    expect(parts).toMatchObject([{ input: { a: 1 } }, { input: { b: 2 } }]);
  });

  it('#4 when arguments come only at their end, in either event', () => {
    for (const last of [
      [event('function_call_arguments.done', { ...at(0), arguments: '{"a":1}' })],
      [done(0, call('get', '{"a":1}'))],
      [event('function_call_arguments.done', { ...at(0), arguments: '{"a":1}' }), done(0, call('get', '{"a":1}'))],
    ])
      expect(partsOf([added(0, call('get', '')), ...last, finish()])).toMatchObject([{ input: { a: 1 } }]);
  });

  it('#7 as cut when it ends without its last event, and not as complete', () => {
    expect(faultOf([begin, added(0, message('')), text(0, 'Half')])).toBe('cut');
    expect(faultOf([begin, added(0, message('')), text(0, 'All'), { event: '', data: '[DONE]' }])).toBe('cut');
  });

  it('#9 with a call told as done when its item is, not when its JSON happens to parse', () => {
    const parts = partsOf([
      added(0, call('get', '')),
      args(0, '{}'),
      args(0, ' '),
      done(0, call('get', '{} ')),
      finish(),
    ]);
    expect(parts).toMatchObject([{ type: 'tool-call', input: {} }]);
    expect(faultOf([begin, added(0, call('get', '')), args(0, '{"a'), done(0, call('get', '{"a')), finish()])).toBe(
      'garbled',
    );
  });

  it('#10 with one thought, however many empty pieces stand in it', () => {
    const frames = [added(0, { type: 'reasoning' }), thought(0, 'A'), text(1, ''), thought(0, ''), thought(0, 'B')];
    expect(partsOf([...frames, finish()])).toMatchObject([{ type: 'thinking', text: 'AB' }]);
  });

  it('#13 by the places of items, because their ids may change on the way', () => {
    const rotated = (frame: Frame, id: string): Frame => ({ ...frame, data: frame.data.replace('id_0', id) });
    const frames = [added(0, call('get', '')), rotated(args(0, '{"a":'), 'x'), rotated(args(0, '1}'), 'y'), finish()];
    expect(partsOf(frames)).toMatchObject([{ id: 'call_get', input: { a: 1 } }]);
  });

  it('#18 as failed when an error comes in the place of an event', () => {
    expect(faultOf([{ event: '', data: '{"error":{"message":"Slow down","code":"rate_limit_exceeded"}}' }])).toBe(
      'rate-limited',
    );
    expect(faultOf([begin, finish({ status: 'failed', error: { code: 'server_error', message: 'x' } })])).toBe(
      'broken',
    );
  });

  it.each([
    [{ type: 'error', code: 'server_is_overloaded', message: 'Busy' }, 'overloaded'],
    [
      {
        type: 'error',
        sequence_number: 2,
        error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'Pay' },
      },
      'no-credit',
    ],
    [{ type: 'error', error: { code: 'credit_balance_exhausted', message: 'Pay' } }, 'no-credit'],
    [
      { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'Slow down' } } },
      'rate-limited',
    ],
    [{ type: 'response.failed', response: { error: { code: 'context_length_exceeded', message: 'x' } } }, 'too-long'],
    [{ type: 'response.failed', response: { error: { code: 'invalid_prompt', message: 'x' } } }, 'invalid'],
    [{ type: 'response.failed', response: { error: { code: 'bio_policy', message: 'x' } } }, 'refused'],
    [{ type: 'response.failed', response: { error: { code: 'invalid_image_url', message: 'x' } } }, 'invalid'],
    [{ type: 'response.failed', response: { error: null, status: 'failed' } }, 'broken'],
    [
      { type: 'error', code: 'invalid_encrypted_content', message: 'The encrypted content gA could not be verified.' },
      'foreign-thought',
    ],
  ] as const)('#22 as failed by %j, before any word or behind it', (data, kind) => {
    const frame: Frame = { event: data.type, data: JSON.stringify(data) };
    expect(faultOf([begin, frame])).toBe(kind);
    expect(faultOf([begin, text(0, 'Half'), frame, text(0, 'more')])).toBe(kind);
  });

  it('#39 with thoughts, words and calls in the order in which they came', () => {
    const sealed = (index: number, words: string): readonly Frame[] => [
      added(index, { type: 'reasoning' }),
      thought(index, words),
      done(index, { type: 'reasoning', encrypted_content: words }),
    ];
    const called = (index: number, name: string): readonly Frame[] => [
      added(index, call(name, '')),
      done(index, call(name, '{}')),
    ];
    const frames = [...sealed(0, 'A'), ...called(1, 'one'), ...sealed(2, 'B'), ...called(3, 'two')];
    expect(
      partsOf([...frames, finish()]).map((part) => ('text' in part ? part.text : 'name' in part ? part.name : '')),
    ).toEqual(['A', 'one', 'B', 'two']);
  });

  it('#54 with no arguments at all as an empty input', () => {
    expect(partsOf([added(0, call('now', '')), finish()])).toEqual([
      { type: 'tool-call', id: 'call_now', name: 'now', input: {} },
    ]);
  });

  it('#63 as a tool call, although its status is that of any other answer', () => {
    expect(gather(read([begin, added(0, call('now', '')), done(0, call('now', '{}')), finish()])).stop).toBe(
      'tool-call',
    );
  });

  it('#87 past items and events that nobody knows yet', () => {
    const frames = [
      event('web_search_call.searching', at(0)),
      added(0, { type: 'web_search_call' }),
      event('something.new', { ...at(0), delta: 'x' }),
      { event: 'keepalive', data: '{"type":"keepalive","sequence_number":3}' },
      done(0, { type: 'web_search_call' }),
      added(1, { type: 'brand_new' }),
      text(2, 'Hello'),
      finish(),
    ];
    expect(partsOf(frames)).toEqual([{ type: 'text', text: 'Hello' }]);
  });

  it('#93 with a refusal in its own words', () => {
    const refusal = event('refusal.delta', { ...at(0), delta: 'No.' });
    const frames = [
      added(0, { type: 'message' }),
      refusal,
      event('refusal.done', { ...at(0), refusal: 'No.' }),
      finish(),
    ];
    expect(gather(read([begin, ...frames]))).toMatchObject({
      parts: [{ type: 'refusal', text: 'No.' }],
      stop: 'refused',
    });
  });

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'refused'],
    ['something_new', 'length'],
  ] as const)('as ended early for %s, with what there is of a call', (reason, stop) => {
    const half = [added(0, call('get', '')), args(0, '{"a'), finish({ incomplete_details: { reason } }, 'incomplete')];
    expect(read([begin, ...half]).at(-1)).toMatchObject({ type: 'end', stop });
  });

  it('with parts of several items one after the other, although they come all at once', () => {
    const frames = [
      added(0, message('')),
      text(0, 'A'),
      added(1, call('get', '')),
      args(1, '{"a":'),
      text(0, 'B'),
      args(1, '1}'),
      done(0, message('AB')),
      done(1, call('get', '{"a":1}')),
      finish(),
    ];
    const parts = read([begin, ...frames]).flatMap((one) => ('part' in one ? [one.part] : []));
    expect(parts).toEqual(parts.toSorted((one, other) => one - other));
    expect(partsOf(frames)).toMatchObject([{ text: 'AB' }, { input: { a: 1 } }]);
  });

  it('without waiting for a thought that is closed too late, and with its seal', () => {
    const feed = openaiResponses.parseStream();
    const before = [begin, added(0, { type: 'reasoning' }), thought(0, 'A'), added(1, message('')), text(1, 'Hi')];
    expect(before.flatMap(feed).at(-1)).toEqual({ type: 'text', part: 1, text: 'Hi' });
    const rest = [done(1, message('Hi')), done(0, { type: 'reasoning', encrypted_content: 'late' }), finish()];
    expect(rest.flatMap(feed)).toContainEqual({ type: 'signature', part: 2, signature: 'late' });
  });

  it('from its last event alone, where a server tells nothing before', () => {
    const output: readonly Json[] = [message('Hello'), call('now', '{}')];
    expect(partsOf([finish({ output })])).toMatchObject([{ text: 'Hello' }, { name: 'now' }]);
    // What was told before is not told again.
    expect(partsOf([added(0, message('')), text(0, 'Hello'), finish({ output: [message('Hello')] })])).toHaveLength(1);
  });

  it('with free text as the only field of an input, and a namespace as the beginning of a name', () => {
    const custom = { type: 'custom_tool_call', call_id: 'c', name: 'exec', namespace: 'functions' };
    const piece = (delta: string): Frame => event('custom_tool_call_input.delta', { ...at(0), delta });
    const frames = [
      added(0, { ...custom, input: '' }),
      piece('say "h'),
      piece('i"\n'),
      done(0, { ...custom, input: 'say "hi"\n' }),
    ];
    expect(partsOf([...frames, finish()])).toEqual([
      { type: 'tool-call', id: 'c', name: 'functions__exec', input: { input: 'say "hi"\n' } },
    ]);
    expect(partsOf([done(0, { ...custom, input: '' }), finish()])).toMatchObject([{ input: { input: '' } }]);
  });

  it('with citations at the words that they belong to, each once', () => {
    const annotation = { type: 'url_citation', start_index: 1, end_index: 2, url: 'u', title: 't' };
    const part = { type: 'output_text', text: 'Hello', annotations: [annotation] };
    const frames = [
      added(0, message('')),
      text(0, 'Hello'),
      event('output_text.annotation.added', { ...at(0), annotation }),
      event('content_part.done', { ...at(0), part }),
      done(0, { type: 'message', content: [part] }),
      finish(),
    ];
    const citations = [{ start: 1, end: 2, url: 'u', title: 't', quote: '' }];
    expect(partsOf(frames)).toEqual([{ type: 'text', text: 'Hello', citations }]);
    expect(partsOf(frames.toSpliced(2, 1))).toEqual([{ type: 'text', text: 'Hello', citations }]);
  });

  it('with a thought told once, where a server tells it as it is and as a summary', () => {
    const raw = event('reasoning_text.delta', { ...at(0), delta: 'Raw' });
    const item = { type: 'reasoning', summary: [{ text: 'Short' }], content: [{ text: 'Raw' }] };
    expect(partsOf([added(0, { type: 'reasoning' }), raw, done(0, item), finish()])).toMatchObject([{ text: 'Raw' }]);
  });

  it.each([
    [
      { input_tokens: 9, output_tokens: 5, output_tokens_details: { reasoning_tokens: 2 }, total_tokens: 14 },
      [9, 0, 0, 5, 2],
    ],
    // xAI counts thinking beside the answer.
    [
      { input_tokens: 9, output_tokens: 1, output_tokens_details: { reasoning_tokens: 4 }, total_tokens: 14 },
      [9, 0, 0, 5, 4],
    ],
    [
      { input_tokens: 9, input_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 }, output_tokens: 1 },
      [9, 3, 2, 1, 0],
    ],
  ])('#43 #98 with counts that are never negative, and with those of its cache: %j', (usage, want) => {
    const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, thinkingTokens } = gather(
      read([begin, finish({ usage })]),
    ).usage;
    expect([inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, thinkingTokens]).toEqual(want);
  });

  it('as garbled when it is another dialect, or a call has no name', () => {
    expect(faultOf([{ event: '', data: '{"object":"chat.completion.chunk","choices":[]}' }])).toBe('garbled');
    expect(faultOf([begin, args(0, '{}'), finish()])).toBe('garbled');
    expect(faultOf([begin, { event: 'response.completed', data: '{"type":"response.completed"}' }])).toBe('garbled');
    expect(faultOf([{ event: 'message_start', data: '{"type":"message_start"}' }])).toBe('garbled');
    const said = [added(0, message('')), text(0, 'Hi')];
    expect(faultOf([begin, ...said, begin, ...said])).toBe('garbled');
    expect(faultOf([begin, begin, ...said, finish()])).toBe('');
  });

  it('with names and ids that come late or twice', () => {
    const nameless = { type: 'function_call', arguments: '' };
    const frames = [added(0, nameless), args(0, '{"a":1}'), done(0, { ...call('get', '{"a":1}'), call_id: 'x' })];
    const again = [added(1, { ...call('get', ''), call_id: 'x' }), done(1, { ...call('get', '{}'), call_id: 'x' })];
    const [one, two] = partsOf([...frames, ...again, finish()]);
    expect(one).toMatchObject({ id: 'x', name: 'get', input: { a: 1 } });
    expect(two).toMatchObject({ name: 'get' });
    expect(two).not.toMatchObject({ id: 'x' });
  });
});
