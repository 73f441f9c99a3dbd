import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { at, listAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../../model/reply.ts';
import { type Frame, MINT_MARK, type Quirks } from '../protocol.ts';
import { openaiChat } from './index.ts';
import { chunk, DONE, ROLE, STOP } from './testing/chunks.ts';

const SEALED = `${MINT_MARK}abc.def`;
const SIGNED = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0, signature: 'ErcB' };
const SUMMARY = { type: 'reasoning.summary', format: 'openai-responses-v1', index: 0 };
const SECRET = { type: 'reasoning.encrypted', format: 'openai-responses-v1', index: 1, id: 'rs_1', data: 'gAAA' };

const message = (said: JsonObject): JsonObject => ({
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi', ...said }, finish_reason: 'stop' }],
});
const text: Part = { type: 'text', text: 'Hi' };
const thought = (words: string, kept: JsonObject | string): Part => ({
  type: 'thinking',
  text: words,
  signature: typeof kept === 'string' ? kept : JSON.stringify(kept),
});

function partsOf(...frames: readonly Frame[]): readonly Part[] {
  const parse = openaiChat.parseStream();
  return gather([...[ROLE, ...frames, STOP, DONE].flatMap(parse), ...parse(null)]).parts;
}

function sent(parts: readonly Part[], quirks: Quirks = {}): JsonObject {
  const turns = [...ask('Hi').messages, { role: 'assistant', parts } as const, ...ask('Well?').messages];
  const said: Conversation = { ...ask(''), messages: turns };
  const { body } = openaiChat.renderRequest(said, { model: 'm', stream: false, maxOutputTokens: null, quirks });
  return listAt(body, 'messages')[1] as JsonObject;
}

