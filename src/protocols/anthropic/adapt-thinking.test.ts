import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { anthropic } from './index.ts';

const ADAPTIVE: Quirks = { thinks: ['adaptive'], noSampling: true, efforts: ['low', 'medium', 'high', 'xhigh', 'max'] };
const ALWAYS: Quirks = { ...ADAPTIVE, thinks: ['adaptive', 'always'], noThinking: true };
const BOTH: Quirks = { thinks: ['adaptive', 'budget'], efforts: ['low', 'high'] };
const BUDGET: Quirks = { thinks: ['budget'], noEffort: true };
const NONE: Quirks = { thinks: [], noThinking: true };

const HELLO: JsonObject = { role: 'user', content: 'Hello' };

function adapted(thinking: Json, quirks: Quirks, more: JsonObject = {}): Rendered {
  const body = { model: 'm1', max_tokens: 64_000, messages: [HELLO], thinking, ...more };
  return anthropic.adapt(body, { model: 'm2', stream: false, maxOutputTokens: 32_000, quirks, foreign: false });
}

const named = ({ losses }: Rendered): readonly string[] => losses.map(({ what, weight }) => `${what} (${weight})`);

const adaptive: JsonObject = { type: 'adaptive' };
const within = (budget: number): JsonObject => ({ type: 'enabled', budget_tokens: budget });
const off: JsonObject = { type: 'disabled' };
const shown: JsonObject = { type: 'adaptive', display: 'summarized' };
const anew = ['thinking.budget (cosmetic)'];
const gone = ['thinking (behavioural)'];

