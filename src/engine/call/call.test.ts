import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { type Change, translateStream } from '../readers/translate.ts';
import {
  BEGIN,
  chunk,
  delta,
  event,
  failsAfter,
  type Options,
  PING,
  type Scene,
  scene,
  start,
  stop,
  TEXT,
  words,
} from '../testing/one-call.ts';

describe('a stream that stands still', () => {
  it.each<[string, string, number]>([
    ['in the middle of its text', BEGIN + TEXT + words('Hello'), 30_000],
    [
      'in the middle of a thought',
      BEGIN + start(0, { type: 'thinking', thinking: '' }) + delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      150_000,
    ],
    [
      'in the middle of the input of a tool',
      BEGIN +
        start(0, { type: 'tool_use', id: 't', name: 'find', input: {} }) +
        delta(0, { type: 'input_json_delta', partial_json: '{"ship"' }),
      90_000,
    ],
    [
      'at the beginning of a thought behind text, of which nothing is shown',
      BEGIN + TEXT + words('Let me see.') + stop(0) + start(1, { type: 'thinking', thinking: '' }),
      150_000,
    ],
    [
      'behind a search that it has begun itself',
      BEGIN + TEXT + words('I look.') + stop(0) + start(1, { type: 'server_tool_use', id: 's', name: 'web_search' }),
      90_000,
    ],
    [
      'in its text, behind a thought',
      BEGIN +
        start(0, { type: 'thinking', thinking: '' }) +
        delta(0, { type: 'thinking_delta', thinking: 'Hm' }) +
        stop(0) +
        start(1, { type: 'text', text: '' }) +
        delta(1, { type: 'text_delta', text: 'So' }),
      30_000,
    ],
  ])('%s is left after what that may take, whatever pings come', (_, beginning, limitMs) => {
    const options = { model: 'm', after: null, usage: true, changes: [] };
    for (const reader of [undefined, translateStream(PROTOCOLS.anthropic, PROTOCOLS['openai-chat'], options)]) {
      const one = scene(reader === undefined ? {} : { reader });
      // Event by event, as they come when somebody thinks.
      for (const piece of beginning.split(/(?<=\n\n)/)) one.sends(piece);
      expect(failsAfter(one, 15_000)).toBe(limitMs);
      expect(one.fault()?.kind).toBe('stalled');
    }
  });

  it('is left when the line is dead, by the rhythm of the pings that it had', () => {
    const rhythm = (pingMs: number): number | null => {
      const one = scene();
      one.sends(BEGIN + start(0, { type: 'thinking', thinking: '' }));
      one.sends(delta(0, { type: 'thinking_delta', thinking: 'Hm' }));
      for (let count = 0; count < 3; count += 1) {
        one.pass(pingMs);
        one.sends(PING);
      }
      return failsAfter(one);
    };
    expect(rhythm(5_000)).toBe(20_000);
    expect(rhythm(12_000)).toBe(36_000);
    // As Claude was seen to do in long thoughts: a limit of 20 s would have cut it off.
    expect(rhythm(30_000)).toBe(45_000);
  });

  it('that has never sent a ping may think in silence', () => {
    const one = scene({ dialect: 'openai-responses' });
    const item = { output_index: 0, item: { id: 'rs', type: 'reasoning', summary: [] } };
    one.sends(event('response.created', { response: { id: 'r', status: 'in_progress', output: [] } }));
    one.sends(event('response.output_item.added', item));
    one.sends(event('response.reasoning_summary_text.delta', { output_index: 0, summary_index: 0, delta: 'Hm' }));
    expect(failsAfter(one)).toBe(150_000);
  });

  it('is none while the caller does not read, nor while the machine sleeps', () => {
    const one = scene({ slowCaller: true });
    one.sends(BEGIN + TEXT + words('Hello'));
    expect(one.paused()).toBe(true);
    one.pass(300_000);
    expect(one.fault()).toBeNull();
    one.drained();
    expect(one.paused()).toBe(false);
    one.pass(29_000);
    expect(one.fault()).toBeNull();
    expect(failsAfter(one)).toBeLessThanOrEqual(1_000);
  });
});

describe('a caller that reads slowly', () => {
  it('does not use up the time of the attempt', () => {
    const one = scene({ slowCaller: true });
    one.sends(BEGIN + TEXT + words('Hello'));
    one.pass(LIMITS.totalMs + 60_000);
    expect(one.fault()).toBeNull();
    one.drained();
    // It has all of its time but the moment before.
    for (let ms = 0; ms < LIMITS.totalMs - 10_000; ms += 10_000) {
      one.pass(10_000);
      one.sends(words(' ship'));
    }
    expect(one.fault()).toBeNull();
    one.pass(20_000);
    expect(one.fault()).toMatchObject({ kind: 'timeout' });
  });
});

describe('the first content', () => {
  it('is waited for as long as answers of this target were measured to take, twice', () => {
    const alone = scene({ expected: { firstContentMs: 3_000 }, isAlone: true });
    alone.pass(29_900);
    expect(alone.fault()).toBeNull();
    alone.pass(200);
    expect(alone.fault()).toMatchObject({ kind: 'timeout' });
    const one = scene({ expected: { firstContentMs: 3_000 } });
    one.sends(BEGIN);
    expect(failsAfter(one, 2_000)).toBe(6_000);
    expect(one.fault()?.message).toBe('Nothing of an answer in 6 s');
  });

  it('of a model that thinks may take five minutes while pings come, and half of that without', () => {
    const pinged = scene({ thinks: true });
    pinged.sends(BEGIN);
    expect(failsAfter(pinged, 15_000)).toBe(300_000);
    const silent = scene({ thinks: true });
    silent.sends(BEGIN);
    expect(failsAfter(silent)).toBe(150_000);
  });
});

