import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Frame, Sighting } from '../protocol.ts';
import { openaiResponses } from './index.ts';

const event = (type: string, body: JsonObject = {}): Frame => ({
  event: `response.${type}`,
  data: JSON.stringify({ type: `response.${type}`, output_index: 0, ...body }),
});
const text = event('output_text.delta', { delta: 'Hi' });
const call = { type: 'function_call', call_id: 'c', name: 'get' };
const finish = (output: readonly JsonObject[], more: JsonObject = {}): Frame =>
  event('completed', {
    response: { status: 'completed', output, usage: { input_tokens: 2, output_tokens: 3 }, ...more },
  });

function seen(...frames: readonly Frame[]): Sighting {
  const watch = openaiResponses.watch();
  return frames.map(watch.see).at(-1) ?? { weight: 'none', end: false, fault: null };
}

describe('an event weighs', () => {
  it.each([
    ['created', { response: {} }, 'none'],
    ['output_item.added', { item: { type: 'reasoning' } }, 'none'],
    ['reasoning_summary_text.delta', { delta: 'Hm' }, 'soft'],
    ['reasoning_text.delta', { delta: 'Hm' }, 'soft'],
    ['output_item.done', { item: { type: 'reasoning', encrypted_content: 'x' } }, 'soft'],
    ['output_item.added', { item: { type: 'message', content: [] } }, 'none'],
    ['content_part.added', { part: { type: 'output_text', text: '' } }, 'none'],
    ['output_text.delta', { delta: '' }, 'none'],
    ['output_text.delta', { delta: 'Hi' }, 'hard'],
    ['output_text.done', { text: 'Hi' }, 'hard'],
    ['refusal.delta', { delta: 'No' }, 'hard'],
    ['output_item.added', { item: call }, 'hard'],
    ['output_item.added', { item: { type: 'web_search_call' } }, 'hard'],
    ['function_call_arguments.delta', { delta: '{' }, 'hard'],
    ['output_item.done', { item: { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] } }, 'hard'],
  ] as const)('%s %j: %s', (type, body, weight) => {
    expect(seen(event(type, body))).toMatchObject({ weight, end: false, fault: null });
  });

  it('as the end of an answer, which is hard when it has content or came early', () => {
    const message = { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] };
    expect(seen(finish([]))).toEqual({ weight: 'none', end: true, fault: null });
    expect(seen(finish([{ type: 'reasoning' }]))).toEqual({ weight: 'none', end: true, fault: null });
    expect(seen(finish([message]))).toEqual({ weight: 'hard', end: true, fault: null });
    const early = event('incomplete', { response: { status: 'incomplete', output: [] } });
    expect(seen(early)).toEqual({ weight: 'hard', end: true, fault: null });
  });

  it('as a fault that it carries', () => {
    expect(
      seen(event('failed', { response: { error: { code: 'server_is_overloaded', message: 'x' } } })).fault?.kind,
    ).toBe('overloaded');
    expect(
      seen({ event: 'error', data: '{"type":"error","code":"rate_limit_exceeded","message":"x"}' }).fault?.kind,
    ).toBe('rate-limited');
    expect(seen(finish([], { status: 'failed', error: { code: 'server_error', message: 'x' } })).fault?.kind).toBe(
      'broken',
    );
    expect(seen({ event: '', data: '{"choices":[]}' }).fault?.kind).toBe('garbled');
    expect(seen(text, { event: 'response.output_text.delta', data: '{"type":"response.output_te' }).fault?.kind).toBe(
      'garbled',
    );
  });

  it('as garbled when a call is half although the answer claims to be complete', () => {
    const half = { ...call, arguments: '{"a' };
    const added = event('output_item.added', { item: { ...call, arguments: '' } });
    const done = event('output_item.done', { item: half });
    expect(seen(added, done, finish([half])).fault?.kind).toBe('garbled');
    expect(seen(added, finish([])).fault?.kind).toBe('garbled');
    expect(seen(added, finish([{ ...call, arguments: '{"a":1}' }])).fault).toBeNull();
    const early = event('incomplete', { response: { status: 'incomplete', output: [half] } });
    expect(seen(added, done, early)).toMatchObject({ end: true, fault: null });
  });
});

