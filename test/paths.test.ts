import { beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from './fixtures/bodies.ts';
import { deliver, type Dialect, DIALECTS, type Heard, type Way } from './fixtures/client.ts';
import { parsed } from './fixtures/ear.ts';
import { raw } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

/** One door for all: which dialect is spoken where, and what is said at paths that several share. */
const { sandbox, gateway } = scene({ firstTokenMs: 0, tokenMs: 0 });

let url = '';
/** The same, where no provider speaks any dialect but Chat Completions. */
let poor = '';

beforeAll(async () => {
  const provider = (name: string, dialect: Dialect): string =>
    `  ${name}: { protocol: ${dialect}, baseUrl: "${sandbox().baseUrl(name, dialect)}", apiKey: ${SECRET} }`;
  const rich = await gateway(
    [
      'providers:',
      ...DIALECTS.map((dialect) => provider(`at-${dialect}`, dialect)),
      'routes:',
      ...DIALECTS.map((dialect) => `  - { match: ["${dialect}-*"], ladder: [at-${dialect}/*] }`),
    ].join('\n'),
  );
  const lonely = await gateway(
    [
      'providers:',
      provider('alone', 'openai-chat'),
      'routes:',
      '  - { match: [gpt-5.6, gpt-*], ladder: [alone/*] }',
    ].join('\n'),
  );
  url = rich.url;
  poor = lonely.url;
});

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + path, { headers });

/** What a caller of this kind hears at a path, from the provider of its own dialect. */
async function askAt(way: Way, path: string, stream = false): Promise<Heard> {
  const dialect = path.includes('dels/') ? 'gemini' : way === 'ollama-generate' ? 'ollama' : way;
  const { model, ...body } = {
    model: `${dialect}-1`,
    ...bodyOf(way, { model: `${dialect}-1`, stream, content: 'Hello' }),
  };
  const inPath = dialect === 'gemini';
  return deliver(url, way, {
    path,
    body: JSON.stringify(inPath ? { ...body, stream: undefined } : { model, ...body }),
  });
}

describe('a question is understood', () => {
  it.each([
    ['anthropic', '/v1/messages'],
    ['anthropic', '/v1/messages?beta=true'],
    ['anthropic', '/messages'],
    ['anthropic', '/v1/v1/messages'],
    ['anthropic', '/anthropic/v1/messages'],
    ['anthropic', '/anthropic/messages'],
    ['anthropic', '/anthropic/v1/v1/messages?beta=true'],
    ['openai-chat', '/v1/chat/completions'],
    ['openai-chat', '/chat/completions'],
    ['openai-chat', '/v1/v1/chat/completions'],
    ['openai-chat', '/openai/v1/chat/completions'],
    ['openai-chat', '/v1/chat/completions/'],
    ['openai-responses', '/v1/responses'],
    ['openai-responses', '/responses'],
    ['openai-responses', '/openai/v1/responses'],
    ['openai-responses', '/v1/v1/responses'],
    ['gemini', '/v1beta/models/gemini-1:generateContent'],
    ['gemini', '/v1/models/gemini-1:generateContent'],
    ['gemini', '/v1alpha/models/gemini-1:generateContent'],
    ['gemini', '/models/gemini-1:generateContent'],
    ['gemini', '/gemini/v1beta/models/gemini-1:generateContent'],
    ['gemini', '/v1beta/v1beta/models/gemini-1:generateContent'],
    ['gemini', '/v1beta/models/gemini%2D1:generateContent'],
    ['gemini', '/v1beta1/projects/p/locations/us-central1/publishers/google/models/gemini-1:generateContent'],
    ['gemini', '/v1/projects/p/locations/global/publishers/google/models/gemini-1:generateContent'],
    ['gemini', '/v1beta1/publishers/google/models/gemini-1:generateContent'],
    ['ollama', '/api/chat'],
    ['ollama', '/ollama/api/chat'],
    ['ollama', '/v1/api/chat'],
    ['ollama-generate', '/api/generate'],
    ['ollama-generate', '/ollama/api/generate'],
  ] as const)('%s at %s', async (way, path) => {
    const heard = await askAt(way, path);
    expect(heard).toMatchObject({ status: 200, complete: true, error: '' });
    const dialect = way === 'ollama-generate' ? 'ollama' : way;
    expect(heard.headers['x-failsoft-served-by']).toBe(`at-${dialect}/${dialect}-1`);
    expect(heard.text).toBe(sandbox().seen(`at-${dialect}`).at(-1)?.answer?.text);
  });

  it('a model may have a colon and a slash in its name, in the path of Gemini, too', async () => {
    for (const model of ['ollama-3:1b', 'ollama-meta/llama:8b', 'ollama-x%3A2b']) {
      const heard = await deliver(url, 'gemini', {
        path: `/v1beta/models/${model}:generateContent`,
        body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }),
      });
      expect(heard.headers['x-failsoft-served-by']).toBe(`at-ollama/${decodeURIComponent(model)}`);
    }
    const one = await get('/v1/models/openai-chat-x:free');
    expect(await one.json()).toMatchObject({ object: 'model', id: 'openai-chat-x:free' });
  });
});

