import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../../model/reply.ts';
import type { StreamOptions } from '../protocol.ts';
import { openaiChat } from './index.ts';

const START: ReplyEvent = { type: 'start', id: 'msg_1', model: 'other' };
const END: ReplyEvent = { type: 'end', stop: 'done', stopSequence: '' };
const usage = (outputTokens: number): ReplyEvent => ({
  type: 'usage',
  usage: { inputTokens: 9, outputTokens, cacheReadTokens: 4, cacheWriteTokens: 0, thinkingTokens: 1 },
});

function render(events: readonly ReplyEvent[], options: Partial<StreamOptions> = {}): readonly Json[] {
  const feed = openaiChat.renderStream({ model: 'asked', after: null, usage: false, ...options });
  return [...events.flatMap(feed), ...feed(null)].map(({ event, data }): Json => {
    expect(event).toBe('');
    return data === '[DONE]' ? data : (JSON.parse(data) as Json);
  });
}

const delta = (value: unknown): unknown =>
  expect.objectContaining({ choices: [{ index: 0, delta: value, finish_reason: null }] });
const end = (reason: string): unknown =>
  expect.objectContaining({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const ROLE = delta({ role: 'assistant', content: '' });

describe('a stream', () => {
  it('says the role first and [DONE] last, under the name that was asked for', () => {
    const written = render([START, { type: 'text', part: 0, text: 'Hi' }, END]);
    expect(written).toEqual([ROLE, delta({ content: 'Hi' }), end('stop'), '[DONE]']);
    expect(written[0]).toMatchObject({
      id: 'chatcmpl-msg_1',
      object: 'chat.completion.chunk',
      model: 'asked',
      created: 0,
    });
  });

  it('says thinking, words, refusals and calls as clients know them', () => {
    expect(
      render([
        START,
        { type: 'thinking', part: 0, text: 'Hm' },
        { type: 'signature', part: 0, signature: 's' },
        { type: 'sealed-thinking', part: 1, data: 'x' },
        { type: 'text', part: 2, text: 'Well' },
        { type: 'refusal', part: 3, text: 'No' },
        { type: 'tool-call', part: 4, id: 'toolu_1', name: 'look' },
        { type: 'tool-input', part: 4, json: '{"x"' },
        { type: 'tool-input', part: 4, json: ':1}' },
        { type: 'tool-call', part: 5, id: 'toolu_2', name: 'look' },
        { type: 'tool-input', part: 5, json: '{}' },
        { type: 'end', stop: 'tool-call', stopSequence: '' },
      ]),
    ).toEqual([
      ROLE,
      delta({ reasoning_content: 'Hm' }),
      delta({ reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 's', index: 0 }] }),
      delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', index: 1 }] }),
      delta({ content: 'Well' }),
      delta({ refusal: 'No' }),
      delta({ tool_calls: [{ index: 0, id: 'toolu_1', type: 'function', function: { name: 'look', arguments: '' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      delta({ tool_calls: [{ index: 1, id: 'toolu_2', type: 'function', function: { name: 'look', arguments: '' } }] }),
      delta({ tool_calls: [{ index: 1, function: { arguments: '{}' } }] }),
      end('tool_calls'),
      '[DONE]',
    ]);
  });

  it('says what it cost only to those who asked, the last count before [DONE]', () => {
    const events = [START, usage(1), usage(5), END];
    expect(render(events)).toEqual([ROLE, end('stop'), '[DONE]']);
    expect(render(events, { usage: true }).slice(2)).toEqual([
      expect.objectContaining({
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 5,
          total_tokens: 14,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 1 },
        },
      }),
      '[DONE]',
    ]);
  });

  it.each<[Extract<ReplyEvent, { type: 'end' }>['stop'], string]>([
    ['done', 'stop'],
    ['stop-sequence', 'stop'],
    ['length', 'length'],
    ['context', 'length'],
    ['tool-call', 'tool_calls'],
    ['refused', 'content_filter'],
    ['pause', 'stop'],
  ])('that ended with %s says %s', (stop, reason) => {
    expect(render([START, { type: 'end', stop, stopSequence: '' }])).toContainEqual(end(reason));
  });

  it('that broke ends with an error and never with [DONE]', () => {
    const fault = new Fault('overloaded', 'Too much');
    const written = render([START, { type: 'text', part: 0, text: 'Hi' }, { type: 'fault', fault }, END]);
    expect(written).toEqual([ROLE, delta({ content: 'Hi' }), openaiChat.renderError(fault, '')]);
  });

  it('goes on behind thinking that was already shown, without a second beginning', () => {
    const after = { nextPart: 1, openPart: 0 };
    expect(render([START, { type: 'text', part: 0, text: 'Hi' }, END], { after })).toEqual([
      delta({ content: 'Hi' }),
      end('stop'),
      '[DONE]',
    ]);
  });

  it('says nothing behind its end', () => {
    expect(
      render([START, END, { type: 'text', part: 0, text: 'Hi' }, { type: 'usage', usage: NO_USAGE }]),
    ).toHaveLength(3);
  });
});
