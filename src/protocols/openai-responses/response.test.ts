import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import { openaiResponses } from './index.ts';

const call = (id: string, args: string, more: JsonObject = {}): Json => ({
  type: 'function_call',
  call_id: id,
  name: 'look',
  arguments: args,
  ...more,
});

function answer(output: readonly Json[], reason: string | null): JsonObject {
  if (reason === null) return { id: 'resp_1', status: 'completed', output };
  return { id: 'resp_1', status: 'incomplete', incomplete_details: { reason }, output };
}

describe('a whole answer', () => {
  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'refused'],
  ])('that ended early in the middle of a call is read without that one: %s', (reason, stop) => {
    const custom = { type: 'custom_tool_call', call_id: 'c', name: 'write', input: 'Half of', status: 'incomplete' };
    const output = [call('a', '{"x":1}'), call('b', '{"x":"a long', { status: 'incomplete' }), custom];
    expect(openaiResponses.parseResponse(answer(output, reason))).toMatchObject({
      parts: [{ type: 'tool-call', id: 'a', input: { x: 1 } }],
      stop,
    });
  });

  it('that says to be complete may not have half a call', () => {
    expect(() => openaiResponses.parseResponse(answer([call('a', '{"x":"a long')], null))).toThrow(
      expect.objectContaining({ kind: 'garbled' }),
    );
  });
});
