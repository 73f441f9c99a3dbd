import { describe, expect, it } from 'vitest';
import { ask, type Message, type Part } from '../../model/conversation.ts';
import type { Json } from '../../model/json.ts';
import type { Loss } from '../../model/loss.ts';
import type { Quirks } from '../protocol.ts';
import { assistant, result, system, text, user } from '../testing/parts.ts';
import { openaiChat } from './index.ts';

function render(messages: readonly Message[], quirks: Quirks = {}): { messages: Json; losses: readonly Loss[] } {
  const options = { model: 'm', stream: false, maxOutputTokens: null, quirks };
  const { body, losses } = openaiChat.renderRequest({ ...ask(''), messages }, options);
  return { messages: body['messages'] ?? null, losses };
}

const call = (id: string): Part => ({ type: 'tool-call', id, name: 'look', input: { at: id } });
const image: Part = { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AAAA' }, name: '' };

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const wireCall = (id: string): Json => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: `{"at":"${id}"}` },
});

function media(mediaType: string, source: Extract<Part, { type: 'media' }>['source'], name = ''): Message {
  return user(text('See'), { type: 'media', mediaType, source, name });
}

describe('the system', () => {
  it('speaks where it spoke, under the name that the model knows', () => {
    const turns = [system('Be short'), user(text('Hello')), system('Be kind'), user(text('Well?'))];
    expect(render(turns)).toEqual({
      messages: [
        { role: 'system', content: 'Be short' },
        { role: 'user', content: 'Hello' },
        { role: 'system', content: 'Be kind' },
        { role: 'user', content: 'Well?' },
      ],
      losses: [],
    });
    expect(render(turns, { developerRole: true }).messages).toMatchObject([
      { role: 'developer' },
      {},
      { role: 'developer' },
      {},
    ]);
  });
});

describe('results of tools', () => {
  it('stand in messages of their own right behind their calls, and what the user says follows', () => {
    expect(
      render([
        user(text('Look')),
        assistant(text('I look'), call('a'), call('b')),
        user(text('Quick!'), result('b', text('B')), result('a', text('A'))),
      ]),
    ).toEqual({
      messages: [
        { role: 'user', content: 'Look' },
        { role: 'assistant', content: 'I look', tool_calls: [wireCall('a'), wireCall('b')] },
        { role: 'tool', tool_call_id: 'b', content: 'B' },
        { role: 'tool', tool_call_id: 'a', content: 'A' },
        { role: 'user', content: 'Quick!' },
      ],
      losses: [],
    });
  });

  it('are found behind words of the system', () => {
    const turns = [user(text('Look')), assistant(call('a')), system('Be kind'), user(result('a', text('A')))];
    expect(render(turns)).toMatchObject({
      messages: [{}, { tool_calls: [{ id: 'a' }] }, { role: 'tool', content: 'A' }, { role: 'system' }],
      losses: [],
    });
  });

  it('say in words that they are failures', () => {
    const failed: Part = { type: 'tool-result', callId: 'a', parts: [text('No such file')], failed: true };
    expect(render([user(text('Look')), assistant(call('a')), user(failed)]).messages).toMatchObject([
      {},
      {},
      { role: 'tool', content: 'The tool failed: No such file' },
    ]);
  });

  it('hold text only, so their pictures follow in a turn of the user, behind all results', () => {
    const turns = [
      user(text('Look')),
      assistant(call('a'), call('b')),
      user(result('a', text('See'), image), result('b', text('B')), text('Well?')),
    ];
    expect(render(turns)).toMatchObject({
      messages: [
        {},
        {},
        { role: 'tool', tool_call_id: 'a', content: 'See' },
        { role: 'tool', tool_call_id: 'b', content: 'B' },
        { role: 'user', content: [{ type: 'text', text: expect.stringContaining('a') }, IMAGE, { text: 'Well?' }] },
      ],
      losses: [{ what: 'media in a tool result', weight: 'cosmetic' }],
    });
  });

  it('that are missing are made up for, or OpenAI would refuse the whole conversation', () => {
    const turns = [user(text('Look')), assistant(call('a')), user(text('Stop'))];
    expect(render(turns)).toMatchObject({
      messages: [
        {},
        {},
        { role: 'tool', tool_call_id: 'a', content: expect.stringContaining('interrupted') },
        { content: 'Stop' },
      ],
      losses: [{ what: 'call without a result', weight: 'behavioural' }],
    });
    expect(render(turns.slice(0, 2)).messages).toMatchObject([{}, {}, { role: 'tool', tool_call_id: 'a' }]);
  });

  it('that answer no call are told as text', () => {
    expect(render([user(result('gone', text('42')), text('Well?'))])).toMatchObject({
      messages: [{ role: 'user', content: [{ text: expect.stringContaining('42') }, { text: 'Well?' }] }],
      losses: [{ what: 'result without a call', weight: 'behavioural' }],
    });
  });

  it('are told before the assistant goes on although the user says nothing else', () => {
    const turns = [
      user(text('Look')),
      assistant(call('a')),
      user(result('a', image)),
      assistant(text('I see')),
      user(text('?')),
    ];
    expect(render(turns).messages).toMatchObject([
      {},
      {},
      { role: 'tool' },
      { role: 'user', content: [{}, IMAGE] },
      { role: 'assistant' },
      {},
    ]);
  });
});

