import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import { at, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { replyEvents } from '../testing/arbitrary.ts';
import { text } from '../testing/parts.ts';
import { anthropic } from './index.ts';

// What went wrong in other gateways between Claude, its clients and everybody else. The numbers are those of docs/reference/pitfalls.md.

const event = (type: string, body: JsonObject = {}): Frame => ({
  event: type,
  data: JSON.stringify({ type, ...body }),
});
const BEGIN = event('message_start', {
  message: { id: 'msg_1', model: 'm', usage: { input_tokens: 9, output_tokens: 1 } },
});
const start = (block: JsonObject, index = 0): Frame => event('content_block_start', { index, content_block: block });
const delta = (piece: JsonObject, index = 0): Frame => event('content_block_delta', { index, delta: piece });
const stop = (index = 0): Frame => event('content_block_stop', { index });
const because = (reason: string, output_tokens = 5): Frame =>
  event('message_delta', { delta: { stop_reason: reason }, usage: { output_tokens } });
const LAST = event('message_stop');
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const json = (partial_json: string, index = 0): Frame => delta({ type: 'input_json_delta', partial_json }, index);

function read(...frames: readonly Frame[]): readonly ReplyEvent[] {
  const parse = anthropic.parseStream();
  return [...frames.flatMap(parse), ...parse(null)];
}

function faultOf(...frames: readonly Frame[]): string {
  const last = read(...frames).at(-1);
  return last?.type === 'fault' ? last.fault.kind : 'none';
}

function written(events: readonly ReplyEvent[]): readonly Json[] {
  const render = anthropic.renderStream({ model: 'm', after: null, usage: true });
  return events.flatMap(render).map(({ data }) => JSON.parse(data) as Json);
}

describe('streams', () => {
  it('#1 open their first block as what it is, not as text', () => {
    const [, first] = written([
      { type: 'start', id: 'i', model: 'm' },
      { type: 'thinking', part: 0, text: 'Hm' },
    ]);
    expect(first).toMatchObject({ type: 'content_block_start', content_block: { type: 'thinking' } });
  });

  it('#2 may repeat their beginning, and must not begin anew', () => {
    const words = [start({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 'Hi' }), stop()];
    expect(gather(read(BEGIN, BEGIN, ...words, because('end_turn'), LAST)).parts).toEqual([text('Hi')]);
    const other = event('message_start', { message: { id: 'msg_2', model: 'm' } });
    expect(faultOf(BEGIN, ...words, other)).toBe('garbled');
  });

  it('#5 #6 fill one block at a time, each opened before and closed behind, whatever is said', () => {
    fc.assert(
      fc.property(replyEvents, (events) => {
        let open = -1;
        for (const frame of written(events)) {
          const index = at(frame, 'index');
          if (textAt(frame, 'type') === 'content_block_start') {
            expect(open).toBe(-1);
            open = Number(index);
          } else if (index !== undefined) expect(index).toBe(open);
          if (textAt(frame, 'type') === 'content_block_stop') open = -1;
        }
        expect(open).toBe(-1);
      }),
    );
  });

  it('#9 do not take half JSON for a call because it parses', () => {
    expect(faultOf(BEGIN, start(CALL), json('{"a":1}'))).toBe('cut');
    expect(faultOf(BEGIN, start(CALL), json('{"a":1}'), json(',"b"'), stop(), because('tool_use'), LAST)).toBe(
      'garbled',
    );
  });

  it('#18 #22 that break with an overload are one, not an answer, although they began with 200', () => {
    const broken = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    expect(faultOf(BEGIN, start({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 'H' }), broken)).toBe(
      'overloaded',
    );
    expect(() => anthropic.weigh({ type: 'error', error: { type: 'overloaded_error' } })).toThrow(Fault);
  });

  it('#31 #35 sign thinking in a piece of its own, before its block ends', () => {
    const frames = written([
      { type: 'start', id: 'i', model: 'm' },
      { type: 'thinking', part: 0, text: 'Hm' },
      { type: 'signature', part: 0, signature: 'EqQB' },
      { type: 'text', part: 1, text: 'Hi' },
    ]);
    expect(frames.slice(1, 5).map((frame) => textAt(frame, 'delta', 'type') || textAt(frame, 'type'))).toEqual([
      'content_block_start',
      'thinking_delta',
      'signature_delta',
      'content_block_stop',
    ]);
  });

  it('#54 give a call without arguments the empty input, however it is said', () => {
    for (const pieces of [[], [json('')], [json('{}')]]) {
      expect(gather(read(BEGIN, start(CALL), ...pieces, stop(), because('tool_use'), LAST)).parts).toEqual([
        { type: 'tool-call', id: 'toolu_1', name: 'look', input: {} },
      ]);
    }
  });

  it('#63 end with a call where there is one, although the server says end_turn', () => {
    expect(gather(read(BEGIN, start(CALL), json('{}'), stop(), because('end_turn'), LAST)).stop).toBe('tool-call');
  });

  it('#87 may hold blocks, pieces and reasons that are newer than we are', () => {
    const frames = [
      event('dream', { index: 0 }),
      start({ type: 'dream' }),
      delta({ type: 'dream_delta', dream: 'x' }),
      stop(),
      start({ type: 'text', text: '' }, 1),
      delta({ type: 'text_delta', text: 'Hi' }, 1),
      stop(1),
      because('asleep'),
      LAST,
    ];
    expect(gather(read(BEGIN, ...frames))).toMatchObject({ parts: [text('Hi')], stop: 'done' });
    expect(
      anthropic.parseRequest({ model: 'm', service_tier: 'moon', messages: [{ role: 'user', content: 'a' }] }),
    ).toMatchObject({
      model: 'm',
    });
  });

  it('#99 count cumulatively, and what is left out keeps its count', () => {
    const frames = [start({ type: 'text', text: 'Hi' }), stop(), because('end_turn', 5), because('end_turn', 7), LAST];
    expect(gather(read(BEGIN, ...frames)).usage).toMatchObject({ inputTokens: 9, outputTokens: 7 });
  });
});
