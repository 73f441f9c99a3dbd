import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Frame } from '../protocol.ts';
import { anthropic } from './index.ts';

const event = (type: string, body: JsonObject = {}): Frame => ({
  event: type,
  data: JSON.stringify({ type, ...body }),
});
const unnamed = (frame: Frame): Frame => ({ ...frame, event: '' });
const spaced = (frame: Frame): Frame => ({ ...frame, data: frame.data.replaceAll(':', ': ').replaceAll(',', ', ') });
const delta = (piece: JsonObject, index = 0): Frame => event('content_block_delta', { index, delta: piece });
const start = (block: JsonObject, index = 0): Frame => event('content_block_start', { index, content_block: block });
const usage = { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 1 };
const begin = event('message_start', { message: { id: 'msg_1', model: 'm', usage } });

/** A watch that has seen a part begin. */
function underWay() {
  const watch = anthropic.watch();
  watch.see(start({ type: 'text', text: '' }));
  return watch;
}

describe('a watched event weighs', () => {
  it.each<[string, Frame, string]>([
    ['the start', begin, 'none'],
    ['a ping', event('ping'), 'none'],
    ['a comment', { event: '', data: '' }, 'none'],
    ['an empty text block', start({ type: 'text', text: '' }), 'none'],
    ['a text block that is not empty', start({ type: 'text', text: 'x' }), 'hard'],
    ['text', delta({ type: 'text_delta', text: 'x' }), 'hard'],
    ['no text', delta({ type: 'text_delta', text: '' }), 'none'],
    ['text about an empty text', delta({ type: 'text_delta', text: '"text":""' }), 'hard'],
    ['a thinking block', start({ type: 'thinking', thinking: '', signature: '' }), 'none'],
    ['thinking', delta({ type: 'thinking_delta', thinking: 'x' }), 'soft'],
    ['thinking about "text_delta"', delta({ type: 'thinking_delta', thinking: '"text_delta"' }), 'soft'],
    ['a signature', delta({ type: 'signature_delta', signature: 'x' }), 'soft'],
    ['sealed thinking', start({ type: 'redacted_thinking', data: 'x' }), 'soft'],
    ['a call', start({ type: 'tool_use', id: 'i', name: 'n', input: {} }), 'hard'],
    ['input of a call', delta({ type: 'input_json_delta', partial_json: '{' }), 'hard'],
    ['a citation', delta({ type: 'citations_delta', citation: {} }), 'none'],
    ['something of the future', delta({ type: 'dream_delta' }), 'none'],
    ['an ordinary reason to stop', event('message_delta', { delta: { stop_reason: 'end_turn' } }), 'none'],
    ['another reason to stop', event('message_delta', { delta: { stop_reason: 'refusal' } }), 'hard'],
    ['an event of the future', event('dream'), 'none'],
  ])('%s', (_, frame, weight) => {
    for (const form of [frame, unnamed(frame), spaced(frame)]) {
      const watch = form.data.includes('content_block_delta') ? underWay() : anthropic.watch();
      expect(watch.see(form)).toMatchObject({ weight, end: false, fault: null });
    }
  });

  it('nothing new in memory for what is seen most often', () => {
    const watch = underWay();
    const text = delta({ type: 'text_delta', text: 'x' });
    expect(watch.see(text)).toBe(watch.see(text));
  });
});

