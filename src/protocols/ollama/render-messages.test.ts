import { describe, expect, it } from 'vitest';
import { ask, type Message, type Part } from '../../model/conversation.ts';
import { MINT_MARK, type Quirks } from '../protocol.ts';
import { assistant, result, system, text, user } from '../testing/parts.ts';
import { ollama } from './index.ts';

function render(messages: readonly Message[], quirks: Quirks = {}) {
  const options = { model: 'm', stream: false, maxOutputTokens: null, quirks };
  const { body, losses } = ollama.renderRequest({ ...ask(''), messages }, options);
  return { messages: body['messages'], lost: losses.map(({ what, weight }) => `${what}: ${weight}`) };
}

const call = (id: string, name = 'look'): Part => ({ type: 'tool-call', id, name, input: { at: id } });
const media = (mediaType: string, data = 'AAAA', name = ''): Part => ({
  type: 'media',
  mediaType,
  source: { kind: 'base64', data },
  name,
});
const url = (mediaType: string): Part => ({
  type: 'media',
  mediaType,
  source: { kind: 'url', url: 'https://example.com/a' },
  name: '',
});
const wireCall = (id: string, index = 0) => ({ id, function: { index, name: 'look', arguments: { at: id } } });

describe('the system', () => {
  it('speaks once and first, because templates refuse anything else', () => {
    expect(render([system('Be brief'), system('Be kind'), user(text('Hello'))])).toEqual({
      messages: [
        { role: 'system', content: 'Be brief\n\nBe kind' },
        { role: 'user', content: 'Hello' },
      ],
      lost: [],
    });
  });

  it('#70 #73 #75 reminds of what it says later, in its place', () => {
    const turns = [user(text('Hello')), assistant(text('Hi')), user(text('So?')), system('Be kind')];
    expect(render(turns)).toEqual({
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'So?\n\n<system-reminder>\nBe kind\n</system-reminder>' },
      ],
      lost: ['system between turns: behavioural'],
    });
  });

  it('#76 is not alone: without a message the server would only load its model', () => {
    expect(render([system('Be brief')]).messages).toEqual([
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'Continue.' },
    ]);
    expect(render([]).messages).toEqual([{ role: 'user', content: 'Continue.' }]);
  });
});

describe('turns', () => {
  it('of one role stand together, and those without a word are left out', () => {
    const turns = [
      user(text('a')),
      user(text('b')),
      assistant(),
      assistant(text('c')),
      user(text('')),
      user(text('d')),
    ];
    expect(render(turns).messages).toEqual([
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: 'c' },
      { role: 'user', content: 'd' },
    ]);
  });

  it('of the assistant may stand last, where the model can go on from there', () => {
    const turns = [user(text('Count')), assistant(text('1, 2,'))];
    expect(render(turns)).toMatchObject({ messages: [{}, { role: 'assistant', content: '1, 2,' }], lost: [] });
    for (const quirks of [{ noPrefill: true }, { alternates: true }])
      expect(render(turns, quirks)).toMatchObject({
        messages: [{}, {}, { role: 'user', content: 'Continue.' }],
        lost: ['prefill: behavioural'],
      });
  });

  it('begin with the user’s where they have to alternate', () => {
    const turns = [system('Be brief'), assistant(text('Hi')), user(text('Hello'))];
    expect(render(turns).messages).toMatchObject([{ role: 'system' }, { role: 'assistant' }, { role: 'user' }]);
    expect(render(turns, { alternates: true }).messages).toMatchObject([
      { role: 'system' },
      { role: 'user', content: 'Continue.' },
      { role: 'assistant' },
      { role: 'user', content: 'Hello' },
    ]);
  });

  it('#37 #41 hold thoughts that nobody has signed, and no others', () => {
    const thought = (signature: string): Part => ({ type: 'thinking', text: 'Hm', signature });
    expect(render([user(text('a')), assistant(thought(''), text('b')), user(text('c'))])).toMatchObject({
      messages: [{}, { content: 'b', thinking: 'Hm' }, {}],
      lost: [],
    });
    for (const foreign of [thought('s'), thought(`${MINT_MARK}x`), { type: 'sealed-thinking', data: 'x' } as const])
      expect(render([user(text('a')), assistant(foreign), user(text('c'))])).toEqual({
        messages: [{ role: 'user', content: 'a\n\nc' }],
        lost: ['thinking of earlier turns: cosmetic'],
      });
  });

  it('#93 say refusals in words', () => {
    expect(render([user(text('a')), assistant({ type: 'refusal', text: 'No' }), user(text('b'))])).toMatchObject({
      messages: [{}, { content: 'No' }, {}],
      lost: ['refusal: cosmetic'],
    });
  });

  it('name what has no place', () => {
    const cited = { ...text('b'), citations: [{ start: 0, end: 1, url: 'u', title: '', quote: '' }] };
    const turns = [user({ ...text('a'), cache: '5m' } as Part, call('x')), assistant(cited), user(text('c'))];
    expect(render(turns).lost).toEqual([
      'cache_control: cosmetic',
      'tool call outside an answer: behavioural',
      'citations: cosmetic',
    ]);
  });
});

