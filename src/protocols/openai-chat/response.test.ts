import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { openaiChat } from './index.ts';

const answer = (message: JsonObject, reason: string | null = 'stop', more: JsonObject = {}): JsonObject => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: reason }],
  ...more,
});
const look = (args: Json, more: JsonObject = {}): Json => ({
  id: 'a',
  type: 'function',
  function: { name: 'look', arguments: args },
  ...more,
});
const call = (id: string, input: JsonObject) => ({ type: 'tool-call', id, name: 'look', input });
const reply = (changes: Partial<Reply>): Reply => ({
  id: 'msg_1',
  model: 'asked',
  parts: [{ type: 'text', text: 'Hi' }],
  stop: 'done',
  stopSequence: '',
  usage: NO_USAGE,
  ...changes,
});

function kindOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return error instanceof Fault ? error.kind : String(error);
  }
  return 'no fault';
}

describe('a whole answer', () => {
  it('passes on no call of a tool whose input breaks off, unless a limit is the reason', () => {
    const half = (reason: string): Json => answer({ tool_calls: [look('{"x":"a long')] }, reason);
    expect(kindOf(() => openaiChat.weigh(half('tool_calls')))).toBe('garbled');
    expect(kindOf(() => openaiChat.weigh(half('stop')))).toBe('garbled');
    expect(kindOf(() => openaiChat.weigh(answer({ function_call: { name: 'look', arguments: '{"x"' } })))).toBe(
      'garbled',
    );
    expect(openaiChat.weigh(half('length')).weight).toBe('hard');
    for (const args of ['{"x":1}', '', { x: 1 }])
      expect(openaiChat.weigh(answer({ tool_calls: [look(args)] }, 'tool_calls')).weight).toBe('hard');
  });

  it('that a limit ended in the middle of a call is read without that one', () => {
    const calls = [look('{"x":1}'), look('{"x":"a long', { id: 'b' })];
    for (const [reason, stop] of [
      ['length', 'length'],
      ['model_length', 'context'],
    ] as const) {
      expect(openaiChat.parseResponse(answer({ content: 'Hi', tool_calls: calls }, reason))).toMatchObject({
        parts: [{ type: 'text', text: 'Hi' }, call('a', { x: 1 })],
        stop,
      });
    }
    const legacy = answer({ function_call: { name: 'look', arguments: '{"x"' } }, 'length');
    expect(openaiChat.parseResponse(legacy)).toMatchObject({ parts: [], stop: 'length' });
  });

  it('has half a call also where two objects seem to stand behind one another in its text', () => {
    const written = (args: string): Json => answer({ tool_calls: [look(args)] }, 'tool_calls');
    for (const half of [
      '{"path":"a.tsx","content":"<p>{a}{b',
      '{"a":1}{"b":"',
      '{"a":"\\"}{',
      '{"a":{}{}}',
      '{}{',
      '}{',
    ])
      expect(kindOf(() => openaiChat.weigh(written(half)))).toBe('garbled');
    for (const whole of ['{"a":1}{"b":2}', '{}{}{}', '{"a":"}{"}{"b":"\\"}{"}', '{"a":{"b":{}}}{"c":"{"}'])
      expect(openaiChat.weigh(written(whole)).weight).toBe('hard');
  });

  it('is read with its usage', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    expect(openaiChat.parseResponse(answer({ content: 'Hi' }, 'stop', { usage }))).toEqual({
      id: 'chatcmpl-1',
      model: 'm',
      parts: [{ type: 'text', text: 'Hi' }],
      stop: 'done',
      stopSequence: '',
      usage: { inputTokens: 10, cacheReadTokens: 4, cacheWriteTokens: 2, outputTokens: 5, thinkingTokens: 3 },
    });
  });

  it.each<[string, JsonObject, readonly Json[]]>([
    ['nothing', {}, []],
    ['an empty text', { content: '' }, []],
    [
      'parts',
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      [{ type: 'text', text: 'ab' }],
    ],
    [
      'thinking as DeepSeek says it',
      { reasoning_content: 'Hm', content: 'a' },
      [
        { type: 'thinking', text: 'Hm', signature: '' },
        { type: 'text', text: 'a' },
      ],
    ],
    ['thinking as OpenRouter says it', { reasoning: 'Hm' }, [{ type: 'thinking', text: 'Hm', signature: '' }]],
    [
      'thinking as Mistral says it',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
          { type: 'text', text: 'a' },
        ],
      },
      [
        { type: 'thinking', text: 'Hm', signature: '' },
        { type: 'text', text: 'a' },
      ],
    ],
    ['a refusal', { refusal: 'No' }, [{ type: 'refusal', text: 'No' }]],
    ['calls', { tool_calls: [look('{"x":1}'), look('', { id: 'b' })] }, [call('a', { x: 1 }), call('b', {})]],
    ['a call of the old kind', { function_call: { name: 'look', arguments: '{}' } }, [call('call_chatcmpl-1_0', {})]],
    ['arguments as an object', { tool_calls: [look({ x: 1 })] }, [call('a', { x: 1 })]],
  ])('may hold %s', (_, message, parts) => {
    expect(openaiChat.parseResponse(answer(message)).parts).toEqual(parts);
  });

  it.each<[JsonObject, string | null, string]>([
    [{ content: 'a' }, 'stop', 'done'],
    [{ content: 'a' }, 'length', 'length'],
    [{ content: 'a' }, 'content_filter', 'refused'],
    [{ content: 'a' }, 'whatever', 'done'],
    [{ content: 'a' }, null, 'done'],
    [{ refusal: 'No' }, 'stop', 'refused'],
    [{ tool_calls: [look('{}')] }, 'tool_calls', 'tool-call'],
    [{ tool_calls: [look('{}')] }, 'stop', 'tool-call'],
  ])('%j that ends for %s has ended with %s', (message, reason, stop) => {
    expect(openaiChat.parseResponse(answer(message, reason)).stop).toBe(stop);
  });

  it.each<[string, Json, string]>([
    ['an error', { error: { message: 'Overloaded', code: 'server_is_overloaded' } }, 'overloaded'],
    ['an error as a text', { error: 'model overloaded' }, 'overloaded'],
    [
      'an error of vLLM',
      { object: 'error', message: 'This model has a maximum context length', code: 400 },
      'too-long',
    ],
    [
      'an error in the choice',
      { choices: [{ error: { code: 502, message: 'Bad' }, message: {}, finish_reason: 'error' }] },
      'broken',
    ],
    ['the reason error', answer({ content: 'a' }, 'error'), 'broken'],
    ['no choice', { choices: [] }, 'garbled'],
    ['nothing', {}, 'garbled'],
    ['a text', 'Hello', 'garbled'],
    ['null', null, 'garbled'],
    ['half arguments', answer({ tool_calls: [look('{"x":')] }), 'garbled'],
    ['a call without a name', answer({ tool_calls: [{ id: 'a', function: { arguments: '{}' } }] }), 'garbled'],
  ])('that is %s is a fault', (_, body, kind) => {
    expect(kindOf(() => openaiChat.parseResponse(body))).toBe(kind);
  });
});

