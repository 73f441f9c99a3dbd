import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { openaiChat } from './index.ts';
import { chunk, DONE, frame, ROLE, STOP } from './testing/chunks.ts';

function read(frames: readonly Frame[]): readonly ReplyEvent[] {
  const parse = openaiChat.parseStream();
  return [...frames.flatMap(parse), ...parse(null)];
}

const partsOf = (frames: readonly Frame[]) => gather(read(frames)).parts;
const last = (frames: readonly Frame[]) => read(frames).at(-1);
const text = (words: string) => ({ type: 'text', text: words });

function counted(content: string, completion_tokens: number): Frame {
  return chunk({ content }, null, { usage: { prompt_tokens: 9, completion_tokens } });
}

describe('a stream', () => {
  it('is told as it comes: start, words, usage, end', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    expect(
      read([ROLE, chunk({ content: 'He' }), chunk({ content: 'llo' }), STOP, frame({ choices: [], usage }), DONE]),
    ).toEqual([
      { type: 'start', id: 'c', model: 'm' },
      { type: 'text', part: 0, text: 'He' },
      { type: 'text', part: 0, text: 'llo' },
      {
        type: 'usage',
        usage: { inputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 2, thinkingTokens: 0 },
      },
      { type: 'end', stop: 'done', stopSequence: '' },
    ]);
  });

  it('is over at [DONE], whatever comes behind', () => {
    const parse = openaiChat.parseStream();
    const events = [ROLE, chunk({ content: 'Hi' }), STOP, DONE].flatMap(parse);
    expect(events.at(-1)?.type).toBe('end');
    expect([chunk({ content: 'more' }), DONE].flatMap(parse)).toEqual([]);
    expect(parse(null)).toEqual([]);
  });

  it.each<[string, string]>([
    ['stop', 'done'],
    ['length', 'length'],
    ['tool_calls', 'tool-call'],
    ['content_filter', 'refused'],
    ['eos', 'done'],
  ])('that ends for %s has ended with %s', (reason, stop) => {
    expect(last([ROLE, chunk({ content: 'Hi' }), chunk({}, reason), DONE])).toMatchObject({ type: 'end', stop });
  });

  it('keeps thinking, words and refusals apart', () => {
    expect(
      partsOf([
        ROLE,
        chunk({ reasoning_content: 'Hm' }),
        chunk({ reasoning: ' so', tool_calls: [] }),
        chunk({ content: '' }),
        chunk({ reasoning_content: '?', content: null }),
        chunk({ content: [{ type: 'text', text: 'Well' }] }),
        chunk({ refusal: 'No' }),
        STOP,
        DONE,
      ]),
    ).toEqual([{ type: 'thinking', text: 'Hm so?', signature: '' }, text('Well'), { type: 'refusal', text: 'No' }]);
  });

  it('tells thinking before words when one chunk has both', () => {
    const both = chunk({ content: 'Well', reasoning_content: 'Hm' });
    expect(partsOf([both, STOP, DONE]).map(({ type }) => type)).toEqual(['thinking', 'text']);
  });

  it('begins with the first chunk that says something, not with what Azure says about filters', () => {
    const filters = frame({ id: '', model: '', choices: [], prompt_filter_results: [] });
    expect(read([filters, ROLE, STOP, DONE])[0]).toEqual({ type: 'start', id: 'c', model: 'm' });
  });

  it('finds its usage wherever a server puts it', () => {
    const counts = { prompt_tokens: 9, completion_tokens: 4 };
    const places = [
      [chunk({ content: 'Hi' }), chunk({}, 'stop', { x_groq: { usage: counts } }), DONE],
      [chunk({ content: 'Hi' }, null, { usage: counts }), STOP, DONE],
      [chunk({ content: 'Hi' }), chunk({}, 'stop', { usage: counts })],
    ];
    for (const frames of places) expect(gather(read(frames)).usage).toMatchObject({ inputTokens: 9, outputTokens: 4 });
  });

  it('counts what the last chunk says where every chunk counts, as with Perplexity', () => {
    expect(gather(read([counted('a', 1), counted('b', 2), STOP, DONE])).usage.outputTokens).toBe(2);
  });

  it('counts thinking that is counted beside the answer', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 115,
      completion_tokens_details: { reasoning_tokens: 100 },
    };
    expect(gather(read([chunk({ content: 'Hi' }, 'stop', { usage }), DONE])).usage).toMatchObject({
      outputTokens: 105,
      thinkingTokens: 100,
    });
  });

  it('passes over other choices, comments and pings', () => {
    const other = frame({ choices: [{ index: 1, delta: { content: 'Other' } }] });
    expect(partsOf([frame(''), frame({ type: 'ping' }), chunk({ content: 'Hi' }), other, STOP, DONE])).toEqual([
      text('Hi'),
    ]);
  });
});

describe('the end', () => {
  it.each<[string, readonly Frame[], string]>([
    ['without [DONE] is complete once the reason was told', [ROLE, chunk({ content: 'Hi' }), STOP], 'done'],
    ['with [DONE] alone is accepted', [ROLE, chunk({ content: 'Hi' }), DONE], 'done'],
    ['told twice counts once', [chunk({ content: 'Hi' }, 'length'), chunk({}, 'stop'), DONE], 'length'],
    ['by a refusal is one', [chunk({ refusal: 'No' }), STOP, DONE], 'refused'],
  ])('%s', (_, frames, stop) => {
    const events = read(frames);
    expect(events.at(-1)).toMatchObject({ type: 'end', stop });
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(1);
  });

  it.each<[string, readonly Frame[], string]>([
    ['that never came is a cut', [ROLE, chunk({ content: 'Hi' })], 'cut'],
    ['of nothing at all is a cut', [], 'cut'],
    ['without a beginning is a cut', [DONE], 'cut'],
    [
      'by an error in a chunk is that error',
      [ROLE, frame({ error: { message: 'Overloaded', code: 'server_is_overloaded' } })],
      'overloaded',
    ],
    ['by an error event is that error', [ROLE, frame({ message: 'It broke' }, 'error')], 'broken'],
    [
      'by an error in a choice is that error',
      [
        ROLE,
        frame({
          choices: [{ index: 0, delta: {}, error: { code: 429, message: 'Slow down' }, finish_reason: 'error' }],
        }),
      ],
      'rate-limited',
    ],
    ['for the reason error is broken', [ROLE, chunk({ content: 'Hi' }), chunk({}, 'error'), DONE], 'broken'],
    ['by something that is no JSON is garbled', [ROLE, frame('{"choices":[{"de')], 'garbled'],
    ['by a chunk of another dialect is garbled', [frame({ type: 'message_start', message: {} })], 'garbled'],
    ['that goes on is garbled', [ROLE, STOP, chunk({ content: 'more' }), DONE], 'garbled'],
  ])('%s', (_, frames, kind) => {
    const events = read(frames);
    expect(events.at(-1)).toMatchObject({ type: 'fault', fault: { kind } });
    expect(events.filter(({ type }) => type === 'fault' || type === 'end')).toHaveLength(1);
  });
});
