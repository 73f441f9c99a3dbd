import { describe, expect, it } from 'vitest';
import type { Conversation, ToolChoice } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { gemini } from './index.ts';
import { jsonSchema } from './open-api.ts';

const asking = (body: JsonObject): Conversation =>
  gemini.parseRequest({ contents: [{ parts: [{ text: 'hi' }] }], ...body }).conversation;
const two = [{ functionDeclarations: [{ name: 'look' }, { name: 'find' }] }];
const calling = (functionCallingConfig: JsonObject): Conversation =>
  asking({ tools: two, toolConfig: { functionCallingConfig } });

describe('tools are read', () => {
  it('with a schema of either kind, in either spelling, from a list or alone', () => {
    const parameters = { type: 'OBJECT', properties: { n: { type: 'INTEGER' } }, required: ['n'] };
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const want = { name: 'look', description: 'Looks', inputSchema: schema, strict: false };
    const made = { name: 'look', description: 'Looks' };
    for (const tools of [
      [{ functionDeclarations: [{ ...made, parameters }] }],
      [{ functionDeclarations: [{ ...made, parametersJsonSchema: schema }] }],
      { function_declarations: [{ ...made, parameters_json_schema: schema }] },
    ]) {
      expect(asking({ tools }).tools).toEqual([want]);
      expect(asking({ tools }).unsaid).toEqual([]);
    }
    expect(asking({ tools: two }).tools[0]?.inputSchema).toEqual({ type: 'object', properties: {} });
  });

  it.each<[JsonObject, ToolChoice, boolean]>([
    [{}, { kind: 'auto' }, false],
    [{ mode: 'AUTO' }, { kind: 'auto' }, false],
    [{ mode: 'VALIDATED' }, { kind: 'auto' }, true],
    [{ mode: 'ANY' }, { kind: 'required' }, false],
    [{ mode: 'ANY', allowedFunctionNames: ['look', 'find'] }, { kind: 'required' }, false],
    [{ mode: 'ANY', allowed_function_names: ['find'] }, { kind: 'tool', name: 'find' }, false],
    [{ mode: 'NONE' }, { kind: 'none' }, false],
  ])('with the choice among them: %j', (config, choice, strict) => {
    const { toolChoice, tools, unsaid } = calling(config);
    expect(toolChoice).toEqual(choice);
    expect(tools.map((tool) => tool.strict)).toEqual([strict, strict]);
    expect(unsaid).toEqual([]);
  });

  it('and what cannot be said of the choice is noted', () => {
    const three = [{ functionDeclarations: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }];
    const some = { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['a', 'b'] } };
    expect(asking({ tools: three, toolConfig: some })).toMatchObject({
      toolChoice: { kind: 'required' },
      unsaid: [{ what: 'allowedFunctionNames', weight: 'behavioural' }],
    });
    expect(calling({ mode: 'SOMETIMES' }).unsaid).toEqual([
      { what: 'functionCallingConfig.mode.SOMETIMES', weight: 'behavioural' },
    ]);
  });

  it('with the search that Google offers', () => {
    expect(asking({ tools: [{ google_search: {} }] }).webSearch).toEqual({ allowedDomains: [], blockedDomains: [] });
    expect(asking({ tools: [{ googleSearch: { excludeDomains: ['a.com'] } }, ...two] }).webSearch).toEqual({
      allowedDomains: [],
      blockedDomains: ['a.com'],
      optional: true,
    });
  });
});

describe('schemas are read', () => {
  it('#64 from the words of OpenAPI and in capital letters', () => {
    expect(
      jsonSchema({
        type: 'OBJECT',
        propertyOrdering: ['a', 'b'],
        properties: {
          a: { type: 'STRING', nullable: true, enum: ['x'], format: 'enum' },
          b: {
            type: 'ARRAY',
            min_items: '1',
            items: { any_of: [{ type: 'NUMBER' }, { type: 'BOOLEAN' }], nullable: true },
          },
          type: { type: 'TYPE_UNSPECIFIED', description: 'Any' },
        },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        a: { type: ['string', 'null'], enum: ['x', null] },
        b: {
          type: 'array',
          minItems: 1,
          items: { anyOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'null' }] },
        },
        type: { description: 'Any' },
      },
    });
  });

  it('as they are when they are JSON Schema', () => {
    const schema = {
      $defs: { A: { type: 'object', properties: { self: { $ref: '#/$defs/A' } } } },
      type: 'object',
      properties: { min_items: { type: 'string', const: 'STRING' }, enum: { enum: ['STRING', 1] } },
      additionalProperties: false,
    };
    expect(jsonSchema(schema)).toEqual(schema);
  });
});