describe('weighing', () => {
  it.each<[string, JsonObject, string | null, string]>([
    ['words', { content: 'a' }, 'stop', 'hard'],
    ['a call', { tool_calls: [look('{}')] }, 'tool_calls', 'hard'],
    ['a refusal', { refusal: 'No' }, 'stop', 'hard'],
    ['sound', { audio: { data: 'AAAA' } }, 'stop', 'hard'],
    ['an end by the limit', { content: '' }, 'length', 'hard'],
    ['nothing', { content: '' }, 'stop', 'none'],
    ['thinking alone', { reasoning_content: 'Hm' }, 'stop', 'none'],
  ])('%s: %j', (_, message, reason, weight) => {
    expect(openaiChat.weigh(answer(message, reason))).toEqual({ weight, usage: NO_USAGE });
  });

  it('counts each of several answers side by side', () => {
    const side = (...contents: readonly string[]): JsonObject => ({
      choices: contents.map((content, index) => ({ index, message: { content }, finish_reason: 'stop' })),
    });
    expect(openaiChat.weigh(side('', 'Yes')).weight).toBe('hard');
    expect(openaiChat.weigh(side('', '')).weight).toBe('none');
    const call = { index: 1, message: { tool_calls: [look('{"x"')] }, finish_reason: 'tool_calls' };
    const half = { choices: [{ index: 0, message: { content: 'Yes' }, finish_reason: 'stop' }, call] };
    expect(kindOf(() => openaiChat.weigh(half))).toBe('garbled');
  });

  it('finds the errors that reading finds', () => {
    expect(kindOf(() => openaiChat.weigh({ error: { message: 'It broke' } }))).toBe('broken');
    expect(kindOf(() => openaiChat.weigh([]))).toBe('garbled');
  });
});

describe('an answer to a caller', () => {
  it('has everything that a strict client looks for', () => {
    expect(openaiChat.renderResponse(reply({}))).toEqual({
      id: 'chatcmpl-msg_1',
      object: 'chat.completion',
      created: 0,
      model: 'asked',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 0,
        completion_tokens: 0,
        total_tokens: 0,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    });
  });

  it('says calls, thinking and refusals, and null where there are no words', () => {
    const rendered = openaiChat.renderResponse(
      reply({
        stop: 'tool-call',
        parts: [
          { type: 'thinking', text: 'Hm', signature: 's' },
          { type: 'tool-call', id: 'toolu_1', name: 'look', input: { x: 1 } },
        ],
      }),
    );
    expect(rendered).toMatchObject({
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: null,
            reasoning_content: 'Hm',
            tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'look', arguments: '{"x":1}' } }],
          },
        },
      ],
    });
    const refused = openaiChat.renderResponse(reply({ stop: 'refused', parts: [{ type: 'refusal', text: 'No' }] }));
    expect(refused).toMatchObject({
      choices: [{ finish_reason: 'content_filter', message: { content: null, refusal: 'No' } }],
    });
  });
});

describe('another model name', () => {
  it('is put where a name stands, and nowhere else', () => {
    expect(openaiChat.rename({ id: 'a', model: 'm', choices: [] }, 'n')).toEqual({ id: 'a', model: 'n', choices: [] });
    expect(openaiChat.rename({ error: { message: 'x' } }, 'n')).toEqual({ error: { message: 'x' } });
  });
});