describe('a watched stream', () => {
  it('has ended after its last event', () => {
    const watch = anthropic.watch();
    expect(watch.see(event('message_stop')).end).toBe(true);
    expect(watch.close()).toBe('');
  });

  it('gets the last event that a server left out, but only when the reason to stop was told', () => {
    const watch = anthropic.watch();
    watch.see(begin);
    expect(watch.close()).toBeNull();
    watch.see(event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } }));
    expect(watch.close()).toBe('event: message_stop\ndata: {"type":"message_stop"}\n\n');
    expect(watch.usage()).toEqual({
      inputTokens: 7,
      cacheReadTokens: 4,
      cacheWriteTokens: 0,
      outputTokens: 7,
      thinkingTokens: 0,
    });
  });

  it('fails with the error that it carries, or with a broken event', () => {
    const error = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    for (const frame of [error, unnamed(error)]) expect(anthropic.watch().see(frame).fault?.kind).toBe('overloaded');
    for (const data of ['{"type":"content_block_delta","delta":{"ty', 'null {', '<html>']) {
      expect(anthropic.watch().see({ event: 'content_block_delta', data }).fault?.kind).toBe('garbled');
      expect(anthropic.watch().see({ event: '', data }).fault?.kind).toBe('garbled');
    }
  });

  it('fails where a part says something before it begins, or where the answer begins anew', () => {
    const text = delta({ type: 'text_delta', text: 'x' });
    for (const form of [text, unnamed(text)]) expect(anthropic.watch().see(form).fault?.kind).toBe('garbled');
    for (const form of [begin, unnamed(begin)]) expect(underWay().see(form).fault?.kind).toBe('garbled');
    const watch = anthropic.watch();
    watch.see(begin);
    // Some adapters repeat it.
    expect(watch.see(begin).fault).toBeNull();
  });

  it('fails at the first event of another dialect, and with the error that an event without a type carries', () => {
    const chunk = { event: '', data: '{"object":"chat.completion.chunk","choices":[]}' };
    expect(anthropic.watch().see(chunk).fault?.kind).toBe('garbled');
    const error = { event: '', data: '{"error":{"type":"overloaded_error","message":"Overloaded"}}' };
    expect(anthropic.watch().see(error).fault?.kind).toBe('overloaded');
  });

  it('tells where another attempt would go on', () => {
    const watch = anthropic.watch();
    expect(watch.usage()).toBeNull();
    expect(watch.resumed()).toEqual({ nextPart: 0, openPart: -1 });
    watch.see(start({ type: 'thinking', thinking: '' }));
    expect(watch.resumed()).toEqual({ nextPart: 1, openPart: 0 });
    watch.see(event('content_block_stop', { index: 0 }));
    expect(watch.resumed()).toEqual({ nextPart: 1, openPart: -1 });
    watch.see(start({ type: 'text', text: '' }, 1));
    expect(watch.resumed()).toEqual({ nextPart: 2, openPart: 1, openText: true });
  });
});

const answer = (content: Json, stop_reason = 'end_turn'): JsonObject => ({
  type: 'message',
  content,
  stop_reason,
  usage,
});

function bottomless(): Json {
  let deep: Json = 1;
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  return deep;
}

describe('a whole answer weighs', () => {
  it.each<[string, JsonObject, string]>([
    ['with text', answer([{ type: 'text', text: 'x' }]), 'hard'],
    ['with a call', answer([{ type: 'tool_use', id: 'i', name: 'n', input: {} }]), 'hard'],
    ['without anything', answer([]), 'none'],
    ['with empty text', answer([{ type: 'text', text: '' }]), 'none'],
    ['with thinking alone', answer([{ type: 'thinking', thinking: 'x', signature: 's' }]), 'none'],
    ['without anything, for a reason', answer([], 'refusal'), 'hard'],
  ])('%s', (_, body, weight) => {
    expect(anthropic.weigh(body).weight).toBe(weight);
  });

  it.each<[string, Json, RegExp]>([
    ['no object', 'x', /no content/],
    ['an error', { type: 'error', error: { type: 'api_error', message: 'Oh' } }, /^Oh$/],
    ['an error of another dialect', { error: { message: 'Oh' } }, /^Oh$/],
    ['content without types', { content: [{}] }, /no type/],
    ['content without a bottom', { content: [{ type: 'tool_use', input: { a: bottomless() } }] }, /too deeply/],
  ])('nothing when it is %s', (_, body, message) => {
    expect(() => anthropic.weigh(body)).toThrow(message);
    expect(() => anthropic.parseResponse(body)).toThrow(message);
  });
});

describe('what passes as it is', () => {
  it('gets another model name where it names one', () => {
    expect(anthropic.rename({ type: 'message', model: 'a' }, 'b')).toEqual({ type: 'message', model: 'b' });
    const message = { type: 'message_start', message: { id: 'i', model: 'a' } };
    expect(anthropic.rename(message, 'b')).toEqual({ type: 'message_start', message: { id: 'i', model: 'b' } });
    expect(anthropic.rename({ type: 'ping' }, 'b')).toEqual({ type: 'ping' });
  });

  it('loses the thinking that we signed, and turns that were nothing else', () => {
    const minted = { type: 'thinking', thinking: 'x', signature: 'failsoft.1.unsigned' };
    const own = { type: 'thinking', thinking: 'y', signature: 'EqQB' };
    const text = { type: 'text', text: 'z' };
    const user = { role: 'user', content: 'failsoft.1. is only talked about' };
    const messages = [
      user,
      { role: 'assistant', content: [minted, own, text] },
      { role: 'assistant', content: [minted] },
      user,
    ];
    expect(anthropic.scrub({ model: 'm', messages })).toEqual({
      model: 'm',
      messages: [user, { role: 'assistant', content: [own, text] }, user],
    });
  });
});
