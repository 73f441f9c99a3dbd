import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { AdaptOptions, Quirks, Rendered } from '../protocol.ts';
import { system, text } from '../testing/parts.ts';
import { openaiChat } from './index.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null } as const;
const user = (...words: readonly string[]): Message => ({ role: 'user', parts: words.map(text) });
const assistant = (words: string): Message => ({ role: 'assistant', parts: [text(words)] });
const call: Part = { type: 'tool-call', id: 'toolu_01', name: 'look', input: {} };
const result: Part = { type: 'tool-result', callId: 'toolu_01', parts: [text('r')], failed: false };
const image: Part = { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' }, name: '' };
const reminder = (words: string): string => `<system-reminder>\n${words}\n</system-reminder>`;

function written(messages: readonly Message[], quirks: Quirks, more: Partial<Conversation> = {}): Rendered {
  return openaiChat.renderRequest({ ...ask(''), ...more, messages }, { ...RULES, quirks });
}

/** Roles and contents of the messages as they are written; and the same of the body adapted, which has to be no other. */
function turns(messages: readonly Message[], quirks: Quirks): readonly (readonly Json[])[] {
  const { body } = written(messages, quirks);
  const plain = written(messages, {}).body;
  const options: AdaptOptions = { ...RULES, quirks, foreign: true };
  const adapted = openaiChat.adapt(plain, options).body;
  const of = (from: JsonObject) =>
    (from['messages'] as JsonObject[]).map(({ role, content }) => [role ?? '', content ?? '']);
  expect(of(adapted)).toEqual(of(body));
  return of(body);
}

describe('messages for servers where the system stands first', () => {
  const quirks = { systemFirst: true };

  it('have one message of the system in front, and its later words in the user’s next turn', () => {
    expect(turns([system('a'), system('b'), user('c'), assistant('d'), system('e'), user('f')], quirks)).toEqual([
      ['system', 'a\n\nb'],
      ['user', 'c'],
      ['assistant', 'd'],
      ['user', `${reminder('e')}\n\nf`],
    ]);
  });

  it('have them in the user’s last turn, or in one of their own, where there is none to come', () => {
    expect(turns([user('a'), system('b')], quirks)).toEqual([['user', `a\n\n${reminder('b')}`]]);
    expect(turns([user('a'), assistant('b'), system('c')], quirks).at(-1)).toEqual(['user', reminder('c')]);
    expect(turns([user('a'), assistant('b'), system('c'), assistant('d')], quirks).slice(1)).toEqual([
      ['assistant', 'b'],
      ['user', reminder('c')],
      ['assistant', 'd'],
    ]);
  });

  it('keep results behind their calls, and pictures beside the words', () => {
    const messages: readonly Message[] = [
      user('a'),
      { role: 'assistant', parts: [call] },
      system('b'),
      { role: 'user', parts: [result, image] },
    ];
    expect(turns(messages, quirks).slice(1)).toEqual([
      ['assistant', ''],
      ['tool', 'r'],
      [
        'user',
        [
          { type: 'text', text: reminder('b') },
          { type: 'image_url', image_url: expect.anything() },
        ],
      ],
    ]);
    expect(written(messages, quirks).losses).toContainEqual({ what: 'system between turns', weight: 'behavioural' });
  });

  it('are left as they are where nothing is said later', () => {
    expect(written([system('a'), user('b')], quirks)).toEqual(written([system('a'), user('b')], {}));
  });
});

describe('messages for servers where turns alternate', () => {
  const quirks = { alternates: true };

  it('begin and end with the user, and nobody speaks twice in a row', () => {
    expect(turns([system('s'), assistant('a'), user('b'), user('c', 'd'), assistant('e')], quirks)).toEqual([
      ['system', 's'],
      ['user', '(The assistant speaks first.)'],
      ['assistant', 'a'],
      [
        'user',
        [
          { type: 'text', text: 'b' },
          { type: 'text', text: 'c' },
          { type: 'text', text: 'd' },
        ],
      ],
      ['assistant', 'e'],
      ['user', 'Continue.'],
    ]);
    expect(turns([user('a'), user('b'), assistant('c'), assistant('d'), user('e')], quirks)).toEqual([
      ['user', 'a\n\nb'],
      ['assistant', 'c\n\nd'],
      ['user', 'e'],
    ]);
  });

  it('have a word of the user even where only the system spoke', () => {
    expect(turns([system('s')], quirks)).toEqual([
      ['system', 's'],
      ['user', 'Continue.'],
    ]);
  });
});

describe('messages for servers that do not go on from the assistant’s words', () => {
  it('end with the user', () => {
    const { body, losses } = written([user('a'), assistant('b')], { noPrefill: true });
    expect(body['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'user', content: 'Continue.' },
    ]);
    expect(losses).toEqual([{ what: 'prefill', weight: 'behavioural' }]);
    expect(turns([user('a'), { role: 'assistant', parts: [call] }], { noPrefill: true }).at(-1)?.[0]).toBe('tool');
  });
});

describe('messages for Mistral', () => {
  const messages: readonly Message[] = [
    user('a'),
    { role: 'assistant', parts: [call] },
    { role: 'user', parts: [result, text('b')] },
  ];

  it('have a word of the assistant between results and the user', () => {
    expect(turns(messages, { noUserAfterResults: true }).slice(1)).toEqual([
      ['assistant', ''],
      ['tool', 'r'],
      ['assistant', 'OK'],
      ['user', 'b'],
    ]);
  });

  it('have ids of nine letters and digits, the same in call and result', () => {
    const { body } = written(messages, { shortIds: true });
    const adapted = openaiChat.adapt(written(messages, {}).body, {
      ...RULES,
      quirks: { shortIds: true },
      foreign: true,
    });
    for (const made of [body, adapted.body]) {
      const [id, other] = [...JSON.stringify(made).matchAll(/"(?:id|tool_call_id)":"([^"]+)"/g)].map(
        (match) => match[1],
      );
      expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
      expect(other).toBe(id);
    }
  });
});

describe('messages for servers that want thoughts back', () => {
  const turn = (parts: readonly Part[]): readonly Message[] => [user('a'), { role: 'assistant', parts }, user('b')];

  it('have them in every turn of the assistant, empty where there was none', () => {
    const thought: Part = { type: 'thinking', text: 'Hm', signature: '' };
    const quirks = { thoughtsBack: true };
    expect(written(turn([thought, text('b')]), quirks)).toMatchObject({
      body: { messages: [{}, { content: 'b', reasoning_content: 'Hm' }, {}] },
      losses: [],
    });
    expect(written(turn([text('b')]), quirks).body).toMatchObject({ messages: [{}, { reasoning_content: '' }, {}] });
    const { body } = openaiChat.adapt(written(turn([text('b')]), {}).body, { ...RULES, quirks, foreign: true });
    expect(body).toMatchObject({ messages: [{}, { reasoning_content: '' }, {}] });
  });
});
