import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../../model/reply.ts';
import { parseStream } from './parse-stream.ts';
import { parseResponse } from './response.ts';
import { complete, ID, message, QUESTION, source, underWay } from './testing/frames.ts';

function read(...frames: readonly Json[]): readonly ReplyEvent[] {
  const parse = parseStream();
  return [...frames.flatMap((frame) => parse({ event: '', data: JSON.stringify(frame) })), ...parse(null)];
}

const saying = (text: string): JsonObject => underWay([message('answer', text)]);
const start: ReplyEvent = { type: 'start', id: ID, model: '' };
const done: ReplyEvent = { type: 'end', stop: 'done', stopSequence: '' };
const words = (text: string): ReplyEvent => ({ type: 'text', part: 0, text });
const faultOf = (events: readonly ReplyEvent[]): Fault | null => {
  const last = events.at(-1);
  return last?.type === 'fault' ? last.fault : null;
};

describe('the frames of an answer', () => {
  it('each tell what is new in them', () => {
    const frames = [
      underWay([]),
      underWay([], 1),
      saying('The'),
      saying('The ferry leaves'),
      saying('The ferry leaves'),
      underWay([]),
    ];
    expect(read(...frames, complete('The ferry leaves at 9.'))).toEqual([
      start,
      words('The'),
      words(' ferry leaves'),
      words(' at 9.'),
      done,
    ]);
  });

  it('never hold back what was said until the last one', () => {
    const parse = parseStream();
    const feed = (frame: Json): readonly ReplyEvent[] => parse({ event: '', data: JSON.stringify(frame) });
    expect(feed(saying('One'))).toEqual([start, words('One')]);
    expect(feed(saying('One two'))).toEqual([words(' two')]);
  });

  it('may be longer than any line that usual readers take', () => {
    const long = 'Water under the keel. '.repeat(10_000);
    const text = gather(read(saying(long), saying(`${long}More`), complete(`${long}More.`))).parts;
    expect(text).toEqual([{ type: 'text', text: `${long}More.` }]);
  });

  it.each([
    ['half a character', 'A boat \uD83D'],
    ['the sign for one that could not be read', 'A boat \uFFFD'],
  ])('end in %s without harm', (_, half) => {
    expect(read(saying(half), saying('A boat \uD83D\uDEA4'), complete('A boat \uD83D\uDEA4!'))).toEqual([
      start,
      words('A boat '),
      words('\uD83D\uDEA4'),
      words('!'),
      done,
    ]);
  });

  it('keep an answer of several messages together', () => {
    const first = message('one', 'Searching.');
    const both = [first, message('two', 'Found it.')];
    const last = { ...underWay([message('question', QUESTION), ...both], 1), displayName: QUESTION };
    expect(gather(read(underWay([first]), underWay(both), last)).parts).toEqual([
      { type: 'text', text: 'Searching.\n\nFound it.' },
    ]);
  });

  it('may lose blanks at their end', () => {
    expect(gather(read(saying('Nine.\n\n'), complete('Nine.'))).parts).toEqual([{ type: 'text', text: 'Nine.\n\n' }]);
  });

  it('are garbled when the answer was replaced after some of it was told', () => {
    const events = read(saying('The ferry leaves'), saying('No ferry'));
    expect(events.slice(0, 2)).toEqual([start, words('The ferry leaves')]);
    expect(faultOf(events)?.kind).toBe('garbled');
    expect(faultOf(read(saying('The ferry leaves'), complete('The ferry')))?.kind).toBe('garbled');
  });

  it('are cut without the last one', () => {
    expect(faultOf(read(saying('The ferry')))?.kind).toBe('cut');
    expect(faultOf(read())?.kind).toBe('cut');
    // Some early frames count the turn, and none of them is the last.
    expect(faultOf(read(underWay([], 1), underWay([message('answer', 'The')], 1)))?.kind).toBe('cut');
  });

  it('may end with one that leaves the question out, when nothing comes behind it', () => {
    const last = { ...underWay([message('answer', 'Nine.')], 1), displayName: QUESTION };
    expect(read(saying('Ni'), last)).toEqual([start, words('Ni'), words('ne.'), done]);
    const more = { ...last, messages: [message('answer', 'Nine. Or ten.')] };
    expect(gather(read(last, more)).parts).toEqual([{ type: 'text', text: 'Nine. Or ten.' }]);
  });

  it('mean nothing behind the last one', () => {
    expect(read(complete('Nine.'), saying('Something else'))).toEqual([start, words('Nine.'), done]);
  });

  it.each<[string, Json, string]>([
    ['an error', { error: { code: 'TooManyRequests', message: 'Slow down' } }, 'rate-limited'],
    ['an error without a code', { error: { message: 'Oh' } }, 'broken'],
    ['something else', { hello: 'world' }, 'garbled'],
    ['a list', [1], 'garbled'],
  ])('that hold %s are a fault', (_, frame, kind) => {
    expect(faultOf(read(saying('The'), frame))?.kind).toBe(kind);
  });
});

