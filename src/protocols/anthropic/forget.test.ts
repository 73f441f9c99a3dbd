import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import { forget } from './forget.ts';

const THOUGHT = { type: 'thinking', thinking: 'Hm', signature: 'made-elsewhere' };
const SEALED = { type: 'redacted_thinking', data: 'made-elsewhere' };
const TEXT = { type: 'text', text: 'Yes' };
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const RESULT = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'a' }] };
const HI = { role: 'user', content: 'Hi' };

describe('a body without the thoughts of earlier turns', () => {
  it('#28 #39 has all the rest in its order', () => {
    const body = {
      model: 'm',
      thinking: { type: 'adaptive' },
      messages: [HI, { role: 'assistant', content: [THOUGHT, TEXT, SEALED, CALL] }, RESULT],
    };
    expect(forget(body)).toEqual({ ...body, messages: [HI, { role: 'assistant', content: [TEXT, CALL] }, RESULT] });
  });

  it('#41 has no turn that was nothing but thought', () => {
    const messages = [HI, { role: 'assistant', content: [THOUGHT, SEALED] }, HI];
    expect(forget({ messages })).toEqual({ messages: [HI, HI] });
  });

  it('does not think within a budget in the middle of a turn, where that has to begin with a thought', () => {
    const thinking = { type: 'enabled', budget_tokens: 2_000 };
    const used = [HI, { role: 'assistant', content: [THOUGHT, CALL] }, RESULT];
    expect(forget({ thinking, messages: used })['thinking']).toEqual({ type: 'disabled' });
    expect(forget({ thinking, messages: [HI] })['thinking']).toEqual(thinking);
  });

  it('does not clear old thoughts where it is not to think, which would be refused', () => {
    const thinking = { type: 'enabled', budget_tokens: 2_000 };
    const used = [HI, { role: 'assistant', content: [THOUGHT, CALL] }, RESULT];
    const clear = { type: 'clear_thinking_20251015', keep: 'all' };
    const other = { type: 'clear_tool_uses_20250919' };
    const managed = (messages: Json, ...edits: readonly JsonObject[]): Json | undefined =>
      forget({ thinking, messages, context_management: { edits } })['context_management'];
    expect(managed(used, clear)).toBeUndefined();
    expect(managed(used, clear, other)).toEqual({ edits: [other] });
    expect(managed([HI], clear)).toEqual({ edits: [clear] });
  });

  it('is the same body where there is nothing to forget, and where it cannot be read', () => {
    for (const body of [{ messages: [HI, { role: 'assistant', content: 'Yes' }] }, { messages: 1 }, {}])
      expect(forget(body)).toEqual(body);
  });
});
