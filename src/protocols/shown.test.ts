import { describe, expect, it } from 'vitest';
import { gather } from '../model/gather.ts';
import { isArray, type Json } from '../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../model/reply.ts';
import { renderFrame, splitFrames } from './frame.ts';
import { CALLERS, PROTOCOLS } from './index.ts';
import { plain } from './plain.ts';
import type { CallerProtocol, Resumed } from './protocol.ts';

const ALL: readonly CallerProtocol[] = [...CALLERS, plain];
const nameOf = ({ id, framing }: CallerProtocol): string => `${id} as ${framing}`;

const thought = (part: number, text: string): ReplyEvent => ({ type: 'thinking', part, text });
const text = (part: number, words: string): ReplyEvent => ({ type: 'text', part, text: words });
const START: ReplyEvent = { type: 'start', id: 'first', model: 'm' };
const END: readonly ReplyEvent[] = [
  { type: 'usage', usage: NO_USAGE },
  { type: 'end', stop: 'done', stopSequence: '' },
];
const CALL: readonly ReplyEvent[] = [
  { type: 'tool-call', part: 1, id: 'c1', name: 'look' },
  { type: 'tool-input', part: 1, json: '{"a":1}' },
  text(2, 'x'),
];

/** What goes over the wire for some events, one text per frame. */
function written(
  caller: CallerProtocol,
  events: readonly ReplyEvent[],
  after: Resumed | null = null,
): readonly string[] {
  const render = caller.renderStream({ model: 'asked', after, usage: true });
  return events.flatMap((event) => render(event)).map((frame) => renderFrame(frame, caller.framing));
}

const shown = (caller: CallerProtocol, pieces: readonly string[]) => caller.shown(Buffer.from(pieces.join('')));

describe.each(ALL.map((caller) => [nameOf(caller), caller] as const))('what a caller of %s has got', (_, caller) => {
  const said = ['Hello – “you”', ' there,\n\n', 'friend 🚦', ' of mine'];

  it('is every word so far, and somebody else may go on', () => {
    for (let count = 1; count <= said.length; count += 1) {
      const before = written(caller, [START, ...said.slice(0, count).map((words) => text(0, words))]);
      const { text: words, resumed } = shown(caller, [...before, caller.framing === 'raw' ? '' : caller.ping('asked')]);
      expect(words).toBe(said.slice(0, count).join(''));
      expect(resumed).not.toBeNull();
    }
  });

  it('is not what was thought', () => {
    const before = written(caller, [START, thought(0, 'Hm'), text(1, 'Hello')]);
    expect(shown(caller, before)).toMatchObject({ text: 'Hello', resumed: { openText: true } });
  });

  it.each<[string, readonly ReplyEvent[]]>([
    ['a call of a tool', CALL],
    ['the end', END],
    ['an end that a limit made', [{ type: 'end', stop: 'length', stopSequence: '' }]],
  ])('cannot be gone on with behind %s', (__, events) => {
    const before = written(caller, [START, text(0, 'Hello'), ...events]);
    // A list that is closed is no beginning of one.
    const open = caller.framing === 'raw' && events !== CALL ? before.filter((one) => one !== ']') : before;
    if (caller.id === 'ollama-generate' && events === CALL) expect(shown(caller, open).resumed).toBeNull();
    expect(shown(caller, open)).toMatchObject({ resumed: null });
  });
});