describe('a list of models has the shape that its caller knows', () => {
  const shapes = {
    anthropic: { data: expect.any(Array), has_more: false },
    openai: { object: 'list', data: expect.any(Array) },
    gemini: { models: expect.arrayContaining([expect.objectContaining({ name: expect.stringMatching(/^models\//) })]) },
  } as const;
  it.each([
    ['/v1/models', { 'anthropic-version': '2023-06-01', authorization: 'Bearer any' }, 'anthropic'],
    ['/v1/models', { 'anthropic-version': '2026-10-21', 'x-api-key': 'any' }, 'anthropic'],
    ['/anthropic/v1/models', {}, 'anthropic'],
    ['/v1/models', { 'x-goog-api-key': 'any' }, 'gemini'],
    ['/v1/models', { 'x-goog-api-client': 'google-genai-sdk/3.3.0' }, 'gemini'],
    ['/v1/models?key=any', {}, 'gemini'],
    ['/v1/models?pageSize=5&key=any', {}, 'gemini'],
    ['/v1beta/models', {}, 'gemini'],
    ['/gemini/v1/models', {}, 'gemini'],
    ['/v1/models', { authorization: 'Bearer any' }, 'openai'],
    ['/v1/models', {}, 'openai'],
    ['/models', {}, 'openai'],
    ['/openai/v1/models', { 'anthropic-version': '2023-06-01' }, 'openai'],
    ['/v1/v1/models', {}, 'openai'],
  ] as const)('%s %o', async (path, headers, shape) => {
    for (const base of [url, poor]) {
      const answer = await fetch(base + path, { headers });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject(shapes[shape]);
    }
  });
});

describe('a key in the address', () => {
  it('lets its caller in and goes no further', async () => {
    const { url: locked } = await gateway(
      [
        'providers:',
        `  keyed: { protocol: gemini, baseUrl: "${sandbox().baseUrl('keyed', 'gemini')}", apiKey: ${SECRET} }`,
        'routes:',
        '  - { match: ["*"], ladder: [keyed/*] }',
        'clients: [{ id: one, key: a-client-key-of-some-length }]',
      ].join('\n'),
    );
    const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] });
    const at = async (query: string): Promise<Heard> =>
      deliver(locked, 'gemini', { path: `/v1beta/models/m:generateContent${query}`, body });
    expect((await at('')).status).toBe(401);
    expect((await at('?key=another-key')).status).toBe(401);
    expect(await at('?key=a-client-key-of-some-length&x=y')).toMatchObject({ status: 200, complete: true });
    expect(JSON.stringify(sandbox().seen('keyed'))).not.toContain('client-key');
    expect(sandbox().seen('keyed')).toHaveLength(1);
  });
});

describe('without server-sent events', () => {
  const list = async (model: string, text = 'Hello'): Promise<Heard> =>
    deliver(url, 'gemini-list', {
      path: `/v1beta/models/${model}:streamGenerateContent`,
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text }] }] }),
    });

  it.each(DIALECTS)('Gemini streams one list of pieces, made from %s', async (dialect) => {
    const heard = await list(`${dialect}-1`, 'Tell me about “rivers”.');
    expect(heard).toMatchObject({ status: 200, complete: true, error: '', broke: false, stop: 'STOP' });
    expect(heard.headers['content-type']).toBe('application/json');
    expect(heard.text).toBe(sandbox().seen(`at-${dialect}`).at(-1)?.answer?.text);
    const pieces: unknown = JSON.parse(heard.raw);
    expect(Array.isArray(pieces) && pieces.length > 5).toBe(true);
    expect(heard.output).toBe(sandbox().seen(`at-${dialect}`).at(-1)?.answer?.usage.outputTokens);
  });

  it('a list that broke is closed, and says so in its last piece', async () => {
    for (const dialect of DIALECTS) {
      sandbox().setFault(`at-${dialect}`, 'error-mid-stream', { times: 1 });
      const heard = await list(`${dialect}-1`);
      expect(heard.complete).toBe(false);
      expect(heard.broke).toBe(true);
      expect(heard.text).not.toBe('');
      const pieces = [...(parsed(heard.raw) ?? [])];
      expect(pieces.at(-1)).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });
    }
  });

  it('with them, it streams events', async () => {
    for (const query of ['?alt=sse', '?key=x&alt=sse', '?$alt=sse', '?alt=sse&x=y']) {
      const heard = await deliver(url, 'gemini', {
        path: `/v1beta/models/gemini-1:streamGenerateContent${query}`,
        body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }),
      });
      expect(heard).toMatchObject({ status: 200, complete: true, error: '' });
      expect(heard.headers['content-type']).toContain('text/event-stream');
    }
  });
});

