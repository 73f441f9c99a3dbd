import { describe, expect, it } from 'vitest';
import { ask } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
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
