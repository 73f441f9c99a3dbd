import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import { at, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { result, text } from '../testing/parts.ts';
import { openaiChat } from './index.ts';

// What went wrong in other gateways with this dialect and its many servers. The numbers are those of docs/reference/pitfalls.md.

const said = (role: Message['role'], ...parts: readonly Part[]): Message => ({ role, parts });
const thought = (words: string): Part => ({ type: 'thinking', text: words, signature: '' });
const call = (id: string, input: JsonObject = {}): Part => ({ type: 'tool-call', id, name: 'look', input });

function asked(messages: readonly Message[], quirks: Quirks = {}, more: Partial<Conversation> = {}): Rendered {
  const rules = { model: 'm', stream: false, maxOutputTokens: 32_000, quirks };
  return openaiChat.renderRequest({ ...ask(''), ...more, messages }, rules);
}

const messagesOf = (messages: readonly Message[], quirks: Quirks = {}): readonly Json[] =>
  listAt(asked(messages, quirks).body, 'messages');

describe('messages', () => {
  const image: Part = { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' }, name: '' };

  it('#27 #56 have ids that Mistral takes, no two the same', () => {
    const ids = Array.from({ length: 300 }, (_, index) => `toolu_01ABCDEFGHIJKLMNOPQRS${index}`);
    const turns = ids.flatMap((id) => [said('assistant', call(id)), said('user', result(id, text(id)))]);
    const messages = messagesOf([said('user', text('a')), ...turns], { shortIds: true });
    const made = messages.flatMap((message) => listAt(message, 'tool_calls').map((one) => textAt(one, 'id')));
    const answered = messages.map((message) => textAt(message, 'tool_call_id')).filter(Boolean);
    expect(new Set(made).size).toBe(ids.length);
    expect(answered).toEqual(made);
    for (const id of made) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    const same = [said('assistant', call('call_0')), said('user', result('call_0'))];
    const twice = messagesOf([said('user', text('a')), ...same, ...same], { shortIds: true });
    expect(
      new Set(twice.flatMap((message) => listAt(message, 'tool_calls').map((one) => textAt(one, 'id')))).size,
    ).toBe(2);
  });

  it('#34 signed by another maker are refused as such, however the sentence is written', () => {
    for (const message of ['Corrupted Thought Signature.', 'Invalid `signature` in `thinking` block']) {
      expect(openaiChat.parseError(400, {}, { error: { message } }).kind).toBe('foreign-thought');
    }
  });

  it('#36 #41 give thoughts back to DeepSeek in every turn of the assistant, and have no turn of thoughts alone', () => {
    const turns = [said('user', text('a')), said('assistant', thought('Hm'), call('x')), said('user', result('x'))];
    const more = [said('assistant', text('b')), said('user', text('c')), said('assistant', thought('Hm'))];
    const messages = messagesOf([...turns, ...more, said('user', text('d'))], { thoughtsBack: true });
    const assistant = messages.filter((message) => textAt(message, 'role') === 'assistant');
    expect(assistant.map((message) => at(message, 'reasoning_content'))).toEqual(['Hm', '']);
  });

  it('#48 answer every call, also those that were interrupted', () => {
    expect(messagesOf([said('user', text('a')), said('assistant', call('x')), said('user', text('b'))])).toMatchObject([
      {},
      { tool_calls: [{ id: 'x' }] },
      { role: 'tool', tool_call_id: 'x' },
      { role: 'user' },
    ]);
  });

  it('#49 show the pictures of results behind all results', () => {
    const turn = said('user', result('x', text('See'), image), result('y', text('r')), text('b'));
    const messages = messagesOf([said('user', text('a')), said('assistant', call('x'), call('y')), turn]);
    expect(messages.map((message) => textAt(message, 'role'))).toEqual(['user', 'assistant', 'tool', 'tool', 'user']);
    expect(listAt(messages.at(-1), 'content').map((one) => textAt(one, 'type'))).toEqual(['text', 'image_url', 'text']);
  });

  it('#55 keep arguments that are no JSON, or no object, inside one', () => {
    for (const args of ['{"a":', '[1]', '"a"']) {
      const made = { id: 'x', type: 'function', function: { name: 'look', arguments: args } };
      const { conversation } = openaiChat.parseRequest({
        model: 'm',
        messages: [{ role: 'assistant', tool_calls: [made] }],
      });
      expect(conversation.messages[0]?.parts).toEqual([call('x', { arguments: args })]);
    }
  });

  it('#57 put a word of the assistant between results and the user, for Mistral', () => {
    const turns = [
      said('user', text('a')),
      said('assistant', call('x')),
      said('user', result('x', text('r')), text('b')),
    ];
    const roles = messagesOf(turns, { noUserAfterResults: true }).map((message) => textAt(message, 'role'));
    expect(roles).toEqual(['user', 'assistant', 'tool', 'assistant', 'user']);
  });

  it('#61 say in words that a tool has failed', () => {
    const failed: Part = { type: 'tool-result', callId: 'x', parts: [text('no')], failed: true };
    const messages = messagesOf([said('user', text('a')), said('assistant', call('x')), said('user', failed)]);
    expect(textAt(messages[2], 'content')).toBe('The tool failed: no');
  });

  it('#62 keep the order of arguments', () => {
    const ordered = call('x', { z: 1, a: { y: 2, b: 3 } });
    const [, message] = messagesOf([said('user', text('a')), said('assistant', ordered)]);
    expect(textAt(message, 'tool_calls', 0, 'function', 'arguments')).toBe('{"z":1,"a":{"y":2,"b":3}}');
  });

  it('#70 #71 #73 of the system stay where they are, under the name that the server knows', () => {
    const turns = [
      said('system', text('s')),
      said('user', text('a')),
      said('system', text('t')),
      said('user', text('b')),
    ];
    const roles = (quirks: Quirks) => messagesOf(turns, quirks).map((message) => textAt(message, 'role'));
    expect(roles({})).toEqual(['system', 'user', 'system', 'user']);
    expect(roles({ developerRole: true })).toEqual(['developer', 'user', 'developer', 'user']);
    expect(roles({ systemFirst: true })).toEqual(['system', 'user', 'user']);
  });

  it('#74 alternate for Perplexity, from the user to the user', () => {
    const turns = [
      said('system', text('s')),
      said('assistant', text('a')),
      said('user', text('b')),
      said('user', text('c')),
      said('system', text('t')),
      said('assistant', text('d')),
    ];
    const roles = messagesOf(turns, { alternates: true }).map((message) => textAt(message, 'role'));
    expect(roles).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
  });

  it('#106 carry hints in their parts, and take those of whole messages', () => {
    const hint = { cache_control: { type: 'ephemeral' } };
    const messages = [{ role: 'system', content: 's', ...hint }];
    const { conversation } = openaiChat.parseRequest({ model: 'm', messages });
    expect(messagesOf(conversation.messages, { cacheHints: 'control' })).toEqual([
      { role: 'system', content: [{ type: 'text', text: 's', ...hint }] },
    ]);
  });

  it('#107 #108 are never empty, and hold each text once', () => {
    const turns = [said('user', text('')), said('assistant', text('')), said('user', text('a'))];
    expect(messagesOf(turns)).toEqual([{ role: 'user', content: 'a' }]);
    const part = { type: 'text', text: { text: 'a' } };
    expect(() => openaiChat.parseRequest({ model: 'm', messages: [{ role: 'user', content: [part] }] })).toThrow(
      'messages.0.content.0.text',
    );
  });
});

describe('tools and settings', () => {
  const inputSchema = { type: 'object', properties: { at: { type: 'string' } } };
  const tool = { name: 'look', description: '', inputSchema, strict: false };
  const schemaOf = (schema: JsonObject): Json | undefined =>
    at(
      asked(ask('hi').messages, {}, { tools: [{ ...tool, inputSchema: schema }] }).body,
      'tools',
      0,
      'function',
      'parameters',
    );

  it('#42 are not asked to think where thinking is switched off', () => {
    const { body } = asked(ask('hi').messages, { efforts: ['none', 'low'] }, { thinking: { kind: 'off' } });
    expect(body['reasoning_effort']).toBe('none');
    expect(asked(ask('hi').messages, {}, { thinking: { kind: 'off' } }).body).not.toHaveProperty('reasoning_effort');
  });

  it('#45 are still offered when they may not be called', () => {
    const { body } = asked(ask('hi').messages, {}, { tools: [tool], toolChoice: { kind: 'none' } });
    expect(body).toMatchObject({ tools: [{}], tool_choice: 'none' });
  });

  it('#53 may leave out what they might leave out', () => {
    const { body, losses } = asked(ask('hi').messages, {}, { tools: [{ ...tool, strict: true }] });
    expect(at(body, 'tools', 0, 'function')).toEqual({ name: 'look', parameters: inputSchema });
    expect(losses).toEqual([{ what: 'tools.strict', weight: 'behavioural' }]);
  });

  it('#66 may refer to themselves', () => {
    const recursive = {
      type: 'object',
      properties: { next: { $ref: '#' } },
      required: ['next'],
      additionalProperties: false,
    };
    expect(schemaOf(recursive)).toEqual(recursive);
    const { body } = asked(ask('hi').messages, {}, { tools: [{ ...tool, inputSchema: recursive, strict: true }] });
    expect(at(body, 'tools', 0, 'function', 'strict')).toBe(true);
  });

  it('#67 have no rules for names and no patterns that look around, which OpenAI refuses', () => {
    const schema = { ...inputSchema, propertyNames: { pattern: '^a' }, properties: { a: { pattern: '(?!x)' } } };
    expect(schemaOf(schema)).toEqual({
      type: 'object',
      properties: { a: { description: '{pattern: "(?!x)"}' } },
      description: '{propertyNames: {"pattern":"^a"}}',
    });
  });

  it('#69 stay closed where they were closed', () => {
    expect(schemaOf({ ...inputSchema, additionalProperties: false })).toMatchObject({ additionalProperties: false });
  });

  it('#79 #84 are not told how to sample where that is refused', () => {
    const settings = { temperature: 0.3, frequencyPenalty: 1, presencePenalty: 1 };
    const { body } = asked(ask('hi').messages, { noSampling: true }, { settings });
    for (const key of ['temperature', 'frequency_penalty', 'presence_penalty']) expect(body).not.toHaveProperty(key);
  });

  it('#83 are asked for no longer answer than the model can give', () => {
    const { body } = asked(ask('hi').messages, {}, { settings: { maxTokens: 128_000 } });
    expect(body['max_completion_tokens']).toBe(32_000);
  });

  it('#85 are called one at a time only where there are any', () => {
    expect(asked(ask('hi').messages, {}, { parallelTools: false }).body).not.toHaveProperty('parallel_tool_calls');
  });

  it('#86 may be lists with nothing in them', () => {
    const { conversation } = openaiChat.parseRequest({
      model: 'm',
      messages: [{ role: 'user', content: 'a' }],
      tools: [],
      stop: [],
      functions: [],
      logit_bias: {},
    });
    expect(conversation).toMatchObject({ tools: [], settings: {}, unsaid: [] });
  });
});
