import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { Json } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../../model/reply.ts';
import { renderFrame, splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { Reading } from './reader.ts';
import { asList, parseWhole, relayStream } from './relay.ts';
import { translateStream } from './translate.ts';

it.each([
  ['nothing at all', '', 'cut'],
  ['half of it', '{"id":"c1"', 'garbled'],
  ['a web page', '<html>', 'garbled'],
])('takes %s for no answer, and not for one without content', (_, body, kind) => {
  expect(() => parseWhole(Buffer.from(body))).toThrow(expect.objectContaining({ kind }));
});

describe('a stream that ends behind its last event, without a blank line', () => {
  const start: ReplyEvent = { type: 'start', id: 'r1', model: 'm' };
  const ending: readonly ReplyEvent[] = [
    { type: 'usage', usage: { ...NO_USAGE, inputTokens: 3, outputTokens: 2 } },
    { type: 'end', stop: 'done', stopSequence: '' },
  ];
  const SAID = [start, { type: 'text', part: 0, text: 'All of it' } as const, ...ending];
  const THOUGHT = [start, { type: 'thinking', part: 0, text: 'Hm.' } as const, ...ending];

  /** What a server sends that leaves the terminal event out, without the end of the last line. */
  function wire({ renderStream, framing }: Protocol, events: readonly ReplyEvent[]): string {
    const render = renderStream({ model: 'm', after: null, usage: true });
    const frames = [...events, null].flatMap((event) => render(event));
    const sent = frames.filter(({ event, data }) => event !== 'message_stop' && data !== '[DONE]');
    return sent
      .map((frame) => renderFrame(frame, framing))
      .join('')
      .trimEnd();
  }
  function relayed(protocol: Protocol, bytes: string): { readonly out: string; readonly closed: Reading } {
    const reader = relayStream(protocol, null);
    const { out } = reader.feed(Buffer.from(bytes));
    const closed = reader.close();
    return { out: Buffer.concat([...out, ...closed.out]).toString(), closed };
  }
  function heard({ framing, parseStream }: Protocol, out: string) {
    const parse = parseStream();
    return gather([...splitFrames(framing).feed(Buffer.from(out)).flatMap(parse), ...parse(null)]);
  }

  it.each(Object.values(PROTOCOLS))('has what that event says, in $id', (protocol) => {
    const { out, closed } = relayed(protocol, wire(protocol, SAID));
    expect(closed).toMatchObject({ end: true, fault: null });
    expect(heard(protocol, out)).toMatchObject({ stop: 'done', usage: { outputTokens: 2 } });
    expect(heard(protocol, out).parts).toMatchObject([{ type: 'text', text: 'All of it' }]);
  });

  it('is a whole list, too, wherever its lines end in CR alone', () => {
    const { gemini } = PROTOCOLS;
    const bytes = `${wire(gemini, SAID)}\n\n`.replaceAll(/\r?\n/g, '\r');
    for (const end of ['', ': bye\r\r']) {
      const reader = asList(relayStream(gemini, null));
      const fed = reader.feed(Buffer.from(bytes + end));
      const out = [...fed.out, ...(fed.end ? [] : reader.close().out)];
      const list: unknown = JSON.parse(Buffer.concat(out).toString());
      const usage = { outputTokens: 2 };
      expect(gemini.parseResponse(list as Json)).toMatchObject({ stop: 'done', usage, parts: [{ text: 'All of it' }] });
    }
  });

  it('has the words beside the reason to stop', () => {
    const openai = PROTOCOLS['openai-chat'];
    const chunk = (content: string, finish: string | null): string =>
      `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}`;
    const { out, closed } = relayed(openai, `${chunk('All ', null)}\n\n${chunk('of it', 'length')}`);
    expect(closed).toMatchObject({ end: true, weight: 'hard' });
    expect(heard(openai, out)).toMatchObject({ stop: 'length', parts: [{ text: 'All of it' }] });
    expect(out.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('is told as it would end, event by event, where it says nothing', () => {
    for (const protocol of Object.values(PROTOCOLS)) {
      const { out, closed } = relayed(protocol, wire(protocol, THOUGHT));
      expect(closed.fault?.kind).toBe('empty');
      const last = Buffer.concat(closed.last ?? []).toString();
      expect(heard(protocol, out + last)).toMatchObject({ stop: 'done', parts: [{ text: 'Hm.' }] });
    }
  });

  it('has nothing of an event that breaks off', () => {
    const { anthropic, 'openai-chat': openai } = PROTOCOLS;
    const early = relayed(anthropic, wire(anthropic, SAID).slice(0, -1));
    expect(early.closed).toMatchObject({ end: false, fault: { kind: 'cut' } });
    // The usage is not there, but the reason to stop was.
    const late = relayed(openai, wire(openai, SAID).slice(0, -1));
    expect(heard(openai, late.out)).toMatchObject({ stop: 'done', usage: NO_USAGE });
    expect(heard(anthropic, relayed(anthropic, `${wire(anthropic, SAID)}\n\nevent: message_stop`).out).stop).toBe(
      'done',
    );
    expect(relayed(anthropic, `${wire(anthropic, SAID)}\n\nevent: mess`).out).not.toMatch(/mess\n/);
  });

  it('is not whole with half a call in it', () => {
    const openai = PROTOCOLS['openai-chat'];
    const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } };
    const chunk = { id: 'c', choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }] };
    const { out, closed } = relayed(openai, `data: ${JSON.stringify(chunk)}`);
    expect([out, closed.end]).toEqual(['', false]);
  });
});

