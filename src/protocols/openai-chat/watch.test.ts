import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Frame, Watch, Weight } from '../protocol.ts';
import { isCalm } from '../testing/calm.ts';
import { openaiChat } from './index.ts';
import { begin, calls, chunk, DONE, frame, piece, ROLE, STOP } from './testing/chunks.ts';

const HI = chunk({ content: 'Hi' });

function sightings(frames: readonly Frame[]) {
  const { see } = openaiChat.watch();
  return frames.map(see);
}

const last = (frames: readonly Frame[]) => sightings(frames).at(-1);

function text(...frames: readonly Frame[]): string {
  return frames.map(({ data }) => `data: ${data}\n\n`).join('');
}

/** A watch that has seen the beginning of a stream. */
function begun(...frames: readonly Frame[]): Watch {
  const watch = openaiChat.watch();
  for (const one of frames) watch.see(one);
  return watch;
}

describe('an event weighs', () => {
  it.each<[string, Frame, Weight]>([
    ['nothing when it says who speaks', ROLE, 'none'],
    ['nothing when it is empty', chunk({ content: '' }), 'none'],
    ['nothing when it is a comment', frame(''), 'none'],
    [
      'nothing when it counts tokens',
      frame({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } }),
      'none',
    ],
    ['little when it thinks', chunk({ reasoning_content: 'Hm' }), 'soft'],
    ['little when it thinks as OpenRouter does', chunk({ content: '', reasoning: 'Hm' }), 'soft'],
    ['all when it speaks', HI, 'hard'],
    ['all when it speaks in parts', chunk({ content: [{ type: 'text', text: 'Hi' }] }), 'hard'],
    ['all when it refuses', chunk({ refusal: 'No' }), 'hard'],
    ['all when it calls', calls(begin(0, 'a')), 'hard'],
    ['all when it sounds', chunk({ audio: { data: 'AAAA' } }), 'hard'],
    ['nothing when it ends without a word', STOP, 'none'],
    ['all when the limit ends it without a word', chunk({}, 'length'), 'hard'],
    ['all when a filter ends it without a word', chunk({}, 'content_filter'), 'hard'],
  ])('%s', (_, event, weight) => {
    expect(last([event])).toMatchObject({ weight, end: false, fault: null });
    expect(last([ROLE, event])?.weight).toBe(weight);
  });

  it('the same after the first words, when most events are not parsed any more', () => {
    const seen = sightings([
      ROLE,
      HI,
      chunk({ reasoning_content: 'Hm' }),
      chunk({ content: '' }),
      HI,
      calls(begin(0, 'a')),
    ]);
    expect(seen.map(({ weight }) => weight)).toEqual(['none', 'hard', 'soft', 'none', 'hard', 'hard']);
  });

  it('what it weighs although its words look like something else', () => {
    const tricky = chunk({ content: '{"finish_reason":"stop","error":{},"usage":{}} [DONE]' });
    expect(sightings([ROLE, HI, tricky, tricky]).map(({ weight }) => weight)).toEqual(['none', 'hard', 'hard', 'hard']);
  });
});

describe('a piece of a stream is calm', () => {
  it('when it is words of an answer that is under way', () => {
    expect(isCalm(begun(ROLE, HI), text(HI, HI))).toBe(true);
    expect(isCalm(begun(ROLE), text(HI))).toBe(false);
    expect(isCalm(begun(ROLE, HI, STOP), text(HI))).toBe(false);
  });

  it('up to the first event that is more', () => {
    expect(begun(ROLE, HI).calmUntil(text(HI, HI, STOP, DONE))).toBe(text(HI, HI).length);
    expect(begun(ROLE, HI).calmUntil(text(STOP, DONE))).toBe(0);
    expect(begun(ROLE, HI).calmUntil(`${text(HI)}: ping\n\n${text(HI)}`)).toBe(text(HI).length);
    expect(begun(ROLE, HI).calmUntil(`${text(HI)}data: {"a":\ndata: 1}\n\n${text(HI)}`)).toBe(text(HI).length);
  });

  it.each<[string, string]>([
    ['ends', text(HI, STOP)],
    ['is over', text(HI, DONE)],
    ['counts', text(chunk({ content: 'Hi' }, null, { usage: { prompt_tokens: 1 } }))],
    ['calls', text(HI, calls(begin(0, 'a')))],
    ['fails', text(frame({ error: { message: 'x' } }))],
    ['is no closed JSON', 'data: {"choices":[{"delta":{"content":"Hi\n\n'],
    ['has a name', `event: error\n${text(HI)}`],
  ])('but not when it %s', (_, piece) => {
    expect(isCalm(begun(ROLE, HI), piece)).toBe(false);
  });
});

