import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Sighting } from '../protocol.ts';
import { isCalm } from '../testing/calm.ts';
import { gemini } from './index.ts';

const USAGE: JsonObject = { promptTokenCount: 5, candidatesTokenCount: 3, totalTokenCount: 8 };

function piece(parts: readonly Json[], candidate: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return { candidates: [{ content: { parts, role: 'model' }, index: 0, ...candidate }], modelVersion: 'm', ...more };
}

const STOP = piece([{ text: '' }], { finishReason: 'STOP' }, { usageMetadata: USAGE });
const words = (text: string): JsonObject => piece([{ text }]);

function seen(...pieces: readonly Json[]): readonly Sighting[] {
  const watch = gemini.watch();
  return pieces.map((one) => watch.see({ event: '', data: typeof one === 'string' ? one : JSON.stringify(one) }));
}

const lastOf = (...pieces: readonly Json[]): Sighting | undefined => seen(...pieces).at(-1);

describe('the watch sees', () => {
  it.each<[string, Json, Sighting['weight']]>([
    ['words', { text: 'a' }, 'hard'],
    ['an empty text', { text: '' }, 'none'],
    ['a thought', { text: 'a', thought: true }, 'soft'],
    ['a signature', { text: '', thoughtSignature: 's' }, 'soft'],
    ['a call', { functionCall: { name: 'n' } }, 'hard'],
    ['a picture', { inlineData: { data: 'AA==' } }, 'hard'],
    ['the work of the provider’s own tools', { executableCode: { code: 'x' } }, 'hard'],
  ])('what %s weighs', (_, part, weight) => {
    expect(lastOf(piece([part]))).toEqual({ weight, end: false, fault: null });
    expect(gemini.weigh(piece([part]))).toMatchObject({ weight: weight === 'hard' ? 'hard' : 'none' });
  });

  it('the end where it is said why and what it cost, and no sooner', () => {
    expect(seen(words('a'), STOP).map(({ end }) => end)).toEqual([false, true]);
    const bare = piece([{ text: 'b' }], { finishReason: 'STOP' });
    expect(seen(words('a'), bare, { usageMetadata: USAGE }).map(({ end }) => end)).toEqual([false, false, true]);
  });

  it('the end of several answers side by side where the last of them has ended', () => {
    const body = Buffer.from('{"contents":[],"generationConfig":{"candidateCount":2}}');
    const watch = gemini.watch(null, () => gemini.answersIn?.(body) ?? 1);
    const second = (text: string, more: JsonObject = {}): JsonObject =>
      piece([{ text }], { index: 1, ...more }, { usageMetadata: USAGE });
    const see = (data: Json): boolean => watch.see({ event: '', data: JSON.stringify(data) }).end;
    // The first is over before anything is known of the second.
    expect(see(piece([{ text: 'a' }], { finishReason: 'STOP' }, { usageMetadata: USAGE }))).toBe(false);
    expect(see(second('b'))).toBe(false);
    expect(watch.close()).toBeNull();
    expect(see(second('', { finishReason: 'STOP' }))).toBe(true);
    expect(watch.close()).toBe('');
  });

  it('an end for another reason as an answer, even without a word', () => {
    expect(lastOf(piece([], { finishReason: 'MAX_TOKENS' }))?.weight).toBe('hard');
    expect(lastOf({ promptFeedback: { blockReason: 'SAFETY' } })?.weight).toBe('hard');
    expect(lastOf({ promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED' } })?.weight).toBe('none');
  });

  it('#17 errors, ends that are none, and what is no answer', () => {
    expect(lastOf(words('a'), { error: { code: 503, message: 'x' } })?.fault).toMatchObject({ kind: 'overloaded' });
    expect(lastOf(words('a'), piece([], { finishReason: 'MALFORMED_FUNCTION_CALL' }))?.fault).toMatchObject({
      kind: 'garbled',
    });
    expect(lastOf('{"candidates":')?.fault).toMatchObject({ kind: 'garbled' });
    expect(lastOf(words('a'), '{"candidates":')?.fault).toMatchObject({ kind: 'garbled' });
    expect(lastOf({ type: 'message_start' })?.fault).toMatchObject({ kind: 'garbled' });
    expect(lastOf(piece([{ text: 'a' }], { finishReason: 'MAX_TOKENS' }), words('b'))?.fault).toMatchObject({
      kind: 'garbled',
    });
    expect(lastOf(words('a'), STOP, words('b'))?.fault).toMatchObject({ kind: 'garbled' });
  });

  it('no end where STOP stands beside every piece, before the one that says what it cost', () => {
    const stopped = (text: string): JsonObject => piece([{ text }], { finishReason: 'STOP' });
    expect(seen(stopped('a'), stopped('b'), { ...stopped('c'), usageMetadata: USAGE })).toEqual([
      { weight: 'hard', end: false, fault: null },
      { weight: 'hard', end: false, fault: null },
      { weight: 'hard', end: true, fault: null },
    ]);
    expect(seen(STOP, '', words('a'), STOP).map(({ early = false, end }) => [early, end])).toEqual([
      [true, false],
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  it('why it has really ended, behind a STOP before the first word', () => {
    expect(lastOf(STOP, piece([], { finishReason: 'SAFETY' }, { usageMetadata: USAGE }))).toEqual({
      weight: 'hard',
      end: true,
      fault: null,
    });
  });

  it('whether the answer is complete when the connection ends', () => {
    const closed = (...pieces: readonly Json[]): string | null => {
      const watch = gemini.watch();
      for (const one of pieces) watch.see({ event: '', data: JSON.stringify(one) });
      return watch.close();
    };
    expect(closed(words('a'))).toBeNull();
    expect(closed()).toBeNull();
    expect(closed(words('a'), piece([], { finishReason: 'STOP' }))).toBe('');
    expect(closed(words('a'), STOP)).toBe('');
    expect(closed(STOP)).toBe('');
    // It went on, and has not said again that it is over.
    expect(closed(STOP, words('a'))).toBeNull();
    expect(closed(piece([{ text: 'a' }], { finishReason: 'STOP' }), words('b'))).toBeNull();
  });

  it('several answers side by side to their last end', () => {
    const other = (parts: readonly Json[], more: JsonObject = {}): JsonObject => piece(parts, { index: 1, ...more });
    const all = seen(words('a'), other([{ text: 'b' }]), STOP, other([{ text: 'c' }], { finishReason: 'STOP' }));
    expect(all.every(({ end, fault }) => !end && fault === null)).toBe(true);
  });

  it('what was used, from the last piece that says it, read or not', () => {
    const watch = gemini.watch();
    expect(watch.usage()).toBeNull();
    for (const count of [1, 2]) {
      watch.see({
        event: '',
        data: JSON.stringify(piece([{ text: 'a' }], {}, { usageMetadata: { ...USAGE, candidatesTokenCount: count } })),
      });
    }
    expect(watch.usage()).toMatchObject({ inputTokens: 5, outputTokens: 2 });
  });
});

describe('the watch is calm', () => {
  const text = (...pieces: readonly Json[]): string => pieces.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');

  it('about words behind words, and about nothing else', () => {
    const watch = gemini.watch();
    expect(isCalm(watch, text(words('a')))).toBe(false);
    watch.see({ event: '', data: JSON.stringify(words('a')) });
    expect(isCalm(watch, text(words('a "finishReason": b'), words('c')))).toBe(true);
    expect(isCalm(watch, text(words('a'), STOP))).toBe(false);
    expect(isCalm(watch, text({ error: { code: 500 } }))).toBe(false);
    expect(isCalm(watch, text(piece([{ text: 'b' }], { index: 1 })))).toBe(false);
    expect(isCalm(watch, text(words('a')).slice(0, -3))).toBe(false);
  });

  it('and still knows what was used', () => {
    const watch = gemini.watch();
    watch.see({ event: '', data: JSON.stringify(words('a')) });
    expect(isCalm(watch, text(words('b'), piece([{ text: 'c' }], {}, { usageMetadata: USAGE })))).toBe(true);
    expect(watch.usage()).toMatchObject({ inputTokens: 5, outputTokens: 3 });
  });

  it('up to the first piece that ends it, and knows what was used until then', () => {
    const watch = gemini.watch();
    watch.see({ event: '', data: JSON.stringify(words('a')) });
    const calm = text(words('b'), piece([{ text: 'c' }], {}, { usageMetadata: USAGE }));
    expect(watch.calmUntil(calm + text(STOP))).toBe(calm.length);
    expect(watch.usage()).toMatchObject({ inputTokens: 5, outputTokens: 3 });
  });
});

it('an answer without a word, of which there are some, weighs nothing', () => {
  expect(gemini.weigh({ candidates: [{ finishReason: 'STOP' }], usageMetadata: USAGE })).toMatchObject({
    weight: 'none',
    usage: { inputTokens: 5 },
  });
  expect(gemini.weigh({ modelVersion: 'm', usageMetadata: USAGE }).weight).toBe('none');
  expect(() => gemini.weigh({})).toThrow('no content');
  expect(() => gemini.weigh([])).toThrow('no content');
  expect(() => gemini.weigh([{ error: { code: 429, message: 'slow down' } }])).toThrow('slow down');
});
