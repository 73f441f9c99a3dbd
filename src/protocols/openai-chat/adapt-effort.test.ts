import { describe, expect, it } from 'vitest';
import { ask } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { deepseek } from '../../providers/deepseek.ts';
import { modelRules } from '../../providers/models.ts';
import type { Quirks } from '../protocol.ts';
import { adapt } from './adapt.ts';
import { renderRequest } from './render-request.ts';

const options = (quirks: Quirks) => ({ model: 'm', stream: false, maxOutputTokens: null, quirks, foreign: true });
const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }];
const ALL = ['none', 'low', 'medium', 'high'] as const;

describe('the effort beside tools', () => {
  it.each<['none' | 'unsaid', JsonObject, JsonObject, boolean]>([
    ['none', { tools }, { reasoning_effort: 'none' }, true],
    ['none', { tools, reasoning_effort: 'high' }, { reasoning_effort: 'none' }, true],
    ['none', { tools, reasoning_effort: 'none' }, { reasoning_effort: 'none' }, false],
    ['none', { reasoning_effort: 'high' }, { reasoning_effort: 'high' }, false],
    ['unsaid', { tools }, {}, false],
    ['unsaid', { tools, reasoning_effort: 'high' }, {}, true],
    ['unsaid', { tools, reasoning_effort: 'none' }, { reasoning_effort: 'none' }, false],
  ])('is one that the model takes, where it takes tools at %s: %j', (toolsEffort, body, wanted, isLost) => {
    const { tools: _, ...sent } = adapt({ ...body, messages: [] }, options({ toolsEffort, efforts: ALL })).body;
    expect(sent).toEqual({ model: 'm', messages: [], ...wanted });
    const { losses } = adapt(body, options({ toolsEffort, efforts: ALL }));
    expect(losses).toEqual(isLost ? [{ what: 'thinking.effort', weight: 'behavioural' }] : []);
  });

  it('is the same in a translated request', () => {
    const tool = { name: 'look', description: '', inputSchema: { type: 'object' }, strict: false };
    const said = { ...ask('Hello'), tools: [tool] };
    expect(renderRequest(said, options({ toolsEffort: 'none' }))).toMatchObject({
      body: { reasoning_effort: 'none' },
      losses: [{ what: 'thinking.effort', weight: 'behavioural' }],
    });
    expect(renderRequest(ask('Hello'), options({ toolsEffort: 'none' })).body).not.toHaveProperty('reasoning_effort');
  });
});

describe('a model that thinks unless it is told not to, and calls no tool for sure while it does', () => {
  const { quirks } = modelRules(deepseek, 'deepseek-v4-pro');
  const off = { thinking: { type: 'disabled' } };
  const forced = { tools, tool_choice: 'required' };

  it.each<[JsonObject, JsonObject, string | null]>([
    [{ reasoning_effort: 'none' }, off, null],
    [{ thinking: { type: 'disabled' } }, off, null],
    [{ reasoning: { enabled: false } }, off, null],
    [{ reasoning_effort: 'low' }, { reasoning_effort: 'high' }, 'thinking.effort cosmetic'],
    [forced, { ...forced, ...off }, 'thinking behavioural'],
    [{ ...forced, reasoning_effort: 'max' }, { ...forced, ...off }, 'thinking behavioural'],
    [{ ...forced, reasoning_effort: 'none' }, { ...forced, ...off }, null],
    [{ ...forced, ...off }, { ...forced, ...off }, null],
    [{ tools, tool_choice: 'auto' }, { tools, tool_choice: 'auto' }, null],
    [{ tools }, { tools }, null],
  ])('is told so: %j', (body, wanted, lost) => {
    const { body: sent, losses } = adapt(body, options(quirks));
    expect(sent).toEqual({ model: 'm', ...wanted });
    expect(losses.map(({ what, weight }) => `${what} ${weight}`)).toEqual(lost === null ? [] : [lost]);
  });

  it('is told so in a translated request', () => {
    const tool = { name: 'look', description: '', inputSchema: { type: 'object' }, strict: false };
    const said = { ...ask('Hello'), tools: [tool], toolChoice: { kind: 'required' } as const };
    expect(renderRequest({ ...ask('Hello'), thinking: { kind: 'off' } }, options(quirks))).toMatchObject({
      body: off,
      losses: [],
    });
    const sent = renderRequest(
      { ...said, thinking: { kind: 'on', effort: 'high', budgetTokens: null } },
      options(quirks),
    );
    expect(sent).toMatchObject({
      body: { ...off, tool_choice: 'required' },
      losses: [{ what: 'thinking', weight: 'behavioural' }],
    });
    expect(sent.body).not.toHaveProperty('reasoning_effort');
    expect(renderRequest({ ...said, thinking: { kind: 'off' } }, options(quirks))).toMatchObject({
      body: off,
      losses: [],
    });
  });
});
