import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { SEEN_MAX } from './provider-state.ts';
import { PACES, startSandbox, type Sandbox } from './sandbox.ts';
import { BODY_BYTES_MAX } from './serve.ts';
import { dataOf } from './testing/look.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 200, tokenMs: 10 } });
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer any' };
const QUESTION = { model: 'gpt-5.6', messages: [{ role: 'user', content: 'Hello' }] };

function ask(more: JsonObject = {}, signal?: AbortSignal, url = sandbox.baseUrl('p')): Promise<Response> {
  const body = JSON.stringify({ ...QUESTION, ...more });
  return fetch(`${url}/chat/completions`, { method: 'POST', headers: HEADERS, body, signal: signal ?? null });
}

describe('the pace of a simulated model', () => {
  it('is kept: first a wait, then token by token', async () => {
    const startMs = performance.now();
    const response = await ask({ stream: true });
    const times: number[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk, { stream: true });
      if (/"content":"[^"]/.test(piece)) times.push(performance.now() - startMs);
      text += piece;
    }
    const count = dataOf(text).filter((data) => /"delta":\{"content":"[^"]/.test(data)).length;
    const [first = 0] = times;
    const last = times.at(-1) ?? 0;
    expect(first).toBeGreaterThan(190);
    // It may be late on a busy machine, but never early. Where it is late, the reader of the first may be even later.
    expect(last).toBeGreaterThan(190 + (count - 1) * 10 * 0.9);
  });

  it('counts for whole answers, too', async () => {
    const startMs = performance.now();
    await (await ask({ max_completion_tokens: 20 })).text();
    expect(performance.now() - startMs).toBeGreaterThan(390);
  });

  it('has presets from instant to unbearable', () => {
    expect(PACES.instant).toEqual({ firstTokenMs: 0, tokenMs: 0 });
    expect(PACES['brown-out'].tokenMs).toBeGreaterThan(500);
  });
});

describe('a client that goes away', () => {
  it('is noticed at once, and nothing more is said', async () => {
    const leaving = new AbortController();
    const response = await ask({ stream: true, messages: [{ role: 'user', content: '[long]' }] }, leaving.signal);
    await response.body?.getReader().read();
    expect(sandbox.seen('p')[0]).toMatchObject({ completion: 'open', leftAfterMs: null });
    leaving.abort();
    await expect.poll(() => sandbox.seen('p')[0]?.completion, { interval: 5 }).toBe('left');
    expect(sandbox.seen('p')[0]?.leftAfterMs).toBeGreaterThan(0);
  });

  it('is noticed while a whole answer is in the making', async () => {
    const leaving = new AbortController();
    const answer = ask({ messages: [{ role: 'user', content: '[long]' }] }, leaving.signal).catch(() => 'left');
    await expect.poll(() => sandbox.seen('p').length, { interval: 5 }).toBe(1);
    leaving.abort();
    expect(await answer).toBe('left');
    await expect.poll(() => sandbox.seen('p')[0]?.completion, { interval: 5 }).toBe('left');
  });
});