describe('a stream that drips', () => {
  const drip = (one: Scene, everyMs: number, ms: number, piece = words(' ship')): void => {
    for (const untilMs = one.now() + ms; one.now() < untilMs && one.fault() === null;) {
      one.pass(everyMs);
      one.sends(piece);
    }
  };
  const usual = { expected: { tokensPerSecond: 60 } };

  it('is evidence against its target, once, and goes on: the caller has read a part of it', () => {
    const one = scene(usual);
    one.sends(BEGIN + TEXT + words('The'));
    drip(one, 500, 100_000);
    expect(one.fault()).toBeNull();
    expect(one.slow).toEqual([expect.stringMatching(/^stalled: The answer drips: about 2(\.\d)? tokens\/s$/)]);
  });

  it('is left as long as there are only thoughts, or nobody has heard it yet', () => {
    const thinking = scene(usual);
    thinking.sends(BEGIN + start(0, { type: 'thinking', thinking: '' }));
    drip(thinking, 500, 60_000, delta(0, { type: 'thinking_delta', thinking: ' hm' }));
    expect(thinking.fault()).toMatchObject({ kind: 'stalled' });
    const unheard = scene({ ...usual, unheard: true });
    unheard.sends(BEGIN + TEXT + words('The'));
    drip(unheard, 500, 60_000);
    expect(unheard.fault()).toMatchObject({ kind: 'stalled' });
    expect([thinking.slow, unheard.slow]).toEqual([[], []]);
  });

  it.each<[string, Options, number, string]>([
    ['it is what the target does', { expected: { tokensPerSecond: 4 } }, 500, words(' ship')],
    ['nothing is known of the target', {}, 500, words(' ship')],
    ['every piece is a sentence', usual, 1_500, words(' and so the ship came home, late and low in the water.')],
    ['it comes word by word, fast', usual, 100, words(' ship')],
  ])('is none when %s', (_, options, everyMs, piece) => {
    const one = scene(options);
    one.sends(BEGIN + TEXT + words('The'));
    drip(one, everyMs, 100_000, piece);
    expect([one.fault(), one.slow]).toEqual([null, []]);
  });

  it('is none of the provider when the caller reads slowly', () => {
    const one = scene({ ...usual, slowCaller: true });
    one.sends(BEGIN + TEXT + words('The'));
    for (let count = 0; count < 60; count += 1) {
      one.pass(1_000);
      // What was on its way when it was asked to pause.
      one.sends(words(' ship'));
    }
    expect(one.slow).toEqual([]);
  });
});

describe('a model that has lost its way', () => {
  const LOOP = 'I am sorry, I cannot do that. ';

  it('is ended where words were shown, and its caller hears that it is no whole answer', () => {
    const one = scene({ dialect: 'openai-chat' });
    for (let count = 0; count < 4_000 && one.fault() === null; count += 1) one.sends(chunk(LOOP));
    expect(one.fault()).toMatchObject({ kind: 'runaway' });
    // Some hundred tokens are let through before anybody looks.
    expect(one.text().length).toBeLessThan(100_000);
  });

  it('is found as soon where every byte of it comes on its own', () => {
    const one = scene({ dialect: 'openai-chat' });
    for (let count = 0; count < 1_000 && one.fault() === null; count += 1)
      for (const byte of chunk(LOOP)) one.sends(byte);
    expect(one.fault()).toMatchObject({ kind: 'runaway' });
    expect(one.text().length).toBeLessThan(100_000);
  });

  it('is left before anything was shown when it does so in its thoughts or where the answer is held', () => {
    const one = scene({ unheard: true });
    one.sends(BEGIN + start(0, { type: 'thinking', thinking: '' }));
    for (let count = 0; count < 4_000 && one.fault() === null; count += 1)
      one.sends(delta(0, { type: 'thinking_delta', thinking: LOOP }));
    expect(one.fault()).toMatchObject({ kind: 'runaway' });
    expect(one.text()).toBe('');
  });

  it('is left where its words wait until they are whole, which they never will be', () => {
    const options = { model: 'm', after: null, usage: false, tools: [] };
    const untilEnd: Change = (event) => (event.type === 'text' ? [] : [event]);
    const reader = translateStream(PROTOCOLS['openai-chat'], PROTOCOLS.anthropic, { ...options, changes: [untilEnd] });
    const one = scene({ dialect: 'openai-chat', reader, body: '{"response_format":{"type":"json_object"}}' });
    one.sends(chunk('{"ships": ['));
    for (let count = 0; count < 1_000; count += 1) one.sends(chunk(count % 3 === 0 ? '\n' : '  '));
    expect(one.fault()).toMatchObject({ kind: 'runaway' });
    expect(one.text()).not.toContain('ships');
  });

  it.each<[string, string, string | undefined]>([
    ['ended when JSON was asked for', '{"model":"m","response_format":{"type":"json_object"}}', 'runaway'],
    ['let be when it was not', '{"model":"m"}', undefined],
  ])('and writes line after line of nothing is %s', (_, body, kind) => {
    const one = scene({ dialect: 'openai-chat', body });
    one.sends(chunk('{"ships": ['));
    for (let count = 0; count < 1_000; count += 1) one.sends(chunk(count % 3 === 0 ? '\n' : '  '));
    expect(one.fault()?.kind).toBe(kind);
  });

  it('is not what speaks of many different things', () => {
    const one = scene({ dialect: 'openai-chat' });
    for (let count = 0; count < 6_000; count += 1) one.sends(chunk(` ship ${count} of ${count * 7}`));
    expect(one.fault()).toBeNull();
  });
});
