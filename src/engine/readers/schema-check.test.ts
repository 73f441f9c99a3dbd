import { describe, expect, it } from 'vitest';
import type { OutputFormat } from '../../model/conversation.ts';
import { gather, tell } from '../../model/gather.ts';
import type { JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { keepsTo } from './schema-check.ts';

const SCHEMA: OutputFormat = {
  kind: 'schema',
  name: 'person',
  strict: true,
  schema: {
    type: 'object',
    properties: { name: { type: 'string', pattern: '^(a+)+$' }, age: { type: 'integer', minimum: 0 } },
    required: ['name', 'age'],
    additionalProperties: false,
  },
};

function heard(text: string, output: OutputFormat = SCHEMA, stop: Reply['stop'] = 'done'): Reply {
  const parts = [
    { type: 'thinking', text: 'Hm', signature: '' },
    { type: 'text', text },
  ] as const;
  const reply: Reply = { id: 'a', model: 'm', parts, stop, stopSequence: '', usage: NO_USAGE };
  return gather(tell(reply).flatMap(keepsTo(output)));
}
const textOf = (reply: Reply): unknown => reply.parts.find(({ type }) => type === 'text');

describe('an answer that has to keep to a schema', () => {
  it('is let through word for word when it does', () => {
    const text = '{ "name": "Ada",\n "age": 36 }';
    expect(textOf(heard(text))).toEqual({ type: 'text', text });
  });

  it('says its words in one part, and behind them what came between', () => {
    const thought = { type: 'thinking', text: 'Hm', signature: '' } as const;
    const [begin, end] = ['{"name":"Ada",', '"age":36}'].map((text) => ({ type: 'text', text }) as const);
    if (begin === undefined || end === undefined) throw new Error('There are two');
    const parts = [thought, begin, thought, end, thought];
    const reply: Reply = { id: 'a', model: 'm', parts, stop: 'done', stopSequence: '', usage: NO_USAGE };
    const events = tell(reply).flatMap(keepsTo(SCHEMA));
    expect(events.flatMap((event) => ('part' in event ? [`${event.part} ${event.type}`] : []))).toEqual([
      '0 thinking',
      '1 text',
      '2 thinking',
      '3 thinking',
    ]);
    expect(textOf(gather(events))).toEqual({ type: 'text', text: '{"name":"Ada","age":36}' });
  });

  it('loses the fence that a model put around it', () => {
    expect(textOf(heard('```json\n{"name":"Ada","age":36}\n```\n'))).toEqual({
      type: 'text',
      text: '{"name":"Ada","age":36}',
    });
  });

  it.each([
    ['is no JSON', 'Here you are: {"name":"Ada","age":36}', 'not the JSON'],
    ['lacks a field', '{"name":"Ada"}', 'schema: #'],
    ['has a field too many', '{"name":"Ada","age":36,"x":1}', 'schema: #/x'],
    ['has a wrong value', '{"name":"Ada","age":-1}', 'schema: #/age'],
    ['is cut off', '{"name":"Ada"', 'not the JSON'],
  ])('is garbled when it %s', (_, text, why) => {
    expect(() => heard(text)).toThrow(
      expect.objectContaining({ kind: 'garbled', message: expect.stringContaining(why) }),
    );
  });

  it('never says the words themselves in the fault', () => {
    expect(() => heard('{"name":"a secret","age":"another"}')).toThrow(/^(?!.*secret)(?!.*another)/);
  });

  it('passes when it ended early and says so', () => {
    expect(heard('{"name":"Ad', SCHEMA, 'length').stop).toBe('length');
    expect(textOf(heard('I cannot', SCHEMA, 'refused'))).toEqual({ type: 'text', text: 'I cannot' });
  });

  it('has to be JSON alone where no schema is given', () => {
    expect(textOf(heard('[1]', { kind: 'json' }))).toEqual({ type: 'text', text: '[1]' });
    expect(() => heard('1 and 2', { kind: 'json' })).toThrow(/not the JSON/);
  });

  it('is not held up by a pattern that takes for ever, nor by a schema that cannot be read', () => {
    const text = JSON.stringify({ name: `${'a'.repeat(40)}!`, age: 1 });
    expect(textOf(heard(text))).toEqual({ type: 'text', text });
    const broken: OutputFormat = { kind: 'schema', name: '', strict: false, schema: { $ref: '#/nowhere' } };
    expect(textOf(heard('{}', broken))).toEqual({ type: 'text', text: '{}' });
  });

  it('is not held up by what stands in a fence either', () => {
    const text = `\`\`\`json\n[${'\n '.repeat(300_000)}1]`;
    expect(() => heard(text, { kind: 'json' })).toThrow(/not the JSON/);
    expect(textOf(heard(`${text}\n\`\`\``, { kind: 'json' }))).toMatchObject({ text: text.slice(8) });
    expect(() => heard('```json', { kind: 'json' })).toThrow(/not the JSON/);
  });

  it.each([
    ['parts that refer to each other twice each', twice(40), {}],
    [
      'items that must all differ',
      { type: 'array', uniqueItems: true },
      Array.from({ length: 100_000 }, (_, a) => ({ a })),
    ],
    ['a format that takes for ever', { format: 'url' }, `http://${'a:'.repeat(200_000)} `],
    ['parts in each other beyond any stack', nested(20_000), {}],
  ] as const)('is not held up by %s', (_, schema, value) => {
    const text = JSON.stringify(value);
    expect(textOf(heard(text, { kind: 'schema', name: '', strict: true, schema }))).toEqual({ type: 'text', text });
  });

  it('is held to a schema that refers to itself, and to a format', () => {
    const tree = {
      $ref: '#/$defs/tree',
      $defs: {
        tree: { type: 'object', properties: { on: { format: 'date' }, below: { items: { $ref: '#/$defs/tree' } } } },
      },
    };
    const output: OutputFormat = { kind: 'schema', name: '', strict: true, schema: tree };
    const text = '{"below":[{"on":"2026-11-25"}]}';
    expect(textOf(heard(text, output))).toEqual({ type: 'text', text });
    expect(() => heard('{"below":[{"below":["x"]}]}', output)).toThrow(/schema: #\/below\/0\/below\/0/);
    expect(() => heard('{"on":"soon"}', output)).toThrow(/schema: #\/on/);
  });
});

/** Takes 2 to the power of `depth` steps to go through. */
function twice(depth: number): JsonObject {
  const defs = Array.from({ length: depth }, (_, level): [string, JsonObject] => {
    const next = { $ref: `#/$defs/d${level + 1}` };
    return [`d${level}`, { allOf: [next, next] }];
  });
  return { $ref: '#/$defs/d0', $defs: Object.fromEntries([...defs, [`d${depth}`, { type: 'object' }]]) };
}

function nested(depth: number): JsonObject {
  let schema: JsonObject = {};
  for (let level = 0; level < depth; level += 1) schema = { not: schema };
  return schema;
}
