import { describe, expect, it } from 'vitest';
import type { Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { at, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { anthropic } from '../anthropic/index.ts';
import { text } from '../testing/parts.ts';
import { openaiChat } from './index.ts';
import { begin, calls, chunk, DONE, frame, piece, ROLE, STOP } from './testing/chunks.ts';

// What went wrong in other gateways with this dialect and its many servers. The numbers are those of docs/reference/pitfalls.md.

function read(...frames: readonly Frame[]): readonly ReplyEvent[] {
  const parse = openaiChat.parseStream();
  return [...frames.flatMap(parse), ...parse(null)];
}

const partsOf = (...frames: readonly Frame[]): readonly Part[] => gather(read(ROLE, ...frames, STOP, DONE)).parts;

function faultOf(...frames: readonly Frame[]): string {
  const last = read(...frames).at(-1);
  return last?.type === 'fault' ? last.fault.kind : 'none';
}

/** A stream as it is told to a client of Anthropic. */
function toClaude(...frames: readonly Frame[]): readonly Json[] {
  const render = anthropic.renderStream({ model: 'm', after: null, usage: true });
  return read(...frames)
    .flatMap(render)
    .map(({ data }) => JSON.parse(data) as Json);
}

const thought = (words: string): Part => ({ type: 'thinking', text: words, signature: '' });
const call = (id: string, input: JsonObject = {}): Part => ({ type: 'tool-call', id, name: 'look', input });

const answer = (message: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: 'c',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  ...more,
});

describe('streams', () => {
  it('#1 #5 #11 #12 that think before they speak open a block for each, even out of one chunk', () => {
    const starts = toClaude(ROLE, chunk({ content: 'Hi', reasoning_content: 'Hm' }), STOP, DONE)
      .filter((event) => textAt(event, 'type') === 'content_block_start')
      .map((event) => [at(event, 'index'), textAt(event, 'content_block', 'type')]);
    expect(starts).toEqual([
      [0, 'thinking'],
      [1, 'text'],
    ]);
  });

  it('#3 keep the arguments that come with the name of a call', () => {
    const events = toClaude(ROLE, chunk({ content: 'Hi' }), calls(begin(0, 'a', '{"x":1}')), STOP, DONE);
    expect(events.map((event) => textAt(event, 'delta', 'partial_json')).join('')).toBe('{"x":1}');
  });

  it('#6 #54 tell every one of several calls, and close those without arguments', () => {
    const all = calls(begin(0, 'a', '{"x":1}'), begin(1, 'b'), begin(2, 'c', '{}'));
    expect(partsOf(all)).toEqual([call('a', { x: 1 }), call('b'), call('c')]);
    const shape = toClaude(ROLE, all, STOP, DONE).map((event) => textAt(event, 'type').replace('content_block_', ''));
    expect(shape.filter((type) => type === 'start' || type === 'stop')).toEqual([
      'start',
      'stop',
      'start',
      'stop',
      'start',
      'stop',
    ]);
  });

  it('#7 that close without saying why were cut, although the call looks complete', () => {
    expect(faultOf(ROLE, calls(begin(0, 'a', '{"x":1}')))).toBe('cut');
    expect(faultOf(ROLE, chunk({ content: 'Hi' }))).toBe('cut');
  });

  it('#8 tell calls apart by whatever servers give them: odd numbers, no numbers, the same number, no ids, the same id', () => {
    const [one, other] = [call('a', { x: 1 }), call('b', { x: 2 })];
    expect(partsOf(calls(begin(4, 'a', '{"x":1}')), calls(begin(9, 'b', '{"x":2}')))).toEqual([one, other]);
    expect(partsOf(calls(begin(0, 'a', '{"x":1}')), calls(begin(0, 'b', '{"x":2}')))).toEqual([one, other]);
    const unnumbered = (id: string, x: number) => ({ id, function: { name: 'look', arguments: `{"x":${x}}` } });
    expect(partsOf(calls(unnumbered('a', 1), unnumbered('b', 2)))).toEqual([one, other]);
    const ids = partsOf(calls(begin(0, '', '{}')), calls(begin(1, 'a', '{}')), calls(begin(2, 'a', '{}')));
    expect(new Set(ids.map((part) => (part.type === 'tool-call' ? part.id : ''))).size).toBe(3);
  });

  it('#9 do not take half JSON for a call because it parses', () => {
    const early = read(ROLE, calls(begin(0, 'a', '{"x":1}')), calls(piece(0, ',"y"')));
    expect(early.at(-1)).toMatchObject({ type: 'fault' });
    expect(
      faultOf(ROLE, calls(begin(0, 'a', '{"x":1}')), calls(piece(0, ',"y":')), chunk({}, 'tool_calls'), DONE),
    ).toBe('garbled');
    expect(faultOf(ROLE, calls(begin(0, 'a', '{}')), calls(begin(1, 'b', '{}')), calls(piece(0, '"z"')))).toBe(
      'garbled',
    );
  });

  it('#10 do not cut a thought in two where nothing is said or called', () => {
    const nothing = [chunk({ content: '' }), chunk({ tool_calls: [] }), chunk({ content: null, refusal: null })];
    expect(partsOf(chunk({ reasoning_content: 'Hm' }), ...nothing, chunk({ reasoning_content: ' so' }))).toEqual([
      thought('Hm so'),
    ]);
  });

  it('#14 may hold chunks without a choice', () => {
    const empty = [
      { choices: null, object: 'chat.completion.chunk' },
      { choices: [], prompt_filter_results: [] },
    ];
    expect(partsOf(...empty.map((data) => frame(data)), chunk({ content: 'Hi' }), frame({ choices: [] }))).toEqual([
      text('Hi'),
    ]);
  });

  it('#15 keep the counts of a chunk before the last', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    expect(gather(read(ROLE, chunk({ content: 'Hi' }, null, { usage }), STOP, DONE)).usage.outputTokens).toBe(2);
  });

  it('#18 #22 that turn out to be errors are errors, in the place of an answer and in the middle of one', () => {
    const overloaded = { error: { message: 'Overloaded', code: 'server_is_overloaded' } };
    expect(faultOf(ROLE, chunk({ content: 'Hi' }), frame(overloaded))).toBe('overloaded');
    expect(() => openaiChat.parseResponse(overloaded)).toThrow('Overloaded');
    expect(() => openaiChat.weigh(overloaded)).toThrow('Overloaded');
  });

  it('#63 end with a call where there is one, although the server says stop', () => {
    expect(gather(read(ROLE, calls(begin(0, 'a', '{}')), STOP, DONE)).stop).toBe('tool-call');
    expect(openaiChat.parseResponse(answer({ tool_calls: [begin(0, 'a', '{}')] })).stop).toBe('tool-call');
  });

  it('#87 may end for reasons that are newer than we are', () => {
    expect(gather(read(ROLE, chunk({ content: 'Hi' }, 'sleepy', { service_tier: 'moon' }), DONE)).stop).toBe('done');
  });
});