it('an event of another dialect is garbled at once, and one that is new means nothing', () => {
  const start = { event: 'message_start', data: '{"type":"message_start","message":{"id":"msg_1"}}' };
  expect(seen(start).fault?.kind).toBe('garbled');
  expect(seen({ event: 'codex.rate_limits', data: '{"type":"codex.rate_limits"}' })).toMatchObject({
    weight: 'none',
    fault: null,
  });
});

it('a second answer in the middle of the first is garbled, and the same beginning twice is not', () => {
  const created = event('created', { response: { id: 'resp_1' } });
  expect(seen(created, text, created).fault?.kind).toBe('garbled');
  expect(seen(created, created).fault).toBeNull();
});

describe('a stream that is passed on', () => {
  it('has its tokens told', () => {
    const watch = openaiResponses.watch();
    expect(watch.usage()).toBeNull();
    for (const frame of [text, finish([])]) watch.see(frame);
    expect(watch.usage()).toMatchObject({ inputTokens: 2, outputTokens: 3 });
  });

  it('is complete only behind its last event', () => {
    const watch = openaiResponses.watch();
    watch.see(text);
    expect(watch.close()).toBeNull();
    watch.see(finish([]));
    expect(watch.close()).toBe('');
  });

  it('tells where to go on, as long as nothing but thoughts were shown', () => {
    const watch = openaiResponses.watch();
    const at = { output_index: 1, item_id: 'rs_2', sequence_number: 7 };
    const one = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'x' };
    for (const frame of [
      event('created', { response: { id: 'resp_1' }, sequence_number: 0 }),
      event('output_item.added', { item: { id: 'rs_1', type: 'reasoning' } }),
      event('output_item.done', { item: one }),
      event('output_item.added', { ...at, item: { id: 'rs_2', type: 'reasoning', summary: [] } }),
      event('reasoning_summary_text.delta', { ...at, summary_index: 0, delta: 'Hm' }),
    ])
      watch.see(frame);
    const open = {
      id: 'rs_2',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Hm' }],
      encrypted_content: 'failsoft.1.unsigned',
    };
    const wanted = {
      nextPart: 2,
      openPart: 1,
      told: {
        id: 'resp_1',
        sequence: 8,
        next: 2,
        items: [
          { place: 0, item: one, done: true },
          { place: 1, item: open, done: false },
        ],
      },
    };
    expect(watch.resumed()).toEqual(wanted);
    // An attempt that dies before it has said anything leaves all as it was.
    expect(openaiResponses.watch(watch.resumed()).resumed()).toEqual(wanted);
  });

  it('has the name of its model changed wherever it stands', () => {
    const { rename } = openaiResponses;
    expect(rename({ type: 'response.created', response: { model: 'a', id: 'r' } }, 'b')).toEqual({
      type: 'response.created',
      response: { model: 'b', id: 'r' },
    });
    expect(rename({ id: 'r', model: 'a' }, 'b')).toEqual({ id: 'r', model: 'b' });
    expect(rename({ type: 'response.output_text.delta' }, 'b')).toEqual({ type: 'response.output_text.delta' });
  });
});

describe('a whole answer', () => {
  const answer = (call: JsonObject, status: string): JsonObject => ({ status, output: [call] });

  it('passes on no call of a tool whose input breaks off, unless it says that it ended early', () => {
    const half = { ...call, arguments: '{"x":"a long' };
    expect(() => openaiResponses.weigh(answer(half, 'completed'))).toThrow('The input of a tool call');
    expect(openaiResponses.weigh(answer(half, 'incomplete')).weight).toBe('hard');
    for (const args of ['{"x":1}', '', { x: 1 }])
      expect(openaiResponses.weigh(answer({ ...call, arguments: args }, 'completed')).weight).toBe('hard');
  });
});
