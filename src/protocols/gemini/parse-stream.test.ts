import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../../model/reply.ts';
import { gemini } from './index.ts';

const USAGE: JsonObject = { promptTokenCount: 5, candidatesTokenCount: 3, thoughtsTokenCount: 2, totalTokenCount: 10 };

/** A piece of an answer. */
function piece(parts: readonly Json[], candidate: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...candidate }],
    modelVersion: 'm',
    responseId: 'r',
    ...more,
  };
}

const done = (parts: readonly Json[] = [{ text: '' }], candidate: JsonObject = {}): JsonObject =>
  piece(parts, { finishReason: 'STOP', ...candidate }, { usageMetadata: USAGE });
const call = (name: string, id?: string, more: JsonObject = {}): JsonObject => ({
  functionCall: { name, args: { a: 1 }, ...(id !== undefined && { id }) },
  ...more,
});

function eventsOf(...pieces: readonly Json[]): readonly ReplyEvent[] {
  const read = gemini.parseStream();
  return [...pieces.flatMap((one) => read({ event: '', data: JSON.stringify(one) })), ...read(null)];
}

/** The reply, which is the same from a stream, from a list and, where it is one piece, from a whole answer. */
function replyOf(...pieces: readonly Json[]): Reply {
  const reply = gather(eventsOf(...pieces));
  expect(gemini.parseResponse(pieces)).toEqual(reply);
  if (pieces.length === 1) expect(gemini.parseResponse(pieces[0] ?? null)).toEqual(reply);
  return reply;
}

const lastOf = (...pieces: readonly Json[]): unknown => eventsOf(...pieces).at(-1);
const faultOf = (kind: string): object => ({ type: 'fault', fault: { kind } });

