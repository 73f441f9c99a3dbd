import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

/** Two clients share the operator's key at a provider, where whoever has the key may go on from every answer by its id. */
let sandbox: Sandbox;
let gateway: Started;
let ada: OpenAI;
let bob: OpenAI;

const MODELS = ['gpt-5.6', 'claude-opus-4-6'] as const;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 1, tokenMs: 0 } });
  const baseUrl = sandbox.baseUrl('one', 'openai-responses');
  gateway = await startGateway(
    [
      'providers:',
      `  one: { protocol: openai-responses, baseUrl: "${baseUrl}", apiKey: a-key-for-the-sandbox }`,
      `  two: { protocol: anthropic, baseUrl: "${sandbox.baseUrl('two', 'anthropic')}", apiKey: a-key-for-the-sandbox }`,
      'routes:',
      `  - { match: [gpt-*], ladder: [one/*] }`,
      `  - { match: [claude-*], ladder: [two/*] }`,
      'clients:',
      '  - { id: ada, key: a-long-key-of-ada, tenant: acme, routes: ["*"] }',
      '  - { id: bob, key: a-long-key-of-bob, tenant: acme, routes: ["*"] }',
    ].join('\n'),
  );
  const client = (apiKey: string): OpenAI => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
  ada = client('a-long-key-of-ada');
  bob = client('a-long-key-of-bob');
});

afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

const seen = (): number => sandbox.seen('one').length + sandbox.seen('two').length;

describe.each(MODELS)('an answer of %s', (model) => {
  it('is gone on from by the client that it was given to, and by nobody else', async () => {
    const { id } = await ada.responses.create({ model, input: 'My name is Ada.' });
    const more = { model, input: 'What is my name?', previous_response_id: id };
    await expect(ada.responses.create(more)).resolves.toMatchObject({ status: 'completed' });

    const before = seen();
    await expect(bob.responses.create(more)).rejects.toMatchObject({ status: 400 });
    await expect(bob.responses.stream(more).finalResponse()).rejects.toMatchObject({ status: 400 });
    const hidden = await fetch(`${gateway.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer a-long-key-of-bob' },
      body: JSON.stringify(more).replace('previous_response_id', String.raw`previous\u005fresponse\u005Fid`),
    });
    expect(hidden.status).toBe(400);
    expect(seen()).toBe(before);
  });

  it('is read at the provider by the client that it was given to, and by nobody else', async () => {
    const { id } = await ada.responses.create({ model, input: 'My name is Ada.' });
    const before = seen();
    const hidden = id.replaceAll('_', '%5F');
    for (const path of [id, hidden, `${id}/input_items`, `${id}/cancel`, `x/..%2f${id}`, `x/%2e%2E/${id}`])
      await expect(bob.get(`/responses/${path}`)).rejects.toMatchObject({ status: 404 });
    await expect(bob.responses.delete(id)).rejects.toMatchObject({ status: 404 });
    expect(seen()).toBe(before);
  });
});

it('that nobody remembers is not asked of a provider that cannot know it', async () => {
  const before = seen();
  const more = { model: 'claude-opus-4-6', input: 'And?', previous_response_id: 'resp_of_yesterday' };
  await expect(ada.responses.create(more)).rejects.toThrow('cannot know what was said before resp_of_yesterday');
  expect(seen()).toBe(before);
});