describe('whoever looks whether somebody is there', () => {
  it.each(['/', '/ollama/', '/api/hello', '/anthropic/api/hello', '/healthz', '/readyz'])(
    'hears yes at %s',
    async (path) => {
      const head = await fetch(url + path, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect((await get(path)).status).toBe(200);
    },
  );

  it('hears at the root what clients of Ollama want to hear, and a browser what this is', async () => {
    expect(await (await get('/')).text()).toBe('Ollama is running');
    expect(await (await get('/', { accept: 'text/html,*/*' })).json()).toMatchObject({ name: 'failsoft' });
    expect(await (await get('/', { accept: 'application/json' })).json()).toMatchObject({ name: 'failsoft' });
  });
});

describe('the rest of Ollama', () => {
  it.each([
    ['GET', '/api/version', null, { version: expect.stringMatching(/^\d+\.\d+\.\d+/) }],
    [
      'GET',
      '/api/tags',
      null,
      { models: expect.arrayContaining([expect.objectContaining({ size: expect.any(Number) })]) },
    ],
    ['GET', '/api/ps', null, { models: expect.any(Array) }],
    ['POST', '/api/show', { model: 'MODEL' }, { capabilities: expect.arrayContaining(['completion']) }],
    ['POST', '/api/chat', { model: 'MODEL', messages: [] }, { done: true, done_reason: 'load' }],
    ['POST', '/api/generate', { model: 'MODEL', keep_alive: 0 }, { done: true, done_reason: 'unload' }],
  ])('%s %s is answered by Ollama, and without one', async (method, path, body, shape) => {
    for (const [base, model] of [
      [url, 'ollama-1'],
      [poor, 'gpt-5.6'],
    ] as const) {
      const sent = body === null ? {} : { body: JSON.stringify(body).replace('MODEL', model) };
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(base + path, { method, headers, ...sent });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject(shape);
    }
  });

  it('is left to Ollama where only it can do it', async () => {
    const pull = async (base: string, model: string): Promise<Response> =>
      fetch(`${base}/api/pull`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model }),
      });
    await pull(url, 'ollama-1');
    expect(sandbox().seen('at-ollama').at(-1)?.path).toBe('/at-ollama/api/pull');
    // Whoever comes through a proxy sits somewhere else, and Ollama itself asks nobody for a key.
    for (const path of ['pull', 'push', 'create', 'copy', 'delete']) {
      const strange = await fetch(`${url}/api/${path}`, {
        method: path === 'delete' ? 'DELETE' : 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
        body: JSON.stringify({ model: 'ollama-1' }),
      });
      expect(strange.status).toBe(403);
      expect(sandbox().seen('at-ollama').at(-1)?.path).toBe('/at-ollama/api/pull');
    }
    const refused = await pull(poor, 'gpt-5.6');
    expect([refused.status, await refused.json()]).toEqual([404, { error: expect.any(String) }]);
  });
});

