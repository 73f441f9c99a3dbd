import { describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import { simulatedWorld } from '../world/simulated.ts';
import { LIMITS } from '../model/route.ts';
import { azure } from '../providers/azure.ts';
import { openai } from '../providers/openai.ts';
import { createEngine } from './engine.ts';
import { knownModels } from './memory/known-models.ts';
import { lazyConversation } from './prepare/body.ts';
import { prepare } from './prepare/prepare.ts';
import { accountOf, askedOf, setupOf } from './testing/parts.ts';
import { wayTo } from './way.ts';

const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }];
const messages = [{ role: 'user', content: 'Hello' }];
const called = [
  ...messages,
  { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }] },
  { role: 'tool', tool_call_id: 'a', content: 'There' },
];

/** The dialect in which a rung is asked for a request of Chat Completions. */
function way(model: string, body: object, { first = false, provider = 'openai' } = {}): string {
  const rows = {
    openai,
    azure: { ...azure, settings: { resource: 'r' } },
    proxied: { ...openai, baseUrl: 'https://p.test/v1' },
  };
  const accounts = Object.entries(rows).map(([id, row]) =>
    accountOf(id, { provider: { ...row, baseUrl: row.baseUrl.replace('{resource}', 'r') } }),
  );
  const asked = askedOf(JSON.stringify({ model: 'm', messages, ...body }));
  const rung = { kind: 'model', provider, model, limits: LIMITS, tries: 1 } as const;
  return wayTo(
    { setup: setupOf(accounts), models: knownModels() },
    { asked, conversation: lazyConversation(asked), rung, model, first },
  ).protocol.id;
}

describe('a caller of Chat Completions with tools', () => {
  it.each([
    ['gpt-5.6', { tools }],
    ['gpt-5.6-luna', { tools, reasoning_effort: 'low' }],
    ['gpt-6-sol', { tools }],
    ['gpt-6-astra', { tools }],
    ['gpt-6-astra', { messages: called }],
    ['gpt-5.4', { tools, reasoning_effort: 'low' }],
    ['gpt-5.5', { tools, reasoning: { effort: 'high' } }],
  ])('is translated for a standby that takes them by Responses only: %s, %j', (model, body) => {
    expect(way(model, body)).toBe('openai-responses');
    expect(way(model, body, { provider: 'azure' })).toBe('openai-responses');
    // The first rung gets what the caller sent, and no other address gets the key.
    expect(way(model, body, { first: true })).toBe('openai-chat');
    expect(way(model, body, { provider: 'proxied' })).toBe('openai-chat');
  });

  it.each([
    ['gpt-5.6', {}],
    ['gpt-5.4', { tools }],
    ['gpt-5.4', { tools, reasoning_effort: 'none' }],
    ['gpt-4.1', { tools }],
    // Responses gives one answer and no more.
    ['gpt-5.6', { tools, n: 2 }],
    ['gpt-5.6', { tools: 'what is this' }],
  ])('is asked in its own dialect wherever that is taken: %s, %j', (model, body) => {
    expect(way(model, body)).toBe('openai-chat');
  });
});

it('is asked for all that it said, tools and effort, and for nothing that is lost on the way', () => {
  const setup = setupOf([accountOf('openai', { provider: openai })]);
  const world = simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
  const engine = createEngine(world, { record: () => {} }, setup);
  const asked = askedOf(JSON.stringify({ model: 'm', messages, tools, reasoning_effort: 'high' }));
  const conversation = lazyConversation(asked);
  const rung = { kind: 'model', provider: 'openai', model: 'gpt-5.6', limits: LIMITS, tries: 1 } as const;
  const wanted = { asked, conversation, rung, model: 'gpt-5.6', first: false };
  const access = wayTo(engine, wanted);
  const pass = { secret: new Secret('x'), header: null, key: 0 };
  const { wire, losses, own } = prepare(asked, conversation, engine, {
    ...wanted,
    access,
    vendor: 'groq',
    pass,
    forget: false,
    after: null,
  });
  expect(wire.path).toBe('/v1/responses');
  expect(JSON.parse(Buffer.from(wire.body ?? []).toString())).toMatchObject({
    model: 'gpt-5.6',
    tools: [{ type: 'function', name: 'look' }],
    reasoning: { effort: 'high' },
  });
  expect({ losses, own }).toEqual({ losses: [], own: false });
});