describe('the end', () => {
  it('is [DONE]', () => {
    const watch = openaiChat.watch();
    const ends = [ROLE, HI, STOP, DONE].map((one) => watch.see(one).end);
    expect(ends).toEqual([false, false, false, true]);
    expect(watch.close()).toBe('');
  });

  it('is supplied where a server leaves it out after its reason to stop', () => {
    const watch = openaiChat.watch();
    for (const one of [ROLE, HI, STOP]) watch.see(one);
    expect(watch.close()).toBe('data: [DONE]\n\n');
  });

  it('is not made up for a stream that was cut', () => {
    const watch = openaiChat.watch();
    expect(watch.close()).toBeNull();
    for (const one of [ROLE, HI]) watch.see(one);
    expect(watch.close()).toBeNull();
  });
});

describe('a fault', () => {
  it.each<[string, readonly Frame[], string]>([
    ['an error first', [frame({ error: { message: 'Overloaded', code: 'server_is_overloaded' } })], 'overloaded'],
    ['an error in the middle', [ROLE, HI, frame({ error: { message: 'It broke', type: 'server_error' } })], 'broken'],
    ['an error event', [ROLE, HI, frame({ error: { message: 'x', code: 'tool_use_failed' } }, 'error')], 'garbled'],
    ['an error in a choice', [ROLE, HI, chunk({}, 'error')], 'broken'],
    ['half an event, first', [frame('{"choices":[{"de')], 'garbled'],
    ['half an event, in the middle', [ROLE, HI, frame('{"choices":[{"delta":{"content":"H')], 'garbled'],
    ['another dialect', [frame({ type: 'message_start' })], 'garbled'],
    ['an end without a beginning', [DONE], 'cut'],
    ['words after the end', [ROLE, HI, STOP, HI], 'garbled'],
    ['half a call', [ROLE, calls(begin(0, 'a', '{"x":')), chunk({}, 'tool_calls')], 'garbled'],
    [
      'half a call with braces in it',
      [ROLE, calls(begin(0, 'a', '{"content":"<p>{a}{b')), chunk({}, 'tool_calls')],
      'garbled',
    ],
    ['half a call and no reason to stop', [ROLE, calls(begin(0, 'a', '{"x":')), DONE], 'garbled'],
  ])('is seen in %s', (_, frames, kind) => {
    expect(last(frames)).toMatchObject({ end: false, fault: { kind } });
    expect(sightings(frames.slice(0, -1)).every(({ fault }) => fault === null)).toBe(true);
  });

  it('is not half a call where the limit or a filter ended the answer', () => {
    for (const reason of ['length', 'content_filter']) {
      expect(last([ROLE, calls(begin(0, 'a', '{"x":')), chunk({}, reason)])?.fault).toBeNull();
    }
  });

  it('is not two calls under one index', () => {
    const both = [ROLE, calls(begin(0, 'a', '{"x":1}')), calls(piece(0, '{"x":2}')), chunk({}, 'tool_calls'), DONE];
    expect(sightings(both).every(({ fault }) => fault === null)).toBe(true);
  });

  it('is not a call in many pieces', () => {
    const frames = [
      ROLE,
      calls(begin(0, 'a')),
      calls(piece(0, '{"x"')),
      calls(piece(0, ':1}')),
      chunk({}, 'tool_calls'),
      DONE,
    ];
    expect(sightings(frames).every(({ fault }) => fault === null)).toBe(true);
  });
});

