import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import { listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { lossesOf } from '../testing/parts.ts';
import { anthropic } from './index.ts';

const written = (messages: readonly Message[], quirks: Quirks = {}): Rendered =>
  anthropic.renderRequest({ ...ask(''), messages }, { model: 'm', stream: false, maxOutputTokens: null, quirks });
const turnsOf = (...messages: Message[]): readonly Json[] => listAt(written(messages).body, 'messages');

const user = (...parts: (Part | string)[]): Message => ({ role: 'user', parts: parts.map(partOf) });
const assistant = (...parts: (Part | string)[]): Message => ({ role: 'assistant', parts: parts.map(partOf) });
const system = (...parts: (Part | string)[]): Message => ({ role: 'system', parts: parts.map(partOf) });
const partOf = (part: Part | string): Part => (typeof part === 'string' ? { type: 'text', text: part } : part);
const call = (id: string, name = 't'): Part => ({ type: 'tool-call', id, name, input: {} });
const result = (callId: string, text: string, failed = false): Part => ({
  type: 'tool-result',
  callId,
  parts: [partOf(text)],
  failed,
});

const text = (words: string): JsonObject => ({ type: 'text', text: words });
const use = (id: string): JsonObject => ({ type: 'tool_use', id, name: 't', input: {} });
const answer = (id: string, content: string): JsonObject => ({ type: 'tool_result', tool_use_id: id, content });
const NONE = { content: 'There is no result: the call was interrupted.', is_error: true };

describe('turns are written', () => {
  it.each<[string, readonly Message[], readonly Json[]]>([
    ['joined where a role speaks twice', [user('a'), user('b')], [{ role: 'user', content: [text('a'), text('b')] }]],
    [
      'without empty text, and joined over it',
      [user('a'), assistant(' \n'), user('', 'b')],
      [{ role: 'user', content: [text('a'), text('b')] }],
    ],
    [
      'with the system in the middle as a reminder',
      [system('s'), user('a'), system('b')],
      [{ role: 'user', content: [text('a'), text('<system-reminder>\nb\n</system-reminder>')] }],
    ],
    [
      'with results first, in their own order, and the reminder that stood before them behind',
      [user('a'), assistant(call('x'), call('y')), system('s'), user('b', result('y', '2', true), result('x', '1'))],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [use('x'), use('y')] },
        {
          role: 'user',
          content: [
            { ...answer('y', '2'), is_error: true },
            answer('x', '1'),
            text('<system-reminder>\ns\n</system-reminder>'),
            text('b'),
          ],
        },
      ],
    ],
    [
      'with an error for a call that nobody answered',
      [user('a'), assistant(call('x')), user('b')],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [use('x')] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x', ...NONE }, text('b')] },
      ],
    ],
    [
      'with an error for a call at the very end',
      [user('a'), assistant(call('x'))],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [use('x')] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x', ...NONE }] },
      ],
    ],
    [
      'with results of no call as text',
      [user('a', result('x', '1'))],
      [{ role: 'user', content: [text('a'), text('Result of a tool call that is not shown (x):\n1')] }],
    ],
    [
      'with an id of its own for each call',
      [
        user('a'),
        assistant(call('x')),
        user(result('x', '1')),
        assistant(call('x'), call('x')),
        user(result('x', '2'), result('x', '3')),
      ],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [use('x')] },
        { role: 'user', content: [answer('x', '1')] },
        { role: 'assistant', content: [use('x_2'), use('x_3')] },
        { role: 'user', content: [answer('x_2', '2'), answer('x_3', '3')] },
      ],
    ],
    [
      'with the last words of the assistant to go on from, without space behind them',
      [user('a'), assistant('b', 'c \n')],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [text('b'), text('c')] },
      ],
    ],
    ['with a wish to go on where nobody spoke', [system('s')], [{ role: 'user', content: [text('Continue.')] }]],
    [
      'with a refusal as text',
      [user('a'), assistant({ type: 'refusal', text: 'No.' }), user('b')],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [text('No.')] },
        { role: 'user', content: [text('b')] },
      ],
    ],
  ])('%s', (_, messages, turns) => {
    expect(turnsOf(...messages)).toEqual(turns);
  });

  it('with foreign ids made to fit, the same in call and result', () => {
    const turns = turnsOf(user('a'), assistant(call('functions.get:0')), user(result('functions.get:0', '1')));
    const id = textAt(turns[1], 'content', '0', 'id');
    expect(id).toMatch(/^functions_get_0_[0-9a-f]{8}$/);
    expect(textAt(turns[2], 'content', '0', 'tool_use_id')).toBe(id);
  });

  it('with the thinking that Claude signed, and no other', () => {
    const own: Part = { type: 'thinking', text: 'x', signature: 'EqQB' };
    const sealed: Part = { type: 'sealed-thinking', data: 'd' };
    const foreign: Part[] = [
      { type: 'thinking', text: 'y', signature: '' },
      { type: 'thinking', text: 'z', signature: 'failsoft.1.unsigned' },
    ];
    const rendered = written([user('a'), assistant(own, sealed, ...foreign, 'b'), user('c')]);
    expect(listAt(rendered.body, 'messages', 1, 'content')).toEqual([
      { type: 'thinking', thinking: 'x', signature: 'EqQB' },
      { type: 'redacted_thinking', data: 'd' },
      text('b'),
    ]);
    expect(lossesOf(rendered)).toEqual({ 'thinking of earlier turns': 'cosmetic' });
  });

  it.each<[string, readonly Message[], Record<string, string>]>([
    ['the system in the middle', [user('a'), system('b')], { 'system between turns': 'behavioural' }],
    [
      'a call without a result',
      [user('a'), assistant(call('x')), user('b')],
      { 'call without a result': 'behavioural' },
    ],
    ['a result without a call', [user(result('x', '1'))], { 'result without a call': 'behavioural' }],
  ])('with a note of %s', (_, messages, losses) => {
    expect(lossesOf(written(messages))).toEqual(losses);
  });
});

