import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { startSandbox, type Sandbox } from '../sandbox.ts';
import { eventsOf } from '../testing/look.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterAll(() => sandbox.close());

const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const WEATHER = { type: 'function', name: 'weather', parameters: SCHEMA };
const SHELL = { type: 'custom', name: 'shell' };
const SUMMARY = { effort: 'low', summary: 'auto' };

const CASES: readonly (readonly [string, JsonObject, string])[] = [
  ['words', { input: 'Hello' }, 'response.completed'],
  ['a refusal', { input: '[refuse]' }, 'response.completed'],
  ['thinking and calls', { input: '[tools]', tools: [WEATHER, SHELL], reasoning: SUMMARY }, 'response.completed'],
  ['hidden thinking', { input: 'Hello', reasoning: { effort: 'high' } }, 'response.completed'],
  ['too small a limit', { input: 'Hello', max_output_tokens: 16 }, 'response.incomplete'],
];

/** The events in which the whole of the pieces before them stands, and where. */
const WHOLES: Readonly<Record<string, string>> = {
  'response.output_text.done': 'text',
  'response.refusal.done': 'refusal',
  'response.reasoning_summary_text.done': 'text',
  'response.function_call_arguments.done': 'arguments',
  'response.custom_tool_call_input.done': 'input',
};

async function ask(body: JsonObject): Promise<readonly Json[]> {
  const response = await fetch(`${sandbox.baseUrl('p', 'openai-responses')}/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: JSON.stringify({ ...body, model: 'gpt-5.6', stream: true }),
  });
  return eventsOf(await response.text(), 'openai-responses', 'stream');
}

describe('a stream of Responses', () => {
  it.each(CASES)('says everything in pieces, as a whole, in its item and at the end: %s', async (_, body, end) => {
    const events = await ask(body);
    const types = events.map((event) => textAt(event, 'type'));
    expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    expect(types.at(-1)).toBe(end);
    expect(events.map((event) => at(event, 'sequence_number'))).toEqual(events.map((_event, place) => place));

    const output = listAt(events.at(-1), 'response', 'output');
    expect(output.length).toBeGreaterThan(0);
    for (const [index, item] of output.entries()) {
      const own = events.filter((event) => at(event, 'output_index') === index);
      expect(textAt(own[0], 'type')).toBe('response.output_item.added');
      expect(own.at(-1)).toMatchObject({ type: 'response.output_item.done', item });
      const pieces = own.map((event) => textAt(event, 'delta')).join('');
      const wholes = own.flatMap((event) => WHOLES[textAt(event, 'type')] ?? []);
      expect(wholes).toHaveLength(pieces === '' ? 0 : 1);
      const whole = own.find((event) => Object.hasOwn(WHOLES, textAt(event, 'type')));
      expect(textAt(whole, wholes[0] ?? '')).toBe(pieces);
      expect(JSON.stringify(item)).toContain(pieces === '' ? '[]' : JSON.stringify(pieces));
      const named = new Set(own.map((event) => textAt(event, 'item_id') || textAt(event, 'item', 'id')));
      expect([...named]).toEqual([textAt(item, 'id')]);
    }
  });
});
