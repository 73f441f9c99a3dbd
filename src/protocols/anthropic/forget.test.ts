import { describe, expect, it } from 'vitest';
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

  it('is the same body where there is nothing to forget, and where it cannot be read', () => {
    for (const body of [{ messages: [HI, { role: 'assistant', content: 'Yes' }] }, { messages: 1 }, {}])
      expect(forget(body)).toEqual(body);
  });
});