describe('the last word of the assistant', () => {
  const messages = [user('a'), assistant('b')];

  it.each<[string, Partial<Conversation>, Quirks]>([
    ['where the model refuses it', {}, { noPrefill: true }],
    ['where the model thinks', { thinking: { kind: 'on', effort: 'low', budgetTokens: null } }, {}],
    ['where the answer is JSON', { output: { kind: 'json' } }, {}],
    ['where a call is wanted', { toolChoice: { kind: 'required' } }, {}],
  ])('becomes a wish to go on %s', (_, more, quirks) => {
    const rules = { model: 'm', stream: false, maxOutputTokens: null, quirks };
    const { body, losses } = anthropic.renderRequest({ ...ask(''), messages, ...more }, rules);
    expect(listAt(body, 'messages').at(-1)).toEqual({ role: 'user', content: [text('Continue.')] });
    expect(losses).toContainEqual({ what: 'prefill', weight: 'behavioural' });
  });

  it('becomes a wish to go on where it is no text', () => {
    const thought: Part = { type: 'thinking', text: 'x', signature: 'EqQB' };
    expect(turnsOf(user('a'), assistant('b', thought)).at(-1)).toEqual({ role: 'user', content: [text('Continue.')] });
  });
});

describe('any conversation', () => {
  const ids = fc.constantFrom('a', 'b', 'c.d', '');
  const words = fc.constantFrom('', ' ', 'x', 'y');
  const part: fc.Arbitrary<Part> = fc.oneof(
    words.map(partOf),
    ids.map((id) => call(id)),
    fc.tuple(ids, words).map(([id, said]) => result(id, said)),
    words.map((said): Part => ({ type: 'thinking', text: said, signature: said.trim() })),
  );
  const message = fc.record({
    role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
    parts: fc.array(part, { maxLength: 4 }),
  });

  it('becomes turns that Anthropic accepts', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
        const turns = turnsOf(...messages);
        const seen = new Set<string>();
        let asked: string[] = [];
        turns.forEach((turn, index) => {
          const role = textAt(turn, 'role');
          const blocks = listAt(turn, 'content');
          const types = blocks.map((block) => textAt(block, 'type'));
          expect(blocks.length).toBeGreaterThan(0);
          if (index > 0) expect(role).not.toBe(textAt(turns[index - 1], 'role'));
          for (const block of blocks)
            if (textAt(block, 'type') === 'text') expect(textAt(block, 'text').trim()).not.toBe('');
          const answered = blocks.map((block) => textAt(block, 'tool_use_id')).filter(Boolean);
          if (role === 'assistant') {
            expect(types).not.toContain('tool_result');
            asked = blocks.filter((block) => textAt(block, 'type') === 'tool_use').map((block) => textAt(block, 'id'));
            for (const id of asked) {
              expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
              expect(seen.has(id)).toBe(false);
              seen.add(id);
            }
          } else {
            expect([...answered].sort()).toEqual([...asked].sort());
            expect(types.lastIndexOf('tool_result')).toBe(answered.length - 1);
            asked = [];
          }
        });
        const last = listAt(turns.at(-1), 'content').at(-1);
        if (textAt(turns.at(-1), 'role') === 'assistant') expect(textAt(last, 'text')).toMatch(/\S$/);
        // What was written once is written the same once more.
        const again = anthropic
          .parseRequest(written(messages).body)
          .conversation.messages.filter(({ role }) => role !== 'system');
        expect(turnsOf(...again)).toEqual(turns);
      }),
    );
  });
});