describe('answers', () => {
  it('#32 #35 keep the details of thinking, whole and in a stream', () => {
    const detail = { type: 'reasoning.text', text: 'Hm', signature: 's', format: 'anthropic-claude-v1', index: 0 };
    const whole = openaiChat.parseResponse(answer({ content: 'Hi', reasoning_details: [detail] })).parts;
    expect(whole[0]).toMatchObject({ type: 'thinking', text: 'Hm', signature: expect.stringContaining('"s"') });
    expect(partsOf(chunk({ reasoning_details: [detail] }), chunk({ content: 'Hi' }))).toEqual(whole);
    const asks = { model: 'm', messages: [{ role: 'assistant', content: 'Hi', reasoning_details: [detail] }] };
    expect(openaiChat.parseRequest(asks).conversation.messages[0]?.parts).toEqual(whole);
  });

  it('#43 count no fewer tokens than were thought', () => {
    const details = { completion_tokens_details: { reasoning_tokens: 100 } };
    const usage = { prompt_tokens: 1, completion_tokens: 5, ...details };
    const reply = openaiChat.parseResponse(answer({ content: 'Hi' }, { usage }));
    expect(reply.usage).toMatchObject({ outputTokens: 105, thinkingTokens: 100 });
  });

  it('#93 that refuse have words for it, and are not taken for empty ones', () => {
    const refused = answer({ content: null, refusal: 'No.' });
    expect(openaiChat.parseResponse(refused)).toMatchObject({
      stop: 'refused',
      parts: [{ type: 'refusal', text: 'No.' }],
    });
    expect(openaiChat.weigh(refused).weight).toBe('hard');
    expect(anthropic.renderResponse(openaiChat.parseResponse(refused))).toMatchObject({ content: [{ text: 'No.' }] });
  });

  it('#98 keep the counts of caches in the form of either dialect', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 2,
      prompt_tokens_details: { cached_tokens: 6, cache_write_tokens: 1 },
    };
    const reply = openaiChat.parseResponse(answer({ content: 'Hi' }, { usage }));
    expect(openaiChat.renderResponse(reply)).toMatchObject({ usage: { prompt_tokens_details: { cached_tokens: 6 } } });
    expect(anthropic.renderResponse(reply)).toMatchObject({ usage: { input_tokens: 3, cache_read_input_tokens: 6 } });
  });

  it('#101 in which a model called a tool as nobody can read are worth another try', () => {
    const error = { type: 'invalid_request_error', code: 'tool_use_failed', message: 'x', failed_generation: '<look' };
    expect(openaiChat.parseError(400, {}, { error })).toMatchObject({ kind: 'garbled', rule: { next: 'yes' } });
  });

  it('#102 that are nothing but thoughts are empty, so that somebody else may answer', () => {
    expect(openaiChat.weigh(answer({ content: '', reasoning_content: '{"a":1}' })).weight).toBe('none');
  });
});
