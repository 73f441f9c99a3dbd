import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Reply, ReplyEvent } from '../../model/reply.ts';
import { renderFrames, splitFrames } from '../frame.ts';
import type { Frame, Resumed } from '../protocol.ts';
import { anthropic } from './index.ts';

const event = (type: string, body: JsonObject = {}): Frame => ({
  event: type,
  data: JSON.stringify({ type, ...body }),
});
const start = (block: JsonObject, index = 0): Frame => event('content_block_start', { index, content_block: block });
const delta = (piece: JsonObject, index = 0): Frame => event('content_block_delta', { index, delta: piece });
const stop = (index = 0): Frame => event('content_block_stop', { index });
const begin = event('message_start', { message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 2 } } });
const read = (frames: readonly Frame[]): readonly ReplyEvent[] => {
  const feed = anthropic.parseStream();
  return [...frames.flatMap(feed), ...feed(null)];
};
/** The grammar of Anthropic's streams, as strict clients expect it. */
function checkGrammar(frames: readonly Frame[]): void {
  const shape = frames.map((frame) => {
    const data = JSON.parse(frame.data) as { type: string; index?: number };
    expect(data.type).toBe(frame.event);
    return data.index === undefined ? frame.event : `${frame.event}:${data.index}`;
  });
  const blocks = shape.slice(1, -2);
  expect([shape[0], ...shape.slice(-2)]).toEqual(['message_start', 'message_delta', 'message_stop']);
  for (let index = 0; blocks.length > 0; index += 1) {
    expect(blocks.shift()).toBe(`content_block_start:${index}`);
    while (blocks[0] === `content_block_delta:${index}`) blocks.shift();
    expect(blocks.shift()).toBe(`content_block_stop:${index}`);
  }
}

const write = (events: readonly ReplyEvent[], after: Resumed | null = null) =>
  events.flatMap(anthropic.renderStream({ model: 'asked', after, usage: true }));
const END: ReplyEvent = { type: 'end', stop: 'done', stopSequence: '' };

describe('a stream is written', () => {
  it('so that thinking which nobody signed can be sent back', () => {
    const frames = write([
      { type: 'start', id: 'x y', model: 'm' },
      { type: 'thinking', part: 0, text: 'hm' },
      { type: 'text', part: 1, text: 'hi' },
      END,
    ]);
    checkGrammar(frames);
    const reply = gather(read(frames));
    expect(reply).toMatchObject({ model: 'asked', id: expect.stringMatching(/^msg_[a-zA-Z0-9_-]+$/) });
    expect(reply.parts[0]).toEqual({ type: 'thinking', text: 'hm', signature: 'failsoft.1.unsigned' });
  });

  it('with a fault as an error, and nothing after it', () => {
    const frames = write([
      { type: 'start', id: 'i', model: 'm' },
      { type: 'text', part: 0, text: 'hi' },
      { type: 'fault', fault: new Fault('overloaded', 'Oh') },
      END,
    ]);
    expect(frames.at(-1)).toEqual(event('error', { error: { type: 'overloaded_error', message: 'Oh' } }));
    expect(frames.some(({ event: name }) => name === 'message_stop')).toBe(false);
  });

  it('behind thinking that another attempt left open, which is signed and closed first', () => {
    const frames = write([{ type: 'start', id: 'i', model: 'm' }, { type: 'text', part: 0, text: 'hi' }, END], {
      nextPart: 1,
      openPart: 0,
    });
    expect(frames.slice(0, 3)).toEqual([
      delta({ type: 'signature_delta', signature: 'failsoft.1.unsigned' }),
      stop(),
      start({ type: 'text', text: '' }, 1),
    ]);
    checkGrammar([begin, start({ type: 'thinking', thinking: '', signature: '' }), ...frames]);
  });

  it('behind a text without a word, which is closed and not signed', () => {
    const frames = write([{ type: 'text', part: 0, text: 'hi' }, END], { nextPart: 2, openPart: 1, openText: true });
    expect(frames[0]).toEqual(stop(1));
    expect(write([{ type: 'text', part: 0, text: 'hi' }], { nextPart: 2, openPart: -1 })[0]).toEqual(
      start({ type: 'text', text: '' }, 2),
    );
  });

  it('with ids of calls that Anthropic would take back', () => {
    const frames = write([
      { type: 'start', id: 'i', model: 'm' },
      { type: 'tool-call', part: 0, id: 'functions.get:0', name: 'get' },
      END,
    ]);
    expect(gather(read(frames)).parts[0]).toMatchObject({ id: expect.stringMatching(/^[a-zA-Z0-9_-]+$/) });
  });
});

