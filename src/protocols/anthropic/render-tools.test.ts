import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Tool } from '../../model/conversation.ts';
import { at, listAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered, RequestOptions } from '../protocol.ts';
import { lossesOf } from '../testing/parts.ts';
import { anthropic } from './index.ts';

type Options = Partial<RequestOptions>;
const written = (conversation: Partial<Conversation>, options: Options = {}): Rendered =>
  anthropic.renderRequest(
    { ...ask('hi'), ...conversation },
    { model: 'claude-x', stream: false, maxOutputTokens: null, quirks: {}, ...options },
  );
const tool = (name: string, inputSchema: JsonObject = { type: 'object', properties: {} }, strict = false): Tool => ({
  name,
  description: '',
  inputSchema,
  strict,
});

describe('tools are offered', () => {
  it.each<[string, Partial<Conversation>, Quirks, Json | undefined]>([
    ['freely', {}, {}, undefined],
    ['one at a time', { parallelTools: false }, {}, { type: 'auto', disable_parallel_tool_use: true }],
    ['of which one is required', { toolChoice: { kind: 'required' } }, {}, { type: 'any' }],
    [
      'of which this one is required, once',
      { toolChoice: { kind: 'tool', name: 't' }, parallelTools: false },
      {},
      { type: 'tool', name: 't', disable_parallel_tool_use: true },
    ],
    ['but not to be called', { toolChoice: { kind: 'none' } }, {}, { type: 'none' }],
    [
      'without force where force is refused',
      { toolChoice: { kind: 'required' } },
      { noForcedTools: true },
      { type: 'auto' },
    ],
  ])('%s', (_, choice, quirks, field) => {
    const rendered = written({ tools: [tool('t')], ...choice }, { quirks });
    expect(rendered.body['tool_choice']).toEqual(field);
    expect(rendered.body['tools']).toEqual([{ name: 't', input_schema: { type: 'object', properties: {} } }]);
    expect(lossesOf(rendered)).toEqual(quirks.noForcedTools === true ? { tool_choice: 'behavioural' } : {});
    if (quirks.noForcedTools === true) expect(rendered.body['system']).toMatch(/calling/);
  });

  it('not at all when there are none, except those that were called before', () => {
    expect(written({ toolChoice: { kind: 'required' }, parallelTools: false }).body).not.toHaveProperty('tool_choice');
    const messages = [
      ...ask('hi').messages,
      { role: 'assistant', parts: [{ type: 'tool-call', id: 'i', name: 't', input: {} }] } as const,
    ];
    expect(written({ messages }).body).toMatchObject({
      tools: [{ name: 't', input_schema: { type: 'object' } }],
      tool_choice: { type: 'none' },
    });
  });

  it('with names that fit', () => {
    const rendered = written({ tools: [tool('a.b')] });
    expect(at(rendered.body, 'tools', 0, 'name')).toMatch(/^a_b_[0-9a-f]{8}$/);
    expect(lossesOf(rendered)).toEqual({});
  });

  it('once for each name', () => {
    const rendered = written({ tools: [tool('a'), tool('a')] });
    expect(rendered.body['tools']).toHaveLength(1);
    expect(lossesOf(rendered)).toEqual({ 'tools of the same name': 'behavioural' });
  });

  it.each<[string, JsonObject, JsonObject, boolean]>([
    ['an object', { type: 'object', properties: { a: {} } }, { type: 'object', properties: { a: {} } }, true],
    ['nothing', {}, { type: 'object', properties: {} }, true],
    ['no type', { properties: { a: {} } }, { type: 'object', properties: { a: {} } }, true],
    ['no object', { type: 'string' }, { type: 'object', properties: {} }, false],
    [
      'alternatives',
      {
        type: 'object',
        oneOf: [
          { properties: { a: {}, b: {} }, required: ['a', 'b'] },
          { properties: { c: {}, b: {} }, required: ['b', 'c'] },
        ],
      },
      { type: 'object', properties: { a: {}, b: {}, c: {} }, required: ['b'] },
      false,
    ],
    [
      'additions',
      { allOf: [{ properties: { a: {} }, required: ['a'] }], properties: { b: {} } },
      { type: 'object', properties: { a: {}, b: {} }, required: ['a'] },
      false,
    ],
  ])('with the schema of %s', (_, schema, expected, exact) => {
    const rendered = written({ tools: [tool('t', schema)] });
    expect(at(rendered.body, 'tools', 0, 'input_schema')).toEqual(expected);
    expect(rendered.losses).toEqual(exact ? [] : [{ what: 'tools.schema', weight: 'behavioural' }]);
  });

  it('strictly where the schema allows it', () => {
    const strict = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    expect(at(written({ tools: [tool('t', strict, true)] }).body, 'tools', 0)).toEqual({
      name: 't',
      strict: true,
      input_schema: { ...strict, additionalProperties: false },
    });
    const loose = written({ tools: [tool('t', { type: 'object' }, true)] });
    expect(at(loose.body, 'tools', 0, 'strict')).toBeUndefined();
    expect(lossesOf(loose)).toEqual({ 'tools.strict': 'behavioural' });
  });
});

