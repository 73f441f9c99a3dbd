import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../../model/reply.ts';
import { stopAt } from './stop-texts.ts';

function heard(pieces: readonly string[], stops: readonly string[], parts: readonly number[] = []): Reply {
  const events: ReplyEvent[] = [
    { type: 'start', id: 'a', model: 'm' },
    ...pieces.map((text, index): ReplyEvent => ({ type: 'text', part: parts[index] ?? 0, text })),
    { type: 'usage', usage: NO_USAGE },
    { type: 'end', stop: 'done', stopSequence: '' },
  ];
  return gather(events.flatMap(stopAt(stops)));
}
const text = ({ parts }: Reply): string => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

describe('stop texts that a provider does not know', () => {
  it('end the answer before the first of them, however the text is cut into pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'E', 'N', 'D'), maxLength: 30 });
    const stop = fc.string({ unit: fc.constantFrom('E', 'N', 'D', 'a'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 8 }),
        fc.array(stop, { minLength: 1, maxLength: 3 }),
        (pieces, stops) => {
          const whole = pieces.join('');
          // What is written letter by letter ends with the first letter that makes one of them whole.
          const end = Array.from(whole, (_, at) => at + 1).find((at) =>
            stops.some((one) => whole.slice(0, at).endsWith(one)),
          );
          const met = stops.filter((one) => whole.slice(0, end).endsWith(one));
          const longest = Math.max(...met.map(({ length }) => length));
          const reply = heard(pieces, stops);
          expect(text(reply)).toBe(end === undefined ? whole : whole.slice(0, end - longest));
          expect(reply.stop).toBe(end === undefined ? 'done' : 'stop-sequence');
          if (end !== undefined) expect(met).toContain(reply.stopSequence);
        },
      ),
      {
        examples: [
          [
            ['D', 'N', 'N'],
            ['N', 'DNN'],
          ],
        ],
      },
    );
  });

  it('are looked for within one part', () => {
    expect(text(heard(['one EN', 'D two'], ['END'], [0, 1]))).toBe('one END two');
  });

  it('are refused where looking for them would hold everybody up', () => {
    for (const stops of [Array.from({ length: 1_000 }, (_, count) => `END${count}`), [`${'a'.repeat(100_000)}b`]])
      expect(() => stopAt(stops)).toThrow(expect.objectContaining({ kind: 'unsayable' }));
  });

  it('leave calls alone, and what is said of tokens after the stop', () => {
    const call: ReplyEvent = { type: 'tool-call', part: 1, id: 'c', name: 'n' };
    const change = stopAt(['END']);
    expect([{ type: 'text', part: 0, text: 'E' } as const, call].flatMap(change)).toEqual([
      { type: 'text', part: 0, text: 'E' },
      call,
    ]);
    expect(heard(['END'], ['END']).usage).toEqual(NO_USAGE);
  });
});
