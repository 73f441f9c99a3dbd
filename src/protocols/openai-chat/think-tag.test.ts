import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { JsonObject } from '../../model/json.ts';
import { openaiChat } from './index.ts';
import { begin, calls, chunk, DONE, ROLE, STOP } from './testing/chunks.ts';

const whole = (content: string, more: JsonObject = {}) =>
  openaiChat.parseResponse({
    choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }],
  }).parts;

function streamed(...pieces: readonly string[]) {
  const parse = openaiChat.parseStream();
  const frames = [ROLE, ...pieces.map((content) => chunk({ content })), STOP, DONE];
  return gather([...frames.flatMap(parse), ...parse(null)]).parts;
}

describe('thinking that a server left in the text', () => {
  it.each<[string, string, readonly JsonObject[]]>([
    [
      'in front of the answer',
      '<think>\nHm\n</think>\n\nFour',
      [
        { type: 'thinking', text: '\nHm\n', signature: '' },
        { type: 'text', text: 'Four' },
      ],
    ],
    [
      'behind empty lines',
      '\n<think>Hm</think>Four',
      [
        { type: 'thinking', text: 'Hm', signature: '' },
        { type: 'text', text: 'Four' },
      ],
    ],
    ['with nothing behind it', '<think>Hm', [{ type: 'thinking', text: 'Hm', signature: '' }]],
    ['without a thought', '<think></think>Four', [{ type: 'text', text: 'Four' }]],
    ['later, where it is words', 'Say <think>Hm</think>', [{ type: 'text', text: 'Say <think>Hm</think>' }]],
    ['only begun, which is words', '<thin', [{ type: 'text', text: '<thin' }]],
    ['not at all', ' \n', [{ type: 'text', text: ' \n' }]],
  ])('is told apart %s, wherever the pieces are cut', (_, text, parts) => {
    expect(whole(text)).toEqual(parts);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
        const places = [...new Set([0, ...cuts, text.length])].toSorted((one, other) => one - other);
        expect(streamed(...places.map((from, index) => text.slice(from, places[index + 1])))).toEqual(parts);
      }),
    );
  });

  it('is words where the thought stands elsewhere, too', () => {
    expect(whole('Four', { reasoning_content: 'Hm' })).toMatchObject([
      { type: 'thinking', text: 'Hm' },
      { text: 'Four' },
    ]);
  });

  it('held back for a moment is told before a call', () => {
    const parse = openaiChat.parseStream();
    const frames = [ROLE, chunk({ content: '<th' }), calls(begin(0, 'a', '{}')), STOP, DONE];
    const { parts } = gather(frames.flatMap(parse));
    expect(parts).toMatchObject([{ type: 'text', text: '<th' }, { type: 'tool-call' }]);
  });
});