describe('what a sandbox remembers', () => {
  it('is the request as it came and the answer as it went', async () => {
    await (await ask({ max_completion_tokens: 5 })).text();
    const [seen] = sandbox.seen('p');
    expect(seen).toMatchObject({
      method: 'POST',
      path: '/p/v1/chat/completions',
      headers: HEADERS,
      completion: 'answered',
    });
    expect(JSON.parse(seen?.body ?? '')).toMatchObject(QUESTION);
    expect(Math.abs((seen?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
    sandbox.clear();
    expect(sandbox.seen('p')).toEqual([]);
  });

  it('has a limit', async () => {
    for (let batch = 0; batch < 11; batch += 1) {
      await Promise.all(
        Array.from({ length: 100 }, () => fetch(`${sandbox.baseUrl('p')}/models`, { headers: HEADERS })),
      );
    }
    expect(sandbox.seen('p')).toHaveLength(SEEN_MAX);
  });

  it('makes the same answers for the same seed, and others for another', async () => {
    const answers = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const other = await startSandbox({ pace: 'instant', seed });
        await (await ask({}, undefined, other.baseUrl('p'))).text();
        const [seen] = other.seen('p');
        await other.close();
        return seen?.answer;
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).not.toEqual(answers[2]);
  });
});

describe('the addresses of a sandbox', () => {
  it.each(['', '/v1', '/v1/v1'])('work for clients that add %j', async (prefix) => {
    const response = await fetch(`${sandbox.url}/p${prefix}/models`, { headers: HEADERS });
    expect(await response.json()).toMatchObject({ object: 'list' });
  });

  it('tell in the right dialect that there is nothing', async () => {
    const openai = await fetch(`${sandbox.baseUrl('p')}/nothing`, { method: 'POST', headers: HEADERS, body: '{}' });
    expect([openai.status, await openai.json()]).toMatchObject([404, { error: { message: 'Invalid URL' } }]);
    const headers = { ...HEADERS, 'anthropic-version': '2023-06-01' };
    const anthropic = await fetch(`${sandbox.baseUrl('p')}/nothing`, { method: 'POST', headers, body: '{}' });
    expect([anthropic.status, await anthropic.json()]).toMatchObject([
      404,
      { type: 'error', error: { type: 'not_found_error' } },
    ]);
  });

  it.each([
    ['openai-chat', 'chat/completions', { error: { code: 'invalid_api_key' } }],
    ['anthropic', 'messages', { type: 'error', error: { type: 'authentication_error' } }],
  ])('want a key: %s', async (_, path, error) => {
    const response = await fetch(`${sandbox.baseUrl('p')}/${path}`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([401, error]);
  });

  it.each([
    ['openai-chat', {}, { object: 'model', id: 'ft:gpt-5.6:acme' }],
    ['anthropic', { 'anthropic-version': '2023-06-01' }, { type: 'model', id: 'ft:gpt-5.6:acme' }],
    ['gemini', { 'x-goog-api-key': 'any' }, { name: 'models/ft:gpt-5.6:acme' }],
  ])('tell by what only one client sends whose model is asked for: %s', async (_, headers, model) => {
    const url = `${sandbox.baseUrl('p')}/models/ft:gpt-5.6:acme`;
    const response = await fetch(url, { headers: { ...HEADERS, ...headers } });
    expect(await response.json()).toMatchObject(model);
  });

  it.each([
    ['gemini', 'models/gemini-3.8-flash:generateContent', 403],
    ['openai-responses', 'responses', 401],
    ['ollama', 'api/chat', 400],
  ] as const)('want a key or none: %s', async (dialect, path, status) => {
    const response = await fetch(`${sandbox.baseUrl('p', dialect)}/${path}`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([status, { error: expect.anything() }]);
  });

  it('of embeddings fail on command, too', async () => {
    sandbox.setFault('p', 'overloaded');
    const body = JSON.stringify({ model: 'm', input: 'Hello' });
    const response = await fetch(`${sandbox.baseUrl('p')}/embeddings`, { method: 'POST', headers: HEADERS, body });
    expect([response.status, sandbox.seen('p')[0]]).toMatchObject([503, { fault: 'overloaded', answer: null }]);
  });

  it('refuse bodies that are no JSON', async () => {
    const response = await fetch(`${sandbox.baseUrl('p')}/messages`, {
      method: 'POST',
      headers: HEADERS,
      body: '{"a":',
    });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }]);
  });

  it('refuse bodies that are too large, without keeping them', async () => {
    const body = 'x'.repeat(BODY_BYTES_MAX + 1);
    const response = await fetch(`${sandbox.baseUrl('p')}/messages`, { method: 'POST', headers: HEADERS, body });
    expect([response.status, await response.json()]).toMatchObject([413, { error: { type: 'request_too_large' } }]);
    expect(sandbox.seen('p')[0]?.body).toBe('');
  });

  it('let nobody name a provider that is none', () => {
    expect(() => sandbox.setFault('../etc', 'overloaded')).toThrow(RangeError);
  });

  it('are free again after the end, whoever still waits', async () => {
    const other = await startSandbox();
    other.setFault('p', 'header-hang');
    const waiting = ask({}, undefined, other.baseUrl('p')).catch(() => 'cut off');
    await expect.poll(() => other.seen('p').length, { interval: 5 }).toBe(1);
    await other.close();
    await other.close();
    expect(await waiting).toBe('cut off');
    const again = await startSandbox({ port: Number(new URL(other.url).port) });
    await again.close();
  });
});

describe('the aim of a fault', () => {
  const statuses = async (count: number, more: JsonObject = {}): Promise<readonly number[]> => {
    const got: number[] = [];
    for (let asked = 0; asked < count; asked += 1) {
      const response = await ask({ max_completion_tokens: 1, ...more });
      await response.text().catch(() => '');
      got.push(response.status);
    }
    return got;
  };

  it('strikes so many, or the first of every so many', async () => {
    sandbox.setFault('p', 'internal-error', { times: 2 });
    expect(await statuses(3)).toEqual([500, 500, 200]);
    sandbox.setFault('p', 'internal-error', { every: 3 });
    expect(await statuses(5)).toEqual([500, 200, 200, 500, 200]);
    sandbox.setFault('p', 'internal-error', { every: 2, times: 2 });
    expect(await statuses(5)).toEqual([500, 200, 500, 200, 200]);
  });

  it('spares other models', async () => {
    sandbox.setFault('p', 'internal-error', { models: ['*opus*'] });
    expect(await statuses(1)).toEqual([200]);
    expect(await statuses(1, { model: 'claude-opus-4-8' })).toEqual([500]);
  });

  it('takes another fault where there is no such thing', async () => {
    sandbox.setFault('p', 'reset-mid-event', { orElse: 'reset-mid-body' });
    for (const stream of [true, false])
      await expect(ask({ stream }).then((response) => response.text())).rejects.toThrow(/terminated|fetch failed/);
    expect(sandbox.seen('p').map(({ fault }) => fault)).toEqual(['reset-mid-event', 'reset-mid-body']);
  });
});
