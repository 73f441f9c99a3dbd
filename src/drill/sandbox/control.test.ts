import { request } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../model/json.ts';
import { FAULT_NAMES, startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

function put(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}/_sandbox/providers/claude`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

describe('the switches of a sandbox', () => {
  it('say what this is', async () => {
    const text = await (await fetch(sandbox.url)).text();
    expect(text).toContain(`ANTHROPIC_BASE_URL=${sandbox.url}/anthropic`);
  });

  it('turn a fault on and off', async () => {
    const client = new Anthropic({ baseURL: `${sandbox.url}/claude`, apiKey: 'any', maxRetries: 0 });
    const question = {
      model: 'claude-opus-5-5',
      max_tokens: 5,
      messages: [{ role: 'user' as const, content: 'Hello' }],
    };
    expect(await (await put('{"fault":"overloaded"}')).json()).toMatchObject({ name: 'claude', fault: 'overloaded' });
    await expect(client.messages.create(question)).rejects.toMatchObject({ status: 529 });
    expect(await (await put('{"fault":null}')).json()).toMatchObject({ fault: null });
    await expect(client.messages.create(question)).resolves.toMatchObject({ stop_reason: 'max_tokens' });
    const { providers } = (await (await fetch(`${sandbox.url}/_sandbox/providers`)).json()) as { providers: Json[] };
    expect(providers).toContainEqual(
      expect.objectContaining({ name: 'claude', requests: { seen: 2, open: 0, answered: 1, faulted: 1, left: 0 } }),
    );
  });

  it('list the faults', async () => {
    const { faults } = (await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()) as { faults: { name: string }[] };
    expect(faults.map(({ name }) => name)).toEqual(FAULT_NAMES);
  });

  it.each([
    ['a form', { 'content-type': 'text/plain' }, '{"fault":"overloaded"}', 415],
    ['another web page', { origin: 'https://evil.example' }, '{"fault":"overloaded"}', 403],
    ['somebody who does not know the faults', {}, '{"fault":"nonsense"}', 400],
    ['somebody who cannot count', {}, '{"fault":"overloaded","times":0.5}', 400],
    ['somebody who sends no JSON', {}, 'overloaded', 400],
  ])('do not move for %s', async (_, headers, body, status) => {
    expect((await put(body, headers)).status).toBe(status);
    const response = await fetch(`${sandbox.url}/claude/v1/models`, { headers: { authorization: 'Bearer any' } });
    expect(response.status).toBe(200);
  });

  it('do not answer under a foreign host name', async () => {
    const status = await new Promise((resolve, reject) => {
      request(`${sandbox.url}/_sandbox/providers`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