describe('results of tools', () => {
  it('#46 #57 stand behind their calls and in their order, with the name of the tool', () => {
    const turns = [
      user(text('Look')),
      assistant(text('I look'), call('a'), call('b')),
      system('Be kind'),
      user(text('Quick!'), result('b', text('B')), result('a', text('A'))),
    ];
    expect(render(turns).messages).toEqual([
      { role: 'user', content: 'Look' },
      { role: 'assistant', content: 'I look', tool_calls: [wireCall('a'), wireCall('b', 1)] },
      { role: 'tool', content: 'A', tool_name: 'look', tool_call_id: 'a' },
      { role: 'tool', content: 'B', tool_name: 'look', tool_call_id: 'b' },
      { role: 'user', content: '<system-reminder>\nBe kind\n</system-reminder>\n\nQuick!' },
    ]);
  });

  it('#49 keep their pictures', () => {
    const turns = [user(text('Look')), assistant(call('a')), user(result('a', text('See'), media('image/png')))];
    expect(render(turns)).toMatchObject({
      messages: [{}, {}, { role: 'tool', content: 'See', images: ['AAAA'] }],
      lost: [],
    });
  });

  it('#61 say in words that they are failures', () => {
    const failed = { type: 'tool-result', callId: 'a', parts: [text('No such file')], failed: true } as const;
    expect(render([user(text('Look')), assistant(call('a')), user(failed)]).messages).toMatchObject([
      {},
      {},
      { content: 'The tool failed: No such file' },
    ]);
  });

  it('#48 are made up where a call was interrupted, and become words where no call is', () => {
    expect(
      render([user(text('Look')), assistant(call('a')), user(text('Stop'), result('z', text('Z')))]),
    ).toMatchObject({
      messages: [
        {},
        {},
        { role: 'tool', content: 'There is no result: the call was interrupted.' },
        { role: 'user', content: 'Result of a tool call that is not shown (z):\n\nZ\n\nStop' },
      ],
      lost: ['call without a result: behavioural', 'result without a call: behavioural'],
    });
    expect(render([user(result('z', text('Z')))]).messages).toMatchObject([{ role: 'user' }]);
  });

  it('#8 belong to their own call, even where all calls have the same id', () => {
    const turns = [
      user(text('Look')),
      assistant(call('a')),
      user(result('a', text('1'))),
      assistant(call('a')),
      user(result('a', text('2'))),
    ];
    expect(render(turns).messages).toMatchObject([
      {},
      { tool_calls: [{ id: 'a' }] },
      { content: '1', tool_call_id: 'a' },
      { tool_calls: [{ id: 'a_2' }] },
      { content: '2', tool_call_id: 'a_2' },
    ]);
  });
});

describe('pictures and documents', () => {
  it('#89 are base64 without anything around it', () => {
    const turns = [user(text('See'), media('image/jpeg', 'BBBB'), media('image/png'))];
    expect(render(turns)).toEqual({ messages: [{ role: 'user', content: 'See', images: ['BBBB', 'AAAA'] }], lost: [] });
  });

  it('lose their place between words', () => {
    expect(render([user(text('First'), media('image/png'), text('then'))])).toEqual({
      messages: [{ role: 'user', content: 'First\n\nthen', images: ['AAAA'] }],
      lost: ['places of images: cosmetic'],
    });
  });

  it('are words where they are words', () => {
    const notes = media('text/plain', Buffer.from('Notes').toString('base64'), 'notes.txt');
    expect(render([user(notes)])).toMatchObject({ messages: [{ content: 'notes.txt:\nNotes' }], lost: [] });
  });

  it.each<[string, Part, Quirks]>([
    ['image URLs: blocking', url('image/*'), {}],
    ['document URLs: blocking', url('application/pdf'), {}],
    ['application/pdf: blocking', media('application/pdf'), {}],
    ['audio/wav: blocking', media('audio/wav'), {}],
    ['image/heic: blocking', media('image/heic'), {}],
    ['images: blocking', media('image/png'), { noImages: true }],
  ])('that cannot be read here block: %s', (lost, part, quirks) => {
    expect(render([user(text('See'), part)], quirks).lost).toEqual([lost]);
  });

  it('have no place in what the system says', () => {
    expect(render([{ role: 'system', parts: [media('image/png')] }, user(text('a'))]).lost).toEqual([
      'media in the system text: blocking',
    ]);
  });
});
