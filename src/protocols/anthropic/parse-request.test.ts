import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { anthropic } from './index.ts';

const user = (content: Json): JsonObject => ({ role: 'user', content });
const asking = (body: JsonObject): Conversation =>
  anthropic.parseRequest({ model: 'm', max_tokens: 9, messages: [user('hi')], ...body }).conversation;
describe('a body is read', () => {
  it('with all its settings', () => {
    const parsed = anthropic.parseRequest({
      model: 'claude-x',
      max_tokens: 100,
      stream: true,
      system: 'Be brief.',
      messages: [user('hi')],
      stop_sequences: ['END'],
      temperature: 0.5,
      top_p: 0.9,
      top_k: 5,
      metadata: { user_id: 'u' },
      tools: [{ name: 't', description: 'd', input_schema: { type: 'object' }, strict: true }],
      tool_choice: { type: 'tool', name: 't', disable_parallel_tool_use: true },
      thinking: { type: 'enabled', budget_tokens: 2048 },
      output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
    });
    expect(parsed).toEqual({
      model: 'claude-x',
      stream: true,
      usage: true,
      conversation: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
        ],
        tools: [{ name: 't', description: 'd', inputSchema: { type: 'object' }, strict: true }],
        toolChoice: { kind: 'tool', name: 't' },
        parallelTools: false,
        output: { kind: 'schema', name: 'answer', schema: { type: 'object' }, strict: true },
        thinking: { kind: 'on', effort: 'low', budgetTokens: 2048 },
        settings: { maxTokens: 100, temperature: 0.5, topP: 0.9, topK: 5, stop: ['END'], user: 'u' },
        unsaid: [],
      },
    });
  });

  it.each([
    ['auto', { kind: 'auto' }],
    ['any', { kind: 'required' }],
    ['none', { kind: 'none' }],
  ])('with the tool choice %s', (type, toolChoice) => {
    expect(asking({ tool_choice: { type } })).toMatchObject({ toolChoice, parallelTools: true });
  });

  it.each<[string, JsonObject, Conversation['thinking']]>([
    ['nothing said', {}, { kind: 'default' }],
    ['adaptive', { thinking: { type: 'adaptive' } }, { kind: 'on', effort: null, budgetTokens: null }],
    ['disabled', { thinking: { type: 'disabled' } }, { kind: 'off' }],
    ['effort alone', { output_config: { effort: 'max' } }, { kind: 'on', effort: 'max', budgetTokens: null }],
  ])('with thinking: %s', (_, body, thinking) => {
    expect(asking(body).thinking).toEqual(thinking);
  });

  it('with the older name of the output format, and with nulls as if they were absent', () => {
    const body = { output_format: { type: 'json_schema', schema: {} }, output_config: null, temperature: null };
    expect(asking(body)).toMatchObject({ output: { kind: 'schema', schema: {} }, settings: {}, unsaid: [] });
  });

  it('with system turns in the middle, in their place', () => {
    const messages = [user('a'), { role: 'system', content: [{ type: 'text', text: 'b' }] }, user('c')];
    expect(asking({ system: [{ type: 'text', text: 's' }], messages }).messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'system',
      'user',
    ]);
  });
});

describe('a body that cannot be read is refused with the place of the mistake', () => {
  it.each<[string, Json]>([
    ['body', null],
    ['body', []],
    ['model', { messages: [] }],
    ['messages', { model: 'm' }],
    ['messages', { model: 'm', messages: [] }],
    ['messages', { model: 'm', messages: {} }],
    ['messages.0', { model: 'm', messages: ['x'] }],
    ['messages.0.role', { model: 'm', messages: [{ role: 'robot', content: 'x' }] }],
    ['messages.0.content', { model: 'm', messages: [{ role: 'user' }] }],
    ['messages.0.content', { model: 'm', messages: [user(7)] }],
    ['messages.0.content.1', { model: 'm', messages: [user([{ type: 'text', text: 'x' }, 'y'])] }],
    ['messages.0.content.0.type', { model: 'm', messages: [user([{}])] }],
    ['messages.0.content.0.text', { model: 'm', messages: [user([{ type: 'text', text: 1 }])] }],
    ['messages.0.content.0.source', { model: 'm', messages: [user([{ type: 'image' }])] }],
    [
      'messages.0.content.0.input',
      { model: 'm', messages: [user([{ type: 'tool_use', id: 'i', name: 'n', input: 'x' }])] },
    ],
    ['system', { model: 'm', system: 1, messages: [user('x')] }],
    ['temperature', { model: 'm', temperature: 'hot', messages: [user('x')] }],
    ['stream', { model: 'm', stream: 'yes', messages: [user('x')] }],
    ['stop_sequences.0', { model: 'm', stop_sequences: [1], messages: [user('x')] }],
    ['tools', { model: 'm', tools: {}, messages: [user('x')] }],
    ['tools.0.name', { model: 'm', tools: [{ input_schema: {} }], messages: [user('x')] }],
    ['tools.0.input_schema', { model: 'm', tools: [{ name: 'x' }], messages: [user('x')] }],
    ['tool_choice.name', { model: 'm', tool_choice: { type: 'tool' }, messages: [user('x')] }],
    [
      'thinking.budget_tokens',
      { model: 'm', thinking: { type: 'enabled', budget_tokens: 'x' }, messages: [user('x')] },
    ],
  ])('%s', (place, body) => {
    expect(() => anthropic.parseRequest(body)).toThrow(new RegExp(`^${place}: `));
    expect(() => anthropic.parseRequest(body)).toThrow(Fault);
  });

  it('however deep it is nested', () => {
    let deep: Json = 'x';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(() => anthropic.parseRequest({ model: 'm', messages: [user(deep)] })).toThrow(/nested deeper/);
  });

  it('and never with anything but a Fault, whatever the JSON', () => {
    const word = fc.constantFrom(
      'type',
      'text',
      'role',
      'user',
      'content',
      'tool_result',
      'source',
      'image',
      'messages',
    );
    const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<Json>(null, true, 0, -1.5, '', 'text', 'user', 'auto'),
        word,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(word, fc.string()), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, json, json, (messages, tools, rest) => {
        for (const body of [
          rest,
          { model: 'm', messages, tools, system: rest, thinking: rest },
          { model: 'm', messages: [user(messages)] },
        ]) {
          try {
            const { conversation } = anthropic.parseRequest(body);
            anthropic.renderRequest(conversation, { model: 'm', stream: false, maxOutputTokens: null, quirks: {} });
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
            expect((error as Fault).kind).toBe('bad-request');
          }
        }
      }),
    );
  });
});