describe('a conversation that Microsoft’s rules have ended', () => {
  const ended = (text: string): JsonObject => ({ ...complete(text), state: 'disengagedForRai' });
  const refused: ReplyEvent = { type: 'end', stop: 'refused', stopSequence: '' };

  it('is a refusal in its own words', () => {
    const before = { ...saying('Let us talk of something'), state: 'disengagedForRai' };
    expect(read(before, ended('Let us talk of something else.'))).toEqual([
      start,
      { type: 'refusal', part: 0, text: 'Let us talk of something else.' },
      refused,
    ]);
  });

  it('is one without words, too', () => {
    expect(read({ ...underWay([]), state: 'disengagedForRai' })).toEqual([start, refused]);
  });

  it('takes nothing back that was told', () => {
    expect(read(saying('First you'), ended('I cannot talk about that.'))).toEqual([start, words('First you'), refused]);
  });
});

describe('where an answer comes from', () => {
  const marked = 'At nine[^1^] from pier 4[^2^], says <Person>Ada</Person>.';
  const attributions = [
    source('annotation', 'https://office.example/ada'),
    source('citation', 'https://ferry.example/times', 'Timetable'),
    source('citation', 'https://ferry.example/piers', 'Piers'),
    source('citation', 'https://ferry.example/more', 'More'),
    source('annotation', 'https://ferry.example/times'),
  ];
  const citations = [
    { start: 7, end: 12, url: 'https://ferry.example/times', title: 'Timetable', quote: '' },
    { start: 24, end: 29, url: 'https://ferry.example/piers', title: 'Piers', quote: '' },
    { start: 0, end: 0, url: 'https://ferry.example/more', title: 'More', quote: '' },
    { start: 0, end: 0, url: 'https://office.example/ada', title: '', quote: '' },
  ];

  it('is told once, at its end', () => {
    const early = underWay([message('answer', marked, { attributions })]);
    expect(gather(read(early, early, complete(marked, { attributions }))).parts).toEqual([
      { type: 'text', text: marked, citations },
    ]);
  });

  it('is told with a whole answer, too', () => {
    expect(parseResponse(complete(marked, { attributions }))).toEqual({
      id: ID,
      model: '',
      parts: [{ type: 'text', text: marked, citations }],
      stop: 'done',
      stopSequence: '',
      usage: NO_USAGE,
    });
  });
});

describe('a whole answer', () => {
  it('is the last of its messages', () => {
    expect(parseResponse(complete('At nine.')).parts).toEqual([{ type: 'text', text: 'At nine.' }]);
  });

  it('may be a refusal', () => {
    const { parts, stop } = parseResponse({ ...complete('No.'), state: 'disengagedForRai' });
    expect([parts, stop]).toEqual([[{ type: 'refusal', text: 'No.' }], 'refused']);
  });

  it('is none without a conversation', () => {
    expect(() => parseResponse({ messages: [] })).toThrow(Fault);
    expect(() => parseResponse(null)).toThrow(Fault);
    expect(() => parseResponse({ error: { code: 'Forbidden', message: 'No licence' } })).toThrow('No licence');
  });
});
