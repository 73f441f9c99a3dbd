import { describe, expect, it } from 'vitest';
import { renderFrame } from '../frame.ts';
import type { Frame, Weight } from '../protocol.ts';
import { isCalm } from '../testing/calm.ts';
import { ollama } from './index.ts';
import { call, done, frame, line } from './testing/lines.ts';

const HI = line({ content: 'Hi' });
const THOUGHT = line({ thinking: 'Hm' });
const CALL = line({ tool_calls: [call('look', {}, 'a')] });

const sightings = (...frames: readonly Frame[]) => frames.map(ollama.watch().see);
const text = (...frames: readonly Frame[]): string => frames.map((one) => renderFrame(one, 'ndjson')).join('');

/** A watch that has seen the beginning of a stream. */
function begun(...frames: readonly Frame[]) {
  const watch = ollama.watch();
  for (const one of frames) watch.see(one);
  return watch;
}

describe('a line weighs', () => {
  it.each<[string, Frame, Weight]>([
    ['nothing without words', line({}), 'none'],
    ['nothing when it is blank', frame(''), 'none'],
    ['little when it thinks', THOUGHT, 'soft'],
    ['all when it speaks', HI, 'hard'],
    ['all when it does both', line({ thinking: 'Hm', content: 'Hi' }), 'hard'],
    ['all when it calls', CALL, 'hard'],
    ['all when it is of the other endpoint', frame({ model: 'm', response: 'Hi', done: false }), 'hard'],
  ])('%s', (_, event, weight) => {
    expect(sightings(event)).toEqual([{ weight, end: false, fault: null }]);
    // After the first words most lines are not parsed any more.
    expect(sightings(HI, event)[1]).toEqual({ weight, end: false, fault: null });
  });

  it.each<[string, Frame, Weight]>([
    ['nothing when it is the end of nothing', done(), 'none'],
    ['nothing when the model was only loaded', done('load'), 'none'],
    ['all when a limit ends it without a word', done('length'), 'hard'],
    ['all when it has the last words', line({ content: '.' }, { done: true, done_reason: 'stop' }), 'hard'],
  ])('%s', (_, event, weight) => {
    expect(sightings(event)).toEqual([{ weight, end: true, fault: null }]);
  });

  it('what it weighs although its words look like something else', () => {
    const tricky = line({ content: '{"done":true,"error":"x","tool_calls":[]}' });
    expect(sightings(HI, tricky).map(({ weight, end }) => [weight, end])).toEqual([
      ['hard', false],
      ['hard', false],
    ]);
    expect(isCalm(begun(HI), text(tricky))).toBe(true);
  });
});

describe('lines are calm', () => {
  it('when they are words of an answer that is under way', () => {
    expect(isCalm(begun(HI), text(HI, THOUGHT, HI))).toBe(true);
    expect(isCalm(begun(), text(HI))).toBe(false);
    expect(isCalm(begun(THOUGHT), text(HI))).toBe(false);
    expect(isCalm(begun(HI, done()), text(HI))).toBe(false);
  });

  it.each<[string, string]>([
    ['end', text(HI, done())],
    ['call', text(HI, CALL)],
    ['are an error', text(HI, frame({ error: 'x' }))],
    ['are not closed', `${text(HI)}{"model":"m"`],
    ['hold a line that is not closed', `{"model":"m"\n${text(HI)}`],
    ['hold something else', `${text(HI)}data: {}\n`],
  ])('not when they %s', (_, lines) => {
    expect(isCalm(begun(HI), lines)).toBe(false);
  });

  it('up to the first that is not', () => {
    expect(begun(HI).calmUntil(text(HI, HI, done()))).toBe(text(HI, HI).length);
  });
});

describe('a stream', () => {
  it('is over with its last line, and says how many tokens it took', () => {
    const watch = begun(HI, done());
    expect(watch.close()).toBe('');
    expect(watch.usage()).toMatchObject({ inputTokens: 5, outputTokens: 3 });
    expect(watch.see(frame({ error: 'late' }))).toEqual({ weight: 'none', end: false, fault: null });
  });

  it('is not over before', () => {
    expect(begun().close()).toBeNull();
    expect(begun(HI).close()).toBeNull();
  });

  it.each<[string, Frame, string]>([
    ['an error', frame({ error: 'the runner died' }), 'broken'],
    ['an error with a status', frame({ error: 'slow down', status: 429 }), 'rate-limited'],
    ['half a line', frame('{"model":"m","message":{"content":"H'), 'garbled'],
    ['no line of Ollama’s', frame({ choices: [] }), 'garbled'],
    ['half a call', line({ tool_calls: [call('look', '{"at":')] }), 'garbled'],
  ])('is broken by %s, at any time', (_, event, kind) => {
    expect(sightings(event)[0]).toMatchObject({ fault: { kind } });
    if (kind !== 'garbled' || !event.data.includes('choices'))
      expect(sightings(HI, event)[1]).toMatchObject({ fault: { kind } });
  });

  it('needs nothing to be closed where a restart would go on', () => {
    expect(begun(THOUGHT).resumed()).toEqual({ nextPart: 0, openPart: -1 });
  });
});
