import { describe, expect, it } from 'vitest';
import { bedrock } from './bedrock.ts';
import { foundry } from './foundry.ts';
import { beta, named, shaped } from './testing/shaped.ts';
import { vertex } from './vertex.ts';

describe('thoughts of earlier turns', () => {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' };
  const call = { type: 'tool_use', id: 'a', name: 'look', input: {} };
  const loop = [
    { role: 'user', content: 'Look' },
    { role: 'assistant', content: [thought, call] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'a river' }] },
  ];

  it('stay when this very account thought them', () => {
    expect(shaped(bedrock, { body: { messages: loop } }).body['messages']).toEqual(loop);
  });

  it('go when another did, because they would be refused', () => {
    const result = shaped(bedrock, { body: { messages: loop }, foreign: true });
    expect(result.body['messages']).toEqual([loop[0], { role: 'assistant', content: [call] }, loop[2]]);
    expect(named(result)).toEqual(['thinking of earlier turns (cosmetic)']);
  });

  it('take a turn along that was nothing else', () => {
    const messages = [loop[0] ?? {}, { role: 'assistant', content: [thought] }, { role: 'user', content: 'Go on' }];
    expect(shaped(vertex, { body: { messages }, foreign: true }).body['messages']).toEqual([messages[0], messages[2]]);
  });

  it('end the thinking with a budget in the middle of a loop, which Claude does not go on with', () => {
    const body = { messages: loop, thinking: { type: 'enabled', budget_tokens: 2_000 } };
    const result = shaped(vertex, { body, foreign: true });
    expect(result.body).not.toHaveProperty('thinking');
    expect(named(result)).toContain('thinking (behavioural)');
    expect(shaped(vertex, { body }).body['thinking']).toEqual(body.thinking);
  });

  it('may be dropped by the cloud itself, where it knows how, under its own name for that', () => {
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } };
    const headers = beta('thinking-binding-controls-2026-08-01');
    expect(shaped(bedrock, { body: { thinking }, headers }).body['thinking']).toEqual({
      type: 'adaptive',
      block_binding: { mismatch_behavior: 'drop_block' },
    });
    expect(shaped(vertex, { body: { thinking }, headers }).body['thinking']).toEqual(thinking);
    expect(shaped(foundry, { body: { thinking }, headers }).body['thinking']).toEqual({ type: 'adaptive' });
  });
});