describe('an error that stands in a stream without a field', () => {
  const piece = { candidates: [{ index: 0, content: { parts: [{ text: 'All ' }] } }], responseId: 'r1' };
  const error = { error: { code: 429, message: 'Resource exhausted', status: 'RESOURCE_EXHAUSTED' } };
  const { gemini } = PROTOCOLS;
  const options = { model: 'm', after: null, usage: true, changes: [] };

  it.each([
    ['behind words', `data: ${JSON.stringify(piece)}\r\n\r\n`],
    ['at the beginning', ''],
  ])('is that error, %s, wherever the stream ends', (_, before) => {
    for (const end of ['', '\n', '\r\n\r\n']) {
      for (const reader of [relayStream(gemini, null), translateStream(gemini, PROTOCOLS.anthropic, options)]) {
        const fed = reader.feed(Buffer.from(`${before}${JSON.stringify(error, null, 2)}${end}`));
        const { fault } = fed.fault === null ? reader.close() : fed;
        expect(fault).toMatchObject({ kind: 'rate-limited', message: 'Resource exhausted' });
      }
    }
  });

  it('is a cut where it breaks off', () => {
    const reader = relayStream(gemini, null);
    reader.feed(Buffer.from(JSON.stringify(error).slice(0, -1)));
    expect(reader.close().fault?.kind).toBe('cut');
  });
});

describe('an event that holds a whole picture', () => {
  const { gemini } = PROTOCOLS;
  const data = 'A'.repeat(6 * 1024 * 1024);
  const part = { inlineData: { mimeType: 'image/png', data } };
  const piece = { candidates: [{ content: { parts: [part] } }], responseId: 'r1' };
  const event = Buffer.from(`data: ${JSON.stringify(piece)}\r\n\r\n`);

  it('passes, unless it is larger than what may be kept of it', () => {
    const { out, weight, fault } = relayStream(gemini, null).feed(event);
    expect([Buffer.concat(out).length, weight, fault]).toEqual([event.length, 'hard', null]);
    const bounded = relayStream(gemini, null, () => 1, 1_000_000);
    expect(bounded.feed(event.subarray(0, 2_000_000)).fault?.kind).toBe('garbled');
    const options = { model: 'm', after: null, usage: true, changes: [], bytesMax: 1_000_000 };
    const translated = translateStream(gemini, PROTOCOLS.anthropic, options);
    expect(translated.feed(event.subarray(0, 2_000_000)).fault?.message).toContain('too large');
  });
});
