import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import { at, listAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { renderFrames } from '../frame.ts';
import { MINT_MARK, type Resumed } from '../protocol.ts';
import { gemini, geminiArray } from './index.ts';
import { NO_SIGNATURE } from './terms.ts';

const START: ReplyEvent = { type: 'start', id: 'r', model: 'real' };
const END: ReplyEvent = { type: 'end', stop: 'done', stopSequence: '' };
const USAGE: ReplyEvent = {
  type: 'usage',
  usage: { inputTokens: 5, cacheReadTokens: 2, cacheWriteTokens: 1, outputTokens: 4, thinkingTokens: 3 },
};
const say = (part: number, text: string): ReplyEvent => ({ type: 'text', part, text });
const options = (after: Resumed | null = null) => ({ model: 'asked', after, usage: true });

function written(...events: readonly ReplyEvent[]): readonly Json[] {
  const render = gemini.renderStream(options());
  return [...events.flatMap(render), ...render(null)].map(({ data }) => JSON.parse(data) as Json);
}

function listed(events: readonly ReplyEvent[], after: Resumed | null = null): string {
  const render = geminiArray.renderStream(options(after));
  return Buffer.from(renderFrames([...events.flatMap(render), ...render(null)], geminiArray.framing)).toString('utf8');
}

const partsOf = (pieces: readonly Json[]): readonly Json[] =>
  pieces.flatMap((piece) => listAt(piece, 'candidates', 0, 'content', 'parts'));

describe('a stream is written', () => {
  it('piece by piece, each of the form of a whole answer, the last with why it ended and what it cost', () => {
    const candidate = (parts: readonly Json[], more: object = {}): Json => ({
      candidates: [{ content: { parts, role: 'model' }, ...more, index: 0 }],
      modelVersion: 'asked',
      responseId: 'r',
    });
    expect(written(START, { type: 'thinking', part: 0, text: 'T' }, say(1, 'a'), say(1, 'b'), USAGE, END)).toEqual([
      candidate([{ text: 'T', thought: true }]),
      candidate([{ text: 'a' }]),
      candidate([{ text: 'b' }]),
      {
        ...(candidate([{ text: '' }], { finishReason: 'STOP' }) as object),
        usageMetadata: {
          promptTokenCount: 5,
          candidatesTokenCount: 1,
          totalTokenCount: 9,
          cachedContentTokenCount: 2,
          thoughtsTokenCount: 3,
        },
      },
    ]);
  });

  it('with each call in one part, when all of its input is there', () => {
    const pieces = written(
      START,
      { type: 'tool-call', part: 0, id: 'a', name: 'look', signature: 's' },
      { type: 'tool-input', part: 0, json: '{"x":' },
      { type: 'tool-input', part: 0, json: '1}' },
      { type: 'tool-call', part: 1, id: 'b', name: 'find' },
      { type: 'end', stop: 'tool-call', stopSequence: '' },
    );
    expect(partsOf(pieces)).toEqual([
      { functionCall: { id: 'a', name: 'look', args: { x: 1 } }, thoughtSignature: 's' },
      { functionCall: { id: 'b', name: 'find', args: {} } },
      { text: '' },
    ]);
    expect(textAt(pieces.at(-1), 'candidates', 0, 'finishReason')).toBe('STOP');
  });

  it('#33 with what stands for no signature on the first call, so that Gemini takes it back from the caller', () => {
    const calls: readonly ReplyEvent[] = [
      START,
      { type: 'tool-call', part: 0, id: 'a', name: 'look' },
      { type: 'tool-call', part: 1, id: 'b', name: 'look' },
      { type: 'end', stop: 'tool-call', stopSequence: '' },
    ];
    const whole = gemini.renderResponse(gather(calls));
    for (const pieces of [written(...calls), [whole]]) {
      const signed = partsOf(pieces).filter((part) => at(part, 'functionCall') !== undefined);
      expect(signed.map((part) => textAt(part, 'thoughtSignature'))).toEqual([NO_SIGNATURE, '']);
    }
  });

  it('#9 without a call whose input is not all there', () => {
    const half: readonly ReplyEvent[] = [
      { type: 'tool-call', part: 0, id: 'a', name: 'look' },
      { type: 'tool-input', part: 0, json: '{"x":1' },
      { type: 'end', stop: 'length', stopSequence: '' },
    ];
    expect(partsOf(written(START, ...half))).toEqual([{ text: '' }]);
    const cut = written(START, ...half.slice(0, 2), { type: 'fault', fault: new Fault('cut', 'It broke') });
    expect(cut).toEqual([{ error: { code: 502, message: 'It broke', status: 'INTERNAL' } }]);
  });

  it('with signatures where clients keep them, ours in base64, which Google’s Python client insists on', () => {
    const minted = `${MINT_MARK}abc.def`;
    const events: readonly ReplyEvent[] = [
      START,
      { type: 'thinking', part: 0, text: 'T' },
      { type: 'signature', part: 0, signature: minted },
      { type: 'sealed-thinking', part: 1, data: `${MINT_MARK}sealed` },
      say(2, 'a'),
      END,
    ];
    const pieces = written(...events);
    const carried = partsOf(pieces).flatMap((part) => textAt(part, 'thoughtSignature') || []);
    expect(carried.map((one) => Buffer.from(one, 'base64').toString('utf8'))).toEqual([minted, `${MINT_MARK}sealed`]);
    for (const one of carried) expect(one).toMatch(/^ZmFpbHNvZnQuMS[A-Za-z0-9+/]+=*$/);
    const whole = gemini.renderResponse(gather(events));
    expect(partsOf([whole]).flatMap((part) => textAt(part, 'thoughtSignature') || [])).toEqual(carried);
    // What a client sends back is what went out.
    const back = gemini.parseRequest({
      contents: [{ role: 'model', parts: partsOf(pieces) }, { parts: [{ text: 'go on' }] }],
    });
    expect(back.conversation.messages[0]?.parts).toEqual([
      { type: 'thinking', text: 'T', signature: minted },
      { type: 'thinking', text: '', signature: `${MINT_MARK}sealed` },
      { type: 'text', text: 'a' },
    ]);
  });

  it('with sources behind the words that they are about, in bytes, and all of them at the end', () => {
    const cite = (part: number, start: number, end: number, url: string): ReplyEvent => ({
      type: 'citation',
      part,
      citation: { start, end, url, title: url.toUpperCase(), quote: '' },
    });
    const events = [
      START,
      say(0, 'Ä 😀 b'),
      cite(0, 2, 4, 'x'),
      { type: 'tool-call', part: 1, id: 'i', name: 'n' } as const,
      say(2, 'ü'),
      cite(2, 0, 0, 'y'),
      cite(2, 0, 1, 'x'),
      END,
    ];
    const pieces = written(...events);
    const grounded = pieces.flatMap((piece) => at(piece, 'candidates', 0, 'groundingMetadata') ?? []);
    expect(grounded).toHaveLength(2);
    expect(grounded[0]).toEqual({
      groundingChunks: [{ web: { uri: 'x', title: 'X' } }],
      groundingSupports: [{ segment: { startIndex: 3, endIndex: 7, text: '😀' }, groundingChunkIndices: [0] }],
    });
    expect(grounded[1]).toEqual({
      groundingChunks: [{ web: { uri: 'x', title: 'X' } }, { web: { uri: 'y', title: 'Y' } }],
      groundingSupports: [
        { segment: { startIndex: 3, endIndex: 7, text: '😀' }, groundingChunkIndices: [0] },
        { segment: { startIndex: 9, endIndex: 11, text: 'ü' }, groundingChunkIndices: [1] },
        { segment: { startIndex: 9, endIndex: 11, text: 'ü' }, groundingChunkIndices: [0] },
      ],
    });
    // Read again, each stands in its own part.
    const again = gather(
      [...pieces.map((piece) => ({ event: '', data: JSON.stringify(piece) })), null].flatMap(gemini.parseStream()),
    );
    expect(again.parts).toMatchObject([
      { text: 'Ä 😀 b', citations: [{ start: 2, end: 4, url: 'x' }] },
      { type: 'tool-call' },
      {
        text: 'ü',
        citations: [
          { start: 0, end: 1, url: 'y' },
          { start: 0, end: 1, url: 'x' },
        ],
      },
    ]);
  });

  it('with nothing behind a fault', () => {
    const fault: ReplyEvent = { type: 'fault', fault: new Fault('overloaded', 'Too much', { retryAfterMs: 1_500 }) };
    expect(written(START, say(0, 'a'), fault, say(0, 'b'), END).slice(1)).toEqual([
      {
        error: {
          code: 503,
          message: 'Too much',
          status: 'UNAVAILABLE',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }],
        },
      },
    ]);
  });

  it('behind what another attempt began as if nothing had been', () => {
    const render = gemini.renderStream(options({ nextPart: 1, openPart: 0 }));
    expect([START, say(0, 'a')].flatMap(render)).toHaveLength(1);
  });
});