describe('several answers side by side', () => {
  const both = (delta: JsonObject, reason: string | null = null): readonly [Frame, Frame] => {
    const one = (index: number): Frame =>
      frame({ id: 'c', object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason: reason }] });
    return [one(0), one(1)];
  };
  const [hi, hi1] = both({ content: 'Hi' });
  const [stop, stop1] = both({}, 'stop');

  it('end one by one, and the stream with the last', () => {
    const seen = sightings([hi, hi1, stop, hi1, stop1, DONE]);
    expect(seen.map(({ fault }) => fault)).toEqual([null, null, null, null, null, null]);
    expect(seen.map(({ end }) => end)).toEqual([false, false, false, false, false, true]);
    expect(last([hi, hi1, stop, hi])).toMatchObject({ fault: { kind: 'garbled' } });
  });

  it('are cut as long as one of them has not ended, seen or not', () => {
    const closed = (...frames: readonly Frame[]): string | null => {
      const watch = openaiChat.watch(null, () => openaiChat.answersIn?.(Buffer.from('{"n":2}')) ?? 1);
      for (const one of frames) watch.see(one);
      return watch.close();
    };
    expect(closed(hi, hi1, stop)).toBeNull();
    expect(closed(hi, stop)).toBeNull();
    expect(closed(hi, hi1, stop, stop1)).toBe('data: [DONE]\n\n');
  });

  it('say so in one chunk as well', () => {
    const together = (choices: readonly Json[]): Frame => frame({ object: 'chat.completion.chunk', choices });
    const word = { delta: { content: 'Hi' }, finish_reason: null };
    const over = { delta: {}, finish_reason: 'stop' };
    const watch = begun(
      together([
        { index: 0, ...word },
        { index: 1, ...word },
      ]),
      together([{ index: 1, ...over }]),
    );
    expect(watch.close()).toBeNull();
    watch.see(together([{ index: 0, ...over }]));
    expect(watch.close()).toBe('data: [DONE]\n\n');
  });

  it('have calls of their own, which are shown when all are whole', () => {
    const call = (json: string): JsonObject => ({ tool_calls: [begin(0, 'a', json)] });
    const rest = (json: string): JsonObject => ({ tool_calls: [piece(0, json)] });
    const frames = [...both(call('{"a":')), ...both(rest('1}')), ...both({}, 'tool_calls'), DONE];
    const seen = sightings(frames);
    expect(seen.map(({ fault }) => fault)).toEqual(frames.map(() => null));
    expect(seen.map((one) => one.call)).toEqual(['open', 'open', 'open', 'open', 'open', undefined, undefined]);
    const [first, second] = both(call('{"a":'));
    expect(last([first, second, both(rest('1}'))[0], ...both({}, 'tool_calls')])).toMatchObject({
      fault: { kind: 'garbled' },
    });
  });
});

describe('what is known behind a stream', () => {
  it('is its usage', () => {
    const watch = openaiChat.watch();
    expect(watch.usage()).toBeNull();
    const counts = { prompt_tokens: 7, completion_tokens: 2 };
    for (const one of [ROLE, HI, STOP, frame({ choices: [], usage: counts }), DONE]) watch.see(one);
    expect(watch.usage()).toMatchObject({ inputTokens: 7, outputTokens: 2 });
  });

  it('is nothing that would have to be closed before another goes on, under the same id', () => {
    const watch = openaiChat.watch();
    for (const one of [ROLE, chunk({ reasoning_content: 'Hm' })]) watch.see(one);
    expect(watch.resumed()).toEqual({ nextPart: 0, openPart: -1, told: { id: 'c' } });
  });
});