describe('ids of calls', () => {
  it('differ in one body although a provider gives every answer the same', () => {
    const turns = [
      user(text('Look')),
      assistant(call('call_0')),
      user(result('call_0', text('A'))),
      assistant(call('call_0')),
      user(result('call_0', text('B'))),
    ];
    expect(render(turns).messages).toMatchObject([
      {},
      { tool_calls: [{ id: 'call_0' }] },
      { tool_call_id: 'call_0', content: 'A' },
      { tool_calls: [{ id: 'call_0_2' }] },
      { tool_call_id: 'call_0_2', content: 'B' },
    ]);
  });

  it('are 40 plain characters at most, the same for call and result', () => {
    const long = `functions.look:0|${'x'.repeat(60)}`;
    const { messages } = render([user(text('Look')), assistant(call(long)), user(result(long, text('A')))]);
    const [id, other] = [...JSON.stringify(messages).matchAll(/"(?:id|tool_call_id)":"([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(id).toMatch(/^[\w-]{1,40}$/);
    expect(other).toBe(id);
  });
});

describe('the assistant', () => {
  it('keeps its words, its calls and its refusals, and loses thinking, which only its maker can read', () => {
    const turn = assistant(
      { type: 'thinking', text: 'Hm', signature: 's' },
      { type: 'sealed-thinking', data: 'x' },
      text('Well, '),
      { type: 'refusal', text: 'no.' },
    );
    expect(render([user(text('Hello')), turn, user(text('Why?'))])).toEqual({
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Well, no.' },
        { role: 'user', content: 'Why?' },
      ],
      losses: [
        { what: 'refusal', weight: 'cosmetic' },
        { what: 'thinking of earlier turns', weight: 'cosmetic' },
      ],
    });
  });

  it('has null for content beside calls alone, and no turn where it only thought', () => {
    const turns = [
      user(text('Look')),
      assistant(call('a')),
      user(result('a', text('A'))),
      assistant({ type: 'thinking', text: 'Hm', signature: '' }),
      user(text('?')),
    ];
    expect(render(turns).messages).toMatchObject([
      {},
      { role: 'assistant', content: null },
      {},
      { role: 'user', content: '?' },
    ]);
  });

  it('cannot be made to go on with words of its own', () => {
    expect(render([user(text('Sing')), assistant(text('La'))]).losses).toEqual([
      { what: 'prefill', weight: 'behavioural' },
    ]);
  });
});

describe('media', () => {
  const inside = { kind: 'base64', data: 'SGVsbG8=' } as const;
  const away = { kind: 'url', url: 'https://x.test/a' } as const;

  it.each<[string, Message, Json]>([
    [
      'pictures',
      media('image/png', inside),
      { type: 'image_url', image_url: { url: 'data:image/png;base64,SGVsbG8=' } },
    ],
    ['pictures elsewhere', media('image/*', away), { type: 'image_url', image_url: { url: 'https://x.test/a' } }],
    [
      'PDF',
      media('application/pdf', inside),
      { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,SGVsbG8=' } },
    ],
    ['sound', media('audio/mpeg', inside), { type: 'input_audio', input_audio: { data: 'SGVsbG8=', format: 'mp3' } }],
    ['text', media('text/plain', inside, 'a.txt'), { type: 'text', text: 'a.txt:\nHello' }],
  ])('of kinds that can be said: %s', (_, turn, part) => {
    expect(render([turn])).toEqual({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'See' }, part] }],
      losses: [],
    });
  });

  it.each<[string, Message, Quirks]>([
    ['video/mp4', media('video/mp4', inside), {}],
    ['document URLs', media('application/pdf', away), {}],
    ['images', media('image/png', inside), { noImages: true }],
    ['image URLs', media('image/*', away), { noImageUrls: true }],
  ])('of kinds that cannot be said block: %s', (what, turn, quirks) => {
    expect(render([turn], quirks).losses).toEqual([{ what, weight: 'blocking' }]);
  });
});
