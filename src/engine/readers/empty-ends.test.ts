import { describe, expect, it } from 'vitest';
import type { ReplyEvent } from '../../model/reply.ts';
import { NO_USAGE } from '../../model/reply.ts';
import { renderFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { Reader } from './reader.ts';
import { asList, relayStream } from './relay.ts';
import { translateStream } from './translate.ts';

const THOUGHTS: readonly ReplyEvent[] = [
  { type: 'start', id: 'r1', model: 'm' },
  { type: 'thinking', part: 0, text: 'Hm.' },
  { type: 'usage', usage: { ...NO_USAGE, outputTokens: 2 } },
  { type: 'end', stop: 'done', stopSequence: '' },
];

/** What every dialect says when an answer is over. */
const ENDS = /"stop_reason":"|"finish_reason":"|response\.completed|"finishReason"|"done":true|message_stop|\[DONE\]/;

/** What a provider of this dialect sends, event by event. */
function written(protocol: Protocol): readonly Uint8Array[] {
  const render = protocol.renderStream({ model: 'm', after: null, usage: true, tools: [] });
  return [...THOUGHTS.flatMap((event) => render(event)), ...render(null)].map((frame) =>
    renderFrames([frame], protocol.framing),
  );
}

/** All that comes out of it, the fault that it ends in, and how it would end for good. */
function read(reader: Reader, chunks: readonly Uint8Array[]) {
  let out = '';
  for (const chunk of chunks) {
    const reading = reader.feed(chunk);
    out += textOf(reading.out);
    if (reading.fault !== null || reading.end) return { out, kind: reading.fault?.kind, last: textOf(reading.last) };
  }
  const closed = reader.close();
  return { out: out + textOf(closed.out), kind: closed.fault?.kind, last: textOf(closed.last) };
}

const textOf = (bytes: readonly Uint8Array[] = []): string => Buffer.concat(bytes).toString();

const ALL = Object.values(PROTOCOLS);

describe('of an answer that only thinks the end is not passed on, so that somebody else can go on behind it', () => {
  it.each(ALL)('in $id, as it came', (protocol) => {
    const { out, kind, last } = read(relayStream(protocol, null), written(protocol));
    expect(kind).toBe('empty');
    expect(out).toContain('Hm.');
    expect(out).not.toMatch(ENDS);
    expect(last).toMatch(ENDS);
  });

  it('as a list, which stays open', () => {
    const { out, kind, last } = read(asList(relayStream(PROTOCOLS.gemini, null)), written(PROTOCOLS.gemini));
    expect(kind).toBe('empty');
    expect(out).toMatch(/^\[\{.*\}$/s);
    expect(JSON.parse(out + last)).toHaveLength(2);
  });

  it.each(ALL.flatMap((from) => ALL.map((to) => [from.id, to.id, from, to] as const)))(
    'from %s to %s',
    (_from, _to, from, to) => {
      const options = { model: 'm', after: null, usage: true, tools: [], changes: [] };
      const { out, kind, last } = read(translateStream(from, to, options), written(from));
      expect(kind).toBe('empty');
      expect(out).not.toMatch(ENDS);
      expect(last).toMatch(ENDS);
    },
  );
});

it('an answer of Gemini that says first that it is over is empty when the line ends, and not before', () => {
  const { gemini, anthropic } = PROTOCOLS;
  const piece = (parts: readonly object[], more: object): Uint8Array => {
    const candidates = [{ content: { role: 'model', parts }, ...more }];
    return Buffer.from(`data: ${JSON.stringify({ candidates, usageMetadata: { promptTokenCount: 1 } })}\n\n`);
  };
  const stop = piece([{ text: '' }], { finishReason: 'STOP' });
  const said = piece([{ text: 'Yes' }], {});
  const options = { model: 'm', after: null, usage: true, tools: [], changes: [] };
  for (const reader of [() => relayStream(gemini, null), () => translateStream(gemini, anthropic, options)]) {
    const more = [Buffer.from(': ping\n\n'), said, stop];
    const { out, kind } = read(reader(), [stop, ...more]);
    expect([kind, out.includes('Yes')]).toEqual([undefined, true]);
    const empty = reader();
    expect([stop, ...more.slice(0, 1)].map((one) => empty.feed(one)).map(({ end, fault }) => [end, fault])).toEqual([
      [false, null],
      [false, null],
    ]);
    const { end, fault, weight } = empty.close();
    expect([end ? weight : fault?.kind]).toEqual([end ? 'none' : 'empty']);
  }
});