describe.each(Object.values(PROTOCOLS).map((protocol) => [protocol.id, protocol] as const))(
  'a stream of %s that somebody else goes on with',
  (_, protocol) => {
    const { framing } = protocol;
    const rest: readonly ReplyEvent[] = [
      { type: 'start', id: 'second', model: 'n' },
      text(0, ' there'),
      text(0, '!'),
      ...END,
    ];
    const read = (pieces: readonly string[]) => {
      const frames = splitFrames(framing).feed(Buffer.from(pieces.join('')));
      const parse = protocol.parseStream();
      return gather([...frames, null].flatMap((frame) => parse(frame)));
    };

    it.each<[string, readonly ReplyEvent[]]>([
      ['words', [text(0, 'Hello'), text(0, ' my dear')]],
      ['a thought and words', [thought(0, 'Hm'), text(1, 'Hello'), text(1, ' my dear')]],
    ])('reads like one, behind %s', (__, events) => {
      const before = written(protocol, [START, ...events]);
      const { resumed } = shown(protocol, before);
      const whole = [...before, ...written(protocol, rest, resumed)];
      const uncut = written(protocol, [START, ...events, text(events.at(-1) === events[1] ? 0 : 1, ' there'), ...END]);
      const one = read(whole);
      expect(one.parts.filter(({ type }) => type === 'text')).toEqual([{ type: 'text', text: 'Hello my dear there!' }]);
      expect({ ...one, parts: one.parts.length }).toEqual({ ...read(uncut), parts: read(uncut).parts.length });
      // It is one stream to who reads it strictly, too: one start, one end, numbers without a gap.
      const { see } = protocol.watch();
      const sightings = splitFrames(framing)
        .feed(Buffer.from(whole.join('')))
        .map(see);
      expect(sightings.filter(({ fault }) => fault !== null)).toEqual([]);
      expect(sightings.filter(({ end }) => end)).toHaveLength(1);
    });

    it('has a call of a tool behind its words when whoever goes on calls one', () => {
      const before = written(protocol, [START, text(0, 'Hello')]);
      const { resumed } = shown(protocol, before);
      const calling: readonly ReplyEvent[] = [
        { type: 'start', id: 'second', model: 'n' },
        ...CALL.slice(0, 2),
        { type: 'end', stop: 'tool-call', stopSequence: '' },
      ];
      const { parts, stop } = read([...before, ...written(protocol, calling, resumed)]);
      expect(parts).toMatchObject([
        { type: 'text', text: 'Hello' },
        { type: 'tool-call', name: 'look', input: { a: 1 } },
      ]);
      expect(stop).toBe('tool-call');
    });
  },
);

describe('a message of Responses', () => {
  const { 'openai-responses': responses } = PROTOCOLS;
  const lines = written(responses, [START, text(0, 'Hello'), ...END]);
  const at = (type: string): number => lines.findIndex((one) => one.startsWith(`event: response.${type}\n`));

  it.each([
    ['is not begun yet', at('content_part.added')],
    ['is in the middle of its words', at('output_text.done')],
    ['has said all its words', at('content_part.done')],
    ['is over but for its last event', at('output_item.done')],
    ['is over', at('completed')],
  ])('that %s is closed once, and the last event holds all that was said', (_, cut) => {
    const before = lines.slice(0, cut);
    const { resumed, text: words } = shown(responses, before);
    const events = written(responses, [START, text(0, ' there'), ...END], resumed).map((one) => eventOf(one));
    const all = [...before.map((one) => eventOf(one)), ...events];
    expect(all.map(({ sequence_number: number }) => number)).toEqual(all.map((__, index) => index));
    const output = (all.at(-1)?.response as { output?: Json } | undefined)?.output;
    const said = isArray(output) ? output.map((item) => JSON.stringify(item).match(/"text":"([^"]*)"/)?.[1]) : [];
    expect(said.join('')).toBe(`${words} there`);
    const count = (type: string): number => all.filter((one) => one.type === `response.${type}`).length;
    expect(count('output_item.added')).toBe(count('output_item.done'));
    expect(count('content_part.added')).toBe(count('content_part.done'));
  });
});

type Event = { readonly type: string; readonly sequence_number: number; readonly response?: unknown };

function eventOf(line: string): Event {
  const [, data = '{}'] = /data: (.*)\n\n$/.exec(line) ?? [];
  return JSON.parse(data) as Event;
}
