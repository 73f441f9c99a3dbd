import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ReplyEvent, StopReason } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { anthropic } from './index.ts';

const event = (type: string, body: JsonObject = {}): Frame => ({
  event: type,
  data: JSON.stringify({ type, ...body }),
});
const start = (block: JsonObject, index = 0): Frame => event('content_block_start', { index, content_block: block });
const delta = (piece: JsonObject, index = 0): Frame => event('content_block_delta', { index, delta: piece });
const stop = (index = 0): Frame => event('content_block_stop', { index });
const because = (reason: string, more: JsonObject = {}): Frame =>
  event('message_delta', { delta: { stop_reason: reason, ...more }, usage: { output_tokens: 5 } });
const begin = event('message_start', { message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 2 } } });
const finish = event('message_stop');
const text = (words: string, index = 0): Frame[] => [
  start({ type: 'text', text: '' }, index),
  delta({ type: 'text_delta', text: words }, index),
  stop(index),
];

const read = (frames: readonly Frame[]): readonly ReplyEvent[] => {
  const feed = anthropic.parseStream();
  return [...frames.flatMap(feed), ...feed(null)];
};
const faultOf = (frames: readonly Frame[]): string => {
  const faults = read(frames).flatMap((one) => (one.type === 'fault' ? [one.fault.kind] : []));
  expect(faults.length).toBeLessThan(2);
  return faults[0] ?? '';
};
const partsOf = (frames: readonly Frame[]): readonly Part[] => gather(read(frames)).parts;

describe('a stream is read', () => {
  it('with thinking, text and calls, each in its place', () => {
    const frames = [
      begin,
      event('ping'),
      start({ type: 'thinking', thinking: '', signature: '' }),
      delta({ type: 'thinking_delta', thinking: 'hm' }),
      delta({ type: 'signature_delta', signature: 'sig' }),
      stop(),
      start({ type: 'redacted_thinking', data: 'sealed' }, 1),
      stop(1),
      ...text('hi', 2),
      start({ type: 'tool_use', id: 'toolu_1', name: 'get', input: {} }, 3),
      delta({ type: 'input_json_delta', partial_json: '' }, 3),
      delta({ type: 'input_json_delta', partial_json: '{"a":' }, 3),
      delta({ type: 'input_json_delta', partial_json: '1}' }, 3),
      stop(3),
      start({ type: 'tool_use', id: 'toolu_2', name: 'now', input: {} }, 4),
      stop(4),
      because('tool_use'),
      finish,
    ];
    expect(gather(read(frames))).toEqual({
      id: 'msg_1',
      model: 'claude',
      parts: [
        { type: 'thinking', text: 'hm', signature: 'sig' },
        { type: 'sealed-thinking', data: 'sealed' },
        { type: 'text', text: 'hi' },
        { type: 'tool-call', id: 'toolu_1', name: 'get', input: { a: 1 } },
        { type: 'tool-call', id: 'toolu_2', name: 'now', input: {} },
      ],
      stop: 'tool-call',
      stopSequence: '',
      usage: { inputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 5, thinkingTokens: 0 },
    });
  });

  it.each<[string, readonly Frame[], readonly Part[]]>([
    [
      'past tools of the provider',
      [
        start({ type: 'server_tool_use', id: 'i', name: 'n', input: {} }),
        delta({ type: 'input_json_delta', partial_json: '{' }),
        stop(),
        ...text('x', 1),
      ],
      [{ type: 'text', text: 'x' }],
    ],
    ['past empty text', [start({ type: 'text', text: '' }), stop(), ...text('x', 1)], [{ type: 'text', text: 'x' }]],
    [
      'when thinking is omitted and only signed',
      [
        start({ type: 'thinking', thinking: '', signature: '' }),
        delta({ type: 'signature_delta', signature: 's' }),
        stop(),
      ],
      [{ type: 'thinking', text: '', signature: 's' }],
    ],
    [
      'when a block comes whole in its start',
      [
        start({ type: 'text', text: 'x' }),
        stop(),
        start({ type: 'tool_use', id: 'i', name: 'n', input: { a: 1 } }, 1),
        stop(1),
      ],
      [
        { type: 'text', text: 'x' },
        { type: 'tool-call', id: 'i', name: 'n', input: { a: 1 } },
      ],
    ],
    [
      'when a call has no id',
      [start({ type: 'tool_use', name: 'n', input: {} }), stop()],
      [{ type: 'tool-call', id: 'toolu_msg_1_0', name: 'n', input: {} }],
    ],
    [
      'when blocks are never closed',
      [start({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 'x' }), ...text('y', 1)],
      [
        { type: 'text', text: 'x' },
        { type: 'text', text: 'y' },
      ],
    ],
    ['when the first event comes twice', [begin, ...text('x')], [{ type: 'text', text: 'x' }]],
    [
      'with events and deltas of the future',
      [
        event('dream'),
        start({ type: 'text', text: '' }),
        delta({ type: 'dream_delta' }),
        delta({ type: 'text_delta', text: 'x' }),
        stop(),
      ],
      [{ type: 'text', text: 'x' }],
    ],
    ['without the names of events', text('x').map((frame) => ({ ...frame, event: '' })), [{ type: 'text', text: 'x' }]],
  ])('%s', (_, frames, parts) => {
    expect(partsOf([begin, ...frames, because('end_turn'), finish])).toEqual(parts);
  });

  it.each<[string, StopReason]>([
    ['end_turn', 'done'],
    ['stop_sequence', 'stop-sequence'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool-call'],
    ['refusal', 'refused'],
    ['model_context_window_exceeded', 'context'],
    ['pause_turn', 'pause'],
    ['dream', 'done'],
    ['constructor', 'done'],
  ])('to the reason %s', (reason, meaning) => {
    const reply = gather(read([begin, ...text('x'), because(reason, { stop_sequence: 'S' }), finish]));
    expect(reply).toMatchObject({ stop: meaning, stopSequence: 'S' });
  });

  it('with the explanation of a refusal as words of its own', () => {
    const details = { stop_details: { type: 'refusal', explanation: 'Because.' } };
    expect(partsOf([begin, ...text('x'), because('refusal', details), finish]).at(-1)).toEqual({
      type: 'refusal',
      text: 'Because.',
    });
  });

  it('to its end without the last event, once the reason to stop was told', () => {
    expect(gather(read([begin, ...text('x'), because('end_turn')])).stop).toBe('done');
  });

  it('with counts that grow, and hold what they do not repeat', () => {
    const usage = { input_tokens: 2, cache_read_input_tokens: 3, cache_creation_input_tokens: 4, output_tokens: 1 };
    const last = { output_tokens: 9, output_tokens_details: { thinking_tokens: 6 } };
    const frames = [
      event('message_start', { message: { id: 'i', usage } }),
      event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: last }),
      finish,
    ];
    expect(gather(read(frames)).usage).toEqual({
      inputTokens: 9,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      outputTokens: 9,
      thinkingTokens: 6,
    });
  });
});

