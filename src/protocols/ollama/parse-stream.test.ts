import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { ollama } from './index.ts';
import { call, done, frame, line } from './testing/lines.ts';

function read(...frames: readonly Frame[]): readonly ReplyEvent[] {
  const parse = ollama.parseStream();
  return [...frames.flatMap(parse), ...parse(null)];
}

const reply = (...frames: readonly Frame[]) => gather(read(...frames));
const ID = '20261125T100000123456Z';

describe('lines of an answer', () => {
  it('are words, and the last one says why they end and how many tokens they took', () => {
    expect(reply(line({ content: 'Hel' }), line({ content: 'lo' }), done())).toEqual({
      id: ID,
      model: 'm',
      parts: [{ type: 'text', text: 'Hello' }],
      stop: 'done',
      stopSequence: '',
      usage: { inputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 3, thinkingTokens: 0 },
    });
  });

  it('#11 #12 think before they speak, even in one line', () => {
    expect(
      reply(line({ thinking: 'Hm' }), line({ thinking: ' so', content: 'Hi' }), line({ content: '!' }), done()).parts,
    ).toEqual([
      { type: 'thinking', text: 'Hm so', signature: '' },
      { type: 'text', text: 'Hi!' },
    ]);
  });

  it('#10 that hold nothing do not split what is thought', () => {
    const empty = line({ content: '', thinking: '', tool_calls: [] });
    expect(reply(line({ thinking: 'a' }), empty, line({ thinking: 'b' }), done()).parts).toEqual([
      { type: 'thinking', text: 'ab', signature: '' },
    ]);
  });

  it('may say their last words in the last one', () => {
    const last = line({ content: ' all' }, { done: true, done_reason: 'stop' });
    expect(reply(line({ content: 'That is' }), last)).toMatchObject({
      parts: [{ text: 'That is all' }],
      usage: { inputTokens: 0, outputTokens: 0 },
    });
  });

  it('need no count of a question that was found in the cache', () => {
    const last = line({}, { done: true, done_reason: 'stop', eval_count: 3 });
    expect(reply(line({ content: 'Hi' }), last).usage).toMatchObject({ inputTokens: 0, outputTokens: 3 });
  });

  it.each([
    ['stop', 'done'],
    ['length', 'length'],
    ['load', 'done'],
    ['unload', 'done'],
    ['something new', 'done'],
  ])('that end with %s have ended because of %s', (reason, stop) => {
    expect(reply(line({ content: 'Hi' }), done(reason)).stop).toBe(stop);
  });
});

describe('calls', () => {
  it('#3 #6 #63 come whole, one after the other, and are why the answer ends', () => {
    const both = line({ tool_calls: [call('look', { at: 1, b: 2 }, 'a'), call('find', {}, 'b')] });
    expect(reply(line({ content: 'I look' }), both, done())).toMatchObject({
      parts: [
        { type: 'text', text: 'I look' },
        { type: 'tool-call', id: 'a', name: 'look', input: { at: 1, b: 2 } },
        { type: 'tool-call', id: 'b', name: 'find', input: {} },
      ],
      stop: 'tool-call',
    });
  });

  it('#8 get an id of their own where they have none, or another’s', () => {
    const lines = [
      line({ tool_calls: [call('look', {}), call('look', {})] }),
      line({ tool_calls: [call('look', {}, 'a'), call('look', {}, 'a')] }),
    ];
    const ids = reply(...lines, done()).parts.map((part) => (part.type === 'tool-call' ? part.id : ''));
    expect(ids).toEqual([`call_${ID}_0`, `call_${ID}_1`, 'a', `call_${ID}_3`]);
  });

  it('#54 without input have the empty one', () => {
    const bare = { function: { name: 'look' } };
    expect(reply(line({ tool_calls: [bare, call('look', '')] }), done()).parts).toMatchObject([
      { input: {} },
      { input: {} },
    ]);
  });

  it('of servers that only look like Ollama have their input as a text', () => {
    expect(reply(line({ tool_calls: [call('look', '{"at":1}')] }), done()).parts).toMatchObject([{ input: { at: 1 } }]);
  });

  it('#62 keep the order of their input', () => {
    const events = read(line({ tool_calls: [call('look', { z: 1, a: 2 })] }), done());
    expect(events).toContainEqual({ type: 'tool-input', part: 0, json: '{"z":1,"a":2}' });
  });

  it.each<[string, Json]>([
    ['nobody can name', { function: { arguments: {} } }],
    ['nobody can read', call('look', '{"at":')],
    ['are no objects', call('look', '[1]')],
  ])('that %s break the answer', (_, odd) => {
    expect(read(line({ tool_calls: [odd] }), done()).at(-1)).toMatchObject({ fault: { kind: 'garbled' } });
  });
});

describe('a stream is broken', () => {
  it.each<[string, readonly Frame[], string]>([
    ['#7 when it ends before its last line', [line({ content: 'Hi' })], 'cut'],
    ['when it is empty', [], 'cut'],
    ['when a line is no JSON', [frame('{"model":')], 'garbled'],
    ['when a line is something else', [frame({ hello: 1 })], 'garbled'],
    ['when a line is no object', [frame([1])], 'garbled'],
    ['#18 when a line is an error', [line({ content: 'Hi' }), frame({ error: 'the runner died' })], 'broken'],
    ['when the question was too long', [frame({ error: 'the input length exceeds the context length' })], 'too-long'],
  ])('%s', (_, frames, kind) => {
    expect(read(...frames).at(-1)).toMatchObject({ type: 'fault', fault: { kind } });
  });

  it('and nothing behind its end counts', () => {
    const events = read(line({ content: 'Hi' }), done(), line({ content: 'more' }), frame({ error: 'late' }));
    expect(events.at(-1)).toMatchObject({ type: 'end' });
    expect(gather(events).parts).toEqual([{ type: 'text', text: 'Hi' }]);
  });
});

describe('a whole answer', () => {
  const whole = (message: Json, more: JsonObject = {}): Json => ({ model: 'm', message, done: true, ...more });

  it('is read like a stream', () => {
    const message = { role: 'assistant', content: 'Hi', thinking: 'Hm', tool_calls: [call('look', { at: 1 }, 'a')] };
    expect(ollama.parseResponse(whole(message, { done_reason: 'stop', eval_count: 2 }))).toMatchObject({
      parts: [{ type: 'thinking' }, { type: 'text', text: 'Hi' }, { type: 'tool-call', id: 'a' }],
      stop: 'tool-call',
      usage: { outputTokens: 2 },
    });
  });

  it.each<[string, Json, string]>([
    ['an error', { error: 'model "x" not found, try pulling it first' }, 'no-such-model'],
    ['nothing', null, 'garbled'],
    ['another dialect’s', { choices: [] }, 'garbled'],
    ['the first line of a stream', { model: 'm', message: { content: 'Hi' }, done: false }, 'cut'],
  ])('is none when it is %s', (_, body, kind) => {
    for (const look of [ollama.parseResponse, ollama.weigh])
      expect(() => look(body)).toThrow(expect.objectContaining({ kind }));
  });

  it('weighs what it says', () => {
    const weight = (message: Json, reason = 'stop'): string =>
      ollama.weigh(whole(message, { done_reason: reason })).weight;
    expect(weight({ content: 'Hi' })).toBe('hard');
    expect(weight({ content: '', tool_calls: [call('look', {})] })).toBe('hard');
    expect(weight({ content: '', thinking: 'Hm' })).toBe('none');
    expect(weight({ content: '' }, 'load')).toBe('none');
    expect(weight({ content: '' }, 'length')).toBe('hard');
  });
});
