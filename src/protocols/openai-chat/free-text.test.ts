import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Part, type Tool } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { at, listAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { openaiChat } from './index.ts';
import { chunk, DONE, ROLE } from './testing/chunks.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} } as const;
const LARK = 'start: WORD\nWORD: /a+/';
const tool = (freeText: string): Tool => ({ name: 'sql', description: '', inputSchema: {}, strict: false, freeText });
const call = (input: JsonObject): Part => ({ type: 'tool-call', id: 'a', name: 'sql', input });
const custom = (input: string): JsonObject => ({ id: 'a', type: 'custom', custom: { name: 'sql', input } });
const END: ReplyEvent = { type: 'end', stop: 'tool-call', stopSequence: '' };

const said: Conversation = {
  ...ask('Go'),
  messages: [...ask('Go').messages, { role: 'assistant', parts: [call({ input: 'SELECT "1"' })] }],
  tools: [tool(LARK)],
  toolChoice: { kind: 'tool', name: 'sql' },
};

function partsOf(...frames: readonly Frame[]): readonly Part[] {
  const parse = openaiChat.parseStream();
  return gather([...[ROLE, ...frames, chunk({}, 'tool_calls'), DONE].flatMap(parse), ...parse(null)]).parts;
}

describe('a tool that takes free text', () => {
  it('is offered, chosen and called as such where such are known, and read again', () => {
    const { body, losses } = openaiChat.renderRequest(said, { ...RULES, quirks: { freeText: true } });
    const grammar = { syntax: 'lark', definition: LARK };
    expect(body).toMatchObject({
      tools: [{ type: 'custom', custom: { name: 'sql', format: { type: 'grammar', grammar } } }],
      tool_choice: { type: 'custom', custom: { name: 'sql' } },
    });
    expect(listAt(body, 'messages', 1, 'tool_calls')).toEqual([custom('SELECT "1"')]);
    expect(losses.filter(({ what }) => what !== 'call without a result')).toEqual([]);
    const heard = openaiChat.parseRequest(body).conversation;
    expect(heard.tools).toMatchObject([{ name: 'sql', freeText: LARK }]);
    expect(heard.messages[1]?.parts).toEqual([call({ input: 'SELECT "1"' })]);
    expect(heard.toolChoice).toEqual(said.toolChoice);
  });

  it.each<[string, string, Json]>([
    ['a regular expression', '^[a-z:]+$', { type: 'grammar', grammar: { syntax: 'regex', definition: '^[a-z:]+$' } }],
    ['nothing', '', undefined as unknown as Json],
  ])('may be limited by %s', (_, freeText, format) => {
    const { body } = openaiChat.renderRequest(
      { ...said, tools: [tool(freeText)] },
      { ...RULES, quirks: { freeText: true } },
    );
    expect(at(body, 'tools', 0, 'custom', 'format')).toEqual(format);
  });

  it('is a function with one text field to everybody else', () => {
    const { body, losses } = openaiChat.renderRequest(said, RULES);
    expect(body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'sql', parameters: { required: ['input'] } } }],
      tool_choice: { type: 'function', function: { name: 'sql' } },
    });
    expect(at(body, 'messages', 1, 'tool_calls', 0, 'function', 'arguments')).toBe('{"input":"SELECT \\"1\\""}');
    expect(losses).toContainEqual({ what: 'grammar of a tool', weight: 'behavioural' });
  });
});

describe('a call with free text', () => {
  it('is read whole', () => {
    const body = { choices: [{ message: { tool_calls: [custom('a\n"b"')] }, finish_reason: 'tool_calls' }] };
    expect(openaiChat.parseResponse(body).parts).toEqual([call({ input: 'a\n"b"' })]);
  });

  it('is read in a stream, told when it is whole and before what follows it', () => {
    const piece = (input: string) => chunk({ tool_calls: [{ index: 0, custom: { input } }] });
    const first = chunk({ tool_calls: [{ index: 0, ...custom('') }] });
    expect(partsOf(first, piece('a\n'), piece('"b"'))).toEqual([call({ input: 'a\n"b"' })]);
    const next = chunk({ tool_calls: [{ index: 1, ...custom('x'), id: 'b' }] });
    expect(partsOf(first, piece('{}'), next, chunk({ content: 'Done' }))).toEqual([
      call({ input: '{}' }),
      { ...call({ input: 'x' }), id: 'b' },
      { type: 'text', text: 'Done' },
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ['as it is', { input: 'a "b"' }, 'a "b"'],
    ['as JSON where a model gave it another shape', { query: 'a' }, '{"query":"a"}'],
    ['empty where it is', {}, '{}'],
  ])('is told to a caller who offered such a tool, %s', (_, input, text) => {
    const reply = { id: 'c', model: 'm', stop: 'tool-call', stopSequence: '', usage: NO_USAGE } as const;
    const rendered = openaiChat.renderResponse({ ...reply, parts: [call(input)] }, [tool('')]);
    expect(at(rendered, 'choices', 0, 'message', 'tool_calls')).toEqual([custom(text)]);
    const json = JSON.stringify(input);
    const events: readonly ReplyEvent[] = [
      { type: 'start', id: 'c', model: 'm' },
      { type: 'tool-call', part: 0, id: 'a', name: 'sql' },
      { type: 'tool-input', part: 0, json: json.slice(0, 4) },
      { type: 'tool-input', part: 0, json: json.slice(4) },
      END,
    ];
    const frames = events.flatMap(
      openaiChat.renderStream({ model: 'm', after: null, usage: false, tools: [tool('')] }),
    );
    const deltas = frames.slice(1, -2).map(({ data }) => at(JSON.parse(data) as Json, 'choices', 0, 'delta'));
    expect(deltas).toEqual([
      { tool_calls: [{ index: 0, ...custom('') }] },
      { tool_calls: [{ index: 0, custom: { input: text } }] },
    ]);
  });
});