describe('a stream is broken', () => {
  const open = start({ type: 'text', text: '' });
  const call = start({ type: 'tool_use', id: 'i', name: 'n', input: {} });
  const half = delta({ type: 'input_json_delta', partial_json: '{"a' });

  it.each<[string, string, readonly Frame[]]>([
    ['cut', 'when nothing came', []],
    ['cut', 'when it stops in the middle', [begin, ...text('x')]],
    ['garbled', 'when an event is not JSON', [begin, { event: 'content_block_delta', data: '{"a' }]],
    ['garbled', 'when a piece comes before the start', [open]],
    ['garbled', 'when it ends before it has begun', [finish]],
    ['garbled', 'when a piece belongs to no block', [begin, delta({ type: 'text_delta', text: 'x' })]],
    [
      'garbled',
      'when a piece belongs to a block that was closed',
      [begin, ...text('x'), delta({ type: 'text_delta', text: 'y' })],
    ],
    [
      'garbled',
      'when blocks interleave',
      [begin, open, start({ type: 'text', text: '' }, 1), delta({ type: 'text_delta', text: 'x' })],
    ],
    ['garbled', 'when a block begins twice', [begin, open, open]],
    ['garbled', 'when thinking comes in a text', [begin, open, delta({ type: 'thinking_delta', thinking: 'x' })]],
    ['garbled', 'when a call has no name', [begin, start({ type: 'tool_use', id: 'i' })]],
    ['garbled', 'when another answer begins', [begin, event('message_start', { message: { id: 'msg_2' } })]],
    ['garbled', 'when an event is of another dialect', [{ event: '', data: '{"object":"chat.completion.chunk"}' }]],
    [
      'overloaded',
      'when an event without a type says so',
      [begin, { event: '', data: '{"error":{"type":"overloaded_error"}}' }],
    ],
    ['garbled', 'when it goes on after its end', [begin, ...text('x'), because('end_turn'), ...text('y', 1)]],
    ['garbled', 'when half a call passes for a call', [begin, call, half, stop(), because('tool_use'), finish]],
    [
      '',
      'not when the limit of tokens explains half a call',
      [begin, call, half, stop(), because('max_tokens'), finish],
    ],
    [
      'overloaded',
      'when it says so',
      [begin, ...text('x'), event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }), finish],
    ],
    [
      'rate-limited',
      'when it says so at once',
      [event('error', { error: { type: 'rate_limit_error', message: 'x' } })],
    ],
  ])('%s %s', (kind, _, frames) => {
    expect(faultOf(frames)).toBe(kind);
  });

  it('without anything but a Fault, whatever the events', () => {
    const piece = fc.oneof(
      fc.constantFrom(begin, open, call, half, stop(), ...text('x', 1), because('end_turn'), finish, event('ping')),
      fc.record({
        event: fc.constantFrom('', 'error', 'content_block_start', 'message_delta'),
        data: fc.oneof(fc.json(), fc.string()),
      }),
    );
    fc.assert(
      fc.property(fc.array(piece), (frames) => {
        const events = read(frames);
        const ends = events.filter(({ type }) => type === 'end' || type === 'fault');
        expect(ends).toEqual([events.at(-1)]);
        const watch = anthropic.watch();
        for (const frame of frames) watch.see(frame);
        for (const frame of events.flatMap(anthropic.renderStream({ model: 'm', after: null, usage: true })))
          JSON.parse(frame.data);
      }),
    );
  });
});