describe('details of thinking', () => {
  it.each<[string, readonly Json[], readonly Part[]]>([
    ['signed', [{ ...SIGNED, text: 'Hm' }], [thought('Hm', SIGNED)]],
    [
      'as a summary, with what is sealed',
      [{ ...SUMMARY, summary: 'Hm' }, SECRET],
      [thought('Hm', SUMMARY), { type: 'sealed-thinking', data: JSON.stringify(SECRET) }],
    ],
    [
      'a signature alone',
      [{ type: 'reasoning.text', format: 'google-gemini-v1', signature: 'x', index: 0 }],
      [thought('', { type: 'reasoning.text', format: 'google-gemini-v1', signature: 'x', index: 0 })],
    ],
    ['words alone', [{ type: 'reasoning.text', text: 'Hm' }], [thought('Hm', '')]],
    ['that we have sealed', [{ type: 'reasoning.text', signature: SEALED, index: 0 }], [thought('', SEALED)]],
    ['of a kind that is newer', [{ type: 'reasoning.dream', dream: 'x' }], []],
  ])('are kept: %s', (_, details, parts) => {
    expect(openaiChat.parseResponse(message({ reasoning_details: details })).parts).toEqual([...parts, text]);
    const asked = openaiChat.parseRequest({
      model: 'm',
      messages: [{ role: 'assistant', content: 'Hi', reasoning_details: details }],
    });
    expect(asked.conversation.messages[0]?.parts).toEqual([...parts, text]);
    expect(
      partsOf(...details.map((detail) => chunk({ reasoning_details: [detail] })), chunk({ content: 'Hi' })),
    ).toEqual([...parts, text]);
    const own = details.filter((detail) => at(detail, 'format') !== undefined);
    expect(listAt(sent([...parts, text]), 'reasoning_details')).toEqual(own);
  });

  it('say no thought twice that stands beside them', () => {
    const { signature: _, ...unsigned } = SIGNED;
    const said = { reasoning: 'Hm', reasoning_details: [{ ...unsigned, text: 'Hm' }] };
    expect(openaiChat.parseResponse(message(said)).parts).toEqual([thought('Hm', unsigned), text]);
    expect(
      partsOf(
        chunk({ reasoning: 'H', reasoning_details: [{ ...unsigned, text: 'H' }] }),
        chunk({ reasoning: 'm', reasoning_details: [{ ...unsigned, text: 'm' }] }),
        chunk({ reasoning_details: [SIGNED] }),
        chunk({ content: 'Hi', reasoning_details: [unsigned] }),
        chunk({ content: '!' }),
      ),
    ).toEqual([thought('Hm', SIGNED), { type: 'text', text: 'Hi!' }]);
  });

  it('are closed by their signature: what comes behind is another thought', () => {
    const again = { ...SIGNED, index: 1, signature: 'XyZ' };
    expect(
      partsOf(
        chunk({ reasoning: 'One' }),
        chunk({ reasoning_details: [SIGNED] }),
        chunk({ reasoning: 'Two' }),
        chunk({ reasoning_details: [again] }),
      ),
    ).toEqual([thought('One', SIGNED), thought('Two', again)]);
  });

  it('carry what we sealed to callers, whole and in a stream, without the words, which are sealed in', () => {
    const parts: readonly Part[] = [thought('Hm', SEALED), { type: 'sealed-thinking', data: SEALED }, text];
    const reply = { id: 'c', model: 'm', parts, stop: 'done', stopSequence: '', usage: NO_USAGE } as const;
    const details = [
      { type: 'reasoning.text', signature: SEALED, index: 0 },
      { type: 'reasoning.encrypted', data: SEALED, index: 1 },
    ];
    expect(at(openaiChat.renderResponse(reply), 'choices', 0, 'message')).toMatchObject({
      reasoning_content: 'Hm',
      reasoning_details: details,
    });
    const events: readonly ReplyEvent[] = [
      { type: 'start', id: 'c', model: 'm' },
      { type: 'thinking', part: 0, text: 'Hm' },
      { type: 'signature', part: 0, signature: SEALED },
      { type: 'sealed-thinking', part: 1, data: SEALED },
      { type: 'text', part: 2, text: 'Hi' },
      { type: 'end', stop: 'done', stopSequence: '' },
    ];
    const frames = events.flatMap(openaiChat.renderStream({ model: 'm', after: null, usage: true }));
    const parse = openaiChat.parseStream();
    expect(gather(frames.flatMap(parse)).parts).toEqual(parts);
  });

  it('are not sent to a server when they are ours or another dialect’s', () => {
    const parts = [
      thought('Hm', SEALED),
      thought('Hm', 'ErcB'),
      { type: 'sealed-thinking', data: SEALED } as const,
      text,
    ];
    expect(sent(parts)).toEqual({ role: 'assistant', content: 'Hi' });
  });

  it('of ours are taken out of a caller’s body, and those of its provider stay', () => {
    const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
    const signed = (signature: string) => ({ ...call, extra_content: { google: { thought_signature: signature } } });
    const said = {
      role: 'assistant',
      reasoning_details: [SIGNED, { type: 'reasoning.text', signature: SEALED, index: 1 }],
      tool_calls: [signed('own'), signed(SEALED)],
    };
    expect(openaiChat.scrub({ messages: [said] })).toEqual({
      messages: [{ role: 'assistant', reasoning_details: [SIGNED], tool_calls: [signed('own'), call] }],
    });
    const ours = {
      role: 'assistant',
      content: 'Hi',
      reasoning_details: [{ type: 'reasoning.text', signature: SEALED }],
    };
    expect(openaiChat.scrub({ messages: [ours] })).toEqual({ messages: [{ role: 'assistant', content: 'Hi' }] });
    expect(openaiChat.forget({ messages: [{ ...said, reasoning_content: 'Hm' }] })).toEqual({
      messages: [{ role: 'assistant', tool_calls: [call, call] }],
    });
  });
});

describe('the signature of a call', () => {
  const call = (more: JsonObject = {}) => ({
    id: 'a',
    type: 'function',
    function: { name: 'look', arguments: '{}' },
    ...more,
  });
  const extra = { extra_content: { google: { thought_signature: 'AVSo' } } };
  const part: Part = { type: 'tool-call', id: 'a', name: 'look', input: {}, signature: 'AVSo' };

  it('is read from the call, or from the message of older servers, and comes back', () => {
    const whole = (said: JsonObject) => openaiChat.parseResponse(message({ content: null, ...said })).parts;
    expect(whole({ tool_calls: [call(extra)] })).toEqual([part]);
    expect(whole({ tool_calls: [call(), call({ id: 'b' })], ...extra })).toEqual([
      part,
      { type: 'tool-call', id: 'b', name: 'look', input: {} },
    ]);
    expect(partsOf(chunk({ tool_calls: [{ index: 0, ...call(extra) }] }))).toEqual([part]);
    expect(listAt(sent([part]), 'tool_calls')).toEqual([call(extra)]);
    expect(listAt(sent([{ ...part, signature: SEALED }]), 'tool_calls')).toEqual([call()]);
    const asked = openaiChat.parseRequest({ model: 'm', messages: [{ role: 'assistant', tool_calls: [call(extra)] }] });
    expect(asked.conversation.messages[0]?.parts).toEqual([part]);
  });
});
