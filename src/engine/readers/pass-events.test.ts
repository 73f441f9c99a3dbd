import { describe, expect, it } from 'vitest';
import { readRecordings, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { NO_USAGE, type ReplyEvent, type StopReason } from '../../model/reply.ts';
import { renderFrame, splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Protocol, ProtocolId, Weight } from '../../protocols/protocol.ts';
import type { Reading } from './reader.ts';
import { relayStream } from './relay.ts';
import { translateStream } from './translate.ts';

/** Dialects whose calls come in pieces. */
const PIECEMEAL = ['anthropic', 'openai-chat', 'openai-responses'] as const satisfies readonly ProtocolId[];

const call = (part: number, id: string, ...pieces: readonly string[]): readonly ReplyEvent[] => [
  { type: 'tool-call', part, id, name: 'look' },
  ...pieces.map((json) => ({ type: 'tool-input', part, json }) as const),
];
const text = (part: number, words: string): ReplyEvent => ({ type: 'text', part, text: words });
const answer = (events: readonly ReplyEvent[], stop: StopReason = 'tool-call'): readonly ReplyEvent[] => [
  { type: 'start', id: 'a1', model: 'm' },
  ...events,
  { type: 'usage', usage: NO_USAGE },
  { type: 'end', stop, stopSequence: '' },
];

/** The events of a stream as a server sends them, one text each. */
function wire({ renderStream, framing }: Protocol, events: readonly ReplyEvent[]): readonly string[] {
  const render = renderStream({ model: 'm', after: null, usage: true });
  return [...events, null].flatMap((event) => render(event)).map((frame) => renderFrame(frame, framing));
}

/** The same with the end of a server whose model was stopped by a limit in the middle of its last call. */
function brokenOff(id: ProtocolId, events: readonly ReplyEvent[]): readonly string[] {
  const all = wire(PROTOCOLS[id], answer(events, 'length'));
  // Our own writers close a call in any case.
  return id === 'openai-responses' ? all.filter((one) => !/arguments\.done|output_item\.done/.test(one)) : all;
}

type Heard = {
  readonly out: string;
  readonly weights: readonly Weight[];
  readonly held: boolean;
  readonly last: Reading;
};

/** Reads until the answer is over, or nothing more comes. */
function relayed(protocol: Protocol, pieces: readonly string[], rename: string | null = null): Heard {
  const reader = relayStream(protocol, rename);
  const all: Reading[] = [];
  for (const one of pieces) {
    all.push(reader.feed(Buffer.from(one)));
    const { end, fault } = all.at(-1) ?? {};
    if (end === true || fault) break;
  }
  const out = Buffer.concat(all.flatMap((one) => one.out)).toString('utf8');
  const held = all.some((one) => one.held === true);
  return { out, weights: all.map(({ weight }) => weight), held, last: all.at(-1) ?? reader.close() };
}

/** The inputs of the calls in what a caller has got so far. */
function inputsIn(protocol: Protocol, bytes: string): readonly string[] {
  const parse = protocol.parseStream();
  const inputs = new Map<number, string>();
  for (const event of splitFrames(protocol.framing).feed(Buffer.from(bytes)).flatMap(parse)) {
    if (event.type === 'tool-call') inputs.set(event.part, '');
    if (event.type === 'tool-input') inputs.set(event.part, (inputs.get(event.part) ?? '') + event.json);
  }
  return [...inputs.values()];
}

describe.each(PIECEMEAL)('a call of a tool in a stream of %s that is passed on', (id) => {
  const protocol = PROTOCOLS[id];
  const events = answer([
    text(0, 'Let me see – “Zürich”. '),
    ...call(1, 'c1', '{"a"', ':', '1}'),
    ...call(2, 'c2', '{"b":2', '}'),
  ]);
  const pieces = wire(protocol, events);

  it('arrives byte for byte, and at no time is there half of one', () => {
    expect(relayed(protocol, pieces)).toMatchObject({ out: pieces.join(''), last: { end: true, fault: null } });
    expect(relayed(protocol, [pieces.join('')]).out).toBe(pieces.join(''));
    for (let count = 1; count < pieces.length; count += 1) {
      const { out } = relayed(protocol, pieces.slice(0, count));
      expect(pieces.join('').startsWith(out)).toBe(true);
      for (const json of inputsIn(protocol, out)) expect(JSON.parse(json)).toBeInstanceOf(Object);
    }
  });

  it('is nothing that was shown while it is not whole, so that another rung may still answer', () => {
    const alone = wire(protocol, answer(call(0, 'c1', '{"a"', ':1}')));
    const first = alone.findIndex((one) => one.includes('a\\"'));
    const { weights, out, held } = relayed(protocol, alone.slice(0, first + 1));
    expect(held).toBe(true);
    expect(new Set(weights)).toEqual(new Set(['none']));
    expect(out).not.toContain('look');
    expect(relayed(protocol, alone).weights).toContain('hard');
  });

  it('does not count for who goes on behind what was shown', () => {
    const { see, resumed } = protocol.watch();
    const before = wire(protocol, answer([{ type: 'thinking', part: 0, text: 'Hm' }, ...call(1, 'c1', '{"a"')]));
    const cut = before.findIndex((one) => one.includes('look'));
    const frames = before.map((one) => splitFrames('sse').feed(Buffer.from(one))[0] ?? { event: '', data: '' });
    for (const frame of frames.slice(0, cut)) see(frame);
    const shown = resumed();
    for (const frame of frames.slice(cut, cut + 2)) see(frame);
    expect(resumed()).toEqual(shown);
  });

  it('is left out where a limit ended the answer in the middle of it, and the answer ends as the provider said', () => {
    const half = brokenOff(id, [text(0, 'Let me see. '), ...call(1, 'c1', '{"a":1}'), ...call(2, 'c2', '{"b"')]);
    const { out, last } = relayed(protocol, half);
    expect(last).toMatchObject({ end: true, fault: null });
    const inputs = inputsIn(protocol, out);
    for (const json of inputs) expect(JSON.parse(json)).toEqual({ a: 1 });
    expect(out).not.toContain('c2');
    expect(out).toMatch(/max_tokens|"length"|max_output_tokens/);
  });

  it('that stays half although the answer claims to be complete is a fault, and nobody has seen it', () => {
    const lie = wire(protocol, answer([text(0, 'Let me see. '), ...call(1, 'c1', '{"a"')]));
    const { out, last } = relayed(protocol, lie);
    expect(last.fault?.kind).toBe('garbled');
    expect(out).not.toContain('look');
  });

  it('is printed with the name that the caller asked for', () => {
    const { out } = relayed(protocol, pieces, 'other');
    expect(inputsIn(protocol, out)).toEqual(['{"a":1}', '{"b":2}']);
    expect(out).not.toContain('"model":"m"');
  });
});

it('a call of Gemini that comes in pieces is held until its last one', () => {
  const piece = (part: object, more: object = {}): string =>
    `data: ${JSON.stringify({ candidates: [{ content: { parts: [part], role: 'model' }, ...more }], responseId: 'r' })}\n\n`;
  const words = piece({ text: 'Let me see' });
  const begun = piece({ functionCall: { name: 'look', partialArgs: [{ jsonPath: '$.a' }], willContinue: true } });
  const ended = piece({ functionCall: { name: '' } });
  const last = piece({ text: '' }, { finishReason: 'STOP' });
  const { gemini } = PROTOCOLS;
  expect(relayed(gemini, [words, begun, begun]).out).toBe(words);
  expect(relayed(gemini, [words, begun, begun, ended, last]).out).toBe([words, begun, begun, ended, last].join(''));
  expect(relayed(gemini, [words, begun, last]).last.fault?.kind).toBe('garbled');
  const limit = piece({ text: '' }, { finishReason: 'MAX_TOKENS' });
  expect(relayed(gemini, [words, begun, limit]).out).toBe(words + limit);
});

it('calls of Chat Completions that come whole, with the reason to stop in the same chunk, arrive or are left out', () => {
  const chunk = (json: string, reason: string): string =>
    `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: '', tool_calls: [{ index: 0, id: 'c', function: { name: 'look', arguments: json } }] }, finish_reason: reason }] })}\n\n`;
  const done = 'data: [DONE]\n\n';
  const chat = PROTOCOLS['openai-chat'];
  const whole = chunk('{"a":1}', 'tool_calls');
  expect(relayed(chat, [whole, done]).out).toBe(whole + done);
  const { out, last } = relayed(chat, [chunk('{"a"', 'length'), done]);
  expect(last).toMatchObject({ end: true, fault: null });
  expect(out).toContain('"finish_reason":"length"');
  expect(out).not.toContain('look');
});

describe('a call of a tool in a stream that is translated', () => {
  const from = PROTOCOLS['openai-chat'];
  const translated = (events: readonly ReplyEvent[], until = Infinity): Heard => {
    const reader = translateStream(from, PROTOCOLS.anthropic, { model: 'm', after: null, usage: true, changes: [] });
    const readings = wire(from, events)
      .slice(0, until)
      .map((one) => reader.feed(Buffer.from(one)));
    const out = Buffer.concat(readings.flatMap((one) => one.out)).toString('utf8');
    const held = readings.some((one) => one.held === true);
    return { out, weights: readings.map(({ weight }) => weight), held, last: readings.at(-1) ?? reader.close() };
  };

  it('is told when it is whole', () => {
    const events = answer([...call(0, 'c1', '{"a"', ':1}'), ...call(1, 'c2')]);
    const { out } = translated(events);
    expect(inputsIn(PROTOCOLS.anthropic, out)).toEqual(['{"a":1}', '']);
    const half = translated(events, 3);
    expect(half.held).toBe(true);
    expect(half.weights).not.toContain('hard');
    expect(half.out).not.toContain('look');
  });

  it('is left out when a limit cuts it off, and a fault when nothing does', () => {
    const half = call(1, 'c1', '{"a"');
    const limited = translated(answer([text(0, 'Hm'), ...half], 'length'));
    expect(limited.last).toMatchObject({ end: true, fault: null });
    expect(limited.out).not.toContain('look');
    expect(translated(answer([text(0, 'Hm'), ...half])).last.fault?.kind).toBe('garbled');
  });
});

describe.skipIf(skipped)('recorded streams', () => {
  it.each<[ProtocolId, RegExp, RegExp]>([
    ['anthropic', /^POST \/v1\/messages$/, /\/v1\/messages(\?|$)/],
    ['openai-chat', /^POST .*\/chat\/completions$/, /\/chat\/completions(\?|$)/],
    ['openai-responses', /^POST .*\/responses$/, /\/responses(\?|$)/],
  ])('of %s arrive byte for byte, however their bytes are cut', (id, endpoint, address) => {
    const all = readRecordings(endpoint, address).filter(
      ({ streamed, status, answer: said }) => streamed && status === 200 && !/"error":\s*\{/.test(said),
    );
    const calling = all.filter(({ answer: said }) => /tool_use|tool_calls|function_call/.test(said));
    expect(calling.length).toBeGreaterThan(3);
    for (const { answer: said, path } of all) {
      const bytes = Buffer.from(said);
      const whole = relayed(PROTOCOLS[id], [said]).out;
      expect([path, said.startsWith(whole) || whole.startsWith(said)]).toEqual([path, true]);
      const pieces: string[] = [];
      for (let from = 0; from < bytes.length; from += 777)
        pieces.push(bytes.subarray(from, from + 777).toString('latin1'));
      const reader = relayStream(PROTOCOLS[id], null);
      const out = pieces.flatMap((one) => reader.feed(Buffer.from(one, 'latin1')).out);
      expect([path, Buffer.concat([...out, ...reader.close().out]).toString('utf8')]).toEqual([path, whole]);
    }
  });
});