describe('an answer', () => {
  it('#11 #12 is read with thoughts and words apart, however they come', () => {
    const mixed = [{ text: 'T1', thought: true }, { text: 'a' }];
    expect(replyOf(piece(mixed), piece([{ text: 'b' }]), done()).parts).toEqual([
      { type: 'thinking', text: 'T1', signature: '' },
      { type: 'text', text: 'ab' },
    ]);
  });

  it('#10 is not split by pieces without a word', () => {
    const thought = { text: 'T', thought: true };
    expect(replyOf(piece([thought]), piece([{ text: '' }]), piece([]), piece([thought]), done()).parts).toEqual([
      { type: 'thinking', text: 'TT', signature: '' },
    ]);
  });

  it('#16 keeps its parts and their signatures in their order', () => {
    expect(
      replyOf(
        piece([{ text: 'T', thought: true }]),
        piece([{ text: 'a', thoughtSignature: 'one' }]),
        piece([call('look', 'i', { thoughtSignature: 'two' }), { text: 'b' }]),
        done([{ text: '', thoughtSignature: 'three' }]),
      ).parts,
    ).toEqual([
      { type: 'thinking', text: 'T', signature: 'one' },
      { type: 'text', text: 'a' },
      { type: 'tool-call', id: 'i', name: 'look', input: { a: 1 }, signature: 'two' },
      { type: 'text', text: 'b' },
      { type: 'thinking', text: '', signature: 'three' },
    ]);
    expect(replyOf(done([{ text: 'a', thoughtSignature: 'x' }])).parts).toEqual([
      { type: 'thinking', text: '', signature: 'x' },
      { type: 'text', text: 'a' },
    ]);
    expect(replyOf(done([{ text: 'a' }, { thoughtSignature: 'x' }])).parts.at(-1)).toMatchObject({ signature: 'x' });
  });

  it('#63 that calls tools says so, although Gemini says STOP', () => {
    expect(replyOf(done([call('look')]))).toMatchObject({ stop: 'tool-call' });
    expect(replyOf(done([call('look')], { finishReason: 'MAX_TOKENS' }))).toMatchObject({ stop: 'length' });
  });

  it('#58 gives an id to every call that has none, or another’s', () => {
    const ids = replyOf(piece([call('look'), call('look')]), done([call('find', 'x'), call('find', 'x')])).parts;
    expect(ids.map((part) => part.type === 'tool-call' && part.id)).toEqual(['call_r_0', 'call_r_1', 'x', 'call_r_3']);
  });

  it('#54 says the input of a call as JSON, also where there is none', () => {
    expect(eventsOf(done([{ functionCall: { name: 'look' } }]))).toContainEqual({
      type: 'tool-input',
      part: 0,
      json: '{}',
    });
  });

  it('#43 counts thoughts beside the words, and what tools found with the prompt', () => {
    const usage = { ...USAGE, cachedContentTokenCount: 4, toolUsePromptTokenCount: 7 };
    expect(replyOf({ ...done(), usageMetadata: usage }).usage).toEqual({
      inputTokens: 12,
      cacheReadTokens: 4,
      cacheWriteTokens: 0,
      outputTokens: 5,
      thinkingTokens: 2,
    });
    expect(replyOf(piece([{ text: 'a' }], { finishReason: 'STOP' })).usage).toEqual(NO_USAGE);
  });

  it.each([
    ['STOP', 'done'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'refused'],
    ['RECITATION', 'refused'],
    ['PROHIBITED_CONTENT', 'refused'],
    ['IMAGE_SAFETY', 'refused'],
    ['CONTINUATION', 'pause'],
    ['#87 SOMETHING_NEW', 'done'],
  ])('that ends with %s is %s', (reason, stop) => {
    expect(replyOf(done([{ text: 'a' }], { finishReason: reason.replace('#87 ', '') })).stop).toBe(stop);
  });

  it.each([
    ['MALFORMED_FUNCTION_CALL', 'garbled'],
    ['UNEXPECTED_TOOL_CALL', 'garbled'],
    ['MALFORMED_RESPONSE', 'garbled'],
    ['MISSING_THOUGHT_SIGNATURE', 'garbled'],
    ['OTHER', 'broken'],
  ])('that ends with %s is none: %s', (finishReason, kind) => {
    const broken = done([{ text: '' }], { finishReason, finishMessage: 'What happened' });
    expect(lastOf(piece([{ text: 'a' }]), broken)).toMatchObject({ fault: { kind, message: 'What happened' } });
    expect(() => gemini.parseResponse(broken)).toThrow('What happened');
    expect(() => gemini.weigh(broken)).toThrow('What happened');
  });

  it('has not ended where the reason is not specified', () => {
    expect(lastOf(piece([{ text: 'a' }], { finishReason: 'FINISH_REASON_UNSPECIFIED' }))).toMatchObject(faultOf('cut'));
  });

  it('#93 that was refused says why, where Google does', () => {
    const blocked = {
      promptFeedback: { blockReason: 'SAFETY', blockReasonMessage: 'Not this' },
      usageMetadata: { promptTokenCount: 5 },
    };
    expect(replyOf(blocked)).toMatchObject({
      stop: 'refused',
      parts: [{ type: 'refusal', text: 'Not this' }],
      usage: { inputTokens: 5 },
    });
    expect(replyOf({ promptFeedback: { blockReason: 'SAFETY' }, modelVersion: 'm' })).toMatchObject({
      stop: 'refused',
      parts: [],
    });
    const filtered = { finishReason: 'SAFETY', finishMessage: 'Nor that' };
    expect(replyOf(piece([{ text: 'a' }]), done([], filtered)).parts).toEqual([
      { type: 'text', text: 'a' },
      { type: 'refusal', text: 'Nor that' },
    ]);
  });

  it('#94 is not refused for a reason that is none', () => {
    const feedback = { promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED' } };
    expect(replyOf({ ...done([{ text: 'a' }]), ...feedback })).toMatchObject({
      stop: 'done',
      parts: [{ type: 'text' }],
    });
  });

  it('passes over the work of the provider’s own tools', () => {
    const work = [
      { executableCode: { code: 'x' } },
      { codeExecutionResult: {} },
      { toolCall: {}, thoughtSignature: 's' },
    ];
    expect(replyOf(piece([{ text: 'a' }]), piece(work), done([{ text: 'b' }])).parts).toEqual([
      { type: 'text', text: 'ab' },
    ]);
  });

  it('with a picture, for which there is no place, is not passed on without it', () => {
    expect(lastOf(done([{ inlineData: { mimeType: 'image/png', data: 'AA==' } }]))).toMatchObject(faultOf('garbled'));
  });

  it('is the first of several', () => {
    const other = { content: { parts: [{ text: 'no' }] }, index: 1, finishReason: 'STOP' };
    const both = done([{ text: 'yes' }]);
    expect(replyOf({ ...both, candidates: [other, ...(both['candidates'] as Json[])] }).parts).toEqual([
      { type: 'text', text: 'yes' },
    ]);
    expect(replyOf({ modelVersion: 'm', candidates: [other] }, both).parts).toEqual([{ type: 'text', text: 'yes' }]);
  });
});

describe('a stream', () => {
  it('ends with the piece that says why and what it cost, or behind the one that says why', () => {
    const read = gemini.parseStream();
    const see = (one: Json): readonly string[] =>
      read({ event: '', data: JSON.stringify(one) }).map(({ type }) => type);
    expect(see(piece([{ text: 'a' }], { finishReason: 'STOP' }))).toEqual(['start', 'text']);
    expect(see({ usageMetadata: USAGE })).toEqual(['usage', 'end']);
    expect(eventsOf(piece([{ text: 'a' }], { finishReason: 'STOP' })).at(-1)).toMatchObject({
      type: 'end',
      stop: 'done',
    });
  });

  it('#7 that stops before it says why was cut', () => {
    expect(lastOf(piece([{ text: 'a' }], {}, { usageMetadata: USAGE }))).toMatchObject(faultOf('cut'));
    expect(lastOf()).toMatchObject(faultOf('cut'));
  });

  it('#17 #18 with an error in the place of a piece has failed, by its number or by its name', () => {
    expect(lastOf(piece([{ text: 'a' }]), { error: { code: 503, message: 'x', status: 'UNAVAILABLE' } })).toMatchObject(
      faultOf('overloaded'),
    );
    expect(lastOf({ error: { message: 'x', status: 'RESOURCE_EXHAUSTED' } })).toMatchObject(faultOf('rate-limited'));
    expect(lastOf({ error: { message: 'x' } })).toMatchObject(faultOf('broken'));
    expect(lastOf([{ error: { code: 500, message: 'x' } }])).toMatchObject(faultOf('broken'));
    expect(() => gemini.parseResponse({ error: { code: 429, message: 'x' } })).toThrow(
      expect.objectContaining({ kind: 'rate-limited' }),
    );
  });

  it('may say STOP with every piece, or before the first word', () => {
    const stopped = (text: string, more: JsonObject = {}): JsonObject =>
      piece([{ text }], { finishReason: 'STOP' }, more);
    for (const pieces of [
      [stopped('a'), stopped('b'), stopped('c', { usageMetadata: USAGE })],
      [done(), piece([{ text: 'abc' }]), done()],
    ])
      expect(replyOf(...pieces)).toMatchObject({ parts: [{ type: 'text', text: 'abc' }], stop: 'done' });
    expect(lastOf(stopped('a'), piece([{ text: 'b' }]))).toMatchObject(faultOf('cut'));
    expect(lastOf(done())).toMatchObject({ type: 'end', stop: 'done' });
    expect(lastOf(done(), done([], { finishReason: 'SAFETY' }))).toMatchObject({ type: 'end', stop: 'refused' });
  });

  it('that goes on behind its end is garbled, and so is one of another kind', () => {
    expect(lastOf(piece([{ text: 'a' }], { finishReason: 'MAX_TOKENS' }), piece([{ text: 'b' }]))).toMatchObject(
      faultOf('garbled'),
    );
    expect(lastOf({ type: 'message_start' })).toMatchObject(faultOf('garbled'));
    expect(lastOf(piece([{ functionCall: { args: {} } }]))).toMatchObject(faultOf('garbled'));
    expect(lastOf(piece([{ functionCall: { name: 'n', partialArgs: [] } }]))).toMatchObject(faultOf('garbled'));
    expect(() => gemini.parseResponse({})).toThrow('no piece of an answer');
  });
});