describe('an unknown path is told in the words of the dialect that it looks like', () => {
  const anthropic = { type: 'error', error: { type: 'not_found_error', message: expect.any(String) } };
  const openai = { error: { message: expect.any(String), type: expect.any(String), code: expect.anything() } };
  const gemini = { error: { code: 404, status: 'NOT_FOUND', message: expect.any(String) } };
  const ollama = { error: expect.any(String) };
  it.each([
    ['/v1/nothing', { 'anthropic-version': '2023-06-01' }, anthropic],
    ['/anthropic/v1/nothing', {}, anthropic],
    ['/v1/messages', {}, anthropic],
    ['/v1/nothing', {}, openai],
    ['/openai/v1/nothing', {}, openai],
    ['/v1/chat/completions', {}, openai],
    ['/v1/responses', {}, openai],
    ['/v1beta/nothing', {}, gemini],
    ['/v1/nothing', { 'x-goog-api-key': 'any' }, gemini],
    ['/v1/nothing?key=any', {}, gemini],
    ['/v1beta/models/m:generateContent', {}, gemini],
    ['/api/nothing', {}, ollama],
    ['/ollama/nothing', {}, ollama],
    ['/api/chat', {}, ollama],
  ])('GET %s %o', async (path, headers, shape) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject(shape);
  });
});

it('a WebSocket is declined at once, so that its client goes on with plain requests', async () => {
  const handshake = ['upgrade: websocket', 'connection: Upgrade, close', 'sec-websocket-version: 13'];
  for (const path of ['/v1/responses', '/v1/realtime', '/responses']) {
    const lines = [
      `GET ${path} HTTP/1.1`,
      'host: 127.0.0.1',
      ...handshake,
      'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    const answer = await raw(url, `${lines.join('\r\n')}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (404|426) /);
    expect(answer).toContain('"error"');
  }
});

describe('a request that names the whole address, as to a proxy', () => {
  const whole = (address: string, host = '127.0.0.1'): string =>
    [`GET ${address} HTTP/1.1`, `host: ${host}`, 'connection: close', '', ''].join('\r\n');

  it('is one for its path', async () => {
    expect(await raw(url, whole(`${url}/v1/nothing?a=1`))).toContain('There is nothing at /v1/nothing');
    expect(await raw(url, whole(`${url}/healthz`))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await raw(url, whole(url.replace('http', 'HTTP')))).toMatch(/^HTTP\/1\.1 200 [^]*Ollama is running/);
    expect(await raw(url, whole('ftp://127.0.0.1/healthz'))).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('is for the host in its address, whatever its head says', async () => {
    const foreign = 'evil.example';
    expect(await raw(url, whole('/status', foreign))).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(url, whole(`http://${foreign}/status`))).toMatch(/^HTTP\/1\.1 403 /);
  });
});