describe('a model can be held to so much in one request', () => {
  const properties = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`p${index}`, { type: 'string' }]));
  const optional = { type: 'object', properties };
  const union = {
    type: 'object',
    properties: { a: { type: ['string', 'null'] }, b: { anyOf: [{ type: 'string' }] } },
    required: ['a', 'b'],
  };
  const plain = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };

  it.each<[string, JsonObject, number, number]>([
    ['24 properties that may be left out', optional, 3, 1],
    ['16 choices of types', union, 9, 8],
    ['20 tools', plain, 22, 20],
  ])('%s in all', (_, schema, count, held) => {
    const tools = Array.from({ length: count }, (_, index) => tool(`t${index}`, schema, true));
    const rendered = written({ tools });
    const strict = listAt(rendered.body, 'tools').map((one) => at(one, 'strict') === true);
    expect(strict).toEqual(tools.map((_, index) => index < held));
    expect(lossesOf(rendered)).toEqual({ 'tools.strict': 'behavioural' });
  });

  it('its answer before its tools', () => {
    const output = { kind: 'schema', name: 'answer', schema: optional, strict: true } as const;
    const { body } = written({ output, tools: [tool('t', optional, true)] });
    expect(body).toMatchObject({ output_config: { format: { type: 'json_schema' } } });
    expect(at(body, 'tools', 0, 'strict')).toBeUndefined();
  });
});

describe('JSON is asked for', () => {
  const schema: JsonObject = { type: 'object', properties: { a: { type: 'integer', minimum: 3 } }, required: ['a'] };
  const output = { kind: 'schema', name: 'answer', schema, strict: true } as const;

  it('by schema, with the limits that cannot be enforced in words', () => {
    const rendered = written({ output });
    expect(at(rendered.body, 'output_config', 'format')).toEqual({
      type: 'json_schema',
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['a'],
        properties: { a: { type: 'integer', description: '{minimum: 3}' } },
      },
    });
    expect(rendered.losses).toEqual([]);
  });

  it.each<[string, Partial<Conversation>, Quirks]>([
    ['when there is no schema', { output: { kind: 'json' } }, {}],
    ['when the model knows no schemas', { output }, { noSchema: true }],
    ['when the schema allows any property', { output: { ...output, schema: { type: 'object' } } }, {}],
  ])('in words %s', (_, conversation, quirks) => {
    const rendered = written(conversation, { quirks });
    expect(rendered.body).not.toHaveProperty('output_config');
    expect(rendered.body['system']).toMatch(/JSON/);
    expect(lossesOf(rendered)).toEqual({ response_format: 'behavioural' });
  });
});