const word = fc.string({ minLength: 1, unit: 'grapheme' });
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: word }),
  fc.record({ type: fc.constant('thinking' as const), text: fc.string(), signature: word }),
  fc.record({ type: fc.constant('sealed-thinking' as const), data: word }),
  fc.record({
    type: fc.constant('tool-call' as const),
    id: fc.uuid(),
    name: word,
    input: fc.dictionary(fc.string(), fc.integer()),
  }),
);
const count = fc.nat(1_000_000);
const reply: fc.Arbitrary<Reply> = fc
  .record({
    parts: fc.array(part),
    read: count,
    write: count,
    fresh: count,
    output: count,
    thinking: count,
    length: fc.boolean(),
  })
  .map(({ parts, read: cacheReadTokens, write: cacheWriteTokens, fresh, output, thinking, length }) => ({
    id: 'msg_1',
    model: 'asked',
    parts,
    stop: length ? 'length' : parts.some(({ type }) => type === 'tool-call') ? 'tool-call' : 'done',
    stopSequence: '',
    usage: {
      inputTokens: fresh + cacheReadTokens + cacheWriteTokens,
      cacheReadTokens,
      cacheWriteTokens,
      outputTokens: output,
      thinkingTokens: thinking,
    },
  }));

function piecesOf(one: Part, number: number): readonly ReplyEvent[] {
  switch (one.type) {
    case 'text':
      return Array.from(one.text, (text) => ({ type: 'text', part: number, text }));
    case 'thinking':
      return [
        { type: 'thinking', part: number, text: one.text },
        { type: 'signature', part: number, signature: one.signature },
      ];
    case 'tool-call':
      return [
        { type: 'tool-call', part: number, id: one.id, name: one.name },
        ...Array.from(JSON.stringify(one.input), (json) => ({ type: 'tool-input', part: number, json }) as const),
      ];
    case 'sealed-thinking':
      return [{ type: 'sealed-thinking', part: number, data: one.data }];
    case 'refusal':
    case 'media':
    case 'tool-result':
      return [];
  }
}

function eventsOf({ id, model, parts, stop: reason, stopSequence, usage }: Reply): readonly ReplyEvent[] {
  const end: ReplyEvent = { type: 'end', stop: reason, stopSequence };
  return [{ type: 'start', id, model }, ...parts.flatMap(piecesOf), { type: 'usage', usage }, end];
}

describe('any answer', () => {
  it('survives being written and read, as a stream and whole', () => {
    fc.assert(
      fc.property(reply, (given) => {
        const frames = write(eventsOf(given));
        checkGrammar(frames);
        expect(gather(read(frames))).toEqual(given);
        expect(anthropic.parseResponse(anthropic.renderResponse(given))).toEqual(given);
      }),
    );
  });

  it('gives the same events wherever its bytes are cut', () => {
    fc.assert(
      fc.property(reply, fc.array(fc.nat(400)), (given, cuts) => {
        const bytes = renderFrames(write(eventsOf(given)), 'sse');
        const splitter = splitFrames('sse');
        const frames: Frame[] = [];
        let from = 0;
        for (const length of [...cuts, bytes.length]) {
          frames.push(...splitter.feed(bytes.subarray(from, from + length)));
          from += length;
        }
        expect(read(frames)).toEqual(read(splitFrames('sse').feed(bytes)));
      }),
    );
  });

  it('of another model comes back to Anthropic without the thinking that we signed', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ mine: fc.boolean(), text: word })), (thoughts) => {
        const content = thoughts.map(({ mine, text: thinking }) => ({
          type: 'thinking',
          thinking,
          signature: mine ? 'failsoft.1.unsigned' : 'EqQB',
        }));
        const body = { messages: [{ role: 'assistant', content }] };
        const scrubbed = anthropic.scrub(body);
        expect(JSON.stringify(scrubbed).includes('failsoft.1.unsigned')).toBe(false);
        const kept = thoughts.filter(({ mine }) => !mine).length;
        expect(JSON.stringify(scrubbed).split('EqQB')).toHaveLength(kept + 1);
      }),
    );
  });
});