describe('a list is written', () => {
  it('as one JSON text, in pieces that each come when they are there', () => {
    const events = [START, say(0, 'a'), say(0, 'b'), USAGE, END];
    expect(JSON.parse(listed(events))).toEqual(written(...events));
    const render = geminiArray.renderStream(options());
    expect([START, say(0, 'a')].flatMap(render).map(({ data }) => data.slice(0, 15))).toEqual(['[{"candidates":']);
    expect(render(say(0, 'b')).map(({ data }) => data.slice(0, 16))).toEqual([',\r\n{"candidates"']);
    expect(render(END).at(-1)?.data).toBe(']');
  });

  it('with a fault as its last piece', () => {
    const events: readonly ReplyEvent[] = [START, say(0, 'a'), { type: 'fault', fault: new Fault('cut', 'It broke') }];
    expect(JSON.parse(listed(events))).toMatchObject([{}, { error: { code: 502, status: 'INTERNAL' } }]);
    expect(JSON.parse(listed(events.slice(2)))).toMatchObject([{ error: { code: 502 } }]);
  });

  it('on behind what another attempt began, and with pings anywhere', () => {
    const before =
      geminiArray.ping('m') +
      [START, say(0, 'a')]
        .flatMap(geminiArray.renderStream(options()))
        .map(({ data }) => data)
        .join('');
    const rest = listed([START, say(0, 'b'), END], { nextPart: 1, openPart: 0 });
    expect(JSON.parse(before + geminiArray.ping('m') + rest)).toHaveLength(3);
  });
});

it('#43 a whole answer never counts less than nothing', () => {
  const usage = { inputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 2, thinkingTokens: 5 };
  const whole = gemini.renderResponse({ id: '', model: 'm', parts: [], stop: 'done', stopSequence: '', usage });
  expect(whole).toEqual({
    candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 0, totalTokenCount: 3, thoughtsTokenCount: 5 },
    modelVersion: 'm',
  });
});

it('a ping is a piece of an answer without a word', () => {
  const ping = gemini.ping('m');
  expect(ping).toMatch(/^data: \{.*\}\n\n$/);
  const watch = gemini.watch();
  expect(watch.see({ event: '', data: ping.slice(6, -2) })).toEqual({ weight: 'none', end: false, fault: null });
  expect(gemini.parseStream()({ event: '', data: ping.slice(6, -2) })).toEqual([{ type: 'start', id: '', model: 'm' }]);
});