describe('the wish to think, for a standby of the same dialect', () => {
  it.each<[string, JsonObject, Quirks, Json | undefined, readonly string[]]>([
    ['adaptively, where the model does', adaptive, ADAPTIVE, adaptive, []],
    ['adaptively, where the model does anyway', shown, ALWAYS, shown, []],
    ['adaptively, where nothing is known', adaptive, {}, adaptive, []],
    ['within a budget that stands for no effort, where it knows nothing else', adaptive, BUDGET, within(8_192), anew],
    [
      'within a budget, and shown as it was asked for',
      { ...adaptive, display: 'omitted' },
      BUDGET,
      { ...within(8_192), display: 'omitted' },
      anew,
    ],
    ['not at all, where it cannot', adaptive, NONE, undefined, gone],
    ['within its budget, where it takes one', within(4_000), BUDGET, within(4_000), []],
    ['within its budget, where it takes both', within(4_000), BOTH, within(4_000), []],
    ['within its budget, where nothing is known', within(4_000), {}, within(4_000), []],
    ['within half of what the model can answer, where that is less', within(40_000), BUDGET, within(16_000), anew],
    ['the same where nothing else is known', within(40_000), {}, within(16_000), anew],
    ['adaptively, with the thoughts that a budget shows', within(4_000), ADAPTIVE, shown, anew],
    ['adaptively, where it does anyway', within(4_000), ALWAYS, shown, anew],
    ['unseen', { ...within(4_000), display: 'omitted' }, ADAPTIVE, { ...shown, display: 'omitted' }, anew],
    ['off', off, ADAPTIVE, off, []],
    ['off, in vain', off, ALWAYS, undefined, gone],
    ['off, where it cannot', off, NONE, undefined, gone],
  ])('is said as one to think %s', (_, thinking, quirks, wanted, losses) => {
    const rendered = adapted(thinking, quirks);
    expect(rendered.body['thinking']).toEqual(wanted);
    expect(named(rendered)).toEqual(losses);
  });

  it('becomes an effort where a budget is not taken, unless the caller has named one', () => {
    const effort = (quirks: Quirks, more?: JsonObject): Json | undefined =>
      adapted(within(9_000), quirks, more).body['output_config'];
    expect(effort(ADAPTIVE)).toEqual({ effort: 'medium' });
    expect(effort(ADAPTIVE, { output_config: { format: 'f' } })).toEqual({ effort: 'medium', format: 'f' });
    expect(effort(ADAPTIVE, { output_config: { effort: 'max' } })).toEqual({ effort: 'max' });
    expect(effort({ ...ADAPTIVE, noEffort: true })).toBeUndefined();
  });

  it('is off with no more effort than that is taken with', () => {
    const rendered = (effort: string, quirks: Quirks, wish = off): Rendered =>
      adapted(wish, quirks, { output_config: { effort, format: 'f' } });
    const calm: Quirks = { ...ADAPTIVE, silentEffort: 'high' };
    expect(rendered('max', calm).body).toMatchObject({ thinking: off, output_config: { effort: 'high', format: 'f' } });
    expect(named(rendered('max', calm))).toEqual(['thinking.effort (cosmetic)']);
    expect(named(rendered('high', calm))).toEqual([]);
    expect(rendered('max', ADAPTIVE).body).toMatchObject({ output_config: { effort: 'max' } });
    expect(rendered('max', calm, adaptive).body).toMatchObject({ output_config: { effort: 'max' } });
  });

  it('becomes a budget by its effort', () => {
    const rendered = adapted(adaptive, BUDGET, { output_config: { effort: 'high' } });
    expect(rendered.body).toMatchObject({ thinking: within(16_384), output_config: {} });
    expect(adapted(adaptive, BUDGET, { output_config: { effort: 'max' } }).body['thinking']).toEqual(within(16_000));
  });

  const call: JsonObject = { type: 'tool_use', id: 'a', name: 'look', input: {} };
  const result: JsonObject = { type: 'tool_result', tool_use_id: 'a', content: 'a river' };
  const thought: JsonObject = { type: 'thinking', thinking: 'Hm', signature: 's' };
  const looped = (...first: readonly JsonObject[]): JsonObject => ({
    messages: [
      HELLO,
      { role: 'assistant', content: [...first, call] },
      { role: 'user', content: [result] },
      { role: 'assistant', content: [{ ...call, id: 'b' }] },
      { role: 'user', content: [{ ...result, tool_use_id: 'b' }] },
      { role: 'user', content: 'Quick!' },
    ],
  });

  it.each<[string, JsonObject]>([
    ['a call is demanded', { tool_choice: { type: 'any' } }],
    ['a loop of calls has begun without a thought', looped()],
    ['the answer is to be too short for both', { max_tokens: 1_000 }],
  ])('is not said within a budget where %s', (_, more) => {
    const rendered = adapted(adaptive, BUDGET, more);
    expect(rendered.body).not.toHaveProperty('thinking');
    expect(named(rendered)).toEqual(gone);
  });

  it.each<[string, JsonObject, Quirks]>([
    ['as much as it likes', adaptive, ADAPTIVE],
    ['as much as it likes, where it takes a budget as well', adaptive, BOTH],
    ['within a budget', within(4_000), BOTH],
    ['within a budget that it does not take', within(4_000), ADAPTIVE],
  ])('is left out beside a forced call, where that is refused: to think %s', (_, thinking, quirks) => {
    const forced = { tool_choice: { type: 'tool', name: 'look' } };
    const rendered = adapted(thinking, { ...quirks, noForcedThinking: true }, forced);
    expect(rendered.body).toMatchObject(forced);
    expect(rendered.body).not.toHaveProperty('thinking');
    expect(named(rendered)).toEqual(gone);
    expect(adapted(thinking, quirks, forced).body).toHaveProperty('thinking');
    expect(adapted(thinking, { ...quirks, noForcedThinking: true }).body).toHaveProperty('thinking');
  });

  it('is said within a budget in a loop of calls that began with a thought, and behind one', () => {
    expect(adapted(adaptive, BUDGET, looped(thought)).body['thinking']).toEqual(within(8_192));
    const messages = [HELLO, { role: 'assistant', content: [call] }, { role: 'user', content: [result] }];
    const behind = { messages: [...messages, { role: 'assistant', content: 'A river.' }, HELLO] };
    expect(adapted(adaptive, BUDGET, behind).body['thinking']).toEqual(within(8_192));
  });

  it('takes the clearing of old thoughts along, which is refused without it', () => {
    const clear: JsonObject = { type: 'clear_thinking_20251015', keep: 'all' };
    const other: JsonObject = { type: 'clear_tool_uses_20250919' };
    const managed = (...edits: readonly JsonObject[]): Rendered =>
      adapted(adaptive, NONE, { context_management: { edits } });
    expect(managed(clear).body).not.toHaveProperty('context_management');
    expect(named(managed(clear))).toEqual([...gone, 'context_management (cosmetic)']);
    expect(managed(clear, other).body['context_management']).toEqual({ edits: [other] });
    expect(managed(other).body['context_management']).toEqual({ edits: [other] });
    expect(adapted(adaptive, BUDGET, { context_management: { edits: [clear] } }).body).toMatchObject({
      context_management: { edits: [clear] },
    });
  });
});
