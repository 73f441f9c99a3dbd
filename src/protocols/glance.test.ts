import { describe, expect, it } from 'vitest';
import type { ReplyEvent } from '../model/reply.ts';
import { renderFrames, splitFrames } from './frame.ts';
import { asksForJson, doingIn, wordsIn } from './glance.ts';
import { PROTOCOLS } from './index.ts';
import type { Protocol, Weight } from './protocol.ts';

const protocols = Object.values(PROTOCOLS);
const OPTIONS = { model: 'm', after: null, usage: true };
const START: ReplyEvent = { type: 'start', id: 'a', model: 'm' };

const textOf = (protocol: Protocol, events: readonly ReplyEvent[]): string =>
  Buffer.from(renderFrames(events.flatMap(protocol.renderStream(OPTIONS)), protocol.framing)).toString('utf8');

describe('a glance at the events of a stream', () => {
  it.each(protocols.map((protocol) => [protocol.id, protocol] as const))('finds the words: %s', (_, protocol) => {
    const said = ['The lamp', ' says "wait"\n', '\\n is no line end, ', 'é 港'];
    const text = textOf(protocol, [START, ...said.map((text): ReplyEvent => ({ type: 'text', part: 0, text }))]);
    const words = wordsIn(text);
    expect(words).toContain('The lamp says \\"wait\\"\n');
    expect(words).toContain('é 港');
  });

  it.each(protocols.map((protocol) => [protocol.id, protocol] as const))(
    'sees what the model is at: %s',
    (_, protocol) => {
      const seen = (...events: readonly ReplyEvent[]): readonly (string | null)[] => {
        const watch = protocol.watch();
        const splitter = splitFrames(protocol.framing);
        const frames = splitter.feed(Buffer.from(textOf(protocol, [START, ...events])));
        return frames.map((frame) => doingIn(frame.data, watch.see(frame).weight));
      };
      expect(seen({ type: 'text', part: 0, text: 'The tool_calls of the lamp' }).at(-1)).toBe('text');
      expect(seen({ type: 'thinking', part: 0, text: 'Hm' }).at(-1)).toBe('thinking');
      const input: ReplyEvent = { type: 'tool-input', part: 0, json: '{"ship":"Ada"}' };
      const end: ReplyEvent = { type: 'end', stop: 'tool-call', stopSequence: '' };
      const called = seen({ type: 'tool-call', part: 0, id: 'call_1', name: 'find' }, input, end);
      expect(called).toContain('call');
      expect(called).not.toContain('thinking');
    },
  );

  it.each<[string, string, Weight, string | null]>([
    [
      'a thought of Claude that is not shown',
      '{"type":"content_block_start","index":2,"content_block":{"type":"thinking","thinking":"","signature":""}}',
      'none',
      'thinking',
    ],
    [
      'a thought of OpenAI that is not shown',
      '{"type":"response.output_item.added","output_index":1,"item":{"id":"rs_1","type":"reasoning","summary":[]}}',
      'none',
      'thinking',
    ],
    [
      'a search of OpenAI',
      '{"type":"response.output_item.added","output_index":1,"item":{"id":"ws_1","type":"web_search_call"}}',
      'hard',
      'call',
    ],
    [
      'a search of Claude',
      '{"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}',
      'hard',
      'call',
    ],
    ['a ping', '{"type": "ping"}', 'none', null],
  ])('knows %s', (_, data, weight, doing) => {
    expect(doingIn(data, weight)).toBe(doing);
  });

  it.each([
    ['{"response_format":{"type":"json_object"}}', true],
    ['{"text":{"format":{"type":"json_schema","name":"a","schema":{}}}}', true],
    ['{"generationConfig":{"responseMimeType":"application/json"}}', true],
    ['{"output_config":{"format":{"type":"json_schema","schema":{}}}}', true],
    ['{"model":"m","format":"json"}', true],
    ['{"model":"m","format":{"type":"object","properties":{}}}', true],
    ['{"text":{"format":{"type":"text"}}}', false],
    ['{"tools":[{"input_schema":{"properties":{"format":{"type":"string"}}}}]}', false],
    ['{"messages":[{"role":"user","content":"say {\\"type\\":\\"json_object\\"}"}]}', false],
  ])('sees whether JSON was asked for: %s', (body, asks) => {
    expect(asksForJson(Buffer.from(body))).toBe(asks);
  });
});
